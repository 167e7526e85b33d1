"""What stands around a batch of coming tickets, read at once: earlier imports, firms, people, queues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.addresses import key_of
from rounds.accounts.being_erased import BEING_ERASED, being_erased
from rounds.accounts.commands import contact_of_address
from rounds.accounts.commands.firms import Firms
from rounds.accounts.models import Contact, ContactAddress, ContactKnownAs
from rounds.basics.problems import Problem
from rounds.basics.text import nearest
from rounds.desk.clauses import Queue, TicketKind
from rounds.desk.commands.loading import holds_clause, priorities
from rounds.desk.hands import hands_of
from rounds.desk.imported import ComingTicket, PastState
from rounds.desk.models import Ticket, TicketKnownAs
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from rounds.workspaces.rows import fetch
from rounds.workspaces.setwise import find_each


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket that came before. id: of its row. changes, history: what is kept of its past. came_as: its version then.

    queue, assignee_id: where it is and who has it now.
    """

    id: int
    ticket_id: int
    version: int
    queue: str
    assignee_id: int | None
    digest: str
    history: str
    changes: int
    came_as: int


@dataclass(frozen=True, slots=True)
class Person:
    """A contact, with the address they are answered at and their firm."""

    contact_id: int
    address_id: int | None
    account_id: int | None


class Around:
    """Everything that a batch points at."""

    def __init__(self, source: str, tickets: Sequence[ComingTicket], *, locking: bool) -> None:
        self._tickets = tickets
        self._manual = book()
        self.known = _known(source, [one.key for one in tickets], locking=locking)
        self._firms = Firms(source, [one.firm for one in tickets if one.firm], frozenset())
        self._by_key = _people_by_key(source, {one.asker.key for one in tickets if one.asker and one.asker.key})
        self._by_address = _people_by_address({one.asker.address for one in tickets if one.asker})
        self._erased = being_erased(self._asker_ids())
        if locking:  # behind it: whoever erases them waits until this batch has come to its end, and finds it
            fetch(HELD, [sorted(self._asker_ids() - self._erased)])
            self._erased |= being_erased(self._asker_ids())
        self._kinds = [kind.name for kind in self._manual.all(TicketKind)]
        self._queues = [queue.name for queue in self._manual.all(Queue)]
        self._queue_of = {
            kind: next((queue.name for queue in self._manual.all(Queue) if queue.takes_kind(kind)), "")
            for kind in self._kinds
        }
        self._urgencies = clause.highest_first if (clause := priorities(self._manual)) else ()
        held = holds_clause(self._manual)
        self._holders = list(held.held_by) if held else []
        members = list(Member.objects.filter(active=True).values_list("id", "name", "email", "roles"))
        self._roles = {member: roles for member, _, _, roles in members}
        self._members = _unique([(email.casefold(), member) for member, _, email, _ in members])
        self._members |= _unique([(name.casefold(), member) for member, name, _, _ in members])

    def problem(self, coming: ComingTicket) -> Problem | None:
        """Say what a ticket points at that is not there."""
        if coming.kind not in self._kinds:
            return _unknown("ticket kind", coming.kind, self._kinds)
        if self.queue(coming) not in self._queues:
            return _unknown("queue", coming.queue or f"for {coming.kind}", self._queues)
        if wrong := self._holder_problem(coming):
            return wrong
        firm = self._firms.find(coming.firm) if coming.firm else None
        if isinstance(firm, Problem):
            return firm
        if coming.asker and coming.asker.key and coming.asker.key not in self._by_key:
            text = f"No contact is known as “{coming.asker.key[:80]}”."
            return Problem("no contact", text, "Import the contacts first.")
        return BEING_ERASED if self.asker_id(coming) in self._erased else None

    @property
    def manual_version(self) -> int:
        """Say which version of the manual is in force."""
        return self._manual.version

    def urgency(self, coming: ComingTicket) -> str | None:
        """Say how urgent it is, in a word of the manual; None where the file has another word, which is kept beside."""
        return coming.urgency if coming.urgency in self._urgencies else None

    def _holder_problem(self, coming: ComingTicket) -> Problem | None:
        known = self._holders
        unknown = next((each.holder for each in coming.changes if each.holder and each.holder not in known), None)
        return _unknown("holder", unknown, known) if unknown else None

    def queue(self, coming: ComingTicket) -> str:
        """Say where it waits: the queue that the file names, else the one of its kind."""
        return coming.queue or self._queue_of.get(coming.kind, "")

    def most_each(self, queue: str) -> int | None:
        """Say how many open tickets of a queue one may have; None where as many as come."""
        found = self._manual.find(Queue, queue)
        return found.open_tickets_each if found else None

    def firm_id(self, coming: ComingTicket) -> int | None:
        """Say which firm it is about: the one that is named, else that of whoever asked."""
        if coming.firm:
            found = self._firms.find(coming.firm)
            return found if isinstance(found, int) else None
        person = self._asker(coming)
        return person.account_id if person else None

    def asker_id(self, coming: ComingTicket) -> int | None:
        """Say who asked."""
        person = self._asker(coming)
        return person.contact_id if person else None

    def address_id(self, coming: ComingTicket) -> int | None:
        """Say at which address they are answered."""
        person = self._asker(coming)
        return person.address_id if person else None

    def member_id(self, name: str) -> int | None:
        """Say which of us a name or address is; None where it is nobody here."""
        return self._members.get(name.casefold()) if name else None

    def assignee_id(self, coming: ComingTicket) -> int | None:
        """Say who has it: a member of ours who works its queue, else nobody, and it waits in the queue (D3)."""
        member = self.member_id(coming.assignee)
        if member is None or coming.state in {PastState.SOLVED, PastState.CLOSED}:
            return member
        hands = hands_of(self._manual, kind=coming.kind, queue=self.queue(coming))
        return member if hands is not None and hands.works(self._roles[member]) else None

    def _asker_ids(self) -> set[int]:
        return {person.contact_id for person in (*self._by_key.values(), *self._by_address.values())}

    def make_askers(self, *, by: Actor, at: datetime) -> None:
        """Make contacts of those who asked from an address that nobody here has."""
        for one in self._tickets:
            if one.asker and not one.asker.key and one.asker.address:
                key = key_of(one.asker.address)
                if key not in self._by_address and self.problem(one) is None:
                    made = contact_of_address(address=one.asker.address, name=one.asker.name, by=by, at=at)
                    self._by_address[key] = Person(made.contact_id, made.address_id, made.account_id)

    def _asker(self, coming: ComingTicket) -> Person | None:
        if coming.asker is None:
            return None
        if coming.asker.key:
            return self._by_key.get(coming.asker.key)
        return self._by_address.get(key_of(coming.asker.address))


