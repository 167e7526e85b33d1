"""The list says by when something is promised, and stands in the order that is asked for (issue 4)."""

import re

from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.desk.asking import asking
from rounds.desk.dates import Wish
from rounds.desk.models import Due
from rounds.desk.orders import SHORT
from rounds.desk.queries import filtered
from rounds.desk.queries.narrowing import Reader
from rounds.policies.queries import book
from rounds.targets.models import Run
from tests.rooms.targets.cast import a_desk, pass_to
from tests.rooms.web.visitor import LIST, statements, visitor
from tests.world import MONDAY, a_ticket, a_workspace, later

KNOWN = {
    "is": ("open", "missed", "closed", "asleep"),
    "due": ("today", "tomorrow"),
    "sort": tuple(SHORT),
    "has": ("due",),
}


def numbers(cast, text, *, now=MONDAY, after=""):
    """Search by filters, and give the numbers in their order, and what asks for the next page."""
    with cast.inside():
        reader = Reader(cast.rep.id, now, book().zone, {}, priorities=("urgent", "high", "normal", "low"))
        page = filtered(asking(text, known=KNOWN), reader, after=after)
    return [each.row.number for each in page.found], page.next


def opened(cast, *, hours=0, **more):
    with cast.inside():
        return a_ticket(at=later(hours=hours), **more).number


def test_what_is_due_stands_first_by_when_it_is_and_the_rest_behind_by_age():
    cast = a_desk()
    free = opened(cast, kind="website change", hours=-1)
    late, soon = opened(cast), opened(cast, hours=1)
    pass_to(cast, later(hours=1.5))
    assert numbers(cast, "sort:due", now=later(hours=1.6))[0] == [late, soon, free]
    assert numbers(cast, "due:1h", now=later(hours=1.6))[0] == [late]
    assert numbers(cast, "is:missed", now=later(hours=2.5))[0] == [late]
    assert numbers(cast, "-is:missed has:due", now=later(hours=2.5))[0] == [soon]
    assert numbers(cast, "due:today", now=later(hours=1.6))[0] == [late, soon]
    assert numbers(cast, "due:today", now=later(-2))[0] == []


def test_an_answer_takes_the_date_off_the_list_and_the_history_says_that_it_was_kept():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    assert numbers(cast, "has:due")[0] == [number]
    with cast.inside():
        desk.answer(number=number, text="It is the fuse.", by=cast.rep, at=later(hours=1))
    pass_to(cast, later(hours=1.1))
    with cast.inside():
        assert Run.objects.get(until="first answer").ended_at == later(hours=1)
    client = visitor(cast)
    assert "saw the target first answer kept" in client.get(f"/desk/{number}").content.decode()
    assert numbers(cast, "has:due")[0] == [number]  # until it is solved, the other target runs
    with cast.inside():
        desk.close(number=number, by=cast.lead, at=later(hours=1.2))
    pass_to(cast, later(hours=1.3))
    assert numbers(cast, "has:due")[0] == []


def test_a_target_that_fits_no_more_goes_and_says_so():
    cast = a_desk()
    number = opened(cast)
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        desk.change_kind(number=number, kind="website change", by=cast.lead, at=later(hours=0.2))
    pass_to(cast, later(hours=0.3))
    assert numbers(cast, "has:due")[0] == []
    assert (
        "took the target first answer off: it is not for this ticket any more"
        in visitor(cast).get(f"/desk/{number}").content.decode()
    )


def test_the_order_goes_on_from_page_to_page_without_losing_or_repeating():
    cast = a_desk()
    kinds = ["question", "website change"] * 30
    every = {opened(cast, kind=kind, hours=place / 100) for place, kind in enumerate(kinds)}
    pass_to(cast, later(hours=0.9))
    for text in ("sort:due", "sort:newest", "sort:oldest", "sort:urgent", "sort:held"):
        seen, after = [], ""
        while after is not None:
            page, after = numbers(cast, text, after=after)
            seen += page
        assert len(seen) == len(every), text
        assert set(seen) == every, text


def test_the_most_urgent_stand_first_then_those_held_longest():
    cast = a_workspace()
    plain, urgent, held = (opened(cast, hours=hours) for hours in (0, 1, 2))
    with cast.inside():
        desk.set_priority(number=urgent, priority="urgent", by=cast.rep, at=later(hours=3))
        desk.hold(number=held, holder="engineering", reason="A defect.", wish=WEEK, by=cast.rep, at=later(hours=3))
    assert numbers(cast, "sort:urgent")[0] == [urgent, plain, held]
    assert numbers(cast, "sort:held")[0] == [held, plain, urgent]


WEEK = Wish(day=later(7).date())


def test_a_row_says_when_it_is_due_near_and_late_by_word_and_shape_and_nothing_while_held():
    cast = a_desk()
    now = clock.now()
    with cast.inside():
        number = a_ticket(at=now).number
    pass_to(cast, now)
    client = visitor(cast)

    def row():
        page = client.get("/desk", headers=LIST).content.decode()
        return re.search(rf'<a class="ticket" href="/desk/{number}".*?</a>', page, re.S)[0]

    assert 'class="turn due due-far"' in row()
    assert ">due " in row()
    _due(cast, number, due_at=now + (later(hours=1) - MONDAY), near_at=now)
    assert 'class="turn due due-near"' in row()
    _due(cast, number, due_at=now - (later(hours=2.5) - MONDAY), near_at=now)
    assert "2 hours late" in row() or "1 day late" in row()
    assert "#s-late" in row()
    with cast.inside():
        wish = Wish(day=(now + (later(9) - MONDAY)).date())
        desk.hold(number=number, holder="engineering", reason="A defect.", wish=wish, by=cast.rep, at=now)
    assert "late" not in row()


def _due(cast, number, **values):
    with cast.inside():
        Due.objects.filter(ticket__number=number).update(**values)


def test_orders_are_offered_that_the_manual_has_something_for_and_cost_few_statements():
    cast = a_desk()
    opened(cast)
    client = visitor(cast)
    page = client.get("/desk?show=ours&queue=front+desk").content.decode()
    assert "q=is%3Aour-turn+queue%3A%22front+desk%22+sort%3Adue" in page
    assert "Most urgent first" in page
    assert len(statements(client, "/desk?q=sort:urgent", LIST)) <= 8
    assert len(statements(client, "/desk?q=sort:urgent")) <= 14
    sorted_ = client.get("/desk?q=is:open+sort:due", headers=LIST).content.decode()
    assert "due first" in sorted_


def test_words_and_an_order_do_not_go_together_and_the_page_says_so():
    page = visitor(a_workspace()).get("/desk?q=lift+sort:due", headers=LIST).content.decode()
    assert "What has words stands by its newest hit." in page
