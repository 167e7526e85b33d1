"""Tickets from another help desk: with their past and their moments, as they were, and never changed afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from rounds.accounts.coming import Batch, Coming, Fate, Named
from rounds.accounts.commands import bring_in
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.desk import commands as desk
from rounds.desk.commands import TicketBatch
from rounds.desk.imported import Asker, Change, ComingTicket, PastState
from rounds.desk.models import Hold, Message, PastChange, Ticket, TicketKnownAs
from rounds.desk.queries.holds import hold_intervals
from rounds.timeline.models import TimelineEvent
from tests.world import MONDAY, Cast, a_workspace, later

THEN = datetime(2016, 3, 1, 12, tzinfo=UTC)


def then(hours: float) -> datetime:
    return THEN + timedelta(hours=hours)


PAST = (
    Change(then(0), PastState.NEW, "New", by="Teo Okafor"),
    Change(then(1), PastState.WAITING, "Awaiting User Info", by="Old Hand", assignee="Elin Berg", group="24"),
    Change(then(3), PastState.CLOSED, "Closed", by="Old Hand", assignee="Elin Berg", group="24", reopened=1),
)


def a_past_ticket(**more) -> ComingTicket:
    values = {
        "state": PastState.CLOSED,
        "solved_at": then(2),
        "closed_at": then(3),
        "reopened": 1,
        "priority": "3",
        "changes": PAST,
        "text": "It stands.",
        "assignee": "Elin Berg",
        **more,
    }
    return ComingTicket(2, values.pop("key", "INC1"), "The lift stands", "question", THEN, **values)


def brought(cast: Cast, *tickets: ComingTicket, number: int = 1):
    with cast.inside():
        return desk.import_tickets(batch=TicketBatch("snow", number, tickets), by=cast.manager, at=MONDAY)


def test_a_ticket_keeps_its_moments_its_past_and_how_often_it_was_opened_again():
    cast = a_workspace()
    assert brought(cast, a_past_ticket()).fates == {Fate.MADE: 1}
    with cast.inside():
        ticket, known = Ticket.objects.get(), TicketKnownAs.objects.get()
        past = list(PastChange.objects.order_by("position").values_list("at", "state", "word", "by_name", "reopened"))
    assert (ticket.opened_at, ticket.closed_at, ticket.state) == (THEN, then(3), "closed")
    assert (ticket.assignee_id, ticket.queue) == (cast.teammate.id, "front desk")
    assert (known.solved_at, known.reopened, known.priority, known.changes) == (then(2), 1, "3", 3)
    assert past == [
        (each.at, each.state, each.word, "" if n == 0 else each.by, each.reopened) for n, each in enumerate(PAST)
    ]


def test_the_timeline_says_that_it_came_by_import_and_when_it_was():
    cast = a_workspace()
    brought(cast, a_past_ticket())
    with cast.inside():
        event = TimelineEvent.objects.get(kind="desk.ticket imported")
    assert event.at == MONDAY
    assert event.payload["opened_at"] == THEN.isoformat()
    assert (event.payload["changes"], event.payload["reopened"]) == (3, 1)
    assert "Old Hand" not in str(event.payload)


def test_the_same_file_again_changes_nothing():
    cast = a_workspace()
    brought(cast, a_past_ticket())
    assert brought(cast, a_past_ticket(), number=2).fates == {Fate.LEFT: 1}
    with cast.inside():
        assert (Ticket.objects.count(), PastChange.objects.count(), Message.objects.count()) == (1, 3, 1)
        assert TimelineEvent.objects.filter(kind="desk.ticket imported").count() == 1


def test_a_past_that_grew_gets_what_is_new_and_the_ticket_moves_on():
    cast = a_workspace()
    brought(cast, a_past_ticket(state=PastState.WAITING, closed_at=None, solved_at=None, changes=PAST[:2]))
    with cast.inside():
        assert not Ticket.objects.get().our_turn, "it waits for the customer"
    assert brought(cast, a_past_ticket(), number=2).fates == {Fate.CHANGED: 1}
    with cast.inside():
        ticket = Ticket.objects.get()
        assert (ticket.state, ticket.closed_at, ticket.version) == ("closed", then(3), 2)
        assert PastChange.objects.count() == 3


def test_a_ticket_that_somebody_works_on_here_is_not_moved_by_another_import():
    cast = a_workspace()
    live = {"state": PastState.OPEN, "closed_at": None, "solved_at": None, "assignee": ""}
    brought(cast, a_past_ticket(**live, changes=PAST[:2]))
    with cast.inside():
        desk.take(number=1, by=cast.rep, at=later(0.1))
    found = brought(cast, a_past_ticket(), number=2)
    assert found.differs == ((2, "INC1", ("state",)),)
    with cast.inside():
        ticket = Ticket.objects.get()
        assert (ticket.state, ticket.assignee_id) == ("open", cast.rep.id)
        assert PastChange.objects.count() == 3, "its past grows all the same"


def test_a_past_that_begins_otherwise_is_turned_away():
    cast = a_workspace()
    brought(cast, a_past_ticket())
    found = brought(cast, a_past_ticket(changes=PAST[1:]), number=2)
    assert [turned.problem.code for turned in found.turned] == ["other past"]


def test_nobody_changes_what_came():
    cast = a_workspace()
    brought(cast, a_past_ticket())
    with pytest.raises(DatabaseError, match="stays as it came"), cast.inside():
        PastChange.objects.update(at=MONDAY)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "qestion"}, "no ticket kind"),
        ({"queue": "front dsk"}, "no queue"),
        ({"firm": Named("404")}, "no account"),
        ({"asker": Asker(key="404")}, "no contact"),
    ],
)
def test_what_a_ticket_points_at_must_be_there(more, code):
    cast = a_workspace()
    coming = a_past_ticket(**{name: value for name, value in more.items() if name != "kind"})
    if "kind" in more:
        coming = ComingTicket(2, "INC1", "The lift", more["kind"], THEN, PastState.OPEN)
    found = brought(cast, coming, a_past_ticket(key="INC2"))
    assert [turned.problem.code for turned in found.turned] == [code]
    assert found.fates == {Fate.MADE: 1}


def test_firm_and_asker_are_found_by_the_ids_of_the_same_source():
    cast = a_workspace()
    firm, person = Coming(2, "108", {"name": "Harbour Tile"}), Coming(2, "c", {"name": "Dana"}, firm=Named("108"))
    with cast.inside():
        for record, one in ((Record.ACCOUNT, firm), (Record.CONTACT, person)):
            bring_in(batch=Batch(record, "snow", 9, (one,)), by=cast.manager, at=MONDAY)
    brought(cast, a_past_ticket(asker=Asker(key="c")), a_past_ticket(key="2", asker=Asker(address="new@tile.example")))
    with cast.inside():
        first, second = Ticket.objects.order_by("number")
        assert (first.account_id, first.requester.name) == (Account.objects.get().pk, "Dana")
        assert second.requester.name == "new@tile.example"


def test_a_live_ticket_goes_only_to_whoever_works_its_queue():
    """D3."""
    cast = a_workspace()
    live = {"state": PastState.OPEN, "closed_at": None, "solved_at": None}
    brought(cast, a_past_ticket(**live, assignee="Bram de Wit"), a_past_ticket(key="2", **live))
    with cast.inside():
        assert [each.assignee_id for each in Ticket.objects.order_by("number")] == [None, cast.teammate.id]


def test_taking_back_removes_tickets_that_nobody_worked_on():
    cast = a_workspace()
    live = {"state": PastState.OPEN, "closed_at": None, "solved_at": None}
    brought(cast, a_past_ticket(), a_past_ticket(key="2", **live))
    with cast.inside():
        desk.note(number=2, text="We look at it.", by=cast.rep, at=later(0.1))
        undone = desk.take_back_tickets(import_id=1, by=cast.manager, at=later(1))
        assert (undone.removed, undone.stays) == (1, 1)
        assert [each.number for each in Ticket.objects.all()] == [2]
        assert TimelineEvent.objects.filter(kind="desk.ticket taken back").count() == 1


def test_waiting_there_is_a_hold_that_is_over_and_a_priority_is_the_manuals_word():
    cast = a_workspace()
    waited = (
        Change(then(0), PastState.WAITING, "Awaiting Vendor", holder="supplier"),
        Change(then(2), PastState.OPEN, "Active"),
        Change(then(3), PastState.WAITING, "Awaiting Vendor", holder="supplier"),
    )
    live = {"state": PastState.WAITING, "closed_at": None, "solved_at": None}
    brought(cast, a_past_ticket(**live, changes=waited, urgency="urgent"), a_past_ticket(key="2", **live, urgency="P1"))
    with cast.inside():
        first, second = Ticket.objects.order_by("number")
        assert (first.priority, second.priority) == ("urgent", None)
        spans = hold_intervals([first.pk])[first.pk]
        assert [(each.holder, each.began_at, each.ended_at) for each in spans] == [("supplier", then(0), then(2))]
        assert first.held_until is None, "one that still stood would have no limit here"
    closed = Change(then(4), PastState.CLOSED, "Closed")
    brought(cast, a_past_ticket(changes=(*waited, closed), urgency="urgent"), number=2)
    with cast.inside():
        assert [each.began_at for each in hold_intervals([first.pk])[first.pk]] == [then(0), then(3)]
        undone = desk.take_back_tickets(import_id=1, by=cast.manager, at=later(1))
        assert (undone.removed, Hold.objects.filter(ticket_id=second.pk).count()) == (1, 0)


def test_a_holder_that_the_manual_does_not_have_is_said_with_the_nearest():
    cast = a_workspace()
    found = brought(cast, a_past_ticket(changes=(Change(then(0), PastState.WAITING, holder="suplier"),)))
    assert found.turned[0].problem.fix == "Did you mean “supplier”?"
