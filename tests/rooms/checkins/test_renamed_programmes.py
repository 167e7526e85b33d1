"""A programme has another name in a new manual: its check-ins go on with it, none is lost, and no firm gets a second one (A1)."""

import re
from datetime import timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.commands import renaming
from rounds.checkins.models import CheckIn
from rounds.checkins.queries import listing
from rounds.checkins.queries.standing import programme_of
from rounds.checkins.rules.states import How, Phase
from rounds.desk.models import Ticket
from rounds.manual.commands import adopt, bring_back
from rounds.timeline.rules import Because
from rounds.workspaces.rows import fetch
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.acting import YEAR, phase
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later

OTHERWISE = PROGRAMME.replace("programme: yearly check-in", "programme: firm talks")
RENAMED = OTHERWISE.replace("for: ", "was: yearly check-in\nfor: ")


def firms(*names: str) -> list[Firm]:
    """Put firms on the programme."""
    cast = a_workspace(manual=a_yearly_manual())
    return [a_firm(cast, name=name) for name in names]


def adopts(firm: Firm, programme: str, day: float = 1) -> None:
    """Put a manual in force, and let the engine see it."""
    with firm.cast.inside():
        adopt(text=a_yearly_manual(programme), by=firm.cast.manager, at=later(day))
    firm.passes(later(day))


def stands(firm: Firm) -> tuple[object, ...]:
    """Say by what it is called, and what does not change with that."""
    return firm.check_in.programme, firm.ticket.subject, firm.ticket.recurs_by


def test_each_goes_on_with_its_ticket_its_day_and_its_mark_and_opens_by_the_new_words_A1_F2():
    plain, marked, exempt = firms("Harbour FM", "Tall Pine", "Cove Radio")
    with plain.cast.inside():
        checkins.give_grade(check_in_id=marked.check_in.pk, grade="E", by=plain.cast.rep, at=MONDAY)
        checkins.exempt(check_in_id=exempt.check_in.pk, reason="They closed.", by=plain.cast.rep, at=MONDAY)
    before = {firm.id: (firm.check_in_ticket_id, firm.ticket.wakes_at) for firm in (plain, marked, exempt)}
    adopts(plain, RENAMED)
    assert stands(plain) == ("firm talks", "Harbour FM: firm talks", "programme: firm talks")
    assert stands(marked) == ("firm talks", "Tall Pine: firm talks · not using", "programme: firm talks")
    assert stands(exempt) == ("firm talks", "Cove Radio: firm talks", "")
    assert {firm.id: (firm.check_in_ticket_id, firm.ticket.wakes_at) for firm in (plain, marked, exempt)} == before
    assert plain.happened("checkins.programme") == ["checkins.programme renamed"]
    because = Because.from_json(plain.last_reason())
    assert (because.clause, because.keys) == ("programme: firm talks", ("was",))
    plain.passes(before[plain.id][1])
    assert phase(plain) is Phase.DUE
    with plain.cast.inside():
        assert CheckIn.objects.count() == Ticket.objects.count() == 3
        checkins.end_exemption(check_in_id=exempt.check_in.pk, by=plain.cast.rep, at=later(2))
        end_round(check_in_id=plain.check_in.pk, by=plain.cast.rep, at=YEAR)
    assert exempt.ticket.recurs_by == "programme: firm talks"
    assert phase(plain) is Phase.ASLEEP


def test_a_ladder_that_runs_goes_on_in_the_words_that_it_began_with_whatever_they_are_called_now_A10():
    """Even where a third manual says no more that it was called otherwise."""
    [firm] = firms("Harbour FM")
    firm.passes(YEAR)
    with firm.cast.inside():
        checkins.log_reach_out(check_in_id=firm.check_in.pk, how=How.CALL, text="Left word.", by=firm.cast.rep, at=YEAR)
    adopts(firm, RENAMED.replace("wait: 1 week", "wait: 3 days"), day=366)
    adopts(firm, OTHERWISE.replace("wait: 1 week", "wait: 3 days"), day=367)
    assert (firm.check_in.programme, phase(firm)) == ("firm talks", Phase.WAITING)
    firm.passes(YEAR + timedelta(days=14))
    assert phase(firm) is Phase.STARTED
    with firm.cast.inside():
        assert programme_of(firm.check_in)[0].unanswered[2].wait.count == 1, "a week, and not three days"
        again = {"how": How.CALL, "text": "Left word.", "by": firm.cast.rep, "at": YEAR + timedelta(days=14)}
        checkins.log_reach_out(check_in_id=firm.check_in.pk, **again)
    firm.passes(YEAR + timedelta(days=22))
    assert phase(firm) is Phase.ASLEEP
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"] * 2


