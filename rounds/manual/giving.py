"""Writes acts into the `may:` of roles, in the text of a manual as it stands."""

from collections.abc import Mapping, Sequence

from rounds.manual.nodes import Items, Node, Scalar
from rounds.manual.reading import read
from rounds.team.rules import Role


def given(text: str, acts: Mapping[str, Sequence[str]]) -> str:
    """Give the text in which these roles may do these acts too. acts: role → what to add. A role that is not there is left out."""
    reading = read(text)
    lines = reading.text.split("\n")
    for clause in reversed(reading.clauses):  # from below, so that the places above stay right
        entry = clause.keys.entry("may") if clause.keys and clause.kind.text == Role.kind else None
        if entry and (wanted := acts.get(clause.name.text)):
            _put(lines, entry.value, wanted)
    return "\n".join(lines)


def _put(lines: list[str], value: Node, wanted: Sequence[str]) -> None:
    """Put the acts behind the last that stands there: in its line, or each in a line of its own."""
    last = value.items[-1] if isinstance(value, Items) and value.items else value
    if not isinstance(last, Scalar):
        return
    at, line = last.place.line - 1, lines[last.place.line - 1]
    before, behind = line[: last.place.column - 1], line[last.place.column - 1 :].removeprefix(last.source)
    if last is value:
        lines[at] = f"{before}[{', '.join([last.source, *wanted])}]{behind}"
    elif before.strip() == "-":
        lines[at + 1 : at + 1] = [before + act for act in wanted]
    else:
        lines[at] = f"{before}{', '.join([last.source, *wanted])}{behind}"
