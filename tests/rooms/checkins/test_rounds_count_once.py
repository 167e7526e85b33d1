"""A round that had ended, and that the customer opens again before another began, counts once; silence becomes an answer (A9, A10, A12)."""

from datetime import timedelta
from importlib import import_module
from urllib.parse import urlencode

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import RoundDone
from rounds.checkins.queries import Counted, Which, counted_rows, evidence_page, progress
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.policies.queries import book
from rounds.timeline.rules import Actor
from rounds.workspaces.rows import execute
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm, a_whole_round, end_round
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY

YEAR = MONDAY + timedelta(days=365)


def wrote(firm: Firm, *, days: int, automatic: bool = False) -> None:
    """Let somebody of the firm, or a robot of theirs, write on its check-in's ticket."""
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="We are back: all is well.",
            at=YEAR + timedelta(days=days),
            automatic=automatic,
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(YEAR + timedelta(days=days))


def ended(firm: Firm, *, days: int) -> None:
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=days))


def in_silence(firm: Firm | None = None) -> Firm:
    """A firm whose ladder ended without an answer."""
    firm = firm or a_firm()
    firm.passes(YEAR)
    for days in (0, 14):
        firm.reach_out(YEAR + timedelta(days=days))
        firm.passes(YEAR + timedelta(days=days + 14))
    with firm.cast.inside():
        assert list(RoundDone.objects.values_list("unanswered", flat=True)) == [True]
    return firm


def counts(firm: Firm) -> tuple[int, int]:
    """Say how many rounds are done in that year, and how many of them without an answer; each figure opens as many rows."""
    with firm.cast.inside():
        asked = Counted(
            programme=firm.check_in.programme, year=YEAR.year, zone=book().zone, now=YEAR + timedelta(days=30)
        )
        found = progress(asked)
        assert len(counted_rows(asked, limit=9)[0]) == found.many(Which.DONE)
        assert len(counted_rows(asked.of(which=Which.SILENT), limit=9)[0]) == found.silent
        return found.many(Which.DONE), found.silent


def test_a_firm_that_answers_after_its_ladder_had_ended_is_done_once_and_was_answered_A10_A12():
    firm = in_silence()
    assert counts(firm) == (1, 1)
    wrote(firm, days=30)
    assert counts(firm) == (1, 0), "their letter makes it an answered one, and not what we make of it"
    ended(firm, days=31)
    assert counts(firm) == (1, 0)
    asked = urlencode({"programme": firm.check_in.programme, "year": YEAR.year})
    said = program(firm.cast).get(f"/check-ins/progress?{asked}").json()
    assert [(each["which"], each["count"]) for each in said["marks"] if each["which"] == "done"] == [("done", 1)]
    assert said["unanswered"] == 0
    listed = program(firm.cast).get(f"/check-ins/{firm.check_in.pk}/rounds").json()["items"]
    assert [(each["unanswered"], each["again"], len(each["findings"])) for each in listed] == [
        (False, True, 1),
        (False, False, 0),
    ]


def test_taking_that_back_leaves_the_round_one_that_was_answered_for_so_it_was_A9_A12():
    firm = in_silence()
    wrote(firm, days=30)
    ended(firm, days=31)
    with firm.cast.inside():
        checkins.take_back(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=31, minutes=1))
    assert counts(firm) == (1, 0)


def test_a_plain_answer_from_the_desk_takes_nothing_from_what_the_customer_answered_A8_A12():
    firm = in_silence()
    wrote(firm, days=30)
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="Glad to hear.", by=firm.cast.rep, at=YEAR + timedelta(days=31))
    firm.passes(YEAR + timedelta(days=31))
    assert counts(firm) == (1, 0)


def replied(firm: Firm, *, days: int) -> None:
    """Answer from the desk, as one does who reads a letter."""
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="Glad to hear.", by=firm.cast.rep, at=YEAR + timedelta(days=days))
    firm.passes(YEAR + timedelta(days=days))


