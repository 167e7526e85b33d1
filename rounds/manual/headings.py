"""The manual's chapters: headings get ids to link to, and levels that fit below the page's own title."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markdown_it.token import Token

CHAPTER = 2
LEAST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter, or a part of one. id: where it stands on the page."""

    id: str
    title: str
    level: int = CHAPTER
    parts: tuple["Heading", ...] = ()


def without_title(tokens: list[Token], title: str) -> list[Token]:
    """Leave out a first heading that only repeats what stands above the page."""
    begins = len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return tokens[3:] if begins and tokens[1].content.strip() == title else tokens


def marked(tokens: list[Token]) -> Iterator[Heading]:
    """Give each heading its id and level, in the tokens too: chapters are level 2, and no level is skipped."""
    level, taken = CHAPTER - 1, set[str]()
    for place, opening in enumerate(tokens):
        if opening.type == "heading_open":
            level = min(max(int(opening.tag[1:]), CHAPTER), level + 1, LEAST)
            heading = Heading(_free_id(_words(tokens[place + 1]), taken), _words(tokens[place + 1]), level)
            opening.attrSet("id", heading.id)
            opening.tag = tokens[place + 2].tag = f"h{level}"
            yield heading


def chapters(headings: Iterable[Heading]) -> tuple[Heading, ...]:
    """Put the parts into their chapters; what lies deeper stands in the text only."""
    found: list[Heading] = []
    for heading in headings:
        if heading.level == CHAPTER:
            found.append(heading)
        elif heading.level == CHAPTER + 1:
            found[-1] = replace(found[-1], parts=(*found[-1].parts, heading))
    return tuple(found)


def _words(inline: Token) -> str:
    return "".join(token.content for token in inline.children or [] if token.type in ("text", "code_inline"))


def _free_id(title: str, taken: set[str]) -> str:
    """Make an id that no other heading has; the prefix keeps it apart from those of the clauses."""
    plain = "ch-" + re.sub(r"[\W_]+", "-", title.lower()).strip("-")
    free = next(name for name in _numbered(plain) if name not in taken)
    taken.add(free)
    return free


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
