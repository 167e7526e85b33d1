"""The document as it runs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.safestring import mark_safe

from rounds.basics.problems import NotThere
from rounds.manual.cards import Card, card_of
from rounds.manual.headings import Heading
from rounds.manual.pages import Prose, laid_out
from rounds.manual.queries.lately import lately
from rounds.policies.models import ClauseRow, Manual
from rounds.policies.queries import book, book_of
from rounds.team.queries import names_of
from rounds.timeline.models import TimelineEvent

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One version, to be read. adopted_by: the member's name, empty where Rounds itself put it in force."""

    title: str
    version: int
    adopted_at: datetime
    adopted_by: str
    chapters: tuple[Heading, ...]
    blocks: tuple[Card | Prose, ...]


def manual_page(*, at: datetime, version: int | None = None) -> ManualPage:
    """Give a version as a page, the one in force by default.

    at: aware, UTC; what clauses did is counted up to it. Raises Refused where none is in force, NotThere for a
    version that never was.
    """
    manual = Manual.objects.filter(version=version or book().version).first()
    if manual is None:
        raise NotThere(f"manual {version}")
    layout = laid_out(manual.text, title=manual.title, cards=_cards(manual, at))
    adopter = manual.adopted_by_id or 0
    return ManualPage(
        title=manual.title,
        version=manual.version,
        adopted_at=manual.adopted_at,
        adopted_by=names_of([adopter]).get(adopter, ""),
        chapters=layout.chapters,
        blocks=tuple(_shown(block) for block in layout.blocks),
    )


def _shown(block: Card | Prose) -> Card | Prose:
    """Let the page take the prose as HTML: the parser made it, and lets no markup of the writer's through."""
    return block if isinstance(block, Card) else replace(block, html=mark_safe(block.html))  # noqa: S308


def _cards(manual: Manual, at: datetime) -> dict[int, Card]:
    """Make the card of every clause, by the line of its fence."""
    clauses, times, lines = book_of(manual.version).clauses, _times(at), manual.text.split("\n")
    found = lately(book(), since=at - LATELY, at=at) if manual.version == book().version else None
    rows = ClauseRow.objects.filter(manual=manual).values_list("kind", "name", "line_from", "line_to")
    cards = {}
    for kind, name, line_from, line_to in rows:
        clause = clauses[kind, name]
        cards[line_from] = card_of(
            clause,
            lines,
            line_from=line_from,
            line_to=line_to,
            times=times.get(clause.identity, 0),
            next_=found.next(clause) if found else None,
            now=found.now(clause) if found else None,
        )
    return cards


def _times(at: datetime) -> dict[str, int]:
    """Count what each clause did lately."""
    lately = TimelineEvent.objects.filter(clause__isnull=False, at__gt=at - LATELY, at__lte=at)
    return dict(lately.values_list("clause").annotate(Count("id")))