def test_whoever_answers_a_late_letter_first_still_notes_what_they_found_and_ends_the_round_A6_A9_A10():
    firm = in_silence()
    wrote(firm, days=30)
    replied(firm, days=31)
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep, "at": YEAR + timedelta(days=32)}
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    assert "End the round…" in page and "Another day…" not in page
    assert '<a href="#finding">note what you found, and end this one</a>' in page
    with firm.cast.inside(), pytest.raises(Refused, match="Nothing is written down"):
        checkins.end_round(**each)
    with firm.cast.inside(), pytest.raises(Refused, match="A round of this check-in runs"):
        checkins.move_day(**each, chosen=Wish(day=(YEAR + timedelta(days=90)).date()))
    ended(firm, days=32)
    assert counts(firm) == (1, 0)
    assert firm.ticket.state == "asleep"
    with firm.cast.inside(), pytest.raises(Refused, match="no round runs that could end"):
        checkins.end_round(**each)
    with firm.cast.inside():
        checkins.move_day(**each, chosen=Wish(day=(YEAR + timedelta(days=90)).date()))


def test_so_do_they_where_they_put_it_off_by_some_days_and_taking_the_end_back_leads_there_again_A9():
    firm = in_silence()
    wrote(firm, days=30)
    with firm.cast.inside():
        wish, by = Wish(day=(YEAR + timedelta(days=60)).date()), firm.cast.rep
        desk.answer(number=firm.ticket.number, text="Soon.", wish=wish, by=by, at=YEAR + timedelta(days=31))
    ended(firm, days=32)
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
        checkins.take_back(**each, at=YEAR + timedelta(days=32, minutes=1))
        checkins.end_round(**each, at=YEAR + timedelta(days=32, minutes=2))
    assert counts(firm) == (1, 0)


def test_a_mail_of_ours_into_the_silence_begins_no_round_that_could_end_A9():
    firm = in_silence()
    replied(firm, days=31)
    with firm.cast.inside(), pytest.raises(Refused, match="no round runs that could end"):
        checkins.end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=32))


def test_once_the_next_one_comes_round_the_late_letter_is_of_the_one_before_A1_A9():
    firm = in_silence()
    wrote(firm, days=30)
    replied(firm, days=31)
    due = firm.ticket.wakes_at
    assert due
    firm.passes(due)
    firm.reach_out(due)
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=due + timedelta(days=1))
        assert list(RoundDone.objects.order_by("id").values_list("again", flat=True)) == [False, False]


def days_of(firm: Firm, *, days: int) -> tuple[str, str]:
    """Say of which days the evidence is that the page begins with."""
    with firm.cast.inside():
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=YEAR + timedelta(days=days))
    assert page
    return str(page.dates.first_day), str(page.dates.last_day)


def a_year_later(firm: Firm) -> None:
    """Let its next round end in silence too."""
    for days in (400, 414):
        firm.reach_out(YEAR + timedelta(days=days))
        firm.passes(YEAR + timedelta(days=days + 14))


@pytest.mark.parametrize("back", [False, True])
def test_what_is_known_of_a_firm_that_answers_late_is_of_the_whole_round_A5_A6(*, back: bool):
    """Its last reach-out is of that round: from then on it would be of some weeks, with nothing in them, and stand so in the finding."""
    firm = in_silence()
    wrote(firm, days=30)
    if back:
        replied(firm, days=30)
    assert days_of(firm, days=30) == (
        str((YEAR - timedelta(days=365 - 30)).date()),
        str((YEAR + timedelta(days=30)).date()),
    )
    ended(firm, days=31)
    a_year_later(firm)
    assert days_of(firm, days=430)[0] == str((YEAR + timedelta(days=414)).date()), (
        "asleep, it is since the last check-in"
    )
    wrote(firm, days=430)
    if back:
        replied(firm, days=430)
    assert days_of(firm, days=430)[0] == str((YEAR + timedelta(days=14)).date())


def test_what_is_known_of_a_firm_that_needs_none_goes_back_to_the_check_in_before_it_A5_A11():
    firm = in_silence()
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
        checkins.start(**each, at=YEAR + timedelta(days=300))
        checkins.exempt(**each, reason="Not active.", at=YEAR + timedelta(days=300))
    assert days_of(firm, days=300)[0] == str((YEAR + timedelta(days=14)).date())


def test_a_mail_of_ours_is_no_answer_of_theirs_whatever_becomes_of_it_and_nor_is_a_robots_A8_A12():
    firm = in_silence()
    with firm.cast.inside():
        told = {"by": firm.cast.rep, "at": YEAR + timedelta(days=30)}
        message = desk.answer(number=firm.ticket.number, text="We miss you.", **told)
        desk.answer_failed(message_id=message.pk, address_id=firm.contact.address_id, **told)
    ended(firm, days=31)
    assert counts(firm) == (1, 1), "it went on, since our mail came back, and nobody answered"
    wrote(firm, days=32, automatic=True)
    assert counts(firm) == (1, 1)


