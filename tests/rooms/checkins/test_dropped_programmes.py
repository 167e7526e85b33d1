"""A programme that was dropped on purpose is ended for all of its firms at once, and that is taken back at once (A1, A11)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.basics.problems import NotAllowed, Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.checkins.queries import ending_page, programmes_gone
from rounds.checkins.queries.this_round import is_noted
from rounds.checkins.rules.states import How
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Hold, Message, Ticket
from rounds.manual.commands import adopt
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm, found
from tests.rooms.checkins.many import many_firms
from tests.rooms.checkins.test_renamed_programmes import RENAMED, adopts
from tests.rooms.checkins.test_taking_back import CHECK_IN, TICKET
from tests.rooms.web.visitor import visitor
from tests.world import a_workspace, later, without_tickets

YEAR = later(365)
WAS = "yearly check-in"
OTHER = PROGRAMME.replace("programme: yearly check-in", "programme: firm talks")


def stands(firm: Firm) -> tuple[object, ...]:
    """Say all that the act changes of the check-in by the programme that is gone."""
    with firm.cast.inside():
        check_in = CheckIn.objects.get(account_id=firm.id, programme=WAS)
        ticket = Ticket.objects.get(id=check_in.ticket_id)
        return (
            *(getattr(ticket, name) for name in TICKET),
            ticket.closed_at,
            ticket.held_by,
            *(getattr(check_in, name) for name in CHECK_IN),
            check_in.left_at,
        )


def firms() -> dict[str, Firm]:
    """Put firms on a programme: one sleeps, one is open, one waits, one is on hold, one needed none; then drop the programme."""
    cast = a_workspace(manual=a_yearly_manual())
    made = {name: a_firm(cast, name=name) for name in ("asleep", "open", "waiting", "held", "exempt")}
    with cast.inside():
        checkins.move_day(
            check_in_id=made["asleep"].check_in.pk, chosen=Wish(day=later(700).date()), by=cast.rep, at=later(1)
        )
        checkins.exempt(check_in_id=made["exempt"].check_in.pk, reason="They closed.", by=cast.rep, at=later(1))
    made["open"].passes(later(366))
    with cast.inside():
        each = {"by": cast.rep, "at": later(366)}
        checkins.start(check_in_id=made["open"].check_in.pk, **each)
        found(check_in_id=made["open"].check_in.pk, **each)
        checkins.log_reach_out(check_in_id=made["waiting"].check_in.pk, how=How.CALL, text="Left word.", **each)
        desk.hold(
            number=made["held"].ticket.number,
            holder="supplier",
            reason="They move house.",
            wish=Wish(day=later(372).date()),
            **each,
        )
    adopts(made["asleep"], OTHER, day=367)
    return made


def ends(firm: Firm, by: Actor | None = None, *, day: float = 368, programme: str = WAS) -> int:
    with firm.cast.inside():
        asked = {"programme": programme, "reason": "We stopped these.", "by": by or firm.cast.lead, "at": later(day)}
        return checkins.end_programme(**asked).pk


def test_all_are_ended_at_once_each_with_the_reason_and_then_another_programme_takes_the_firms_on_A11():
    one = firms()["asleep"]
    with one.cast.inside():
        assert [(each.programme, each.many) for each in programmes_gone()] == [(WAS, 4)]
    ends(one)
    with one.cast.inside():
        assert programmes_gone() == []
        those = CheckIn.objects.filter(programme=WAS)
        assert {each.ticket.state for each in those.select_related("ticket")} == {"closed"}
        assert not those.filter(exempt_at=None).exists()
        assert not Ticket.objects.filter(id__in=those.values("ticket"), wakes_at__isnull=False).exists()
        assert not Ticket.objects.filter(id__in=those.values("ticket")).exclude(recurs_by="").exists()
        assert Message.objects.filter(text="We stopped these.", kind="note").count() == 4
        assert not Hold.objects.filter(ended_at=None).exists()
    one.passes(later(369))
    with one.cast.inside():
        on_it = CheckIn.objects.filter(programme="firm talks").values_list("account__name", flat=True)
        assert sorted(on_it) == ["asleep", "held", "open", "waiting"], "who needed none before needs none of another"


def test_it_is_taken_back_whole_and_each_stands_as_before_A1():
    made = firms()
    before = {name: stands(firm) for name, firm in made.items()}
    one = made["asleep"]
    ending = ends(one)
    assert all(stands(made[name]) != before[name] for name in ("asleep", "open", "waiting", "held"))
    with one.cast.inside():
        assert ending_page(ending).back == 4
        assert checkins.undo_end_programme(ending_id=ending, by=one.cast.lead, at=later(368, hours=1)) == 4
    assert {name: stands(firm) for name, firm in made.items()} == before
    with one.cast.inside():
        assert is_noted(CheckIn.objects.get(account_id=made["open"].id).pk), "the round that it cut off goes on"
        assert [(each.programme, each.many) for each in programmes_gone()] == [(WAS, 4)]
    with pytest.raises(Refused, match="taken back already"), one.cast.inside():
        checkins.undo_end_programme(ending_id=ending, by=one.cast.lead, at=later(368, hours=2))


def test_what_was_done_since_stays_and_no_firm_gets_two_A1():
    made = firms()
    one = made["asleep"]
    ending = ends(one)
    with one.cast.inside():
        check_in = CheckIn.objects.get(account_id=made["open"].id)
        desk.note(number=check_in.ticket.number, text="As agreed.", by=one.cast.rep, at=later(368, hours=1))
        desk.follow(number=check_in.ticket.number, by=one.cast.rep, at=later(368, hours=1))
        desk.reopen(number=check_in.ticket.number, by=one.cast.rep, at=later(368, hours=1))
    one.passes(later(369))
    with one.cast.inside():
        assert ending_page(ending).back == 0, "all have another programme’s by now"
        assert checkins.undo_end_programme(ending_id=ending, by=one.cast.lead, at=later(369, hours=1)) == 0
        firms_ = CheckIn.objects.filter(exempt_at=None).values_list("account_id", flat=True)
        assert len(firms_) == len(set(firms_))


@pytest.mark.parametrize("manual", [PROGRAMME, RENAMED])
def test_a_programme_that_the_manual_has_or_that_another_goes_on_with_is_not_ended_A1(manual: str):
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    if manual is RENAMED:
        adopts(firm, manual)
    with pytest.raises(Refused, match="that the manual has no more"):
        ends(firm, day=2)


def test_a_reason_is_said_and_only_whoever_plans_does_it_A11():
    one = firms()["asleep"]
    with pytest.raises(NotAllowed):
        ends(one, one.cast.rep)
    with pytest.raises(Refused, match="Say why"), one.cast.inside():
        checkins.end_programme(programme=WAS, reason=" ", by=one.cast.lead, at=later(368))


def two_that_sleep() -> Firm:
    """Put two firms on a programme, and drop it; all by now, which a page and a program see."""
    cast = a_workspace(manual=a_yearly_manual())
    one, _ = a_firm(cast), a_firm(cast, name="Tall Pine")
    adopts(one, OTHER, day=1)
    return one


def test_on_its_page_whoever_plans_sees_them_ends_them_and_takes_it_back_A11():
    one = two_that_sleep()
    lead, rep = visitor(one.cast, one.cast.lead), visitor(one.cast, one.cast.rep)
    listed = lead.get("/check-ins").content.decode()
    assert "2 check-ins are of a programme that the manual has no more" in listed
    assert "of a programme that the manual has no more" not in rep.get("/check-ins").content.decode()
    page = lead.get("/check-ins/gone").content.decode()
    assert "Yearly check-in" in page and "2 check-ins" in page
    refused = lead.post("/check-ins/gone/ending", {"programme": WAS, "reason": ""})
    assert refused.status_code == 409 and "Say why no check-in is needed" in refused.content.decode()
    done = lead.post("/check-ins/gone/ending", {"programme": WAS, "reason": "We stopped these."})
    assert done.status_code == 302
    page = lead.get("/check-ins/gone").content.decode()
    assert "2 firms need no check-in" in page and "Undo" in page
    assert "/check-ins/gone" in lead.get("/check-ins?of=everybody").content.decode()
    [address] = {line.split('"')[0] for line in page.split('action="')[1:] if "undoing" in line}
    assert lead.post(address, {}).status_code == 302
    assert "Taken back" in lead.get("/check-ins/gone").content.decode()
    with one.cast.inside():
        assert CheckIn.objects.filter(exempt_at=None).count() == 2


def test_a_program_ends_them_and_takes_it_back_A11():
    one = two_that_sleep()
    asks = program(one.cast)
    assert asks.get("/check-ins/programmes-gone").json()["items"] == [{"programme": WAS, "check_ins": 2}]
    refused = asks.post("/check-ins/endings", {"programme": "none such", "reason": "x"})
    assert refused.status_code == 409 and refused.json()["problems"][0]["code"] == "not gone"
    made = asks.post("/check-ins/endings", {"programme": WAS, "reason": "We stopped these."}).json()
    assert made["check_ins"] == 2
    assert asks.post(f"/check-ins/endings/{made['id']}/undoing").json() == {"id": made["id"], "back": 2}


def test_a_year_goes_by_after_it_and_none_comes_back_A1_A11():
    one = firms()["asleep"]
    ends(one)
    one.passes(later(369))
    for days in (700, 1100):
        one.passes(YEAR + timedelta(days=days))
    with one.cast.inside():
        those = CheckIn.objects.filter(programme=WAS).select_related("ticket")
        assert {each.ticket.state for each in those} == {"closed"}


def test_thousands_are_ended_and_taken_back_in_as_many_statements_as_five_A11():
    few, many = (_ended_and_back(number) for number in (5, 4_700))
    assert few == many
    assert max(many) < 60


def _ended_and_back(many: int) -> list[int]:
    """End so many check-ins, every second of them on hold, and take it back; say how many statements each took."""
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        made = many_firms(many)
        held = [each.ticket_id for each in made[::2]]
        setwise.insert(
            Hold,
            [{"ticket_id": each} for each in held],
            holder="customer",
            reason="Wait.",
            how="",
            by_id=cast.rep.id,
            began_at=later(1),
            until=later(999),
            manual_version=1,
        )
        Ticket.objects.filter(id__in=held).update(state="open")
        Ticket.objects.filter(id__in=held).update(held_by="customer", held_since=later(1), held_until=later(999))
        adopt(text=a_yearly_manual(OTHER), by=cast.manager, at=later(2))
    asked = []
    with cast.inside(), CaptureQueriesContext(connection) as captured:
        act = checkins.end_programme(programme=WAS, reason="We stopped these.", by=cast.lead, at=later(3))
        asked.append(len(captured.captured_queries))
        assert (Message.objects.count(), Hold.objects.filter(ended_at=None).count()) == (many, 0)
        assert Ticket.objects.filter(state="closed", held_until=None).count() == many
    with cast.inside(), CaptureQueriesContext(connection) as captured:
        assert checkins.undo_end_programme(ending_id=act.pk, by=cast.lead, at=later(4)) == many
        asked.append(len(captured.captured_queries))
        assert Hold.objects.filter(ended_at=None).count() == len(held)
        assert Ticket.objects.filter(state="asleep").count() == many - len(held)
        assert Ticket.objects.filter(held_until=later(999)).count() == len(held)
    without_tickets(cast)  # so many that whatever time passes in other tests' companies would find them due
    return asked
