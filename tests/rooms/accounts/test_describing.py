"""What is known of a firm and its assets, by fields that every team has and those that it declares."""

import pytest

from rounds.accounts import commands as accounts
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.basics.problems import Refused
from tests.world import MONDAY, a_workspace, later


def test_a_declared_field_keeps_values_of_its_type():
    cast = a_workspace()
    with cast.inside():
        firm = accounts.add_account(name="Harbour Tile", by=cast.manager, at=MONDAY)
        for name, type_ in (("stations", "number"), ("renews on", "day"), ("dubbing", "yes or no")):
            accounts.declare_field(record_kind=Record.ACCOUNT, name=name, type_=type_, by=cast.rep, at=MONDAY)
        written = {"stations": "12", "renews on": "2027-02-28", "dubbing": "no"}
        accounts.change_account(account_id=firm.pk, values={}, fields=written, by=cast.rep, at=later(0.1))
        assert Account.objects.get().fields == {"stations": 12, "renews on": "2027-02-28", "dubbing": False}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"stations": "twelve"}, "“twelve” is no number"),
        ({"statoins": "1"}, "no field “statoins”"),
        ({"renews on": "31/02/2027"}, "is no day"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_its_reason(fields, reason):
    cast = a_workspace()
    with cast.inside():
        firm = accounts.add_account(name="Harbour Tile", by=cast.manager, at=MONDAY)
        for name, type_ in (("stations", "number"), ("renews on", "day")):
            accounts.declare_field(record_kind=Record.ACCOUNT, name=name, type_=type_, by=cast.rep, at=MONDAY)
    with pytest.raises(Refused, match=reason), cast.inside():
        accounts.change_account(account_id=firm.pk, values={}, fields=fields, by=cast.rep, at=later(0.1))


@pytest.mark.parametrize(("name", "type_"), [("tier", "text"), ("", "text"), ("stations", "numbr")])
def test_a_field_that_is_there_already_or_has_no_name_or_type_is_refused(name, type_):
    cast = a_workspace()
    with pytest.raises(Refused), cast.inside():
        accounts.declare_field(record_kind=Record.ACCOUNT, name=name, type_=type_, by=cast.rep, at=MONDAY)


def test_a_declared_field_cannot_change_its_type():
    cast = a_workspace()
    with pytest.raises(Refused, match="is a number already"), cast.inside():
        for type_ in ("number", "number", "text"):
            accounts.declare_field(record_kind=Record.ASSET, name="hours", type_=type_, by=cast.rep, at=MONDAY)


def test_an_asset_is_added_changed_and_known_by_its_serial():
    cast = a_workspace()
    drone = {"kind": "drone", "serial": "X-1", "software": "4.1"}
    with cast.inside():
        firm = accounts.add_account(name="Harbour Tile", by=cast.manager, at=MONDAY)
        asset = accounts.add_asset(account_id=firm.pk, values=drone, fields={}, by=cast.rep, at=MONDAY)
        accounts.change_asset(asset_id=asset.pk, values={"software": "4.2"}, fields={}, by=cast.rep, at=later(0.1))
        asset.refresh_from_db()
        assert (asset.kind, asset.software) == ("drone", "4.2")
    with pytest.raises(Refused, match="known already"), cast.inside():
        accounts.add_asset(account_id=firm.pk, values=drone, fields={}, by=cast.rep, at=later(0.2))
