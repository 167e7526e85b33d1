"""The rows of the API's matrix that are about check-ins: what one must be allowed to do, what stands in the address, what is sent."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from rounds.accounts.commands import place_contact
from rounds.accounts.models import ContactAddress
from rounds.basics import clock
from rounds.basics.problems import NotAllowed
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn, EndedByIt, ProgrammeEnding, Spread, Spreading
from rounds.desk.commands.recurring import as_it_ends, as_it_stands, take, write_to
from rounds.desk.facts import Taking
from rounds.desk.models import Party
from rounds.team.models import ApiToken
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from tests.rooms.prepared.check_ins import a_check_in, a_round_that_can_end
from tests.world import MONDAY, Cast, a_customer

DO = "do check-ins"


def a_round(cast: Cast) -> dict[str, int]:
    return {"check_in_id": a_check_in(cast).pk}


def its_ticket(cast: Cast) -> dict[str, int]:
    return {"number": a_check_in(cast).ticket.number}


def to_be_ended(cast: Cast) -> dict[str, int]:
    return {"check_in_id": a_round_that_can_end(cast).pk}


def with_somebody(cast: Cast) -> dict[str, int]:
    """Give a check-in of a firm at which one can write to somebody, from an address of ours."""
    check_in = a_check_in(cast)
    whom = a_customer()
    place_contact(contact_id=whom.contact_id, account_id=check_in.account_id, by=Actor.system(), at=MONDAY)
    write_to(ticket=take(check_in.ticket_id), whom=whom, mailbox="support@fenwick.example")
    return {"check_in_id": check_in.pk}


def an_exempt(cast: Cast) -> dict[str, int]:
    """Give a check-in that was not needed, without an event of a member."""
    found = with_somebody(cast)
    checkins.exempt(**found, reason="They closed.", by=Actor.system(), at=MONDAY)
    return found


def with_some_asleep(cast: Cast) -> dict[str, int]:
    """Put a firm on the programme; the address does not name it."""
    a_check_in(cast)
    return {}


QUERIES = {
    "get_progress": "?programme=yearly%20check-in&year=2026",
    "list_counted_rows": "?programme=yearly%20check-in&which=wakes&first=2026-12-01&last=2027-12-31",
    "list_evidence_rows": "?figure=users",
    "count_wakes": "?programme=yearly%20check-in&first=2026-12-01&last=2027-12-31",
}
"""What has to stand behind the question mark."""


def just_begun(cast: Cast) -> dict[str, int]:
    """Begin with a check-in as whoever asks, who may not be allowed to."""
    found = a_round(cast)
    with contextlib.suppress(NotAllowed), transaction.atomic():
        checkins.start(**found, by=asker(cast), at=clock.now())
    return found


def just_written(cast: Cast) -> dict[str, int]:
    """Write to a firm as whoever asks, just now, so that the mail has not left."""
    found = with_somebody(cast)
    party = Party.objects.get(ticket=CheckIn.objects.get(id=found["check_in_id"]).ticket_id)
    mail = {"subject": "How is it going?", "text": "Tell us.", "mailbox": "support@fenwick.example"}
    with contextlib.suppress(NotAllowed), transaction.atomic():
        whom = Taking(party.contact_id, party.address_id)
        checkins.send_reach_out(**found, whom=whom, **mail, by=asker(cast), at=clock.now())
    return found


def spread_before(cast: Cast) -> dict[str, int]:
    """Have check-ins been spread, without an event of a member; it keeps who did it, so somebody did."""
    a_check_in(cast)
    act = Spreading.objects.create(
        workspace_id=here(),
        programme="yearly check-in",
        first_on=MONDAY.date(),
        last_on=MONDAY.date(),
        by_id=cast.rep.id,
        at=MONDAY,
    )
    for ticket_id, version in CheckIn.objects.values_list("ticket_id", "ticket__version"):
        was = as_it_stands(take(ticket_id))
        Spread.objects.create(workspace_id=here(), spreading=act, ticket_id=ticket_id, was=was, version=version)
    return {"spreading_id": act.pk}


def gone_before(cast: Cast) -> dict[str, int]:
    """Have a check-in be of a programme that the manual has no more."""
    CheckIn.objects.filter(id=a_check_in(cast).pk).update(programme="an older one")
    return {}


def ended_before(cast: Cast) -> dict[str, int]:
    """Have one been ended, without an event of a member; it keeps who did it, so somebody did."""
    ticket = take(a_check_in(cast).ticket_id)
    act = ProgrammeEnding.objects.create(workspace_id=here(), programme="an older one", by_id=cast.rep.id, at=MONDAY)
    was = {"ticket_was": as_it_ends(ticket), "check_in_was": {"exempt_at": None}}
    EndedByIt.objects.create(workspace_id=here(), ending=act, ticket=ticket, version=ticket.version, **was)
    return {"ending_id": act.pk}


def asker(cast: Cast) -> Actor:
    """Give everybody's last member, who is the one that asks."""
    token = ApiToken.objects.order_by("-id").first()
    return Actor.member(token.member_id if token else cast.rep.id or 0)