def test_where_the_manual_does_not_say_so_no_firm_gets_a_second_one_and_the_first_opens_and_asks_A1():
    firm, other = firms("Harbour FM", "Tall Pine")
    due = firm.ticket.wakes_at
    adopts(firm, OTHERWISE)
    with firm.cast.inside():
        assert CheckIn.objects.count() == 2
    new = a_firm(firm.cast, name="Cove Radio")
    assert new.check_in.programme == "firm talks", "who comes now comes onto the new one"
    firm.passes(due)
    assert firm.ticket.state == "open"
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    assert "write “was: yearly check-in” where another goes on with it" in page
    with firm.cast.inside():
        checkins.exempt(check_in_id=other.check_in.pk, reason="They closed.", by=firm.cast.rep, at=due)
    firm.passes(due + timedelta(hours=2))
    with firm.cast.inside():
        both = CheckIn.objects.filter(account_id=other.id).order_by("id")
        assert list(both.values_list("programme", "exempt_at")) == [("yearly check-in", due), ("firm talks", None)]
    adopts(firm, RENAMED, day=370)
    assert stands(firm) == ("firm talks", "Harbour FM: firm talks", "programme: firm talks")
    with firm.cast.inside():
        of_other = CheckIn.objects.filter(account_id=other.id).order_by("id")
        assert list(of_other.values_list("programme", flat=True)) == ["yearly check-in", "firm talks"], (
            "one of each name"
        )


def test_a_firm_that_needs_no_check_in_gets_none_by_another_name_A11():
    exempt, ended = firms("Harbour FM", "Tall Pine")
    with exempt.cast.inside():
        for firm in (exempt, ended):
            checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", by=exempt.cast.rep, at=MONDAY)
    adopts(exempt, OTHERWISE)
    adopts(exempt, OTHERWISE.replace("wait: 1 week", "wait: 3 days"), day=2)
    with exempt.cast.inside():
        found = CheckIn.objects.order_by("id").values_list("account_id", "programme", "exempt_at")
        assert list(found) == [(firm.id, "yearly check-in", MONDAY) for firm in (exempt, ended)]
    adopts(exempt, RENAMED, day=3)
    with exempt.cast.inside():
        checkins.end_exemption(check_in_id=ended.check_in.pk, by=exempt.cast.rep, at=later(3))
    exempt.passes(later(4))
    assert (exempt.ticket.state, ended.ticket.state) == ("closed", "asleep")
    with exempt.cast.inside():
        assert list(CheckIn.objects.order_by("id").values_list("programme", "exempt_at")) == [
            ("firm talks", MONDAY),
            ("firm talks", None),
        ]


SHORT = re.sub(
    r"unanswered:\n.*?note needs",
    "unanswered:\n  - wait: 3 weeks\n  - then: next cadence\nnote needs",
    PROGRAMME.replace("programme: yearly check-in", "programme: a short one").replace(
        "{lifecycle: customer}", "{lifecycle: partner}"
    ),
    flags=re.DOTALL,
)
TWO = f"{PROGRAMME}\n```\n\n```clause\n{SHORT}"


def firms_of_two() -> tuple[Firm, Firm]:
    """Put one firm on each of two programmes, and call both a year later; the first twice."""
    cast = a_workspace(manual=a_yearly_manual(TWO))
    long, short = a_firm(cast), a_firm(cast, name="Tall Pine", lifecycle="partner")
    long.passes(YEAR)
    for firm, days in ((long, 0), (long, 14), (short, 14)):
        at = YEAR + timedelta(days=days)
        firm.passes(at)
        with cast.inside():
            checkins.log_reach_out(check_in_id=firm.check_in.pk, how=How.CALL, text="Left word.", by=cast.rep, at=at)
    assert (long.check_in.step, short.check_in.step) == (2, 0)
    return long, short


