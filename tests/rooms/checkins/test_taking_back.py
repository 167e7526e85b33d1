"""What somebody has just done to a check-in is taken back, and all stands as before; what was done since is never undone with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rounds.accounts.commands import change_account
from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn, ReachOut, RoundDone
from rounds.checkins.queries import LetterBegun, letter_begun, listing, undo_of
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Hold, Ticket
from rounds.manual.commands import adopt
from rounds.timeline.models import TimelineEvent
from tests.manuals import GRADES, PROGRAMME, a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.world import later

YEAR = later(365)
TICKET = (
    "state",
    "last_word",
    "wakes_at",
    "wake_keeps",
    "wake_clause",
    "wake_version",
    "wake_set_at",
    "woke_at",
    "recurs_by",
)
CHECK_IN = ("step", "version", "started_at", "last_on", "grade", "exempt_at")


def stands(firm: Firm) -> tuple[object, ...]:
    """Say all that an act changes."""
    with firm.cast.inside():
        ticket, check_in = Ticket.objects.get(id=firm.check_in_ticket_id), CheckIn.objects.get(account_id=firm.id)
        return (*(getattr(ticket, name) for name in TICKET), *(getattr(check_in, name) for name in CHECK_IN))


def asleep() -> Firm:
    return a_firm()


def due() -> Firm:
    firm = a_firm()
    firm.passes(YEAR)
    return firm


def waiting() -> Firm:
    firm = due()
    firm.reach_out(YEAR)
    return firm


def again() -> Firm:
    firm = waiting()
    firm.passes(YEAR + timedelta(days=14))
    return firm


def do(firm: Firm, what: str, by: object = None) -> None:
    asked = {"check_in_id": firm.check_in.pk, "by": by or firm.cast.rep, "at": YEAR + timedelta(days=15)}
    with firm.cast.inside():
        if what == "start":
            checkins.start(**asked)
        if what == "log":
            checkins.log_reach_out(**asked, how=How.CALL, text="Left word.")
        if what == "end":
            end_round(**asked)
        if what == "move":
            checkins.move_day(**asked, chosen=Wish(day=(YEAR + timedelta(days=90)).date()))
        if what == "exempt":
            checkins.exempt(**asked, reason="They closed.")


def take_back(firm: Firm, by: object = None) -> None:
    with firm.cast.inside():
        checkins.take_back(
            check_in_id=firm.check_in.pk, by=by or firm.cast.rep, at=YEAR + timedelta(days=15, minutes=1)
        )


@pytest.mark.parametrize(
    ("begins", "what"),
    [
        *((each, "log") for each in (asleep, due, waiting, again)),
        *((each, "end") for each in (due, waiting, again)),
        *((each, "start") for each in (asleep, due)),
        (asleep, "move"),
        *((each, "exempt") for each in (asleep, due, waiting, again)),
    ],
)
def test_an_act_that_is_taken_back_leaves_all_as_it_was_A3_A9_A10_A11(begins, what: str):
    firm = begins()
    before = stands(firm)
    do(firm, what)
    assert stands(firm) != before
    take_back(firm)
    assert stands(firm) == before
    assert firm.happened("checkins.taken back", "desk.undone") == ["checkins.taken back", "desk.undone"]
    with firm.cast.inside():
        assert RoundDone.objects.count() == 0
        assert not ReachOut.objects.filter(how=How.CALL, void_at=None).exists()
        left = undo_of(firm.check_in.pk, member_id=firm.cast.rep.id or 0)
        assert left is None or left.what is None, "only the mail, which no worker takes here"
    with pytest.raises(Refused):
        take_back(firm)


@pytest.mark.parametrize(("begins", "what"), [(asleep, "start"), (due, "start"), (due, "log")])
def test_what_nobody_had_is_nobodys_again_where_the_act_that_took_it_is_taken_back_A2(begins, what: str):
    firm = begins()
    do(firm, what)
    assert firm.ticket.assignee_id == firm.cast.rep.id
    take_back(firm)
    assert firm.ticket.assignee_id is None
    with firm.cast.inside():
        given = TimelineEvent.objects.filter(kind="desk.assigned").order_by("id").values_list("payload", flat=True)
        assert [(each["to_member"], each["from_member"]) for each in given] == [
            (firm.cast.rep.id, None),
            (None, firm.cast.rep.id),
        ]


def test_what_somebody_had_stays_theirs_where_another_takes_a_beginning_back_A2():
    firm = due()
    with firm.cast.inside():
        desk.take(number=firm.ticket.number, by=firm.cast.teammate, at=YEAR)
    do(firm, "start")
    take_back(firm)
    assert firm.ticket.assignee_id == firm.cast.teammate.id
    assert len(firm.happened("desk.assigned")) == 1


def test_a_check_in_whose_end_was_taken_back_comes_round_as_if_nothing_had_been_A1():
    firm = again()
    do(firm, "end")
    take_back(firm)
    do(firm, "log")
    firm.passes(YEAR + timedelta(days=23))
    with firm.cast.inside():
        assert phase_of(firm.check_in, firm.ticket) is Phase.ASLEEP
        assert list(RoundDone.objects.values_list("unanswered", flat=True)) == [True]


def test_a_firm_that_needed_none_by_mistake_is_asked_again_on_the_day_that_it_had_A1_A11():
    """Checking in again would let it wait for another year, and cut off the ladder that runs."""
    firm = waiting()
    date = firm.ticket.wakes_at
    do(firm, "exempt")
    take_back(firm)
    firm.passes(date)
    with firm.cast.inside():
        assert phase_of(firm.check_in, firm.ticket) is Phase.STARTED
        assert listing().exempt.rows == ()
    assert firm.happened("checkins.nobody answered")


def test_that_a_firm_was_asked_about_is_known_again_with_it_A11():
    firm = asleep()
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": "former"}, fields={}, by=firm.cast.lead, at=later(1))
    firm.passes(later(1))
    asked = firm.check_in.left_at
    assert asked
    do(firm, "exempt")
    assert firm.check_in.left_at is None
    take_back(firm)
    assert firm.check_in.left_at == asked


def test_a_firm_that_needs_none_is_not_put_back_once_somebody_opened_its_ticket_A11():
    firm = due()
    do(firm, "exempt")
    with firm.cast.inside():
        desk.reopen(number=firm.ticket.number, by=firm.cast.rep, at=YEAR + timedelta(days=15))
    with pytest.raises(Refused):
        take_back(firm)


def the_firm_is_renamed(firm: Firm) -> None:
    with firm.cast.inside():
        change_account(
            account_id=firm.id, values={"name": "Harbour Media"}, fields={}, by=firm.cast.lead, at=YEAR + SOON
        )


def the_programme_is_renamed(firm: Firm) -> None:
    called = PROGRAMME.replace("programme: yearly check-in", "programme: firm talks")
    adopts(firm, a_yearly_manual(called.replace("for: ", "was: yearly check-in\nfor: ")))


def its_grade_says_otherwise(firm: Firm) -> None:
    adopts(firm, a_yearly_manual(PROGRAMME, GRADES.replace("{E: not using}", "{E: silent}")))


def adopts(firm: Firm, text: str) -> None:
    with firm.cast.inside():
        adopt(text=text, by=firm.cast.manager, at=YEAR + SOON)


SOON = timedelta(days=15, seconds=20)
NAMED_ANEW = {
    the_firm_is_renamed: "Harbour Media: yearly check-in · not using",
    the_programme_is_renamed: "Harbour FM: firm talks · not using",
    its_grade_says_otherwise: "Harbour FM: yearly check-in · silent",
}


@pytest.mark.parametrize("title", NAMED_ANEW)
@pytest.mark.parametrize("what", ["start", "end", "log", "exempt"])
def test_what_was_done_can_be_taken_back_though_its_ticket_is_called_otherwise_since_A7(
    title: Callable[[Firm], None], what: str
):
    """Nobody did anything by that; and it is called so still."""
    firm = due()
    with firm.cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=firm.cast.rep, at=YEAR)
    before = stands(firm)
    do(firm, what)
    title(firm)
    for _ in range(3):
        firm.passes(YEAR + SOON)
    assert firm.ticket.subject == NAMED_ANEW[title]
    with firm.cast.inside():
        assert undo_of(firm.check_in.pk, member_id=firm.cast.rep.id or 0)
    take_back(firm)
    recurs = TICKET.index("recurs_by")
    assert (stands(firm)[:recurs], stands(firm)[recurs + 1 :]) == (before[:recurs], before[recurs + 1 :])
    assert (firm.ticket.subject, firm.ticket.recurs_by) == (NAMED_ANEW[title], f"programme: {firm.check_in.programme}")


@pytest.mark.parametrize("what", ["start", "end", "log"])
def test_what_was_done_can_be_taken_back_though_its_firm_has_other_clocks_since_A1(what: str):
    firm = due()
    before = stands(firm)
    do(firm, what)
    date = firm.ticket.wakes_at
    with firm.cast.inside():
        change_account(
            account_id=firm.id, values={"zone": "Australia/Sydney"}, fields={}, by=firm.cast.lead, at=YEAR + SOON
        )
    for _ in range(3):
        firm.passes(YEAR + SOON)
    assert firm.ticket.wakes_at != date, "it comes on the morning of other clocks"
    take_back(firm)
    assert stands(firm) == before


def test_a_beginning_that_was_taken_back_wakes_on_the_day_that_it_had_A1():
    firm = asleep()
    before = firm.ticket.wakes_at
    do(firm, "start")
    take_back(firm)
    firm.passes(before)
    assert firm.ticket.state == "open"


def test_what_somebody_did_since_is_not_undone_with_it():
    firm = due()
    do(firm, "start")
    with firm.cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="B", by=firm.cast.teammate, at=YEAR)
        assert undo_of(firm.check_in.pk, member_id=firm.cast.rep.id or 0) is None
    with pytest.raises(Refused):
        take_back(firm)


def test_nobody_takes_back_what_somebody_else_did():
    firm = due()
    do(firm, "start")
    with pytest.raises(Refused):
        take_back(firm, firm.cast.teammate)


def test_a_hold_that_the_end_of_a_round_ended_goes_on_when_that_is_taken_back():
    firm = due()
    with firm.cast.inside():
        wish = Wish(day=(YEAR + timedelta(days=90)).date())
        desk.hold(
            number=firm.ticket.number, holder="supplier", reason="A domain.", wish=wish, by=firm.cast.rep, at=YEAR
        )
    do(firm, "end")
    take_back(firm)
    with firm.cast.inside():
        assert firm.ticket.held_by == "supplier"
        assert Hold.objects.filter(ended_at=None).count() == 1


def test_a_mail_that_has_not_left_is_taken_back_and_its_words_stand_ready_A3_A8():
    firm = due()
    before = stands(firm)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        undo = undo_of(firm.check_in.pk, member_id=firm.cast.rep.id or 0)
        assert undo and undo.what is None
        checkins.take_reach_out_back(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(seconds=5))
        begun = letter_begun(firm.check_in.pk, member_id=firm.cast.rep.id or 0)
        assert begun == LetterBegun("How is it going?", "How do you get on?")
        assert ReachOut.objects.get().void_at
    assert stands(firm) == before
