"""A firm moves from one programme to another: its one check-in goes on with that, with all that is known of it (A1)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.commands import add_account, change_account
from rounds.accounts.models import Account
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.commands import follow_programmes, moving
from rounds.checkins.duties import DUTIES
from rounds.checkins.models import CheckIn, Finding, GradeGiven, WayBack
from rounds.checkins.queries.standing import programme_of
from rounds.checkins.rules.states import How, Phase
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.manual.commands import adopt
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because
from rounds.workspaces.rows import fetch
from tests.at_once import at_once
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.acting import YEAR, act, phase
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.checkins.two_programmes import HALF, NEXT, OF_PARTNERS, YEARLY, two_programmes
from tests.rooms.checkins.worlds import CHICAGO
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, Cast, a_workspace, later

TWO = two_programmes()


def firms(*names: str) -> list[Firm]:
    """Put firms on the yearly one of two programmes."""
    cast = a_workspace(manual=TWO)
    return [a_firm(cast, name=name) for name in names]


def becomes(firm: Firm, lifecycle: str, at) -> None:
    """Let a firm be another programme's, and the engine see it."""
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": lifecycle}, fields={}, by=firm.cast.lead, at=at)
    firm.passes(at)


def comes(firm: Firm) -> str:
    """Say when it comes round, on the team's clocks."""
    wakes_at = firm.ticket.wakes_at
    return f"{wakes_at.astimezone(CHICAGO):%Y-%m-%d %H:%M}" if wakes_at else ""


def stands(firm: Firm) -> tuple[str, str, str]:
    return firm.check_in.programme, firm.ticket.subject, firm.ticket.recurs_by


def test_one_that_sleeps_goes_on_with_ticket_findings_grades_and_the_day_that_the_other_cadence_gives_A1_A4_F2():
    [firm] = firms("Harbour FM")
    firm.passes(YEAR)
    act(firm, checkins.give_grade, at=YEAR, grade="E")
    act(firm, end_round, at=YEAR)
    ticket = firm.check_in_ticket_id
    assert comes(firm) == "2028-11-24 08:00"
    becomes(firm, "partner", YEAR + timedelta(days=30))
    assert stands(firm) == (HALF, "Harbour FM: half-yearly check-in", "programme: half-yearly check-in")
    assert (firm.check_in_ticket_id, firm.check_in.grade, firm.check_in.left_at) == (ticket, "E", None)
    assert comes(firm) == "2028-05-23 08:00", "six months from the end of its last round"
    with firm.cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 1
        assert (Finding.objects.count(), GradeGiven.objects.count()) == (1, 1)
        event = TimelineEvent.objects.get(kind="checkins.moved")
    because = Because.from_json(event.because)
    assert (because.clause, because.keys) == ("programme: half-yearly check-in", ("for", "every"))
    assert because.next_at == firm.ticket.wakes_at
    assert [(fact.label, fact.text) for fact in because.facts] == [
        ("it was on", YEARLY),
        ("the programme is for firms where", "lifecycle is partner"),
        ("this firm", "is one"),
        ("its grade stays, and is none of this programme’s", "E"),
    ]
    assert not firm.happened("checkins.left")
    firm.passes(firm.ticket.wakes_at)
    assert phase(firm) is Phase.DUE
    why = Because.from_json(firm.last_reason())
    assert why.clause == "programme: half-yearly check-in"


def test_back_again_and_there_once_more_counts_from_the_same_round_and_never_postpones_A1_A4():
    [firm] = firms("Harbour FM")
    firm.passes(YEAR)
    act(firm, end_round, at=YEAR)
    for turn, (lifecycle, day) in enumerate([("partner", "2028-05-23"), ("customer", "2028-11-24")] * 2):
        becomes(firm, lifecycle, YEAR + timedelta(days=turn + 1))
        assert comes(firm) == f"{day} 08:00"
    assert stands(firm) == (YEARLY, "Harbour FM: yearly check-in", "programme: yearly check-in")
    assert firm.happened("checkins.moved", "checkins.left") == ["checkins.moved"] * 4