def somebody_there(cast: Cast) -> int:
    """Give an address at the firm of the last check-in, or of one that is made for it."""
    found = CheckIn.objects.order_by("-id").first() or CheckIn.objects.get(id=with_somebody(cast)["check_in_id"])
    firm = found.account_id
    return ContactAddress.objects.filter(contact__account=firm).latest("id").pk


MAIL = {"address_id": "somebody there", "subject": "How is it going?", "text": "Tell us."}
SPREAD = {
    "programme": "yearly check-in",
    "where": {"lifecycle": ["customer"]},
    "first": str(clock.now().date() + timedelta(days=30)),
    "last": str(clock.now().date() + timedelta(days=300)),
}
FOUND = {"spoke with": "Ada Quist", "going well": "All of it."}

CHECK_INS: dict[str, tuple[str, Callable[[Cast], dict[str, int]], Any]] = {
    "list_check_ins": (DO, lambda cast: {}, None),
    "get_progress": ("see reports", with_some_asleep, None),
    "count_wakes": (DO, with_some_asleep, None),
    "list_counted_rows": (DO, with_some_asleep, None),
    "list_rounds": (DO, a_round, None),
    "get_check_in": (DO, a_round, None),
    "start_check_in": (DO, a_round, None),
    "get_evidence": (DO, a_round, None),
    "list_evidence_rows": (DO, a_round, None),
    "get_letter": (DO, a_round, None),
    "list_reach_outs": (DO, a_round, None),
    "send_reach_out": (DO, with_somebody, MAIL),
    "log_call": (DO, a_round, {"how": "call", "text": "Left word."}),
    "list_findings": (DO, a_round, None),
    "list_findings_of_ticket": ("read the desk", its_ticket, None),
    "write_finding": (DO, a_round, {"said": FOUND}),
    "list_grades": (DO, a_round, None),
    "get_suggestion": (DO, a_round, None),
    "give_grade": (DO, a_round, {"grade": "B"}),
    "wish_training": (DO, with_somebody, {"text": "A refresher."}),
    "end_round": (DO, to_be_ended, {"date": None}),
    "move_check_in_day": (DO, a_round, {"date": {"span": "6 weeks"}}),
    "exempt_firm": (DO, a_round, {"reason": "They closed."}),
    "end_exemption": (DO, an_exempt, None),
    "undo_on_check_in": (DO, just_begun, None),
    "take_reach_out_back": (DO, just_written, None),
    "spread_check_ins": ("assign tickets", with_some_asleep, SPREAD),
    "list_programmes_gone": ("assign tickets", gone_before, None),
    "end_programme": ("assign tickets", gone_before, {"programme": "an older one", "reason": "We stopped these."}),
    "undo_programme_ending": ("assign tickets", ended_before, None),
    "undo_spreading": ("assign tickets", spread_before, None),
    "change_cadence": (DO, a_round, {"every": "6 months"}),
}
