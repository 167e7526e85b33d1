"""What a typed filter means in the database: one condition over `ticket`, with every value as a parameter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import LiteralString
from zoneinfo import ZoneInfo

from rounds.basics.hours import Hours
from rounds.basics.localtime import ONE_DAY, day_of, start_of
from rounds.basics.windows import Window
from rounds.desk.asking import ME, NOBODY, TODAY, TOMORROW, Asking, Being, Field, Filter, Having, span_of
from rounds.desk.queries.listing import Narrow

MOST_NAMED = 200
"""Firms or people that one name can mean; who means more than these says more of it."""

PEOPLE: LiteralString = """
    SELECT stands.id FROM contacts_named(%s, %s) AS near(id)
    CROSS JOIN LATERAL (SELECT coalesce(joined_into_id, id) AS id FROM contact WHERE contact.id = near.id LIMIT 1) stands
"""
"""People of such a name; whoever was joined into another is found by the name they had, as the one who stands."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: "me" is they, spans are counted from now, days are of the zone. members: ids by name, as filters say them.

    priorities: the manual's, the highest first.
    """

    member_id: int
    now: datetime
    zone: ZoneInfo
    members: Mapping[str, int]
    notes: bool = True
    priorities: tuple[str, ...] = ()


BEING: dict[Being, LiteralString] = {
    Being.OPEN: "ticket.state IN ('new', 'open')",
    Being.NEW: "ticket.state = 'new'",
    Being.OURS: "(ticket.state IN ('new', 'open') AND ticket.our_turn)",
    Being.THEIRS: "(ticket.state IN ('new', 'open') AND NOT ticket.our_turn)",
    Being.ASLEEP: "ticket.state = 'asleep'",
    Being.HELD: "ticket.held_since IS NOT NULL",
    Being.MISSED: "EXISTS (SELECT FROM next_due WHERE next_due.ticket_id = ticket.id AND next_due.due_at < %s)",
    Being.CLOSED: "ticket.state = 'closed'",
}

TOGETHER: LiteralString = "ticket.id || ARRAY(SELECT ticket_id FROM ticket_merged WHERE survivor_id = ticket.id)"
"""A ticket and those that are merged into it."""

HAVING: dict[Having, LiteralString] = {
    Having.FILE: "EXISTS (SELECT FROM message said JOIN attachment ON attachment.message_id = said.id"
    f" WHERE said.ticket_id = ANY({TOGETHER}))",
    Having.NOTE: f"EXISTS (SELECT FROM message said WHERE said.ticket_id = ANY({TOGETHER}) AND said.kind = 'note')",
    Having.DATE: "ticket.wakes_at IS NOT NULL",
    Having.DUE: "EXISTS (SELECT FROM next_due WHERE next_due.ticket_id = ticket.id)",
    Having.HOLD: "ticket.held_since IS NOT NULL",
}


def narrowed(asking: Asking, reader: Reader) -> Narrow:
    """Put the filters together: those of one field add up, those of several must all hold."""
    whole = Narrow()
    filters = [each for each in asking.filters if each.field is not Field.SORT]
    kept = sorted((each for each in filters if not each.negated), key=lambda each: each.field)
    for _, same in groupby(kept, key=lambda each: each.field):
        whole &= _any_of([_condition(each, reader) for each in same])
    for each in filters:
        if each.negated:
            one = _condition(each, reader)
            whole &= Narrow(f"({one.where}) IS NOT TRUE", one.values)
    return whole


def _any_of(conditions: list[Narrow]) -> Narrow:
    if len(conditions) == 1:
        return conditions[0]
    where: LiteralString = " OR ".join(f"({each.where})" for each in conditions)
    return Narrow(f"({where})", tuple(value for each in conditions for value in each.values))


def _condition(filter_: Filter, reader: Reader) -> Narrow:
    return CONDITIONS[filter_.field](filter_.value, reader)


def _with(value: str, reader: Reader) -> Narrow:
    if value == NOBODY:
        return Narrow("ticket.assignee_id IS NULL")
    return Narrow("ticket.assignee_id = %s", (reader.member_id if value == ME else reader.members[value],))


def _being(value: str, reader: Reader) -> Narrow:
    being = Being(value)
    return Narrow(BEING[being], (reader.now,) if being is Being.MISSED else ())


def _due(value: str, reader: Reader) -> Narrow:
    """By the end of a day, or of a span from now: what is late is due too."""
    if value in {TODAY, TOMORROW}:
        end = start_of(day_of(reader.now, reader.zone) + ONE_DAY * (1 if value == TODAY else 2), reader.zone)
    else:
        end = span_of(value).after(reader.now, hours=every_hour(reader.zone))
    return Narrow(BEING[Being.MISSED], (end,))


def _ago(value: str, reader: Reader) -> datetime:
    """Say when a span began that ends now, by the reader's calendar."""
    return span_of(value).before(reader.now, hours=every_hour(reader.zone))


@lru_cache(maxsize=64)
def every_hour(zone: ZoneInfo) -> Hours:
    """Give a zone's calendar alone: nobody's working time is counted in what is typed here."""
    return Hours(zone, (Window.parse("0:00-24:00"),), frozenset())


CONDITIONS: dict[Field, Callable[[str, Reader], Narrow]] = {
    Field.IS: _being,
    Field.DUE: _due,
    Field.HAS: lambda value, _: Narrow(HAVING[Having(value)]),
    Field.QUEUE: lambda value, _: Narrow("ticket.queue = %s", (value,)),
    Field.KIND: lambda value, _: Narrow("ticket.kind = %s", (value,)),
    Field.PRIORITY: lambda value, _: Narrow("ticket.priority = %s", (value,)),
    Field.WITH: _with,
    Field.FROM: lambda value, _: Narrow(f"ticket.requester_id = ANY (ARRAY({PEOPLE}))", (value, MOST_NAMED)),
    Field.ACCOUNT: lambda value, _: Narrow(
        "ticket.account_id = ANY (ARRAY(SELECT accounts_named(%s, %s)))", (value, MOST_NAMED)
    ),
    Field.OLDER: lambda value, reader: Narrow("ticket.opened_at < %s", (_ago(value, reader),)),
    Field.NEWER: lambda value, reader: Narrow("ticket.opened_at >= %s", (_ago(value, reader),)),
}
"""What each field means. Rules of the manual's conditions use the same columns."""
