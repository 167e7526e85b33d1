"""Firms, people and assets from another system: each once, filled up, never written over, and taken back whole."""

from rounds.accounts import commands as accounts
from rounds.accounts.coming import Batch, Coming, Fate, Named
from rounds.accounts.commands import bring_in, take_back
from rounds.accounts.fields import Record
from rounds.accounts.models import Account, AccountKnownAs, Asset, Contact, ContactAddress
from rounds.timeline.models import TimelineEvent
from tests.world import MONDAY, Cast, a_workspace, later


def brought(cast: Cast, record: Record, *records: Coming, number: int = 1, source: str = "hubspot"):
    batch = Batch(record, source, number, records)
    with cast.inside():
        return bring_in(batch=batch, by=cast.manager, at=MONDAY)


def a_firm(key: str = "7", **values: str) -> Coming:
    return Coming(2, key, {"name": "Harbour Tile", **values})


def events(cast: Cast) -> int:
    with cast.inside():
        return TimelineEvent.objects.count()


def test_a_firm_comes_in_once_with_an_event_that_says_by_import():
    cast = a_workspace()
    assert brought(cast, Record.ACCOUNT, a_firm(tier="gold", lifecycle="customer")).fates == {Fate.MADE: 1}
    with cast.inside():
        firm = Account.objects.get()
        event = TimelineEvent.objects.get(kind="accounts.account imported")
    assert (firm.name, firm.tier, firm.lifecycle) == ("Harbour Tile", "gold", "customer")
    assert (event.account_id, event.payload) == (firm.pk, {"import_id": 1, "made": True, "changed": []})


def test_the_same_record_again_changes_nothing_and_leaves_no_event():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm(tier="gold"))
    before = events(cast)
    assert brought(cast, Record.ACCOUNT, a_firm(tier="gold"), number=2).fates == {Fate.LEFT: 1}
    assert events(cast) == before


def test_a_value_that_somebody_changed_here_stays_and_is_said():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm(tier="gold", region="west"))
    with cast.inside():
        firm = Account.objects.get()
        accounts.change_account(
            account_id=firm.pk, values={"tier": "silver"}, fields={}, by=cast.manager, at=later(0.1)
        )
    found = brought(cast, Record.ACCOUNT, a_firm(tier="bronze", region="east"), number=2)
    with cast.inside():
        firm = Account.objects.get()
    assert (firm.tier, firm.region) == ("silver", "east")
    assert found.differs == ((2, "7", ("tier",)),)


def test_a_firm_that_is_known_by_its_name_is_filled_up_and_gets_its_id():
    cast = a_workspace()
    with cast.inside():
        accounts.add_account(name="Harbour Tile", by=cast.manager, at=MONDAY)
    assert brought(cast, Record.ACCOUNT, a_firm(tier="gold")).fates == {Fate.CHANGED: 1}
    with cast.inside():
        assert Account.objects.get().tier == "gold"
        assert AccountKnownAs.objects.get().key == "7"


def test_two_sources_name_one_firm_each_by_its_own_id():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm("7"))
    brought(cast, Record.ACCOUNT, a_firm("zd-1"), source="zendesk", number=2)
    with cast.inside():
        assert Account.objects.count() == 1
        assert sorted(AccountKnownAs.objects.values_list("source", "key")) == [("hubspot", "7"), ("zendesk", "zd-1")]


def test_people_find_their_firm_by_its_id_and_keep_several_addresses():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm())
    dana = Coming(2, "c1", {"name": "Dana"}, firm=Named("7"), addresses=("Dana@tile.example", "d@home.example"))
    brought(cast, Record.CONTACT, dana, number=2)
    with cast.inside():
        person = Contact.objects.get()
        assert person.account_id == Account.objects.get().pk
        kept = ContactAddress.objects.order_by("position").values_list("key", "position")
        assert list(kept) == [("dana@tile.example", 0), ("d@home.example", 1)]


def test_a_row_that_cannot_come_in_says_why_and_holds_up_no_other():
    cast = a_workspace()
    lost = Coming(2, "c1", {"name": "Dana"}, firm=Named("404"))
    well = Coming(3, "c2", {"name": "Odette"}, addresses=("o@x.example",))
    twice = Coming(4, "c3", {"name": "Olive"}, addresses=("O@x.example",))
    found = brought(cast, Record.CONTACT, lost, well, twice)
    assert found.fates == {Fate.MADE: 1}
    assert [(one.line, one.problem.code) for one in found.turned] == [(2, "no account"), (4, "address taken")]


def test_an_asset_stands_on_its_account_and_no_serial_twice():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm())
    drone = {"kind": "drone", "serial": "X-1"}
    found = brought(
        cast,
        Record.ASSET,
        Coming(2, "a1", drone, {"hours": 12}, Named("7")),
        Coming(3, "a2", drone, {}, Named("7")),
        number=2,
    )
    assert found.fates == {Fate.MADE: 1}
    assert found.turned[0].problem.code == "serial taken"
    with cast.inside():
        assert Asset.objects.get().fields == {"hours": 12}


def test_taking_back_removes_what_nobody_touched_and_keeps_the_rest():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm("1", name="One"), a_firm("2", name="Two"), a_firm("3", name="Three"))
    with cast.inside():
        two = Account.objects.get(name="Two")
        accounts.change_account(account_id=two.pk, values={"tier": "x"}, fields={}, by=cast.manager, at=later(0.1))
    brought(cast, Record.CONTACT, Coming(2, "c", {"name": "Dana"}, firm=Named("3")), number=2)
    with cast.inside():
        undone = take_back(record=Record.ACCOUNT, import_id=1, by=cast.manager, at=later(1))
        assert set(Account.objects.values_list("name", flat=True)) == {"Two", "Three"}
        assert TimelineEvent.objects.filter(kind="accounts.account taken back").count() == 1
    assert (undone.removed, undone.undone, undone.stays) == (1, 0, 2)


def test_taking_back_undoes_what_was_filled_up():
    cast = a_workspace()
    with cast.inside():
        accounts.add_account(name="Harbour Tile", by=cast.manager, at=MONDAY)
    brought(cast, Record.ACCOUNT, a_firm(tier="gold"))
    with cast.inside():
        take_back(record=Record.ACCOUNT, import_id=1, by=cast.manager, at=later(1))
        assert Account.objects.get().tier == ""
        assert not AccountKnownAs.objects.exists()


def test_a_distributor_stays_while_a_customer_of_theirs_stays():
    cast = a_workspace()
    brought(cast, Record.ACCOUNT, a_firm("1", name="Distributor"))
    brought(cast, Record.ACCOUNT, Coming(3, "2", {"name": "Customer"}, firm=Named("1")))
    with cast.inside():
        child = Account.objects.get(name="Customer")
        assert child.parent.name == "Distributor"
        accounts.change_account(account_id=child.pk, values={"tier": "x"}, fields={}, by=cast.manager, at=later(0.1))
        take_back(record=Record.ACCOUNT, import_id=1, by=cast.manager, at=later(1))
        assert Account.objects.count() == 2
