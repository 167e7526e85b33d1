"""Lays a manual out as a page: chapters, prose as HTML, and a card for each clause in the place where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it.token import Token

from rounds.manual.cards import Card
from rounds.manual.headings import Heading, chapters, marked, without_title
from rounds.manual.markdown import is_clause, markdown
from rounds.manual.reading import front_end

PARSER = markdown()


@dataclass(frozen=True, slots=True)
class Prose:
    """What people wrote around the clauses. html: safe to show, for the parser lets no markup through."""

    html: str
    clause: None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole manual, in reading order."""

    chapters: tuple[Heading, ...]
    blocks: tuple[Card | Prose, ...]


def laid_out(text: str, *, title: str, cards: Mapping[int, Card]) -> Layout:
    """Lay a manual out. title: stands above the page. cards: of every clause, by the line of its fence."""
    lines = text.split("\n")
    end = front_end(lines)
    tokens = without_title(PARSER.parse("\n".join([""] * end + lines[end:])), title)
    headings = list(marked(tokens))
    return Layout(chapters(headings), tuple(_blocks(tokens, cards)))


def _blocks(tokens: Sequence[Token], cards: Mapping[int, Card]) -> Iterator[Card | Prose]:
    for clauses, group in groupby(tokens, key=is_clause):
        if clauses:
            yield from (cards[token.map[0] + 1] for token in group if token.map)
        else:
            yield Prose(PARSER.renderer.render(list(group), PARSER.options, {}))
