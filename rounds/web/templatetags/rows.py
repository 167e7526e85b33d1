"""The rows of the desk's list, written flat: by template nodes, 25 of them cost as much as the rest of the page together."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape as escaped

from rounds.basics.localtime import day_of
from rounds.basics.moments import said, said_day, said_late
from rounds.desk.excerpts import Piece
from rounds.web.marks import FAR, LATE, NEAR
from rounds.web.templatetags.rounds import moment
from rounds.web.views.lists import ShownRow

register = template.Library()

ROW = (
    '          <li{current}><a class="ticket" href="{url}" data-row><span class="ticket-a"><span class="mark mark-{tone}">'
    '<svg aria-hidden="true"><use href="#{shape}"/></svg>{word}</span>{at}</span>'
    '<span class="ticket-t" dir="auto">{subject}</span>{excerpt}'
    '<span class="ticket-b"><span dir="auto">{customer}</span>{urgent}{turn}</span></a></li>\n'
)
TURN = '<span class="turn turn-{whose}"><svg aria-hidden="true"><use href="#s-{whose}"/></svg>{word}</span>'
TURNS = {"ours": TURN.format(whose="ours", word="Our turn"), "theirs": TURN.format(whose="theirs", word="Their turn")}
URGENT = '<span class="turn urgent"><svg aria-hidden="true"><use href="#{shape}"/></svg>{word}</span>'
EXCERPT = '<span class="ticket-x" dir="auto">{pieces}</span>'
DUE = '<span class="turn due due-{tone}"><svg aria-hidden="true"><use href="#{shape}"/></svg>{word}</span>'
BACK = '<span class="turn">to {day}</span>'
TIME = '<time datetime="{exact}">{words}</time>'


@register.simple_tag(takes_context=True)
def ticket_rows(context: dict[str, Any], rows: Iterable[ShownRow]) -> SafeString:
    """Write the rows of a list, every text in them escaped."""
    now, zone = context["now"], context["zone"]
    today = day_of(now, zone)
    return mark_safe("".join(_row(row, now, today, zone) for row in rows))  # noqa: S308 - each value is escaped below


def escape(text: str) -> str:
    """Give a text as plain markup, which may be put together with other markup."""
    return str(escaped(text))


def _row(row: ShownRow, now: datetime, today: date, zone: ZoneInfo) -> str:
    return ROW.format(
        current=' aria-current="true"' if row.current else "",
        url=escape(row.url),
        tone=escape(row.tone),
        shape=escape(row.shape),
        word=escape(row.word),
        at=_due(row.due_at, row, now, zone) if row.due_at else moment(row.at, today, zone),
        subject=escape(row.subject),
        excerpt=_beside(row, now, zone),
        customer=escape(row.customer),
        urgent=URGENT.format(shape=row.urgency.shape, word=escape(row.urgency.word)) if row.urgency else "",
        turn=TURNS.get(row.turn) or _back(row, now, zone),
    )


def _due(due: datetime, row: ShownRow, now: datetime, zone: ZoneInfo) -> str:
    """Say by when something is promised, in the place of when the ticket came: red and late, amber and near, or only when."""
    late = said_late(due, now=now, zone=zone) or ("late" if due < now else "")
    near = row.near_at is not None and row.near_at <= now
    tone, shape = LATE if late else NEAR if near else FAR
    return DUE.format(tone=tone, shape=shape, word=_time(due, late or f"due {said(due, now=now, zone=zone)}"))


def _beside(row: ShownRow, now: datetime, zone: ZoneInfo) -> str:
    """Write what a search found, or what the list of the manual shows beside."""
    if row.more:
        said_so = ", ".join(
            escape(each.words) + (f" {_time(each.at, said(each.at, now=now, zone=zone))}" if each.at else "")
            for each in row.more
        )
        return EXCERPT.format(pieces=said_so)
    return EXCERPT.format(pieces="".join(map(_piece, row.pieces))) if row.pieces else ""


def _piece(piece: Piece) -> str:
    return f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)


def _back(row: ShownRow, now: datetime, zone: ZoneInfo) -> str:
    if row.back_at is None:
        return ""
    words = said_day(day_of(row.back_at, zone), today=day_of(now, zone))
    return BACK.format(day=_time(row.back_at, words))


def _time(at: datetime, words: str) -> str:
    return TIME.format(exact=at.isoformat(timespec="minutes"), words=escape(words))
