"""Whoever is given a training reads what was found at the firm, on the page and by program, and does no check-in by it (A6, A9)."""

from rounds.checkins import commands as checkins
from rounds.desk.models import Ticket
from rounds.timeline.rules import Actor
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.test_late_answers import YEAR
from tests.rooms.web.visitor import visitor
from tests.world import a_member

SAID = {"spoke with": "Ada Quist", "going well": "The studio is busy."}


def wished() -> tuple[Firm, int, Actor]:
    """A firm of which something was found, the number of the training that it wishes for, and a trainer, who does no check-ins."""
    firm = a_firm()
    firm.passes(YEAR)
    with firm.cast.inside():
        trainer = a_member("Tova Lind", ["production"], f"trainer-{firm.cast.workspace_id}")
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep, "at": YEAR}
        checkins.start(**each)
        checkins.write_finding(said=SAID, **each)
        training = checkins.wish_training(text="An hour for all of them.", whom=firm.contact, **each)
    return firm, training.number, trainer


def test_a_trainer_is_led_from_the_training_to_what_was_found_and_to_no_act_A9():
    firm, number, trainer = wished()
    asks = visitor(firm.cast, trainer)
    assert f"/desk/{number}/finding" in asks.get(f"/desk/{number}").content.decode()
    page = asks.get(f"/desk/{number}/finding").content.decode()
    assert all(text in page for text in (*SAID.values(), "Harbour FM", "Teo Okafor"))
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert asks.get(f"/check-ins/{firm.check_in.pk}").status_code == 403
    assert asks.get(f"/desk/{firm.ticket.number}/check-in").headers["Location"] == f"/desk/{firm.ticket.number}/finding"
    ticket = asks.get(f"/desk/{firm.ticket.number}").content.decode()
    assert "What was found there" in ticket and "Open the check-in" not in ticket
    assert SAID["going well"] in asks.get(f"/desk/{firm.ticket.number}/finding").content.decode()


def test_whoever_does_check_ins_is_led_to_the_check_in_itself_A2():
    firm, _, _ = wished()
    assert "Open the check-in" in visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}").content.decode()
    went = visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}/check-in")
    assert went.headers["Location"] == f"/check-ins/{firm.check_in.pk}"


def test_a_trainers_program_reads_it_by_either_ticket_and_of_another_ticket_there_is_nothing_A9():
    firm, number, trainer = wished()
    asks = program(firm.cast, trainer)
    for each in (number, firm.ticket.number):
        found = asks.get(f"/tickets/{each}/findings").json()
        assert [one["said"] for one in found["items"]] == [SAID]
    assert asks.get(f"/check-ins/{firm.check_in.pk}/findings").status_code == 403
    with firm.cast.inside():
        other = Ticket.objects.exclude(number__in=[number, firm.ticket.number]).values_list("number", flat=True).first()
    assert asks.get(f"/tickets/{other or 9999}/findings").status_code == 404
    assert visitor(firm.cast, trainer).get(f"/desk/{other or 9999}/finding").status_code == 404


def test_where_nothing_was_found_yet_it_says_so_A6():
    firm = a_firm()
    page = visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}/finding").content.decode()
    assert "Nothing is written down yet" in page
