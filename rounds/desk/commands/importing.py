"""Tickets of another help desk come in, with their past: a batch in one transaction, each ticket whole.

The ticket is ours from then on. What happened there is kept as it was, in rows that nobody can change; the timeline says honestly
that it came by import, with the moments of that desk among the facts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.coming import Brought, Fate, Turned
from rounds.accounts.commands.loading import one_at_a_time
from rounds.basics.problems import Problem
from rounds.desk.commands.matching import Match
from rounds.desk.commands.opening import take_many_numbers
from rounds.desk.commands.recognising import Around
from rounds.desk.commands.sharing_out import share_out
from rounds.desk.events.imported import TicketImported
from rounds.desk.holds import HoldEnd
from rounds.desk.imported import Change, ComingTicket, stands, waits
from rounds.desk.models import Hold, Message, Party, PastChange, Ticket, TicketKnownAs
from rounds.desk.rules import MessageKind, PartyRole
from rounds.team.queries import require
from rounds.timeline.commands import record_alike
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.setwise import Columns, insert, insert_columns, new_ids, update, without_waiting


@dataclass(frozen=True, slots=True)
class TicketBatch:
    """Some tickets of one file."""

    source: str
    import_id: int
    tickets: tuple[ComingTicket, ...]


@dataclass
class Plan:
    """What a batch would do."""

    around: Around
    matches: list[Match]
    turned: list[Turned]

    @property
    def brought(self) -> Brought:
        ours = [one for one in self.matches if one.fate is Fate.CHANGED and one.is_worked_on]
        differs = tuple((one.coming.line, one.coming.key, ("state",)) for one in ours)
        waiting = sum(one.full is not None for one in self.matches)
        return Brought(Counter(one.fate for one in self.matches), tuple(self.turned), differs, waiting)


def try_out_tickets(batch: TicketBatch) -> Brought:
    """Say what a batch of tickets would do, and write nothing."""
    return _planned(batch).brought


@command
def import_tickets(*, batch: TicketBatch, by: Actor, at: datetime) -> Brought:
    """Write a batch of tickets with their past. at: aware, UTC. Raises NotAllowed.

    Nothing is sent, nothing wakes and nobody is told. A ticket that came before gets what is new in its past; where somebody
    worked on it here, that is all it gets. Nobody gets more open tickets of a queue than they may have: those wait in it.
    """
    require(by, "import data")
    one_at_a_time("tickets", batch.source)
    plan = _planned(batch, locking=True)
    made = [one for one in plan.matches if one.fate is Fate.MADE]
    grown = [one for one in plan.matches if one.fate is Fate.CHANGED]
    for one, number in zip(made, new_ids(Ticket, len(made)), strict=True):
        one.ticket_id = number
    plan.around.make_askers(by=by, at=at)
    first = take_many_numbers(len(made))
    with without_waiting():
        _write_new(plan.around, made, first)
        update(Ticket, [_as_it_stands(one) for one in grown if one.is_written])
        insert_columns(PastChange, _pasts(plan.around, [*made, *grown]))
        holds = [row for one in [*made, *grown] for row in _holds(one)]
        insert(Hold, holds, reason="", how=HoldEnd.ELSEWHERE, manual_version=plan.around.manual_version)
        _remember(batch, made, grown)
        record_alike([_event(plan.around, batch, one) for one in [*made, *grown]], by=by, at=at)
    return plan.brought


def _planned(batch: TicketBatch, *, locking: bool = False) -> Plan:
    around = Around(batch.source, batch.tickets, locking=locking)
    matches, turned = [], []
    for coming in batch.tickets:
        match = Match(coming, around.known.get(coming.key))
        match.ticket_id = match.known.ticket_id if match.known else 0
        if problem := around.problem(coming) or _other_past(match):
            turned.append(Turned(coming.line, coming.key, problem))
        else:
            matches.append(match)
    share_out(around, [one for one in matches if one.is_written], locking=locking)
    return Plan(around, matches, turned)


def _other_past(match: Match) -> Problem | None:
    """Refuse a past that begins otherwise than the one that is kept: kept rows are never changed."""
    known = match.known
    if known is None:
        return None
    whole = known.changes == len(match.coming.changes)
    if known.history == (match.history if whole else match.coming.history(known.changes)):
        return None
    text = "Its past differs from the one that came before, which stays as it is."
    return Problem("other past", text, "Take the earlier import back, or give this one another source.")


def _write_new(around: Around, made: list[Match], first: int) -> None:
    """Write new tickets. first: the number of the first of them."""
    rows = []
    for number, one in enumerate(made, start=first):
        coming = one.coming
        rows.append(
            {
                **_as_it_stands(one),
                "number": number,
                "subject": coming.subject,
                "kind": coming.kind,
                "queue": around.queue(coming),
                "priority": around.urgency(coming),
                "requester_id": around.asker_id(coming),
                "account_id": around.firm_id(coming),
                "opened_at": coming.opened_at,
            }
        )
    insert(Ticket, rows, wake_keeps=True, mailbox="")
    parties = [(one, around.address_id(one.coming)) for one in made]
    insert(
        Party,
        [
            {
                "ticket_id": one.ticket_id,
                "contact_id": around.asker_id(one.coming),
                "address_id": address,
            }
            for one, address in parties
            if address
        ],
        role=PartyRole.REQUESTER,
    )
    insert(Message, [_first_words(around, one) for one in made if one.coming.text])


def _first_words(around: Around, one: Match) -> dict[str, object]:
    return {
        "ticket_id": one.ticket_id,
        "kind": MessageKind.CUSTOMER,
        "author_contact_id": around.asker_id(one.coming),
        "subject": one.coming.subject,
        "text": one.coming.text,
        "at": one.coming.opened_at,
        "message_id": "",
        "in_reply_to": "",
        "references": "",
    }


def _as_it_stands(one: Match) -> dict[str, object]:
    found = stands(one.coming)
    return {
        "id": one.ticket_id,
        "state": found.state,
        "last_word": found.last_word,
        "said_at": found.said_at,
        "closed_at": found.closed_at,
        "assignee_id": one.assignee_id,
        "version": one.version,
    }


def _pasts(around: Around, matches: Sequence[Match]) -> Columns:
    """Give what is new in these tickets' pasts, column by column: there are many changes to a ticket."""
    new = [(one.ticket_id, place, *change) for one in matches for place, change in one.new_changes]
    columns = list(zip(*new, strict=True)) or [()] * (len(Change._fields) + 2)
    ticket_ids, places, at, states, words, by, assignees, groups, priorities, reopened, _ = columns
    people = {name: around.member_id(name) for name in {*by, *assignees}}
    names = {name: "" if member else name for name, member in people.items()}
    return {
        "ticket_id": ticket_ids,
        "position": places,
        "at": at,
        "state": states,
        "word": words,
        "by_member_id": [people[name] for name in by],
        "by_name": [names[name] for name in by],
        "assignee_member_id": [people[name] for name in assignees],
        "assignee_name": [names[name] for name in assignees],
        "group_name": groups,
        "priority": priorities,
        "reopened": reopened,
    }


