"""Targets: due by the hours and holds, warned of once, missed once, each with its reason and its sum."""

from datetime import timedelta

from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.many import ManyAct, Verb
from rounds.manual.commands import adopt
from rounds.site.duties import DUTIES
from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
from tests.rooms.passing import rounds_to
from tests.rooms.targets.cast import TARGETS, WITHOUT, a_desk, kinds, opened, pass_to, run_of
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_customer, a_ticket, later


def test_a_ticket_gets_its_targets_with_the_sum_as_reason():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    assert run_of(cast, number).due_at == MONDAY + timedelta(hours=2)
    with cast.inside():
        event = TimelineEvent.objects.filter(kind="targets.set", payload__target="first answer").get()
    assert event.clause == "target: first answer"
    assert [fact["label"] for fact in event.because["facts"]][:3] == [
        "the ticket was opened",
        "promised within",
        "counted 2 h, from",
    ]


def test_an_answer_in_time_keeps_it_and_nobody_is_told():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        desk.answer(number=number, text="It is the fuse.", by=cast.rep, at=later(hours=1.9))
    pass_to(cast, later(hours=3))
    run = run_of(cast, number)
    assert (run.ended_at, run.missed_at, run.acts_at) == (later(hours=1.9), None, None)
    assert "targets.missed" not in kinds(cast)


def test_it_warns_half_an_hour_before_and_says_once_that_it_was_missed():
    cast = a_desk()
    number = opened(cast)
    for minutes in (6, 89, 91, 95, 119, 121, 125, 180):
        pass_to(cast, MONDAY + timedelta(minutes=minutes))
    assert kinds(cast).count("targets.near") == 1
    assert kinds(cast).count("targets.missed") == 1
    assert run_of(cast, number).missed_at == MONDAY + timedelta(hours=2)
    with cast.inside():
        told = Notice.objects.filter(event__kind="targets.missed").values_list("member_id", flat=True)
        assert list(told) == [cast.lead.id]


def test_what_was_answered_a_moment_before_is_not_called_missed():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        desk.answer(number=number, text="Here.", by=cast.rep, at=later(hours=1.99))
    rounds_to(cast, DUTIES, now=later(hours=2.5))  # nothing was sealed yet, so the history was not followed
    assert "targets.missed" not in kinds(cast)


def test_the_clock_stands_still_while_the_ticket_is_held():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        wish = Wish(span=Span.parse("1 week"))
        desk.hold(number=number, holder="engineering", reason="A defect.", wish=wish, by=cast.rep, at=later(hours=1))
    pass_to(cast, later(hours=1.1))
    assert run_of(cast, number).due_at is None
    pass_to(cast, later(hours=4))
    assert "targets.missed" not in kinds(cast)
    with cast.inside():
        desk.release(number=number, by=cast.rep, at=later(hours=4))
    pass_to(cast, later(hours=4.1))
    due = run_of(cast, number).due_at
    assert due is not None
    assert due > later(hours=4)


def test_solved_runs_on_when_the_ticket_is_opened_again():
    cast = a_desk()
    number = opened(cast)
    with cast.inside():
        desk.close(number=number, by=cast.lead, at=later(hours=1))
    pass_to(cast, later(hours=1.1))
    assert run_of(cast, number, "solved").ended_at == later(hours=1)
    with cast.inside():
        desk.reopen(number=number, by=cast.lead, at=later(1, hours=1))
    pass_to(cast, later(1, hours=1.1))
    run = run_of(cast, number, "solved")
    assert run.ended_at is None
    assert run.due_at is not None


def test_doing_it_again_or_twice_at_once_changes_nothing():
    cast = a_desk()
    opened(cast)
    for _ in range(3):
        pass_to(cast, later(hours=0.1))
    before = kinds(cast)
    pass_to(cast, later(hours=0.2))
    assert kinds(cast) == before


def test_a_ticket_keeps_the_target_it_began_with_when_the_manual_changes():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        longer = (WITHOUT + TARGETS).replace("within: 2 working hours", "within: 6 working hours")
        adopt(text=longer, by=cast.manager, at=later(hours=0.2))
        desk.note(number=number, text="A note.", by=cast.rep, at=later(hours=0.3))
    second = opened(cast)
    pass_to(cast, later(hours=0.4))
    assert run_of(cast, number).due_at == MONDAY + timedelta(hours=2)
    assert run_of(cast, second).due_at > MONDAY + timedelta(hours=2)


def test_a_ticket_for_which_there_is_no_target_has_none():
    cast = a_desk()
    number = opened(cast, kind="website change")
    pass_to(cast, later(hours=0.1))
    assert run_of(cast, number) is None


def test_the_tickets_page_says_what_is_promised_and_what_is_late():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    client = visitor(cast, cast.lead)
    page = client.get(f"/desk/{number}")
    assert page.status_code == 200
    assert b"put the target first answer on it, due" in page.content
    pass_to(cast, later(hours=2.1))
    assert b"saw the target first answer missed; whoever is lead was told" in client.get(f"/desk/{number}").content
    assert b"saw the target first answer missed" in client.get("/notices").content


def test_a_merged_tickets_clock_ends_and_goes_on_when_the_merge_is_taken_back():
    """What was promised on it is done on the survivor; the time in between does not count."""
    cast = a_desk()
    with cast.inside():
        customer = a_customer()
        one, two = (a_ticket(by=customer) for _ in range(2))
        act = desk.merge(number=one.number, others=[two.number], by=cast.rep, at=later(hours=1))
    pass_to(cast, later(hours=1.1))
    assert run_of(cast, two.number).ended_at == later(hours=1)
    pass_to(cast, later(hours=3))
    assert run_of(cast, two.number).missed_at is None
    with cast.inside():
        desk.unmerge(merge_id=act.pk, by=cast.rep, at=later(hours=4))
    pass_to(cast, later(hours=4.1))
    run = run_of(cast, two.number)
    assert (run.ended_at, run.due_at) == (None, later(hours=5))


def test_a_close_that_was_taken_back_lets_the_clock_go_on():
    cast = a_desk()
    with cast.inside():
        ticket = a_ticket()
        many = desk.do_to_many(numbers=[ticket.number], act=ManyAct(Verb.CLOSE), by=cast.lead, at=later(hours=1))
        desk.undo_many(many_id=many.pk, by=cast.lead, at=later(hours=1.5))
    pass_to(cast, later(hours=1.6))
    run = run_of(cast, ticket.number)
    assert (run.ended_at, run.due_at) == (None, later(hours=2.5))