def test_a_letter_that_opened_a_ticket_of_its_own_answers_it_once_that_is_merged_A8_A12():
    firm = in_silence()
    with firm.cast.inside():
        opened = desk.open_ticket(
            subject="Our year with you",
            text="All is well.",
            kind="question",
            requester=firm.contact,
            account_id=firm.id,
            by=Actor.contact(firm.contact.contact_id),
            at=YEAR + timedelta(days=29),
        )
    assert counts(firm) == (1, 1)
    with firm.cast.inside():
        others, at = [opened.ticket.number], YEAR + timedelta(days=30)
        desk.merge(number=firm.ticket.number, others=others, by=firm.cast.lead, at=at)
    assert counts(firm) == (1, 0)


def test_beginning_and_thinking_again_before_they_write_takes_no_answer_away_A3_A12():
    firm = in_silence()
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
        checkins.start(**each, at=YEAR + timedelta(days=29))
        checkins.take_back(**each, at=YEAR + timedelta(days=29, minutes=1))
    wrote(firm, days=30)
    assert counts(firm) == (1, 0)


def test_what_they_write_when_another_round_was_begun_is_an_answer_to_that_A3_A12():
    firm = in_silence()
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=29))
    wrote(firm, days=30)
    assert counts(firm) == (1, 1)


def test_the_page_says_how_many_are_done_without_an_answer_and_opens_them_A12():
    firm = in_silence()
    page = visitor(firm.cast, firm.cast.manager)
    board = page.get("/progress", {"year": YEAR.year}).content.decode()
    assert "of them without an answer" in board
    behind = page.get("/check-ins/counted", {"which": Which.SILENT.value, "year": YEAR.year}).content.decode()
    assert "Check-ins done without an answer" in behind and "Harbour FM" in behind


def test_thanks_after_the_end_open_no_second_round_and_ask_for_no_second_finding_A6_A9_A12():
    firm = a_firm()
    firm.passes(YEAR)
    ended(firm, days=1)
    wrote(firm, days=2)
    with firm.cast.inside():
        checkins.end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=3))
    assert counts(firm) == (1, 0)


def test_after_silence_a_finding_is_asked_for_as_the_customer_has_answered_A6():
    firm = in_silence()
    wrote(firm, days=30)
    with firm.cast.inside(), pytest.raises(Refused, match="Nothing is written down"):
        checkins.end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=31))


def test_a_round_that_somebody_begins_after_that_is_another_one_A3_A12():
    firm = in_silence()
    wrote(firm, days=30)
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=31))
    ended(firm, days=32)
    assert counts(firm) == (2, 0), "they had written before it was begun"


def test_so_is_one_that_came_round_and_one_after_no_check_in_was_needed_A1_A11_A12():
    firm = in_silence()
    wakes_at = firm.ticket.wakes_at
    assert wakes_at
    firm.passes(wakes_at)
    wrote(firm, days=(wakes_at - YEAR).days + 1)
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
        end_round(**each, at=wakes_at + timedelta(days=2))
        assert list(RoundDone.objects.order_by("id").values_list("again", flat=True)) == [False, False]
        checkins.exempt(**each, reason="Not active.", at=wakes_at + timedelta(days=3))
        checkins.end_exemption(**each, at=wakes_at + timedelta(days=4))
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="Here we are.",
            at=wakes_at + timedelta(days=5),
            by=Actor.contact(firm.contact.contact_id),
        )
        end_round(**each, at=wakes_at + timedelta(days=6))
        assert list(RoundDone.objects.order_by("id").values_list("again", flat=True)) == [False, False, False]


def test_rounds_from_before_are_told_apart_by_the_history_A12():
    firm = in_silence()
    wrote(firm, days=30)
    ended(firm, days=31)
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
        checkins.start(**each, at=YEAR + timedelta(days=40))
        checkins.take_back(**each, at=YEAR + timedelta(days=40, minutes=1))
    wrote(firm, days=41)
    ended(firm, days=42)
    with firm.cast.inside():
        a_whole_round(**each, at=YEAR + timedelta(days=50))
        known = list(RoundDone.objects.order_by("id").values_list("again", flat=True))
        assert known == [False, True, True, False]
        RoundDone.objects.update(again=False)
        execute(import_module("rounds.checkins.migrations.0014_a_round_counts_once").FROM_HISTORY)
        assert list(RoundDone.objects.order_by("id").values_list("again", flat=True)) == known
