"""An ordinary answer on the desk's page does not take a check-in's date away, nor its ladder (A1, A10)."""

import re
from datetime import date, datetime, timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.clauses import Programme
from rounds.checkins.queries import Counted, Which, check_in_page, listing, progress
from rounds.checkins.rules.states import Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import Ticket
from rounds.policies.queries import book
from rounds.timeline.rules import Actor
from tests.rooms.checkins.acting import YEAR, phase
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.web.visitor import visitor

DAY = timedelta(days=1)


def waiting() -> Firm:
    """A firm whose check-in has come round, was written to, and waits for an answer."""
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    assert phase(firm) is Phase.WAITING
    return firm


def says(firm: Firm, at: datetime, **how) -> int:
    """Answer as on the desk's page: one more thing to the customer. Gives the message."""
    with firm.cast.inside():
        said = desk.answer(number=firm.ticket.number, text="One more thing.", by=firm.cast.rep, at=at, **how)
        return said.pk


def now_of(firm: Firm) -> str:
    """Say at which step of its way the page of the check-in shows it."""
    with firm.cast.inside():
        page = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id, at=YEAR + DAY)
        return next(f"{rung.name}: {rung.said}" for rung in page.rungs if rung.state == "now")


def goes_on(firm: Firm, comes_back: datetime) -> None:
    """See that the second attempt and the note of silence come, as if nobody had answered on the desk."""
    assert (phase(firm), firm.ticket.wakes_at) == (Phase.WAITING, comes_back)
    assert not firm.happened("checkins.ladder stopped")
    firm.passes(comes_back)
    assert (phase(firm), firm.ticket.state) == (Phase.STARTED, "open")
    assert now_of(firm) == "Second reach-out: write it now"
    firm.reach_out(comes_back + DAY)
    firm.passes(comes_back + 9 * DAY)
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"] * 2
    assert phase(firm) is Phase.ASLEEP


def test_an_answer_with_the_default_date_keeps_the_ladders_wait_A10():
    firm = waiting()
    waits = firm.ticket.wakes_at
    says(firm, YEAR + DAY)
    firm.passes(YEAR + DAY)
    assert now_of(firm) == "First reach-out: an answer is waited for until"
    goes_on(firm, waits)


def test_through_the_form_as_it_comes_the_date_stays_too_and_no_date_is_not_offered_A10():
    firm = waiting()
    waits, number = firm.ticket.wakes_at, firm.ticket.number
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get(f"/desk/{number}").content.decode()
    composer = page.partition('id="c-date"')[2].partition("</select>")[0]
    assert "The date stays" in composer
    assert "by the manual" not in composer
    assert "No date" not in composer
    assert "Take the date away" not in page
    untouched = re.search(r'name="untouched" value="([^"]*)"', page)
    assert untouched
    chosen, _, keeps = untouched[1].replace("&#x2B;", "+").replace("&#43;", "+").partition("|")
    form = {"text": "One more thing.", "version": firm.ticket.version, "untouched": f"{chosen}|{keeps}"}
    assert client.post(f"/desk/{number}/answer", {**form, "date": chosen, "keeps": keeps}).status_code == 302
    firm.passes(YEAR + DAY)
    goes_on(firm, waits)


def test_another_day_is_another_day_where_somebody_chooses_it_A10():
    firm = waiting()
    says(firm, YEAR + DAY, wish=Wish(day=date(2028, 2, 1)))
    firm.passes(YEAR + DAY)
    assert firm.happened("checkins.ladder stopped")
    assert firm.ticket.wakes_at > YEAR + 60 * DAY


def test_an_answer_does_not_take_the_date_of_one_that_was_begun_A3():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + DAY)
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + 2 * DAY)
    comes_back = firm.ticket.wakes_at
    says(firm, YEAR + 3 * DAY)
    assert (firm.ticket.wakes_at, firm.ticket.wake_clause) == (comes_back, "programme: yearly check-in")


def test_an_ordinary_answer_that_does_not_arrive_leaves_the_date_that_it_did_not_set_A10():
    firm = waiting()
    waits = firm.ticket.wakes_at
    message = says(firm, YEAR + DAY)
    with firm.cast.inside():
        failed = {"message_id": message, "address_id": firm.contact.address_id}
        assert desk.answer_failed(**failed, by=firm.cast.rep, at=YEAR + 2 * DAY)
    firm.passes(YEAR + 2 * DAY)
    assert (firm.ticket.wakes_at, firm.ticket.last_word) == (waits, "post")
    assert not firm.happened("checkins.ladder stopped")
    firm.passes(waits)
    assert firm.happened("checkins.nobody answered")


@pytest.mark.parametrize("open_", [True, False])
def test_no_date_is_refused_on_a_check_in_in_every_way_A1(*, open_: bool):
    firm = waiting()
    if open_:
        firm.passes(firm.ticket.wakes_at)
    number, at = firm.ticket.number, YEAR + 20 * DAY
    stood = firm.ticket.wakes_at
    with pytest.raises(Refused, match="comes back again and again"):
        says(firm, at, wish=Wish())
    if not open_:
        with pytest.raises(Refused, match="comes back again and again"), firm.cast.inside():
            desk.drop_reopen_date(number=number, by=firm.cast.rep, at=at)
    client = visitor(firm.cast, firm.cast.rep)
    form = {
        "text": "One more thing.",
        "version": firm.ticket.version,
        "untouched": "x",
        "date": "none",
        "keeps": "keep",
    }
    refused = client.post(f"/desk/{number}/answer", form)
    assert refused.status_code == 409
    assert "One more thing." in refused.content.decode()
    with firm.cast.inside():
        assert Ticket.objects.get(number=number).wakes_at == stood


