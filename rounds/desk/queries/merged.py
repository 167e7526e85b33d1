"""A ticket together with those that are merged into it: what was said and done on them stands in its thread, in order.

Only a ticket that has any pays for it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, LiteralString

from rounds.basics.problems import NotThere
from rounds.desk.models import Merge
from rounds.desk.queries.copies import COPIES, copies_of
from rounds.desk.queries.one_ticket import (
    IMPORTED,
    REPEATS_A_MESSAGE,
    FileLink,
    Said,
    TicketPage,
    WaitingAnswer,
    author,
    names_of_people,
    ticket_page,
    when_said,
)
from rounds.desk.queries.past import PastLine, past_lines
from rounds.desk.rules import MessageKind, State
from rounds.timeline.models import TimelineEvent
from rounds.timeline.queries import Happening, told
from rounds.timeline.rules import NamesById
from rounds.workspaces.rows import fetch, fetch_named, find

MESSAGES: LiteralString = f"""
    SELECT message.id, message.ticket_id, message.kind, member.name AS member, contact.name AS contact, message.text, message.at,
           message.sender::json AS sender, message.old_answer,
           (SELECT json_agg(json_build_array(file.id, file.name, file.media_type, file.size) ORDER BY file.id)
                FROM attachment file WHERE file.message_id = message.id) AS files,
           (SELECT {COPIES} AND mail.ref_id = message.id) AS copies
    FROM message
    LEFT JOIN member ON member.id = message.author_member_id
    LEFT JOIN contact ON contact.id = message.author_contact_id
    WHERE message.ticket_id = ANY(%s)
"""  # noqa: S608 - a constant

WAITING = """
    SELECT waiting.message_id, waiting.member_id, max(mail.leaves_at) FROM answer_waiting waiting
    JOIN outbox mail ON mail.channel = 'mail' AND mail.ref_id = waiting.message_id
    WHERE waiting.ticket_id = ANY(%s) GROUP BY waiting.id ORDER BY waiting.id
"""

REASONS = "SELECT id, reason FROM ticket_hold WHERE ticket_id = ANY(%s) ORDER BY id"

SAID_BY_THE_SURVIVOR = frozenset({"desk.merged", "desk.unmerged", "desk.answer taken back"})
"""Events of a merged ticket that stand on the one it was merged into too."""

STANDS = """
    SELECT survivor.number FROM ticket
    JOIN ticket_merged gone ON gone.ticket_id = ticket.id JOIN ticket survivor ON survivor.id = gone.survivor_id
    WHERE ticket.number = %s
