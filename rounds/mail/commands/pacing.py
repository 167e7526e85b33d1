"""A mail's turn where its mailbox sends no more than so many in a span of time.

Counted under the mailbox's lock, so that two senders at once never take one place.
"""

from dataclasses import dataclass
from datetime import datetime

from rounds.basics.paces import Pace
from rounds.mail.clauses import MailboxClause
from rounds.mail.models import Departure
from rounds.mail.pacing import turn_at
from rounds.policies.queries import book
from rounds.timeline.rules import Because, Fact
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

LEAVES = """
    SELECT box.id, box.name, box.address FROM outbox mail
    LEFT JOIN message ON mail.channel = 'mail' AND message.id = mail.ref_id
    LEFT JOIN ticket ON ticket.id = message.ticket_id
    LEFT JOIN errand ON mail.channel = 'errand' AND errand.id = mail.ref_id
    JOIN mailbox box ON box.id = (
        SELECT own.id FROM mailbox own WHERE own.address = coalesce(ticket.mailbox, errand.sender)
        UNION ALL SELECT other.mailbox_id FROM mailbox_alias other WHERE other.address = coalesce(ticket.mailbox, errand.sender)
        LIMIT 1
    )
    WHERE mail.id = %s FOR NO KEY UPDATE OF box
"""
"""The mailbox that a mail leaves from, by the address that its ticket or errand names, locked."""

SAID = "No more than {pace} leave {address}, as the manual says; it waits its turn."


@dataclass(frozen=True, slots=True)
class Turn:
    """A mail's turn. waits_until: None where it leaves now. said: to people, why it waits. first: it did not wait before."""

    mailbox_id: int
    outbox_id: int
    waits_until: datetime | None
    because: Because
    said: str
    first: bool

    def leave(self, at: datetime) -> None:
        """Count it among those that left. at: aware, UTC."""
        self._keep(at, left=True)

    def wait(self) -> None:
        """Keep its place among those that wait."""
        if self.waits_until:
            self._keep(self.waits_until, left=False)

    def _keep(self, at: datetime, *, left: bool) -> None:
        Departure.objects.filter(outbox_id=self.outbox_id, left=False).delete()
        Departure.objects.create(
            workspace_id=here(), mailbox_id=self.mailbox_id, outbox_id=self.outbox_id, at=at, left=left
        )


def turn_of(outbox_id: int, *, at: datetime) -> Turn | None:
    """Say whether a mail leaves now or waits, and lock its mailbox until that is written; None where nothing limits it. at: aware, UTC."""
    clauses = {each.name: each for each in book().all(MailboxClause) if each.sends_at_most}
    found = fetch(LEAVES, [outbox_id]) if clauses else []
    clause = clauses.get(found[0][1]) if found else None
    if clause is None or clause.sends_at_most is None:
        return None
    [(mailbox_id, _, address)] = found
    Departure.objects.filter(mailbox_id=mailbox_id, at__lte=at - clause.sends_at_most.window).delete()
    rows = list(Departure.objects.filter(mailbox_id=mailbox_id).values_list("outbox_id", "at", "left"))
    own = [moment for mail, moment, gone in rows if mail == outbox_id and not gone]
    left = [moment for _, moment, gone in rows if gone]
    waits = [moment for mail, moment, gone in rows if not gone and mail != outbox_id]
    has_place = bool(own) and own[0] <= at
    until = turn_at(clause.sends_at_most, left=left, waits=waits, has_place=has_place, at=at)
    because = _because(clause.identity, clause.sends_at_most, left=len(left), waits=len(waits), until=until)
    said = SAID.format(pace=clause.sends_at_most, address=address)
    return Turn(mailbox_id, outbox_id, until, because, said, first=not own)


def _because(clause: str, pace: Pace, *, left: int, waits: int, until: datetime | None) -> Because:
    facts = (
        Fact("may leave", str(pace)),
        Fact("left in that time before", str(left)),
        Fact("wait before it", str(waits)),
    )
    return Because(clause, book().version, facts, "it leaves", until, ("sends at most",))