def test_one_whose_day_is_over_by_the_other_cadence_opens_on_the_next_morning_A1():
    [firm] = firms("Harbour FM")
    firm.passes(YEAR)
    act(firm, end_round, at=YEAR)
    becomes(firm, "partner", YEAR + timedelta(days=240))
    assert comes(firm) == "2028-07-21 08:00", "the next working day"
    firm.passes(firm.ticket.wakes_at)
    assert phase(firm) is Phase.DUE


def test_one_without_a_round_comes_by_the_sooner_first_day_A4():
    [firm] = firms("Harbour FM")
    assert comes(firm) == "2027-11-23 08:00"
    becomes(firm, "partner", later(30))
    assert comes(firm) == "2027-05-24 08:00", "six months from when it came, not from when it moved"
    becomes(firm, "customer", later(31))
    assert comes(firm) == "2027-05-24 08:00", "it is not put off"


def test_a_day_that_somebody_chose_and_a_cadence_of_the_firms_own_stand_A9():
    chosen, own = firms("Harbour FM", "Tall Pine")
    for firm in (chosen, own):
        firm.passes(YEAR)
    act(own, checkins.change_cadence, at=YEAR, every=Span.parse("4 months"))
    act(own, end_round, at=YEAR)
    act(chosen, end_round, at=YEAR, chosen=Wish(span=Span.parse("9 months")))
    days = [comes(chosen), comes(own)]
    for firm in (chosen, own):
        becomes(firm, "partner", YEAR + timedelta(days=9))
    assert [comes(chosen), comes(own)] == days
    assert {chosen.check_in.programme, own.check_in.programme} == {HALF}


def test_one_that_is_open_and_was_begun_with_goes_on_at_once_and_stays_open_A1():
    due, begun = firms("Harbour FM", "Tall Pine")
    due.passes(YEAR)
    act(begun, checkins.start, at=YEAR)
    day = comes(begun)
    for firm in (due, begun):
        becomes(firm, "partner", YEAR + timedelta(days=1))
    assert (phase(due), phase(begun)) == (Phase.DUE, Phase.STARTED)
    assert {due.check_in.programme, begun.check_in.programme} == {HALF}
    assert (due.ticket.wakes_at, comes(begun)) == (None, day)
    due.reach_out(YEAR + timedelta(days=1))
    assert comes(due) == "2027-12-15 08:00", "three weeks, as this programme has it"
    due.passes(YEAR + timedelta(days=40))
    assert phase(due) is Phase.ASLEEP
    assert comes(due) == "2028-04-03 08:00", "three months from when it was seen that nobody answered"


@pytest.mark.parametrize("answers", [False, True])
def test_a_ladder_that_runs_is_gone_through_to_its_end_by_the_programme_it_began_with_and_then_it_moves_A10(
    answers: bool,
):
    """Nobody is asked meanwhile, and no second check-in is opened."""
    [firm] = firms("Harbour FM")
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    becomes(firm, "partner", YEAR + timedelta(days=2))
    assert (phase(firm), firm.check_in.programme) == (Phase.WAITING, YEARLY)
    assert comes(firm) == "2027-12-07 08:00"
    if answers:
        act(firm, end_round, at=YEAR + timedelta(days=3))
    else:
        firm.passes(YEAR + timedelta(days=14))
        assert (phase(firm), firm.check_in.programme, firm.check_in.step) == (Phase.STARTED, YEARLY, 1)
        firm.reach_out(YEAR + timedelta(days=14))
        assert comes(firm) == "2027-12-14 08:00"
        firm.passes(YEAR + timedelta(days=22))
    firm.passes(YEAR + timedelta(days=22, hours=2))
    assert (phase(firm), firm.check_in.programme) == (Phase.ASLEEP, HALF)
    assert comes(firm) == ("2028-05-26 08:00" if answers else "2028-06-15 08:00")
    assert not firm.happened("checkins.left")
    with firm.cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 1
        assert fetch("SELECT duty, trouble FROM put_off") == []