def _holds(one: Match) -> Iterable[dict[str, object]]:
    """Give the times in which the ticket waited there and that are over: clocks of targets stand still in them as in holds of ours.

    One that still stands when the ticket comes is no hold here, since it would have no limit; it is their turn all the same.
    """
    for wait in waits(one.coming.changes):
        is_new = wait.ends_at_change is not None and wait.ends_at_change > one.kept_changes
        if wait.holder and wait.ended_at and is_new and wait.ended_at > wait.began_at:
            yield {
                "ticket_id": one.ticket_id,
                "holder": wait.holder,
                "began_at": wait.began_at,
                "until": wait.ended_at,
                "ended_at": wait.ended_at,
            }


def _remember(batch: TicketBatch, made: list[Match], grown: list[Match]) -> None:
    """Keep what the source said. What somebody worked on here stays known by the version that it came as."""
    new = [{"key": one.coming.key, "record_id": one.ticket_id, **_said(one)} for one in made]
    insert(TicketKnownAs, new, source=batch.source, import_id=batch.import_id, made=True, before={})
    known = [(one, one.known) for one in grown]
    came = {"made": False, "import_id": batch.import_id}
    update(TicketKnownAs, [{"id": row.id, **came, **_said(one)} for one, row in known if row])


def _said(one: Match) -> dict[str, object]:
    coming = one.coming
    return {
        "given": {"digest": one.digest, "history": one.history},
        "version": one.version,
        "solved_at": coming.solved_at,
        "reopened": coming.reopened,
        "priority": coming.priority,
        "changes": len(coming.changes),
        "facts": dict(coming.facts),
    }


def _event(around: Around, batch: TicketBatch, one: Match) -> TicketImported:
    coming = one.coming
    return TicketImported(
        ticket=one.ticket_id,
        account=around.firm_id(coming),
        import_id=batch.import_id,
        made=one.known is None,
        opened_at=coming.opened_at,
        state=coming.state,
        changes=len(coming.changes) - one.kept_changes,
        reopened=coming.reopened,
        solved_at=coming.solved_at,
        closed_at=coming.closed_at,
        full_member=one.full,
    )
