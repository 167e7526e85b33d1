"""docs/api.md, from the same document: `make reference` writes it."""

import sys

import django

from rounds.api.shapes.base import ROOT

COMING_IN = """## A token

A member makes one on the page, under Settings, API tokens. Whoever holds the machine makes one for a member, and it is printed once:

    rounds token add fenwick mara@fenwick.example --name "our website" --scope "read the desk" --scope "open tickets" --until 2027-03-01

`--until never` lets it last. A scope is one right, by its words (each endpoint says which it needs; `everything` lists all),
or a group of them:
"""


def as_markdown() -> str:
    """Write the whole reference."""
    from rounds.api.document import document
    from rounds.api.reference import rooms, shapes
    from rounds.team.tokens.scopes import GROUPS

    about = str(document()["info"]["description"])
    lines = ["# The API", "", *about.split("\n"), "", f"Every address begins with `{ROOT}`.", ""]
    lines += ["The document for programs is `openapi.json` there; the same as a page stands at its root.", ""]
    lines += [COMING_IN, *(f"- `{name}`: {', '.join(sorted(acts))}" for name, acts in GROUPS.items()), ""]
    for room in rooms():
        lines += [f"## {room.name}", ""]
        for entry in room.entries:
            lines += [
                f"### `{entry.method} {entry.path}`",
                "",
                f"{entry.says} Needs the right to {' and to '.join(entry.needs)}.",
                "",
            ]
            lines += [_line(part, part.kind) for part in entry.takes]
            lines += [_line(part, f"body, {part.kind}") for part in entry.body]
            lines += [
                f"- answers {entry.status} with {entry.gives}; refuses with {', '.join(str(each.status) for each in entry.refusals)}",
                "",
            ]
    lines += ["## What goes over the wire", ""]
    for shape in shapes():
        lines += [f"### {shape.name}", "", shape.says, "", *[_line(part, part.kind) for part in shape.fields], ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(part: "object", kind: str) -> str:
    needed = ", needed" if part.needed else ""  # type: ignore[attr-defined]
    text = f": {part.text}" if part.text else ""  # type: ignore[attr-defined]
    return f"- `{part.name}` ({kind}{needed}){text}"  # type: ignore[attr-defined]


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(as_markdown())
