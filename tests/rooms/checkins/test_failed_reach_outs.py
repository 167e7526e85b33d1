"""A mail that did not reach whom it was written to is no attempt, whatever was done since; another one waits on (A3, A10)."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from rounds.accounts.commands import place_contact
from rounds.checkins import commands as checkins
from rounds.checkins.models import ReachOut
from rounds.checkins.queries.listing import listing
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.models import Party
from rounds.desk.rules import PartyRole, State
from rounds.mail.commands import deliveries, erase_person, outbox
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_customer, later

YEAR = later(365)
CHICAGO = ZoneInfo("America/Chicago")


def turned_away(firm: Firm, message: int, *, at: datetime, address_id: int | None = None) -> None:
    """Let a server refuse a mail for good, for whom it was written to or for somebody else."""
    with firm.cast.inside():
        row = Outbox.objects.get(ref_id=message, recipient_id=address_id or firm.contact.address_id)
        token = uuid4()
        assert deliveries.claim(outbox_id=row.pk, token=token, at=at)
        assert deliveries.stop(outbox_id=row.pk, token=token, said="550 Nobody of that name", code=550, at=at)


def calls(firm: Firm, *, at: datetime) -> None:
    with firm.cast.inside():
        checkins.log_reach_out(check_in_id=firm.check_in.pk, how=How.CALL, text="Left word.", by=firm.cast.rep, at=at)


def stands(firm: Firm) -> tuple[Phase, int | None, bool, str]:
    """Say how far the check-in is, at which step, whether it is our turn, and when it comes back on the desk's clock."""
    with firm.cast.inside():
        phase = phase_of(firm.check_in, firm.ticket)
    at = firm.ticket.wakes_at
    return (
        phase,
        firm.check_in.step,
        firm.ticket.our_turn,
        at.astimezone(CHICAGO).strftime("%F %H:%M") if at else "no date",
    )


def counting(firm: Firm) -> list[bool]:
    """Say of each reach-out whether it counts, in order."""
    with firm.cast.inside():
        return [row.void_at is None for row in ReachOut.objects.order_by("id")]


def test_a_mail_that_fails_after_a_later_call_is_no_attempt_and_the_call_waits_on_A3_A10():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    calls(firm, at=YEAR + timedelta(days=2))
    turned_away(firm, message, at=YEAR + timedelta(days=3))
    assert firm.ticket.state == State.OPEN
    firm.passes(YEAR + timedelta(days=3))
    assert counting(firm) == [False, True]
    assert stands(firm) == (Phase.STARTED, 0, True, "2027-12-09 08:00")
    assert not firm.happened("checkins.ladder stopped")
    assert firm.happened("checkins.reach-out void")


def test_a_mail_that_fails_after_another_one_left_is_no_attempt_though_its_ticket_sleeps_on_A3():
    firm = a_firm()
    firm.passes(YEAR)
    first = firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    firm.reach_out(YEAR + timedelta(days=15))
    before = stands(firm)
    turned_away(firm, first, at=YEAR + timedelta(days=16))
    firm.passes(YEAR + timedelta(days=16))
    assert counting(firm) == [False, True]
    assert stands(firm) == before


def test_a_second_mail_that_fails_while_the_first_one_waits_opens_it_and_the_first_waits_on_from_its_own_day_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    second = firm.reach_out(YEAR + timedelta(days=4))
    assert stands(firm) == (Phase.WAITING, 0, False, "2027-12-13 08:00")
    turned_away(firm, second, at=YEAR + timedelta(days=5))
    firm.passes(YEAR + timedelta(days=5))
    assert counting(firm) == [True, False]
    assert stands(firm) == (Phase.STARTED, 0, True, "2027-12-07 08:00")
    assert firm.last_reason()["clause"] == "programme: yearly check-in"
    with firm.cast.inside():
        assert [row.id for row in listing().open.rows] == [firm.check_in.pk]
        assert not listing().waiting.rows
    firm.passes(YEAR + timedelta(days=14))
    assert stands(firm)[:2] == (Phase.STARTED, 1)
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"]


def test_a_mail_that_fails_leads_back_to_where_the_ladder_stood_when_it_was_written_and_no_further_A10():
    """The second failed while the first waited; that wait was over when the third was written, and is not waited through again."""
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    second = firm.reach_out(YEAR + timedelta(days=4))
    turned_away(firm, second, at=YEAR + timedelta(days=5))
    firm.passes(YEAR + timedelta(days=5))
    firm.passes(YEAR + timedelta(days=14))
    stood = stands(firm)
    third = firm.reach_out(YEAR + timedelta(days=15))
    turned_away(firm, third, at=YEAR + timedelta(days=16))
    for _ in range(2):
        firm.passes(YEAR + timedelta(days=16))
    assert counting(firm) == [True, False, False]
    assert stands(firm) == stood == (Phase.STARTED, 1, True, "no date")
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"]


