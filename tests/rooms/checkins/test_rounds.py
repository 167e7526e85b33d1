"""A check-in comes round, is begun, reaches out, waits, hears or does not hear, and sleeps again (A1–A11)."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from rounds.accounts.commands import change_account
from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn, Finding, GradeGiven, ReachOut, RoundDone
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.queries.this_round import is_noted
from rounds.checkins.rules import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Link, Message, Ticket
from rounds.manual.commands import adopt
from rounds.team import commands as team
from rounds.team.models import Notice
from rounds.team.queries import members_with
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.manuals import MANUALS, PROGRAMME, a_yearly_manual
from tests.rooms.checkins.cast import MAILBOX, Firm, a_firm, a_whole_round, end_round, found
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_customer, a_workspace, later

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


def test_a_firm_that_becomes_a_customer_gets_its_one_ticket_which_sleeps_for_a_year_A1():
    firm = a_firm()
    assert phase(firm) is Phase.ASLEEP
    assert local(firm.ticket.wakes_at) == "2027-11-23 08:00"
    assert firm.last_reason()["clause"] == "programme: yearly check-in"
    firm.passes(later(30))
    with firm.cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 1


def test_a_firm_that_is_no_customer_gets_none_A1():
    cast = a_workspace(manual=a_yearly_manual())
    with pytest.raises(CheckIn.DoesNotExist):
        a_firm(cast, lifecycle="former").check_in


def test_on_its_day_it_opens_once_and_says_why_A1_F2():
    firm = a_firm()
    firm.passes(YEAR - timedelta(hours=2))
    assert phase(firm) is Phase.ASLEEP
    for hours in range(3):
        firm.passes(YEAR + timedelta(hours=hours))
    assert phase(firm) is Phase.DUE
    assert firm.happened("desk.woke") == ["desk.woke"]
    labels = [fact["label"] for fact in firm.last_reason()["facts"]]
    assert labels == ["its day was", "it was set", "it came onto the programme", "its cadence is"]
    assert local(datetime.fromisoformat(firm.last_reason()["next_at"])) == "2027-11-24 00:00"


def test_beginning_sets_the_day_and_the_date_in_one_act_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    assert firm.check_in.last_on == date(2027, 11, 23)
    assert local(firm.ticket.wakes_at) == "2027-12-07 08:00"
    assert phase(firm) is Phase.STARTED


def test_one_that_was_begun_and_left_comes_back_and_says_that_nothing_has_left_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    firm.passes(YEAR + timedelta(days=14))
    assert firm.happened("desk.woke") == ["desk.woke"] * 2
    assert {"label": "a reach-out", "text": "none left"} in firm.last_reason()["facts"]


def test_a_reach_out_sets_day_date_and_step_from_the_sending_A3_A8():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    firm.reach_out(YEAR + timedelta(days=3))
    assert firm.check_in.last_on == date(2027, 11, 26)
    assert local(firm.ticket.wakes_at) == "2027-12-10 08:00"
    assert (phase(firm), firm.check_in.step) == (Phase.WAITING, 0)


def test_an_answer_stops_the_ladder_at_once_and_an_automatic_one_does_not_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR + timedelta(days=1), automatic=True)
    firm.passes(YEAR + timedelta(days=1))
    assert phase(firm) is Phase.WAITING
    answers(firm, YEAR + timedelta(days=2))
    assert firm.ticket.wakes_at is None
    firm.passes(YEAR + timedelta(days=2))
    assert (phase(firm), firm.check_in.step) == (Phase.ANSWERED, None)
    firm.passes(YEAR + timedelta(days=60))
    assert "checkins.nobody answered" not in firm.happened()


def test_silence_opens_it_for_a_second_try_and_then_ends_the_round_by_itself_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    assert (phase(firm), firm.check_in.step) == (Phase.STARTED, 1)
    second = YEAR + timedelta(days=15)
    firm.reach_out(second)
    assert (local(firm.ticket.wakes_at), firm.check_in.step) == ("2027-12-15 08:00", 2)
    over = second + timedelta(days=7)
    firm.passes(over)
    assert phase(firm) is Phase.ASLEEP
    assert local(firm.ticket.wakes_at) == "2028-12-15 08:00"
    with firm.cast.inside():
        assert Message.objects.filter(ticket=firm.check_in_ticket_id, text="Nobody answered twice.").count() == 1
        told = Notice.objects.values_list("member_id", flat=True)
        assert firm.cast.lead.id in told
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"] * 2


def test_a_reach_out_that_is_taken_back_never_was_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    message = firm.reach_out(YEAR + timedelta(days=3))
    with firm.cast.inside():
        desk.take_back(number=firm.ticket.number, message_id=message, by=firm.cast.rep, at=YEAR + timedelta(days=3))
    firm.passes(YEAR + timedelta(days=3))
    assert (phase(firm), firm.check_in.step) == (Phase.STARTED, None)
    assert firm.check_in.last_on == date(2027, 11, 23)
    assert local(firm.ticket.wakes_at) == "2027-12-07 08:00"
    assert firm.happened("checkins.reach-out void")


def test_a_reach_out_that_bounces_opens_it_at_once_and_does_not_count_A3():
    firm = a_firm()
    firm.passes(YEAR)
    message = firm.reach_out(YEAR)
    with firm.cast.inside():
        failed = desk.answer_failed(
            message_id=message, address_id=firm.contact.address_id, by=Actor.connector("mail"), at=YEAR
        )
    assert failed
    firm.passes(YEAR)
    assert (phase(firm), firm.check_in.step, firm.check_in.last_on) == (Phase.DUE, None, None)
    firm.reach_out(YEAR + timedelta(days=1))
    assert firm.check_in.step == 0


def test_a_call_is_a_reach_out_too_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.log_reach_out, at=YEAR, how=How.CALL, text="Left word with the front desk.")
    assert (phase(firm), firm.ticket.state) == (Phase.WAITING, "asleep")
    assert local(firm.ticket.wakes_at) == "2027-12-07 08:00"


@pytest.mark.parametrize(("how", "text"), [(How.CALL, " "), (How.MAIL, "Written elsewhere.")])
def test_a_call_without_words_or_a_mail_that_was_not_sent_is_refused_A3(how: How, text: str):
    firm = a_firm()
    with pytest.raises(Refused):
        act(firm, checkins.log_reach_out, at=YEAR, how=how, text=text)
    with firm.cast.inside():
        assert not ReachOut.objects.exists()


def test_a_finding_that_leaves_out_what_the_manual_asks_for_is_refused_with_what_is_missing_A6():
    firm = a_firm()
    with pytest.raises(Refused) as refused:
        act(firm, checkins.write_finding, at=YEAR, said={"spoke with": "Ada Quist", "going well": " "})
    assert [problem.field for problem in refused.value.problems] == ["going well"]
    act(firm, checkins.write_finding, at=YEAR, said={**FOUND, "else": "not asked for"})
    with firm.cast.inside():
        assert Finding.objects.get().said == FOUND


def test_a_grade_stands_in_the_title_and_leaves_it_A7():
    firm = a_firm()
    plain = firm.ticket.subject
    act(firm, checkins.give_grade, at=YEAR, grade="E")
    assert firm.ticket.subject == f"{plain} · not using"
    act(firm, checkins.give_grade, at=YEAR, grade="B")
    assert firm.ticket.subject == plain
    with firm.cast.inside():
        assert list(GradeGiven.objects.order_by("id").values_list("was", "grade")) == [("", "E"), ("E", "B")]
    with pytest.raises(Refused):
        act(firm, checkins.give_grade, at=YEAR, grade="F")


def test_a_round_ends_with_the_cadence_or_with_the_day_that_somebody_chose_A9():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    act(firm, end_round, at=YEAR)
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2028-11-24 08:00")
    act(firm, checkins.take_back, at=YEAR)
    with pytest.raises(Refused):
        act(firm, checkins.end_round, at=YEAR, chosen=Wish(day=date(2027, 3, 1)))
    act(firm, checkins.end_round, at=YEAR, chosen=Wish(day=date(2028, 3, 1)))
    assert local(firm.ticket.wakes_at) == "2028-03-01 08:00"


def test_one_that_sleeps_has_no_round_to_end_and_is_given_another_day_without_being_done_A9_A12():
    firm = a_firm()
    with pytest.raises(Refused, match="no round runs") as refused:
        act(firm, end_round, at=MONDAY, chosen=Wish(day=date(2027, 3, 1)))
    assert [problem.code for problem in refused.value.problems] == ["no round"]
    act(firm, checkins.move_day, at=MONDAY, chosen=Wish(day=date(2027, 3, 1)))
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2027-03-01 08:00")
    assert firm.happened("checkins.day moved", "checkins.round ended") == ["checkins.day moved"]
    with firm.cast.inside():
        assert RoundDone.objects.count() == 0
    because = firm.last_reason()
    assert [fact["label"] for fact in because["facts"]] == ["the day was chosen by"]
    firm.passes(firm.ticket.wakes_at)
    assert phase(firm) is Phase.DUE
    with pytest.raises(Refused, match="A round of this check-in runs"):
        act(firm, checkins.move_day, at=later(200), chosen=Wish(day=date(2028, 3, 1)))


@pytest.mark.parametrize("chosen", [Wish(), Wish(day=date(2026, 3, 1)), Wish(day=date(2126, 3, 1))])
def test_a_day_that_is_none_or_past_or_too_far_is_refused_and_it_keeps_its_own_A1(chosen: Wish):
    firm = a_firm()
    before = firm.ticket.wakes_at
    with pytest.raises(Refused):
        act(firm, checkins.move_day, at=MONDAY, chosen=chosen)
    assert firm.ticket.wakes_at == before


def test_a_round_that_waits_sleeps_too_and_can_end_A9():
    """Its ticket sleeps as one between two rounds does, and is in a round all the same."""
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.log_reach_out, at=YEAR, how=How.CALL, text="Left word.")
    assert (firm.ticket.state, phase(firm)) == ("asleep", Phase.WAITING)
    with pytest.raises(Refused, match="A round of this check-in runs"):
        act(firm, checkins.move_day, at=YEAR, chosen=Wish(day=date(2028, 3, 1)))
    act(firm, end_round, at=YEAR)
    assert phase(firm) is Phase.ASLEEP


def test_a_round_in_which_nothing_was_found_is_not_ended_A6():
    """What was found in an earlier round is not found in this one."""
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    with pytest.raises(Refused) as refused:
        act(firm, checkins.end_round, at=YEAR)
    assert [problem.code for problem in refused.value.problems] == ["no finding"]
    act(firm, end_round, at=YEAR)
    firm.passes(later_year := YEAR + timedelta(days=370))
    with pytest.raises(Refused, match="Nothing is written down of this round"):
        act(firm, checkins.end_round, at=later_year)


def test_a_finding_that_was_written_between_two_rounds_ends_none_of_them_A6():
    firm = a_firm()
    firm.passes(YEAR)
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(hours=1))
    again = firm.ticket.wakes_at
    firm.passes(again)
    with firm.cast.inside():
        assert Finding.objects.count() == 2, "it is kept, and the next one begins with it"
    with pytest.raises(Refused, match="Nothing is written down of this round"):
        act(firm, checkins.end_round, at=again)
    with firm.cast.inside():
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=again)
    act(firm, checkins.start, at=again + timedelta(hours=1))
    act(firm, checkins.end_round, at=again + timedelta(hours=2))
    assert phase(firm) is Phase.ASLEEP, "what was found before somebody pressed “Begin” is of this round"


def test_what_was_found_in_a_round_that_an_exemption_cut_off_ends_no_later_one_A6_A11():
    firm = a_firm()
    firm.passes(YEAR)
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.start(at=YEAR, **each)
        found(at=YEAR, **each)
        assert is_noted(firm.check_in.pk)
        checkins.exempt(reason="They closed.", at=YEAR + timedelta(days=1), **each)
        checkins.end_exemption(at=YEAR + timedelta(days=30), **each)
        assert not is_noted(firm.check_in.pk)
        checkins.start(at=YEAR + timedelta(days=40), **each)
        assert not is_noted(firm.check_in.pk)
    with pytest.raises(Refused, match="Nothing is written down of this round yet"), firm.cast.inside():
        checkins.end_round(at=YEAR + timedelta(days=40), **each)
    with firm.cast.inside():
        found(at=YEAR + timedelta(days=40, minutes=1), **each)
        assert is_noted(firm.check_in.pk)
        checkins.end_round(at=YEAR + timedelta(days=40, minutes=2), **each)
        assert Finding.objects.count() == 2, "the earlier one stands, as what was found before"


def test_a_finding_that_says_one_word_of_everything_is_refused_A6():
    firm = a_firm()
    with pytest.raises(Refused, match="says “fine” of everything"):
        act(firm, checkins.write_finding, at=YEAR, said={"spoke with": "Fine.", "going well": " fine"})


def test_a_wish_for_training_opens_a_ticket_that_is_linked_both_ways_A9():
    firm = a_firm()
    with pytest.raises(Refused, match="not said who wishes"):
        act(firm, checkins.wish_training, at=YEAR, text="A refresher for the new people.")
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    training = act(firm, checkins.wish_training, at=YEAR, text="A refresher for the new people.")
    assert (training.account_id, training.requester_id) == (firm.id, firm.contact.contact_id)
    with firm.cast.inside():
        link = Link.objects.get()
        assert {link.first_id, link.second_id} == {training.pk, firm.check_in_ticket_id}


def test_whoever_works_the_queue_hears_of_a_training_on_its_own_ticket_and_whoever_asked_does_not_A9():
    firm = a_firm()
    firm.passes(YEAR)
    training = act(firm, checkins.wish_training, at=YEAR, text="A refresher.", whom=firm.contact)
    with firm.cast.inside():
        notices = list(
            Notice.objects.order_by("member_id").values_list("member_id", "event__kind", "event__subject_id")
        )
        others = sorted({each.pk for each in members_with("rep")} - {firm.cast.rep.id})
    assert firm.cast.teammate.id in others
    assert notices == [(each, "desk.ticket opened", training.pk) for each in others]
    page = visitor(firm.cast, firm.cast.teammate).get(f"/desk/{training.number}").content.decode()
    assert f"#{firm.ticket.number} " in page, "it leads to the check-in"
    page = visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}").content.decode()
    assert f"#{training.number} " in page, "which leads to it"
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    assert f'href="/desk/{training.number}"' in page, "and so does the page of the check-in"


def test_a_queue_that_gives_in_turn_tells_whom_it_gives_a_training_to_and_nobody_else_A9():
    box = "queue: front desk\n"
    manual = a_yearly_manual()
    assert manual.count(box) == 1
    cast = a_workspace(manual=manual.replace(box, f"{box}given: in turn\nif nobody fits: {{tell: lead}}\n"))
    firm = a_firm(cast)
    firm.passes(YEAR)
    with cast.inside():
        week = {"zone": "America/Chicago", "windows": ["Mon-Fri 8:00-17:00"]}
        team.set_hours(member_id=cast.teammate.id, version=0, **week, by=cast.teammate, at=MONDAY)
        team.become_available(by=cast.teammate, at=YEAR)
    training = act(firm, checkins.wish_training, at=YEAR, text="A refresher.", whom=firm.contact)
    with cast.inside():
        assert Notice.objects.count() == 0
        assert desk.hand_out(ticket_id=training.pk, at=YEAR)
        notices = list(Notice.objects.values_list("member_id", "event__kind", "event__subject_id"))
    assert notices == [(cast.teammate.id, "desk.assigned", training.pk)]


def test_the_shipped_manual_gives_trainings_in_turn_and_tells_all_trainers_while_none_is_at_work_A9():
    _, _, clause = (MANUALS / "annual-check-ins.md").read_text().partition("queue: training\n")
    assert "given: in turn\nif nobody fits: {tell: trainer}\n" in clause.partition("```")[0]


def test_after_a_call_one_says_who_wishes_for_training_A9():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.log_reach_out, at=YEAR, how=How.CALL, text="They want to hear it all once more.")
    wish = {"text": "A refresher for the new people.", "whom": firm.contact, "mailbox": MAILBOX}
    training = act(firm, checkins.wish_training, at=YEAR, **wish)
    assert (training.account_id, training.requester_id) == (firm.id, firm.contact.contact_id)
    assert training.mailbox == MAILBOX, "they can be answered"


def test_what_has_to_follow_is_noted_as_the_round_ends_and_stays_where_that_is_taken_back_A9():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    act(firm, end_round, at=YEAR, follow_ups="Send them the price list.")
    with firm.cast.inside():
        [note] = Message.objects.filter(ticket_id=firm.check_in_ticket_id, kind="note")
        ended = TimelineEvent.objects.get(kind="checkins.round ended")
        assert (note.text, ended.payload["note"]) == ("Send them the price list.", note.pk)
        assert RoundDone.objects.get().note_id == note.pk
    act(firm, checkins.take_back, at=YEAR)
    act(firm, end_round, at=YEAR, follow_ups="  ")
    with firm.cast.inside():
        assert [each.text for each in Message.objects.filter(kind="note")] == ["Send them the price list."]
        assert RoundDone.objects.get().note_id is None


def test_a_firm_may_have_a_cadence_of_its_own_A10():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.change_cadence, at=YEAR, every=Span.parse("6 months"))
    act(firm, end_round, at=YEAR)
    assert local(firm.ticket.wakes_at) == "2028-05-23 08:00"
    with pytest.raises(Refused):
        act(firm, checkins.change_cadence, at=YEAR, every=Span.parse("3 hours"))


@pytest.mark.parametrize("every", ["11 years", "50 quarters", "100 years"])
def test_no_cadence_and_no_day_lies_farther_ahead_than_anybody_plans_A1(every: str):
    firm = a_firm()
    firm.passes(YEAR)
    with pytest.raises(Refused, match="within ten years"):
        act(firm, checkins.change_cadence, at=YEAR, every=Span.parse(every))
    with firm.cast.inside():
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
    with pytest.raises(Refused, match="within ten years"):
        act(firm, checkins.end_round, at=YEAR, chosen=Wish(span=Span.parse(every)))
    with firm.cast.inside(), pytest.raises(Refused, match="within ten years"):
        desk.put_to_sleep(number=firm.ticket.number, wish=Wish(span=Span.parse(every)), by=firm.cast.lead, at=YEAR)


def test_an_exempt_firm_does_not_come_back_until_somebody_ends_that_A11():
    firm = a_firm()
    with pytest.raises(Refused):
        act(firm, checkins.exempt, at=MONDAY, reason=" ")
    act(firm, checkins.exempt, at=MONDAY, reason="They closed their stations.")
    assert (phase(firm), firm.ticket.state, firm.ticket.wakes_at) == (Phase.EXEMPT, "closed", None)
    firm.passes(later(800))
    assert phase(firm) is Phase.EXEMPT
    act(firm, checkins.end_exemption, at=YEAR)
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2028-11-24 08:00")
    with pytest.raises(Refused):
        act(firm, checkins.end_exemption, at=YEAR)


def test_whoever_ends_an_exemption_may_choose_the_day_A11():
    firm = a_firm()
    act(firm, checkins.exempt, at=MONDAY, reason="They closed their stations.")
    with pytest.raises(Refused):
        act(firm, checkins.end_exemption, at=YEAR, chosen=Wish(day=date(2026, 3, 1)))
    assert phase(firm) is Phase.EXEMPT
    act(firm, checkins.end_exemption, at=YEAR, chosen=Wish(day=date(2027, 12, 1)))
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2027-12-01 08:00")


def test_what_the_customer_wrote_meanwhile_is_not_put_to_sleep_as_an_exemption_ends_A11():
    firm = a_firm()
    act(firm, checkins.exempt, at=MONDAY, reason="They closed their stations.")
    answers(firm, YEAR)
    act(firm, checkins.end_exemption, at=YEAR)
    assert phase(firm) is Phase.ANSWERED
    assert local(firm.ticket.wakes_at) == "2028-11-24 08:00", "it is not left without a date"


def test_nobody_closes_or_merges_the_ticket_of_a_check_in_A1():
    firm = a_firm()
    number = firm.ticket.number
    with firm.cast.inside(), pytest.raises(Refused) as refused:
        desk.close(number=number, by=firm.cast.lead, at=MONDAY)
    assert refused.value.problems[0].clause == "programme: yearly check-in"
    with firm.cast.inside(), pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(number=number).update(state="closed", closed_at=MONDAY, wakes_at=None, wake_clause="")


def test_a_firm_that_leaves_the_condition_is_asked_about_and_not_dropped_A1():
    firm = a_firm()
    for stage, left in (("former", True), ("customer", False)):
        with firm.cast.inside():
            change_account(account_id=firm.id, values={"lifecycle": stage}, fields={}, by=firm.cast.lead, at=later(1))
        firm.passes(later(1))
        assert bool(firm.check_in.left_at) is left
    assert phase(firm) is Phase.ASLEEP
    assert firm.happened("checkins.left") == ["checkins.left"] * 2


def test_many_firms_are_spread_so_that_no_week_has_them_all_A4():
    spread = PROGRAMME.replace("every: 1 year", "every: 1 year\nspread: evenly")
    cast = a_workspace(manual=a_yearly_manual(spread))
    for name in range(16):
        firm = a_firm(cast, name=f"Firm {name}")
    assert firm.cast is cast
    with cast.inside():
        days = sorted(at.date() for at in Ticket.objects.values_list("wakes_at", flat=True))
    gaps = [(after - before).days for before, after in pairwise(days)]
    assert min(gaps) >= 8
    assert max(gaps) <= 46


def test_a_running_ladder_keeps_the_manual_that_it_began_with_and_a_sleeping_one_takes_the_new():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    shorter = PROGRAMME.replace("wait: 1 week", "wait: 3 days").replace("every: 1 year", "every: 6 months")
    with firm.cast.inside():
        adopt(text=a_yearly_manual(shorter), by=firm.cast.manager, at=YEAR)
    firm.passes(YEAR + timedelta(days=14))
    firm.reach_out(YEAR + timedelta(days=14))
    assert local(firm.ticket.wakes_at) == "2027-12-14 08:00"
    act(firm, end_round, at=YEAR + timedelta(days=15))
    act(firm, a_whole_round, at=YEAR + timedelta(days=16))
    assert local(firm.ticket.wakes_at) == "2028-06-09 08:00"


def test_who_may_not_do_check_ins_and_who_is_elsewhere_does_none():
    firm, elsewhere = a_firm(), a_workspace(manual=a_yearly_manual())
    check_in_id = firm.check_in.pk
    with firm.cast.inside(), pytest.raises(NotAllowed):
        checkins.start(check_in_id=check_in_id, by=firm.cast.production, at=YEAR)
    with elsewhere.inside(), pytest.raises(NotThere):
        checkins.start(check_in_id=check_in_id, by=elsewhere.rep, at=YEAR)


def test_what_was_begun_or_waits_is_not_begun_again_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    with pytest.raises(Refused):
        act(firm, checkins.start, at=YEAR)
    firm.reach_out(YEAR)
    with pytest.raises(Refused):
        act(firm, checkins.start, at=YEAR)


def test_following_twice_changes_nothing():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    seal_all(firm.cast)
    with firm.cast.inside():
        checkins.follow_programmes(at=YEAR)
        before = len(firm.happened())
        checkins.follow_programmes(at=YEAR)
        assert len(firm.happened()) == before


def test_a_reach_out_over_somebody_elses_change_is_refused_once_and_goes_out_at_the_second_try():
    firm = a_firm()
    firm.passes(YEAR)
    read = firm.ticket.version
    with firm.cast.inside():
        desk.take(number=firm.ticket.number, by=firm.cast.rep, at=YEAR)
    mail = {
        "whom": firm.contact,
        "subject": "How is it going?",
        "text": "Tell us.",
        "mailbox": "support@fenwick.example",
    }
    with pytest.raises(ChangedMeanwhile) as changed:
        act(firm, checkins.send_reach_out, at=YEAR, version=read, **mail)
    act(firm, checkins.send_reach_out, at=YEAR, version=changed.value.version, **mail)
    assert phase(firm) is Phase.WAITING


def test_whoever_was_written_to_another_year_reads_no_letter_to_somebody_else_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    act(firm, end_round, at=YEAR)
    with firm.cast.inside():
        other = a_customer("Ben Oake")
        Outbox.objects.all().delete()
    mail = {"subject": "How is it going?", "text": "Tell us.", "mailbox": "support@fenwick.example"}
    act(firm, checkins.send_reach_out, at=YEAR + timedelta(days=366), whom=other, **mail)
    with firm.cast.inside():
        assert list(Outbox.objects.values_list("recipient_id", flat=True)) == [other.address_id]


def test_another_day_that_somebody_chose_is_not_told_as_an_answer_A3():
    firm = a_firm()
    firm.passes(YEAR)
    answers(firm, YEAR)
    act(firm, checkins.log_reach_out, at=YEAR + timedelta(days=1), how=How.CALL, text="Left word.")
    wish = Wish(day=date(2028, 2, 1))
    with firm.cast.inside():
        desk.put_to_sleep(number=firm.ticket.number, wish=wish, by=firm.cast.rep, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2))
    with firm.cast.inside():
        stopped = TimelineEvent.objects.get(kind="checkins.ladder stopped")
        assert stopped.payload["answered"] is False


def test_one_more_wait_is_told_as_one_A10():
    longer = PROGRAMME.replace("  - send: second try\n", "  - tell: lead\n")
    firm = a_firm(a_workspace(manual=a_yearly_manual(longer)))
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    assert (phase(firm), firm.check_in.step) == (Phase.WAITING, 2)
    assert local(firm.ticket.wakes_at) == "2027-12-14 08:00"
    with firm.cast.inside():
        assert TimelineEvent.objects.get(kind="checkins.nobody answered").payload["waits"] is True