def test_a_ladder_begun_behind_the_move_is_of_the_other_programme_under_the_same_manual_A10():
    [firm] = firms("Harbour FM")
    becomes(firm, "partner", later(1))
    act(firm, checkins.log_reach_out, at=later(2), how=How.CALL, text="Left word.")
    with firm.cast.inside():
        assert len(programme_of(firm.check_in)[0].unanswered) == 2
        adopt(text=TWO.replace("wait: 3 weeks", "wait: 4 weeks"), by=firm.cast.manager, at=later(3))
    firm.passes(later(4))
    with firm.cast.inside():
        assert str(programme_of(firm.check_in)[0].unanswered[0].wait) == "3 weeks"
    firm.passes(later(30))
    assert phase(firm) is Phase.ASLEEP


def test_a_firm_that_needs_none_needs_none_of_the_other_programme_and_moves_once_that_is_ended_A11():
    [firm] = firms("Harbour FM")
    act(firm, checkins.exempt, at=MONDAY, reason="They closed.")
    becomes(firm, "partner", later(1))
    assert stands(firm) == (YEARLY, "Harbour FM: yearly check-in", "")
    assert phase(firm) is Phase.EXEMPT
    act(firm, checkins.end_exemption, at=later(2))
    firm.passes(later(2, hours=2))
    assert stands(firm) == (HALF, "Harbour FM: half-yearly check-in", "programme: half-yearly check-in")
    assert phase(firm) is Phase.ASLEEP


def test_who_was_asked_about_is_asked_no_more_and_the_way_back_to_what_was_done_before_is_over_A1():
    [firm] = firms("Harbour FM")
    becomes(firm, "former", later(1))
    assert firm.check_in.left_at
    act(firm, checkins.move_day, at=later(1), chosen=Wish(span=Span.parse("9 months")))
    becomes(firm, "partner", later(2))
    assert (firm.check_in.left_at, firm.check_in.programme) == (None, HALF)
    with firm.cast.inside():
        assert WayBack.objects.get().version != firm.ticket.version
    becomes(firm, "former", later(3))
    assert firm.happened("checkins.left", "checkins.moved") == ["checkins.left", "checkins.moved", "checkins.left"]


def test_what_a_grade_says_in_the_title_is_as_the_other_programme_has_it_and_the_history_stays_A7():
    [firm] = firms("Harbour FM")
    act(firm, checkins.give_grade, at=MONDAY, grade="E")
    assert firm.ticket.subject == "Harbour FM: yearly check-in · not using"
    becomes(firm, "partner", later(1))
    assert (firm.ticket.subject, firm.ticket.mark) == ("Harbour FM: half-yearly check-in", "")
    becomes(firm, "customer", later(2))
    assert (firm.ticket.subject, firm.ticket.mark) == ("Harbour FM: yearly check-in · not using", "not using")
    assert firm.happened("checkins.title") == ["checkins.title said"] * 3
    assert firm.check_in.grade == "E"


def test_a_manual_that_makes_two_programmes_of_one_moves_those_that_the_other_is_for_A1_F1():
    cast = a_workspace(
        manual=a_yearly_manual(PROGRAMME.replace("lifecycle: customer", "lifecycle: [customer, partner]"))
    )
    stays, moves = a_firm(cast), a_firm(cast, name="Tall Pine", lifecycle="partner")
    with cast.inside():
        adopt(text=TWO, by=cast.manager, at=later(1))
    stays.passes(later(1))
    assert (stays.check_in.programme, moves.check_in.programme) == (YEARLY, HALF)
    assert not moves.happened("checkins.left")


def test_whom_both_programmes_are_for_is_on_both_and_one_of_two_that_are_not_goes_on_with_a_third_A1():
    of_both = OF_PARTNERS.replace("{lifecycle: partner}", "{lifecycle: [customer, partner]}")
    cast = a_workspace(manual=two_programmes(of_partners=of_both))
    firm = a_firm(cast)
    with cast.inside():
        assert sorted(CheckIn.objects.values_list("programme", flat=True)) == [HALF, YEARLY]
        change_account(account_id=firm.id, values={"lifecycle": "former"}, fields={}, by=cast.lead, at=later(1))
        third = OF_PARTNERS.replace(HALF, "third").replace("lifecycle: partner", "lifecycle: former")
        adopt(text=two_programmes(of_partners=f"{of_both}{NEXT}{third}"), by=cast.manager, at=later(1))
    firm.passes(later(1))
    with cast.inside():
        rows = CheckIn.objects.order_by("id").values_list("programme", "left_at")
        assert list(rows) == [("third", None), (HALF, later(1))], (
            "the older one goes on, of the other somebody is asked"
        )