def test_a_call_after_the_failing_waits_for_an_answer_anew_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    second = firm.reach_out(YEAR + timedelta(days=4))
    turned_away(firm, second, at=YEAR + timedelta(days=5))
    firm.passes(YEAR + timedelta(days=5))
    calls(firm, at=YEAR + timedelta(days=6))
    assert stands(firm) == (Phase.WAITING, 0, False, "2027-12-13 08:00")
    with firm.cast.inside():
        assert [row.id for row in listing().waiting.rows] == [firm.check_in.pk]


def test_a_wait_that_was_over_when_the_second_mail_failed_leads_on_at_once_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    second = firm.reach_out(YEAR + timedelta(days=13))
    turned_away(firm, second, at=YEAR + timedelta(days=20))
    for _ in range(2):
        firm.passes(YEAR + timedelta(days=20))
    assert stands(firm)[:3] == (Phase.STARTED, 1, True)


def test_an_answer_between_the_failing_and_its_settling_stops_the_ladder_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    second = firm.reach_out(YEAR + timedelta(days=4))
    turned_away(firm, second, at=YEAR + timedelta(days=5))
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="All is well.",
            at=YEAR + timedelta(days=5),
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(YEAR + timedelta(days=5))
    assert stands(firm)[:2] == (Phase.ANSWERED, None)
    assert firm.happened("checkins.ladder stopped")


def test_a_mail_that_came_back_as_an_answer_to_the_one_before_stopped_the_ladder_is_no_attempt_and_that_stays_stopped_A3_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    second = firm.reach_out(YEAR + timedelta(days=15))
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="All is well.",
            at=YEAR + timedelta(days=16),
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(YEAR + timedelta(days=16))
    stood = stands(firm)
    assert stood[:2] == (Phase.ANSWERED, None)
    turned_away(firm, second, at=YEAR + timedelta(days=16))
    for _ in range(2):
        firm.passes(YEAR + timedelta(days=16))
    assert counting(firm) == [True, False]
    assert stands(firm) == stood
    assert str(firm.check_in.last_on) == f"{YEAR:%F}"
    assert firm.last_reason()["next"] == "it is our turn, for the customer wrote"
    firm.reach_out(YEAR + timedelta(days=17))
    assert stands(firm)[:2] == (Phase.WAITING, 0)


def test_where_both_fail_the_second_first_nothing_of_the_ladder_stays_A3():
    firm = a_firm()
    firm.passes(YEAR)
    first = firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    second = firm.reach_out(YEAR + timedelta(days=15))
    turned_away(firm, first, at=YEAR + timedelta(days=16))
    firm.passes(YEAR + timedelta(days=16))
    turned_away(firm, second, at=YEAR + timedelta(days=17))
    firm.passes(YEAR + timedelta(days=17))
    assert counting(firm) == [False, False]
    assert (stands(firm)[:2], firm.check_in.last_on) == ((Phase.DUE, None), None)


def test_a_copy_that_is_turned_away_takes_nothing_from_the_reach_out_A3():
    firm = a_firm()
    firm.passes(YEAR)
    first = firm.reach_out(YEAR)
    with firm.cast.inside():
        beside = a_customer("Bo Lind")
        place_contact(contact_id=beside.contact_id, account_id=firm.id, by=Actor.system(), at=MONDAY)
        Party.objects.create(
            workspace_id=firm.cast.workspace_id,
            ticket_id=firm.check_in_ticket_id,
            contact_id=beside.contact_id,
            address_id=beside.address_id,
            role=PartyRole.CC,
        )
    firm.passes(YEAR + timedelta(days=14))
    second = firm.reach_out(YEAR + timedelta(days=15))
    turned_away(firm, second, at=YEAR + timedelta(days=16), address_id=beside.address_id)
    firm.passes(YEAR + timedelta(days=15))
    assert (counting(firm), firm.check_in.step) == ([True, True], 2)
    turned_away(firm, second, at=YEAR + timedelta(days=16))
    firm.passes(YEAR + timedelta(days=15))
    assert (counting(firm), firm.check_in.step) == ([True, False], 1)
    assert first


def test_a_mail_that_fails_after_its_round_has_ended_opens_it_and_leaves_the_next_rounds_day_A1_A3():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=1))
    next_round = firm.ticket.wakes_at
    turned_away(firm, message, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2))
    assert firm.ticket.state == State.OPEN
    assert firm.ticket.wakes_at == next_round


def drops(firm: Firm, message: int, *, at: datetime) -> None:
    """Let whoever settles the outbox drop a mail that waits there."""
    with firm.cast.inside():
        outbox.drop(outbox_id=Outbox.objects.get(ref_id=message).pk, by=firm.cast.manager, at=at)