def goes_on_again(firm: Firm, comes_back: datetime) -> None:
    """See that a ladder which stopped for another day waits again, says so, and leads on as if nothing had been."""
    firm.passes(YEAR + 2 * DAY)
    assert firm.happened("checkins.ladder") == ["checkins.ladder stopped", "checkins.ladder went on"]
    assert (phase(firm), firm.check_in.step, firm.ticket.wakes_at) == (Phase.WAITING, 0, comes_back)
    firm.passes(comes_back)
    assert now_of(firm) == "Second reach-out: write it now"
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"]


def test_another_day_that_many_got_and_that_is_taken_back_leads_back_into_the_ladder_A10():
    firm = waiting()
    waits = firm.ticket.wakes_at
    month = ManyAct(Verb.SLEEP, wish=Wish(span=Span.parse("1 month")))
    with firm.cast.inside():
        done = desk.do_to_many(numbers=[firm.ticket.number], act=month, by=firm.cast.lead, at=YEAR + DAY)
    firm.passes(YEAR + DAY)
    assert phase(firm) is Phase.ASLEEP
    with firm.cast.inside():
        assert desk.undo_many(many_id=done.pk, by=firm.cast.lead, at=YEAR + 2 * DAY) == 1
    goes_on_again(firm, waits)


def test_an_answer_with_another_day_that_is_taken_back_leads_back_into_the_ladder_A10():
    firm = waiting()
    waits = firm.ticket.wakes_at
    message = says(firm, YEAR + DAY, wish=Wish(day=date(2028, 3, 1)))
    firm.passes(YEAR + DAY)
    assert phase(firm) is not Phase.WAITING
    with firm.cast.inside():
        desk.take_back(number=firm.ticket.number, message_id=message, by=firm.cast.rep, at=YEAR + DAY)
    goes_on_again(firm, waits)


def test_it_leads_on_though_its_date_comes_before_anybody_has_looked_A1_A10():
    firm = waiting()
    waits = firm.ticket.wakes_at
    month = ManyAct(Verb.SLEEP, wish=Wish(span=Span.parse("1 month")))
    with firm.cast.inside():
        done = desk.do_to_many(numbers=[firm.ticket.number], act=month, by=firm.cast.lead, at=YEAR + DAY)
    firm.passes(YEAR + DAY)
    with firm.cast.inside():
        desk.undo_many(many_id=done.pk, by=firm.cast.lead, at=YEAR + DAY)
        assert checkins.come_round_many(ticket_ids=[firm.check_in_ticket_id], at=waits) == (
            0,
            [firm.check_in_ticket_id],
        )
        assert checkins.come_round(ticket_id=firm.check_in_ticket_id, at=waits)
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"]


def counted_late(firm: Firm, at: datetime) -> int:
    with firm.cast.inside():
        manual = book()
        programme = manual.all(Programme)[0].name
        asked = Counted(programme=programme, year=at.year, zone=manual.zone, now=at)
        return progress(asked).many(Which.LATE)


def between_two_rounds() -> tuple[Firm, datetime]:
    """A firm whose round is over, and when its next one is due."""
    firm = waiting()
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + DAY)
    due = firm.ticket.wakes_at
    assert due
    return firm, due


def test_a_mail_between_two_rounds_makes_no_check_in_due_and_leaves_its_day_A1_A2_A12():
    firm, due = between_two_rounds()
    says(firm, YEAR + 60 * DAY)
    assert (phase(firm), firm.ticket.wakes_at) == (Phase.ASLEEP, due)
    with firm.cast.inside():
        found = listing()
        assert ([row.id for row in found.coming.rows], found.open.many) == ([firm.check_in.pk], 0)
    assert counted_late(firm, YEAR + 62 * DAY) == 0
    with firm.cast.inside():
        checkins.move_day(
            check_in_id=firm.check_in.pk, chosen=Wish(day=date(2028, 12, 4)), by=firm.cast.rep, at=YEAR + 62 * DAY
        )
    assert firm.ticket.state == "asleep"


def test_it_comes_round_on_its_day_all_the_same_A1():
    firm, due = between_two_rounds()
    says(firm, YEAR + 60 * DAY)
    firm.passes(due)
    assert (phase(firm), firm.ticket.state) == (Phase.DUE, "open")
    assert firm.last_reason()["facts"][0]["label"] == "its day was"


def test_what_the_customer_answers_to_such_a_mail_is_our_turn_until_somebody_has_answered_A2():
    firm, due = between_two_rounds()
    says(firm, YEAR + 60 * DAY)
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="Thank you.",
            at=YEAR + 61 * DAY,
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(YEAR + 61 * DAY)
    assert phase(firm) is Phase.ANSWERED
    says(firm, YEAR + 62 * DAY)
    assert (phase(firm), firm.ticket.wakes_at) == (Phase.ASLEEP, due)
