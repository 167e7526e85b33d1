"""A company that checks in with its firms once a year, and one of these firms."""

from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.commands import add_account, change_account, place_contact
from rounds.checkins import commands as checkins
from rounds.checkins.duties import DUTIES
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import programme_of
from rounds.desk.duties import WAKE
from rounds.desk.facts import Taking
from rounds.desk.models import Ticket
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, Cast, a_customer, a_workspace

MAILBOX = "support@fenwick.example"


@dataclass(frozen=True)
class Firm:
    """A firm on the programme: its check-in, its ticket, and whom one writes to there."""

    cast: Cast
    id: int
    contact: Taking

    @property
    def check_in(self) -> CheckIn:
        """Read the check-in."""
        with self.cast.inside():
            return CheckIn.objects.get(account_id=self.id)

    @property
    def ticket(self) -> Ticket:
        """Read the ticket."""
        with self.cast.inside():
            return Ticket.objects.get(id=self.check_in_ticket_id)

    @property
    def check_in_ticket_id(self) -> int:
        """Say which ticket it is."""
        with self.cast.inside():
            return CheckIn.objects.values_list("ticket_id", flat=True).get(account_id=self.id)

    def passes(self, now: datetime) -> None:
        """Let the engine see a moment, with all that is sealed by then."""
        seal_all(self.cast)
        rounds_to(self.cast, (*DUTIES, WAKE), now=now)

    def reach_out(self, at: datetime) -> int:
        """Write to the firm; gives the message's id."""
        with self.cast.inside():
            reached = checkins.send_reach_out(
                check_in_id=self.check_in.pk,
                whom=self.contact,
                subject="How is it going?",
                text="How do you get on?",
                mailbox=MAILBOX,
                by=self.cast.rep,
                at=at,
            )
            return reached.message_id or 0

    def happened(self, *kinds: str) -> list[str]:
        """List what was recorded on its ticket, of these kinds or of all that begin so."""
        with self.cast.inside():
            told = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=self.check_in_ticket_id)
            found = told.order_by("id").values_list("kind", flat=True)
            return [kind for kind in found if not kinds or kind.startswith(kinds)]

    def last_reason(self) -> dict:
        """Give the reason of what a clause did last on its ticket."""
        with self.cast.inside():
            told = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=self.check_in_ticket_id)
            return told.filter(because__isnull=False).order_by("-id").values_list("because", flat=True).first() or {}


def found(*, check_in_id: int, by: Actor, at: datetime) -> None:
    """Write down what the manual asks for."""
    programme, _ = programme_of(CheckIn.objects.get(id=check_in_id))
    said = {need: f"What we found of {need}." for need in programme.note_needs}
    checkins.write_finding(check_in_id=check_in_id, said=said, by=by, at=at)


def end_round(*, check_in_id: int, by: Actor, at: datetime, **asked: object) -> CheckIn:
    """End a round of which something was found."""
    found(check_in_id=check_in_id, by=by, at=at)
    return checkins.end_round(check_in_id=check_in_id, by=by, at=at, **asked)


def a_whole_round(*, check_in_id: int, by: Actor, at: datetime, **asked: object) -> CheckIn:
    """Begin with one that sleeps, find something, and end it."""
    checkins.start(check_in_id=check_in_id, by=by, at=at)
    return end_round(check_in_id=check_in_id, by=by, at=at, **asked)


def a_firm(cast: Cast | None = None, *, name: str = "Harbour FM", lifecycle: str = "customer") -> Firm:
    """Make a firm that is a customer, and let the programme see it."""
    cast = cast or a_workspace(manual=a_yearly_manual())
    with cast.inside():
        account = add_account(name=name, by=Actor.system(), at=MONDAY)
        change_account(account_id=account.pk, values={"lifecycle": lifecycle}, fields={}, by=cast.lead, at=MONDAY)
        contact = a_customer("Ada Quist")
        place_contact(contact_id=contact.contact_id, account_id=account.pk, by=Actor.system(), at=MONDAY)
    firm = Firm(cast, account.pk, contact)
    firm.passes(MONDAY)
    return firm
