"""Who is called in a note: `@Teo`, `@Teo Okafor`; and what followers hear of."""

from collections.abc import Mapping

NEWS = (
    "desk.customer wrote",
    "desk.answered",
    "desk.answer failed",
    "desk.noted",
    "desk.mentioned",
    "desk.assigned",
    "desk.kind changed",
    "desk.priority set",
    "desk.held",
    "desk.hold ended",
    "desk.woke",
    "desk.closed",
    "desk.reopened",
)
"""Events that whoever follows a ticket hears of, unless they did it themselves."""


def mentioned(text: str, members: Mapping[int, str]) -> tuple[int, ...]:
    """Find the members whom a text calls by @ and their name, each once, in the order of the text.

    members: id → full name of whoever is active. A first name calls its bearer where nobody else has it; a full name always.
    An @ inside a word, as in a mail address, calls nobody.
    """
    called: list[int] = []
    folded = text.casefold()
    start = folded.find("@")
    while start >= 0:
        inside = start > 0 and (folded[start - 1].isalnum() or folded[start - 1] in "._-+")
        found = None if inside else _called(folded[start + 1 :], members)
        if found is not None and found not in called:
            called.append(found)
        start = folded.find("@", start + 1)
    return tuple(called)


def _called(rest: str, members: Mapping[int, str]) -> int | None:
    full = [member for member, name in members.items() if _begins(rest, name.casefold())]
    if full:
        return max(full, key=lambda member: len(members[member]))
    first = [member for member, name in members.items() if _begins(rest, name.split(" ")[0].casefold())]
    return first[0] if len(first) == 1 else None


def _begins(rest: str, name: str) -> bool:
    """Say whether a text begins with this name as a whole word."""
    return bool(name) and rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()
