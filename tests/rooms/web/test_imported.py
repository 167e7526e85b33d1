"""What came by import, as pages show it."""

from datetime import UTC, datetime, timedelta

from rounds.accounts import commands as accounts
from rounds.accounts.models import Account
from rounds.desk import commands as desk
from rounds.desk.commands import TicketBatch
from rounds.desk.imported import Change, ComingTicket, PastState
from tests.rooms.web.visitor import statements, visitor
from tests.world import MONDAY, a_ticket, a_workspace

THEN = datetime(2016, 3, 1, 12, tzinfo=UTC)


def test_a_tickets_page_tells_its_past_as_imported_with_its_own_times():
    cast = a_workspace()
    past = (
        Change(THEN, PastState.NEW, "New", by="Old Hand", group="24"),
        Change(THEN + timedelta(hours=1), PastState.OPEN, "Active", by="Teo Okafor", assignee="Elin Berg", group="24"),
        Change(THEN + timedelta(hours=2), PastState.OPEN, "Active", by="Old Hand", assignee="Elin Berg", group="24"),
        Change(THEN + timedelta(hours=3), PastState.CLOSED, "Closed", assignee="Elin Berg", group="24", reopened=1),
    )
    coming = ComingTicket(
        2, "INC1", "It stands", "question", THEN, PastState.CLOSED, closed_at=past[-1].at, changes=past
    )
    with cast.inside():
        desk.import_tickets(batch=TicketBatch("snow", 1, (coming,)), by=cast.manager, at=MONDAY)
    shown = visitor(cast).get("/desk/1").content.decode()
    assert "Old Hand</b> set it to New and moved it to group 24" in shown
    assert "Teo Okafor</b> set it to Active and gave it to Elin Berg" in shown
    assert "set it to Closed and opened it again, 1 time in all" in shown
    assert shown.count(">imported</span>") == 4
    assert "brought the ticket in by import, with 4 changes of its past" in shown
    assert 'datetime="2016-03-01T12:00+00:00"' in shown


def test_a_ticket_that_never_came_by_import_is_not_asked_for_a_past():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    assert not any("ticket_past" in each for each in statements(visitor(cast), f"/desk/{number}"))


def test_an_accounts_page_shows_what_is_known_and_what_of_ours_it_has():
    cast = a_workspace()
    with cast.inside():
        firm = accounts.add_account(name="Harbour Tile", by=cast.manager, at=MONDAY)
        Account.objects.filter(id=firm.pk).update(tier="gold", fields={"stations": 12, "dubbing": False})
        drone = {"kind": "drone", "serial": "SN-7", "software": "4.2"}
        accounts.add_asset(account_id=firm.pk, values=drone, fields={}, by=cast.rep, at=MONDAY)
    shown = visitor(cast).get(f"/accounts/{firm.pk}").content.decode()
    for words in (
        'Tier</dt><dd dir="auto">gold',
        'Stations</dt><dd dir="auto">12',
        'Dubbing</dt><dd dir="auto">no',
        "SN-7",
        "4.2",
    ):
        assert words in shown
