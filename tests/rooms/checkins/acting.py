"""What people do with a firm's check-in, and how it stands then."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import Phase
from rounds.desk import commands as desk
from rounds.timeline.rules import Actor
from tests.rooms.checkins.cast import Firm
from tests.world import later

CHICAGO = ZoneInfo("America/Chicago")
YEAR = later(365)
"""The Tuesday on which the first check-in is due, at 9:00; the desk opens at 8:00."""
FOUND = {"spoke with": "Ada Quist", "going well": "They log every spot."}


def local(at: datetime | None) -> str:
    """Say a moment as the desk's clock shows it."""
    return at.astimezone(CHICAGO).strftime("%Y-%m-%d %H:%M") if at else "no date"


def phase(firm: Firm) -> Phase:
    """Say how far the firm's check-in is."""
    with firm.cast.inside():
        return phase_of(firm.check_in, firm.ticket)


def answers(firm: Firm, at: datetime, *, automatic: bool = False) -> None:
    """Let the firm's contact write on the ticket."""
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="All is well.",
            at=at,
            by=Actor.contact(firm.contact.contact_id),
            automatic=automatic,
        )


def act(firm: Firm, command, *, at: datetime, **asked) -> object:
    """Do something with the firm's check-in, as a rep."""
    with firm.cast.inside():
        return command(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=at, **asked)
