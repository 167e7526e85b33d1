"""How two tickets belong together, seen from each of them."""

from enum import StrEnum

from rounds.basics.problems import Problem


class LinkKind(StrEnum):
    """What a link says of its first ticket and its second one."""

    PARENT = "parent"
    RELATED = "related"
    DUPLICATE = "duplicate"


class Seen(StrEnum):
    """What the other ticket is, seen from this one."""

    PARENT = "parent"
    PART = "part"
    RELATED = "related"
    ORIGINAL = "original"
    DUPLICATE = "duplicate"


KIND: dict[Seen, tuple[LinkKind, bool]] = {
    Seen.PARENT: (LinkKind.PARENT, False),
    Seen.PART: (LinkKind.PARENT, True),
    Seen.RELATED: (LinkKind.RELATED, True),
    Seen.ORIGINAL: (LinkKind.DUPLICATE, True),
    Seen.DUPLICATE: (LinkKind.DUPLICATE, False),
}
"""The link that each view means, and whether this ticket is its first: a parent is first, and so is a duplicate."""

OTHER_SIDE: dict[Seen, Seen] = {
    Seen.PARENT: Seen.PART,
    Seen.PART: Seen.PARENT,
    Seen.RELATED: Seen.RELATED,
    Seen.ORIGINAL: Seen.DUPLICATE,
    Seen.DUPLICATE: Seen.ORIGINAL,
}


def seen_from(kind: LinkKind, *, first: bool) -> Seen:
    """Say what the other ticket of a link is. first: this one is the link's first."""
    if kind is LinkKind.RELATED:
        return Seen.RELATED
    return next(seen for seen, link in KIND.items() if link == (kind, first))


def link_problems(*, same: bool, linked: bool, seen: Seen, has_parent: bool, circle: bool) -> list[Problem]:
    """Say why two tickets cannot be linked so. circle: the one that would be part is an ancestor of its parent."""
    if same:
        return [Problem("itself", "A ticket is not linked to itself.", "Name another one.", field="other")]
    if linked:
        return [Problem("linked", "These two are linked already.", "Take that link away first.", field="other")]
    if seen in {Seen.PARENT, Seen.PART} and has_parent:
        return [Problem("has parent", "A ticket is part of one other at most.", "Take that link away first.", "other")]
    if circle:
        return [Problem("circle", "That would make a ticket a part of itself.", "Link them as related.", "other")]
    return []
