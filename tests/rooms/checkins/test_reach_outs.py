"""What counts as a reach-out, and what does not: mails, calls, what is taken back, what bounces (A3, A8)."""

from datetime import date, timedelta

import pytest

from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import ReachOut
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.rooms.checkins.acting import YEAR, act, answers, local, phase
from tests.rooms.checkins.cast import a_firm, end_round
from tests.world import a_customer


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


def test_one_that_was_written_early_and_taken_back_leaves_the_check_in_open_and_begun_A3():
    firm, early = a_firm(), YEAR - timedelta(days=30)
    message = firm.reach_out(early)
    assert phase(firm) is Phase.WAITING
    with firm.cast.inside():
        desk.take_back(number=firm.ticket.number, message_id=message, by=firm.cast.rep, at=early)
    firm.passes(early)
    assert (phase(firm), firm.ticket.state, firm.ticket.our_turn) == (Phase.STARTED, "open", True)
    assert local(firm.ticket.wakes_at) == "2027-11-08 08:00"
    firm.passes(early + timedelta(days=16))
    assert {"label": "a reach-out", "text": "none left"} in firm.last_reason()["facts"]


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