def many(cast: Cast, names: range) -> None:
    """Let firms come onto the yearly one, with a round each and a grade, and become partners all at once."""
    with cast.inside():
        for number in names:
            account = add_account(name=f"Firm {number}", by=Actor.system(), at=MONDAY)
            Account.objects.filter(id=account.pk).update(lifecycle="customer")


def moves(many_firms: int) -> tuple[Cast, int]:
    """Let so many firms move in one look; gives how many statements that took."""
    cast = a_workspace(manual=TWO)
    many(cast, range(many_firms))
    firm = Firm(cast, 0, None)  # type: ignore[arg-type]
    firm.passes(MONDAY)
    with cast.inside():
        CheckIn.objects.update(grade="E")
        Account.objects.update(lifecycle="partner")
        with CaptureQueriesContext(connection) as asked:
            assert follow_programmes(at=later(1))
        assert set(CheckIn.objects.values_list("programme", flat=True)) == {HALF}
    return cast, len(asked)


def test_three_hundred_move_in_as_many_statements_as_thirty_A1():
    cast, few = moves(30)
    cast, more = moves(300)
    assert more <= few + 3, "a mark of the many, which travel in parts"
    with cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 300
        assert TimelineEvent.objects.filter(kind="checkins.moved").count() == 300


def test_more_than_one_transaction_takes_all_move_before_anybody_is_asked_or_put_on_anew_A1(monkeypatch):
    monkeypatch.setattr(moving, "MOST", 2)
    all_of_them = firms("Harbour FM", "Tall Pine", "Cove Radio", "Bay Sound", "Hill FM")
    with all_of_them[0].cast.inside():
        Account.objects.update(lifecycle="partner")
    all_of_them[0].passes(later(1))
    with all_of_them[0].cast.inside():
        assert list(CheckIn.objects.values_list("programme", "left_at")) == [(HALF, None)] * 5


def test_what_broke_in_the_middle_left_nothing_and_goes_on_A1(monkeypatch):
    [firm] = firms("Harbour FM")
    before = (*stands(firm), comes(firm))

    def breaks(**_: object) -> None:
        raise RuntimeError("the power is gone")

    with firm.cast.inside():
        Account.objects.update(lifecycle="partner")
    with monkeypatch.context() as broken, firm.cast.inside(), pytest.raises(RuntimeError):
        broken.setattr(moving, "date_many_recurring", breaks)
        follow_programmes(at=later(1))
    assert (*stands(firm), comes(firm)) == before
    assert not firm.happened("checkins.moved")
    firm.passes(later(1, hours=2))
    assert firm.happened("checkins.moved") == ["checkins.moved"]


def test_two_loops_at_once_move_each_once_while_somebody_begins_with_it_A1():
    cast = a_workspace(manual=TWO)
    many(cast, range(40))
    engine = Firm(cast, 0, None)  # type: ignore[arg-type]
    engine.passes(MONDAY)
    with cast.inside():
        Account.objects.update(lifecycle="partner")
        ids = list(CheckIn.objects.order_by("-ticket_id").values_list("id", flat=True))[:20]
    seal_all(cast)

    def looks() -> None:
        rounds_to(cast, DUTIES, now=later(1))

    def begins() -> None:
        for check_in_id in ids:
            with cast.inside():
                checkins.start(check_in_id=check_in_id, by=cast.rep, at=later(1))

    at_once(looks, looks, begins)
    engine.passes(later(1, hours=2))
    with cast.inside():
        assert set(CheckIn.objects.values_list("programme", flat=True)) == {HALF}
        assert CheckIn.objects.count() == Ticket.objects.count() == 40
        moved = TimelineEvent.objects.filter(kind="checkins.moved")
        assert moved.count() == moved.values("subject_id").distinct().count() == 40
        assert CheckIn.objects.filter(started_at__isnull=False).count() == 20
        assert fetch("SELECT duty, trouble FROM put_off") == []
