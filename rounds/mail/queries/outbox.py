"""What has left, what waits, and what a person has to decide about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString

from django.conf import settings

from rounds.desk.queries.copies import COPY, Bounce, copy_of
from rounds.mail.queries.saying import says, verdict
from rounds.timeline.models import OutboxState
from rounds.workspaces.rows import fetch

MOST_COUNTED = 1_000
"""Mails of one state that are counted; where there are more, the page says so."""


class Show(StrEnum):
    """Which mails of the outbox are looked at."""

    DECIDE = "decide"
    STOPPED = "stopped"
    BOUNCED = "bounced"
    DOUBTFUL = "may have arrived"
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"


SHOWS: Mapping[Show, tuple[OutboxState, ...]] = {
    Show.DECIDE: (OutboxState.STOPPED, OutboxState.BOUNCED, OutboxState.MAY_HAVE_ARRIVED),
    Show.STOPPED: (OutboxState.STOPPED,),
    Show.BOUNCED: (OutboxState.BOUNCED,),
    Show.DOUBTFUL: (OutboxState.MAY_HAVE_ARRIVED,),
    Show.WAITING: (OutboxState.QUEUED, OutboxState.CLAIMED, OutboxState.HANDING_OVER),
    Show.SENT: (OutboxState.SENT,),
    Show.DROPPED: (OutboxState.DROPPED,),
}
OLDEST_FIRST = frozenset({Show.DECIDE, Show.STOPPED, Show.BOUNCED, Show.DOUBTFUL, Show.WAITING})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail for one recipient. number: of its ticket. at: when its state was reached, or it was written.

    says: what happened, verdict: what that means, both sentences; verdict is empty where nobody has to decide.
    why: the event that says why it waits its turn; None where it does not.
    """

    id: int
    state: OutboxState
    subject: str
    number: int
    author: str
    address: str
    at: datetime
    attempts: int
    next_try_at: datetime | None
    says: str
    verdict: str
    bounce: Bounce | None
    why: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """The outbox at a glance. stopped: waits for a person. nowhere: no server is set that takes our mail, so all of it waits."""

    stopped: tuple[Delivery, ...]
    waiting: tuple[Delivery, ...]
    sent: tuple[Delivery, ...]
    counts: Mapping[Show, int]
    nowhere: bool


@dataclass(frozen=True, slots=True)
class OutboxList:
    """A page of one part of the outbox. more: whether others follow."""

    show: Show
    rows: tuple[Delivery, ...]
    more: bool


def outbox_page(*, limit: int = 100) -> OutboxPage:
    """Read the outbox: what stands, oldest first; what waits, the oldest first; what was sent last."""
    return OutboxPage(
        stopped=outbox_list(Show.DECIDE, limit=limit).rows,
        waiting=outbox_list(Show.WAITING, limit=limit).rows,
        sent=outbox_list(Show.SENT, limit=min(limit, 20)).rows,
        counts=outbox_counts(),
        nowhere=nowhere(),
    )


def nowhere() -> bool:
    """Say whether no server is set that takes our mail."""
    return settings.SMTP_OUT is None


def an_answer_left() -> bool:
    """Say whether a letter that one of us wrote has left for a customer, whatever became of it there."""
    return bool(fetch(AN_ANSWER_LEFT))


AN_ANSWER_LEFT = """
    SELECT FROM outbox mail JOIN message ON message.id = mail.ref_id
    WHERE mail.channel = 'mail' AND mail.state IN ('sent', 'may have arrived', 'bounced') AND message.author_member_id IS NOT NULL LIMIT 1
"""

DELIVERIES: LiteralString = f"""
    SELECT {COPY}, message.subject, ticket.number, coalesce(member.name, '')
    FROM outbox mail
    LEFT JOIN contact_address address ON address.id = mail.recipient_id
    JOIN message ON message.id = mail.ref_id JOIN ticket ON ticket.id = message.ticket_id
    LEFT JOIN member ON member.id = message.author_member_id
    WHERE mail.channel = 'mail' AND mail.state = ANY(%s)
"""  # noqa: S608 - a constant
FORWARD: LiteralString = f"{DELIVERIES} AND mail.id > %s ORDER BY mail.id LIMIT %s"
BACKWARD: LiteralString = f"{DELIVERIES} AND mail.id < %s ORDER BY mail.id DESC LIMIT %s"
BEHIND_ALL = 2**63 - 1


def outbox_list(show: Show, *, after: int = 0, limit: int) -> OutboxList:
    """List a part of the outbox: what stands or waits, the oldest first; what is settled, the newest first.

    after: the last id of the page before, 0 for the first.
    """
    states = [str(state) for state in SHOWS[show]]
    forward = show in OLDEST_FIRST
    found = fetch(FORWARD if forward else BACKWARD, [states, after or (0 if forward else BEHIND_ALL), limit + 1])
    rows = tuple(_delivery(*row) for row in found[:limit])
    return OutboxList(show, _with_why(rows), more=len(found) > limit)


WHY = """
    SELECT (event.payload ->> 'delivery')::bigint, max(event.id) FROM timeline_event event
    WHERE event.subject_kind = 'ticket' AND event.subject_id IN (SELECT about_id FROM outbox WHERE id = ANY(%s))
    AND event.kind = 'mail.waits its turn' GROUP BY 1
"""


def _with_why(rows: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
    """Name the event that says why a mail waits its turn."""
    wait = [row.id for row in rows if row.state is OutboxState.QUEUED and row.next_try_at and not row.attempts]
    events: dict[int, int] = dict(fetch(WHY, [wait])) if wait else {}
    return tuple(replace(row, why=events.get(row.id)) if row.id in wait else row for row in rows)


def where_is(row_id: int) -> Show:
    """Say in which part of the outbox a mail stands; the first one for a mail that is not there."""
    found = fetch("SELECT state FROM outbox WHERE channel = 'mail' AND id = %s", [row_id])
    parts = [show for show in Show if found and found[0][0] in SHOWS[show]]
    return parts[0] if parts else Show.DECIDE


COUNTS = """
    SELECT named.state, (SELECT count(*) FROM (
        SELECT 1 FROM outbox mail WHERE mail.channel = 'mail' AND mail.state = named.state LIMIT %s) few)
    FROM unnest(%s::text[]) named(state)
"""


def outbox_counts() -> dict[Show, int]:
    """Count the mails of each part, up to MOST_COUNTED and one of each state."""
    states = sorted({str(state) for shown in SHOWS.values() for state in shown})
    counted = dict(fetch(COUNTS, [MOST_COUNTED + 1, states]))
    return {show: sum(counted[state] for state in shown) for show, shown in SHOWS.items()}


def standing_counts() -> dict[OutboxState, int]:
    """Count the mails that wait for a person, by state."""
    states = [str(state) for state in SHOWS[Show.DECIDE]]
    counted = fetch(
        "SELECT state, count(*) FROM outbox WHERE channel = 'mail' AND state = ANY(%s) GROUP BY state", [states]
    )
    return {OutboxState(state): count for state, count in counted}


def _delivery(found: list[Any], subject: str, number: int, author: str) -> Delivery:
    copy = copy_of(found)
    return Delivery(
        id=copy.id,
        state=copy.state,
        subject=subject,
        number=number,
        author=author,
        address=copy.address,
        at=copy.at,
        attempts=copy.attempts,
        next_try_at=copy.next_try_at if copy.attempts or copy.said else None,
        says=says(copy),
        verdict=verdict(copy),
        bounce=copy.bounce,
    )
