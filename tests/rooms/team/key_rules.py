"""What a role decides: a change of each key in the manual, and what its members may and hear then."""

from django.test import Client

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.team.models import Member
from tests.rooms.manual.proofs import Proof, Proofs
from tests.rooms.targets.key_rules import who_hears_that_it_is_late
from tests.world import MONDAY, PASSWORD, Cast, a_ticket


def allowed(cast: Cast) -> bool:
    """Say whether a rep may close a ticket."""
    with cast.inside():
        ticket = a_ticket()
    try:
        with cast.inside():
            desk.close(number=ticket.number, by=cast.rep, at=MONDAY)
    except Refused:
        return False
    return True


def led_to_set_up_more(cast: Cast) -> bool:
    """Say whether a rep who signed in with a password alone is led to set up a second factor before anything else."""
    client = Client()
    with cast.inside():
        email = Member.objects.get(id=cast.rep.id).email
    client.post("/sign-in", {"login": email, "password": PASSWORD})
    return "second-factor" in client.get("/desk").headers.get("Location", "")


TEAM_RULES: Proofs = {
    ("role", "may"): Proof([("write notes, close tickets, set dates", "write notes, set dates")], allowed),
    ("role", "stand-in"): Proof(
        [("role: lead\n", "role: lead\nstand-in: manager\n")],
        who_hears_that_it_is_late,
    ),
    ("role", "second factor"): Proof([("role: rep\n", "role: rep\nsecond factor: required\n")], led_to_set_up_more),
}