@pytest.mark.parametrize(
    ("name", "was"),
    [
        ("talks", "[a short one, yearly check-in]"),
        ("a short one", "yearly check-in"),
        ("yearly check-in", "a short one"),
    ],
)
def test_where_two_programmes_become_one_each_ladder_goes_on_as_it_began_A10(name: str, was: str):
    long, short = firms_of_two()
    one = PROGRAMME.replace("programme: yearly check-in", f"programme: {name}\nwas: {was}")
    adopts(long, one.replace("wait: 1 week", "wait: 3 days"), day=380)
    with long.cast.inside():
        ladders = [len(programme_of(firm.check_in)[0].unanswered) for firm in (long, short)]
        assert (ladders[1], ladders[0] > 2) == (2, True)
        rows = listing().waiting.rows
        assert {row.account for row in rows} == {"Harbour FM", "Tall Pine"}
    assert {firm.check_in.programme for firm in (long, short)} == {name}
    assert phase(long) is phase(short) is Phase.WAITING
    long.passes(YEAR + timedelta(days=36))
    assert phase(long) is phase(short) is Phase.ASLEEP
    with long.cast.inside():
        assert fetch("SELECT duty, trouble FROM put_off") == []


@pytest.mark.parametrize("name", ["a short one", "yearly check-in"])
@pytest.mark.parametrize("then", ["no word of it", "dropped"])
def test_a_ladder_goes_on_as_it_began_where_the_manual_says_no_more_what_became_one_or_drops_it_A10(
    name: str, then: str
):
    """The name of one that others became is that of an earlier one too, with another ladder."""
    long, short = firms_of_two()
    was = {"a short one": "yearly check-in", "yearly check-in": "a short one"}[name]
    one = PROGRAMME.replace("programme: yearly check-in", f"programme: {name}\nwas: {was}")
    adopts(long, one, day=380)
    third = one.replace(f"was: {was}\n", "")
    adopts(long, third if then == "no word of it" else third.replace(f"programme: {name}", "programme: new"), day=381)
    with long.cast.inside():
        ladders = [len(programme_of(firm.check_in)[0].unanswered) for firm in (long, short)]
        assert (ladders[1], ladders[0] > 2) == (2, True)
    long.passes(YEAR + timedelta(days=36))
    assert phase(long) is phase(short) is Phase.ASLEEP
    with long.cast.inside():
        assert fetch("SELECT duty, trouble FROM put_off") == []


def test_what_became_one_and_is_brought_back_goes_back_each_to_its_own_A1():
    long, short = firms_of_two()
    adopts(
        long,
        PROGRAMME.replace("programme: yearly check-in", "programme: talks\nwas: [a short one, yearly check-in]"),
        day=380,
    )
    with long.cast.inside():
        bring_back(number=1, version=2, by=long.cast.manager, at=later(381))
    long.passes(later(381))
    long.passes(later(381, hours=1))
    assert (long.check_in.programme, short.check_in.programme) == ("yearly check-in", "a short one")
    assert phase(long) is phase(short) is Phase.WAITING


def test_a_manual_that_is_brought_back_gives_the_name_back_A1():
    [firm] = firms("Harbour FM")
    adopts(firm, RENAMED)
    with firm.cast.inside():
        bring_back(number=1, version=2, by=firm.cast.manager, at=later(2))
    firm.passes(later(2))
    assert stands(firm) == ("yearly check-in", "Harbour FM: yearly check-in", "programme: yearly check-in")
    with firm.cast.inside():
        assert CheckIn.objects.count() == 1


def test_more_than_one_transaction_takes_go_on_before_any_firm_is_put_on_the_new_one_A1(monkeypatch):
    monkeypatch.setattr(renaming, "MOST", 2)
    all_of_them = firms("Harbour FM", "Tall Pine", "Cove Radio", "Bay Sound", "Hill FM")
    adopts(all_of_them[0], RENAMED)
    with all_of_them[0].cast.inside():
        assert list(CheckIn.objects.values_list("programme", flat=True)) == ["firm talks"] * 5


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (PROGRAMME.replace("for: ", "was: yearly check-in\nfor: "), "is its name now"),
        (RENAMED + "\n```\n\n```clause\n" + PROGRAMME, "is a programme of its own here"),
        (
            RENAMED + "\n```\n\n```clause\n" + RENAMED.replace("firm talks", "long talks"),
            "is what “firm talks” was called",
        ),
    ],
)
def test_a_name_that_two_would_have_is_refused_with_its_line_F1(written: str, says: str):
    cast = a_workspace()
    with cast.inside(), pytest.raises(Refused, match=says):
        adopt(text=a_yearly_manual(written), by=cast.manager, at=MONDAY)
