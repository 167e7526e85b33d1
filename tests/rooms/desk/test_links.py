"""Two tickets belong together: both say so, and no ticket is a part of itself."""

from functools import partial

import pytest

from rounds.basics.problems import NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.links import Seen
from rounds.desk.models import Link
from rounds.desk.queries import ticket_page
from rounds.timeline.models import TimelineEvent
from tests.at_once import at_once
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later


def some(cast: Cast, many: int) -> list[int]:
    with cast.inside():
        return [a_ticket().number for _ in range(many)]


def linked(cast: Cast, number: int, other: int, seen: Seen) -> None:
    with cast.inside():
        desk.link(number=number, other=other, seen=seen, by=cast.rep, at=later(0.1))


def shown(cast: Cast, number: int) -> list[tuple[int, str]]:
    with cast.inside():
        return [(each.number, each.seen) for each in ticket_page(number).links]


@pytest.mark.parametrize(
    ("seen", "back"),
    [
        (Seen.RELATED, "related"),
        (Seen.PARENT, "part"),
        (Seen.PART, "parent"),
        (Seen.ORIGINAL, "duplicate"),
        (Seen.DUPLICATE, "original"),
    ],
)
def test_both_tickets_show_the_link_each_in_its_own_words_and_both_histories_have_it(seen, back):
    cast = a_workspace()
    one, two = some(cast, 2)
    linked(cast, one, two, seen)
    assert shown(cast, one) == [(two, seen)]
    assert shown(cast, two) == [(one, back)]
    with cast.inside():
        events = TimelineEvent.objects.filter(kind="desk.linked").order_by("id")
        assert [(event.payload["other"], event.payload["seen"]) for event in events] == [(two, seen), (one, back)]
        desk.unlink(number=two, other=one, by=cast.rep, at=later(0.2))
    assert shown(cast, one) == shown(cast, two) == []


def test_parents_never_close_a_circle():
    cast = a_workspace()
    one, two, three = some(cast, 3)
    linked(cast, two, one, Seen.PARENT)
    linked(cast, three, two, Seen.PARENT)
    with pytest.raises(Refused, match="a part of itself"):
        linked(cast, one, three, Seen.PARENT)
    with pytest.raises(Refused, match="part of one other at most"):
        linked(cast, one, three, Seen.PART)


def test_two_who_link_at_once_do_not_close_a_circle_together():
    """Race: each of the two links is harmless alone."""
    cast = a_workspace()
    for _ in range(10):
        one, two = some(cast, 2)
        at_once(*(partial(linked, cast, *pair, Seen.PARENT) for pair in ((one, two), (two, one))))
        assert len(shown(cast, one)) == 1


@pytest.mark.parametrize(("other", "code"), [("itself", "itself"), ("again", "linked"), ("nobody's", "no such ticket")])
def test_what_cannot_be_linked_is_said(other, code):
    cast = a_workspace()
    one, two = some(cast, 2)
    linked(cast, one, two, Seen.RELATED)
    with pytest.raises(Refused) as refused:
        linked(cast, one, {"itself": one, "again": two, "nobody's": 999}[other], Seen.PARENT)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_another_workspaces_ticket_is_not_there():
    ours, theirs = a_workspace(), a_workspace()
    [number] = some(ours, 1)
    with pytest.raises(NotThere):
        linked(theirs, number, number, Seen.RELATED)


def test_what_was_opened_beside_another_ticket_is_linked_to_it_for_both():
    """A mail under a ticket of which its author is no party opens a ticket of its own, beside that one."""
    cast = a_workspace()
    [one] = some(cast, 1)
    with cast.inside():
        ticket = a_ticket()
        beside = desk.open_ticket(
            subject="Beside it",
            text="x",
            kind="question",
            requester=a_customer(),
            account_id=None,
            linked_to_id=ticket.pk,
            by=cast.rep,
            at=MONDAY,
        ).ticket
        assert Link.objects.count() == 1
    assert shown(cast, ticket.number) == [(beside.number, "related")]
    assert shown(cast, beside.number) == [(ticket.number, "related")]
    assert shown(cast, one) == []