HELD = "SELECT id FROM contact WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


def _known(source: str, keys: Sequence[str], *, locking: bool) -> dict[str, Known]:
    gives = ("id", "record_id", "given", "changes", "version")
    found = find_each(TicketKnownAs, "key", keys, *gives, source=source)
    tickets = Ticket.objects.filter(id__in=[row[2] for row in found])
    if locking:
        tickets = tickets.order_by("id").select_for_update()
    now = {each[0]: each for each in tickets.values_list("id", "version", "queue", "assignee_id")}
    return {
        key: Known(
            row_id, *now[ticket], digest=given["digest"], history=given["history"], changes=changes, came_as=came_as
        )
        for key, row_id, ticket, given, changes, came_as in found
    }


def _people_by_key(source: str, keys: set[str]) -> dict[str, Person]:
    contacts: dict[str, int] = dict(find_each(ContactKnownAs, "key", list(keys), "record_id", source=source))
    accounts = dict(Contact.objects.filter(id__in=set(contacts.values())).values_list("id", "account_id"))
    addresses: dict[int, int] = {}
    theirs = ContactAddress.objects.filter(contact_id__in=set(contacts.values())).exclude(key=None)
    for contact, address in theirs.order_by("-position", "-id").values_list("contact_id", "id"):
        addresses[contact] = address
    return {key: Person(contact, addresses.get(contact), accounts[contact]) for key, contact in contacts.items()}


def _people_by_address(addresses: set[str]) -> dict[str, Person]:
    keys = list({key_of(address) for address in addresses if address})
    found = find_each(ContactAddress, "key", keys, "contact_id", "id")
    firms = dict(Contact.objects.filter(id__in={row[1] for row in found}).values_list("id", "account_id"))
    return {key: Person(contact, address, firms[contact]) for key, contact, address in found}


def _unique(pairs: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Give names that mean one member alone."""
    found: dict[str, set[int]] = {}
    for name, member in pairs:
        found.setdefault(name, set()).add(member)
    return {name: next(iter(members)) for name, members in found.items() if len(members) == 1}


def _unknown(what: str, name: str, known: Sequence[str]) -> Problem:
    near = nearest(name, known)
    fix = f"Did you mean “{near}”?" if near else f"The manual has {', '.join(known)}."
    return Problem(f"no {what}", f"The manual has no {what} “{name[:80]}”.", fix)