"""


def standing_number(number: int) -> int:
    """Say which ticket stands for a merged one. Raises NotThere for one that is not merged."""
    found = fetch(STANDS, [number])
    if not found:
        raise NotThere(f"merged ticket {number}")
    standing: int = found[0][0]
    return standing


def with_merged(page: TicketPage) -> TicketPage:
    """Put what was said and done on the merged tickets into the page."""
    if not page.merged:
        return page
    numbers = {each.id: each.number for each in page.merged}
    ids = list(numbers)
    members = dict(fetch("SELECT id, name FROM member"))
    names = NamesById(members, names_of_people(page.parties))
    reasons = {str(hold): reason for hold, reason in fetch(REASONS, [ids])}
    entries = [*page.thread, *_said(numbers, ids), *_happened(numbers, ids, names), *_past(ids, names)]
    thread = tuple(sorted(entries, key=when_said))
    waiting = [*page.waiting, *(WaitingAnswer(*row) for row in fetch(WAITING, [ids]))]
    waiting.sort(key=lambda answer: answer.message_id)
    return replace(page, thread=thread, waiting=tuple(waiting), hold_reasons={**reasons, **page.hold_reasons})


def whole_ticket_page(number: int, *, reader: int = 0) -> TicketPage:
    """Give everything about a ticket and those that are merged into it. reader: the member whose drafts are wanted. Raises NotThere."""
    return with_merged(ticket_page(number, reader=reader))


def _said(numbers: dict[int, int], ids: list[int]) -> list[Said]:
    return [_one(row, numbers[row["ticket_id"]]) for row in fetch_named(MESSAGES, [ids])]


def _one(row: dict[str, Any], number: int) -> Said:
    return Said(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        author=author(row["member"] or row["contact"] or "", old=row["old_answer"]),
        text=row["text"],
        at=row["at"],
        files=tuple(FileLink(*file) for file in row["files"] or ()),
        copies=copies_of(row["copies"]).get(row["id"], ()),
        on=number,
        sender=row["sender"],
    )


def _happened(numbers: dict[int, int], ids: list[int], names: NamesById) -> list[Happening]:
    """Tell what happened to the merged tickets, each with its number."""
    besides = [*REPEATS_A_MESSAGE, *SAID_BY_THE_SURVIVOR]
    where = "subject_kind = 'ticket' AND subject_id = ANY(%s) AND kind <> ALL (%s) ORDER BY id"
    found = told(find(TimelineEvent, where, [ids, besides]), names)
    return [replace(each, sentence=f"{each.sentence} (#{numbers[each.subject_id]})") for each in found]


IMPORTED_ONES = "SELECT DISTINCT subject_id FROM timeline_event WHERE subject_kind = 'ticket' AND subject_id = ANY(%s) AND kind = %s"


def _past(ids: list[int], names: NamesById) -> list[PastLine]:
    came = fetch(IMPORTED_ONES, [ids, IMPORTED])
    return [line for (ticket_id,) in came for line in past_lines(ticket_id, names.member)]


@dataclass(frozen=True, slots=True)
class MergePart:
    """A ticket that went into another."""

    number: int
    subject: str
    state: State


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """One merge. into, into_subject: the ticket that stayed. parts: as they stand now. undone_at: None while it holds."""

    id: int
    into: int
    into_subject: str
    parts: tuple[MergePart, ...]
    by_id: int | None
    at: datetime
    undone_at: datetime | None


PARTS = "SELECT number, subject, state FROM ticket WHERE number = ANY(%s) ORDER BY number"


def merge_record(merge_id: int) -> MergeRecord:
    """Give one merge. Raises NotThere."""
    act = Merge.objects.select_related("into").filter(id=merge_id).first()
    if act is None:
        raise NotThere(f"merge {merge_id}")
    parts = tuple(MergePart(number, subject, State(state)) for number, subject, state in fetch(PARTS, [act.numbers]))
    return MergeRecord(act.pk, act.into.number, act.into.subject, parts, act.by_id, act.at, act.undone_at)


@dataclass(frozen=True, slots=True)
class Mergeable:
    """A ticket that could be merged with another: of the same person, or of the same firm."""

    number: int
    version: int
    subject: str
    state: State
    our_turn: bool
    requester: str
    opened_at: datetime
    wakes_at: datetime | None
    held_by: str


SAME_CUSTOMER = """
    SELECT other.number, other.version, other.subject, other.state, other.our_turn, coalesce(contact.name, ''), other.opened_at,
           other.wakes_at, coalesce(other.held_by, '')
    FROM ticket other LEFT JOIN contact ON contact.id = other.requester_id
    WHERE other.state <> 'merged' AND (other.number = ANY(%(numbers)s) OR other.id IN (
        SELECT near.id FROM ticket mine JOIN ticket near
            ON near.requester_id = mine.requester_id OR near.account_id = mine.account_id
        WHERE mine.number = %(first)s AND near.state <> 'merged'
        ORDER BY near.state = 'closed', near.opened_at DESC LIMIT %(most)s))
    ORDER BY other.number = ANY(%(numbers)s) DESC, other.state = 'closed', other.opened_at DESC
"""

OFFERED = 40


def mergeable(numbers: Collection[int]) -> tuple[Mergeable, ...]:
    """List tickets with these numbers, and others of the first one's customer: live ones first, the newest first."""
    wanted = list(numbers)
    values = {"numbers": wanted, "first": wanted[0] if wanted else 0, "most": OFFERED}
    return tuple(
        Mergeable(number, version, subject, State(state), *rest)
        for number, version, subject, state, *rest in fetch(SAME_CUSTOMER, values)
    )