def test_a_mail_that_fails_when_something_else_was_written_since_opens_it_at_once_and_says_so_A3():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="One more thing.", by=firm.cast.rep, at=YEAR + timedelta(hours=1))
    turned_away(firm, message, at=YEAR + timedelta(days=1))
    firm.passes(YEAR + timedelta(days=1))
    assert counting(firm) == [False]
    assert stands(firm)[1:] == (None, True, "no date")
    assert firm.ticket.last_word == "post"
    with firm.cast.inside():
        assert [row.id for row in listing().open.rows] == [firm.check_in.pk]
    said = firm.last_reason()
    assert said["clause"] == "programme: yearly check-in"
    assert {"label": "the reach-out was", "text": "not delivered"} in said["facts"]


def test_a_second_one_that_does_opens_it_too_and_the_first_waits_on_from_its_own_day_A3_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    second = firm.reach_out(YEAR + timedelta(days=4))
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="One more thing.", by=firm.cast.rep, at=YEAR + timedelta(days=4))
    turned_away(firm, second, at=YEAR + timedelta(days=5))
    firm.passes(YEAR + timedelta(days=5))
    assert stands(firm) == (Phase.STARTED, 0, True, "2027-12-07 08:00")


def test_a_letter_that_waits_to_leave_as_its_reader_is_erased_is_no_attempt_and_it_is_open_at_once_A3():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        erase_person(contact_id=firm.contact.contact_id, by=firm.cast.manager, at=YEAR)
    firm.passes(YEAR)
    assert counting(firm) == [False]
    assert stands(firm)[1:] == (None, True, "no date")


def test_one_that_is_dropped_before_it_left_is_no_attempt_though_a_call_was_made_since_A3():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    calls(firm, at=YEAR + timedelta(hours=1))
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="One more thing.", by=firm.cast.rep, at=YEAR + timedelta(hours=2))
    drops(firm, message, at=YEAR + timedelta(hours=3))
    firm.passes(YEAR + timedelta(hours=3))
    assert counting(firm) == [False, True]
    assert stands(firm)[:2] == (Phase.WAITING, 0)


def test_one_that_may_have_arrived_and_is_dropped_still_counts_for_nobody_knows_that_it_did_not_A3():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    with firm.cast.inside():
        row, token = Outbox.objects.get(ref_id=message), uuid4()
        assert deliveries.claim(outbox_id=row.pk, token=token, at=YEAR + timedelta(minutes=1))
        assert deliveries.begin_hand_over(outbox_id=row.pk, token=token, at=YEAR + timedelta(minutes=1))
        assert deliveries.note_unknown(outbox_id=row.pk, token=token, said="421 Gone", at=YEAR + timedelta(minutes=1))
    drops(firm, message, at=YEAR + timedelta(hours=3))
    firm.passes(YEAR + timedelta(hours=3))
    assert counting(firm) == [True]
    assert stands(firm)[:2] == (Phase.WAITING, 0)


def page_of(firm: Firm) -> str:
    return visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()


def test_its_page_says_that_a_mail_did_not_arrive_until_somebody_has_reached_out_again_A3():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    assert "did not arrive" not in page_of(firm)
    turned_away(firm, message, at=YEAR + timedelta(days=1))
    firm.passes(YEAR + timedelta(days=1))
    page = page_of(firm)
    assert "What was written last did not arrive" in page
    assert "did not arrive and does not count" in page, "among those that somebody reached out by"
    calls(firm, at=YEAR + timedelta(days=2))
    assert "What was written last did not arrive" not in page_of(firm)


def test_one_that_was_taken_back_is_not_said_to_have_failed_A3_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.take_reach_out_back(**each, at=YEAR + timedelta(seconds=5))
        checkins.log_reach_out(**each, how=How.CALL, text="Left word.", at=YEAR + timedelta(minutes=1))
        checkins.take_back(**each, at=YEAR + timedelta(minutes=2))
    page = page_of(firm)
    assert page.count("was taken back and does not count") == 2
    assert "did not arrive" not in page


def test_its_ticket_says_why_and_leads_only_those_into_the_outbox_who_may_see_it_A3():
    firm = a_firm()
    firm.passes(YEAR)
    turned_away(firm, firm.reach_out(YEAR), at=YEAR + timedelta(days=1))
    page = {}
    for who in (firm.cast.rep, firm.cast.lead):
        page[who.id] = visitor(firm.cast, who).get(f"/desk/{firm.ticket.number}").content.decode()
        assert "550 Nobody of that name" in page[who.id]
    assert "Decide in the outbox" in page[firm.cast.lead.id]
    assert visitor(firm.cast, firm.cast.rep).get("/outbox").status_code == 403
    assert "Decide in the outbox" not in page[firm.cast.rep.id]
