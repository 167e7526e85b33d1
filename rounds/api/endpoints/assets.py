"""What of ours customers have, and which fields the team keeps beside those that every record has."""

from ninja import Query

from rounds.accounts import commands
from rounds.accounts.fields import Record
from rounds.accounts.records import asset_record, asset_records, field_records
from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import as_written, version_read
from rounds.api.shapes.assets import (
    Asset,
    AssetChange,
    AssetFilter,
    Assets,
    DeclaredField,
    DeclaredFields,
    NewAsset,
    NewField,
)
from rounds.api.shapes.base import Id

ROOM = "Assets"


@reads("/assets", act="read accounts", room=ROOM, gives=Assets)
def list_assets(call: Call, query: Query[AssetFilter]) -> Assets:
    """List assets, by id."""
    narrowed = ["assets", query.account, query.kind, query.serial]
    [after] = opened(query.after, of=narrowed) or [0]
    found = asset_records(
        account_id=query.account, kind=query.kind, serial=query.serial, after=after, limit=query.limit + 1
    )
    rows = [Asset.read(record) for record in found[: query.limit]]
    more = sealed([rows[-1].id], of=narrowed) if len(found) > query.limit else None
    return Assets.model_construct(items=rows, next=more)


@writes("/assets", act="look after accounts", room=ROOM, gives=Asset, status=201, versioned=True)
def add_asset(call: Call, body: NewAsset) -> Asset:
    """Note one more asset."""
    made = commands.add_asset(
        account_id=body.account_id,
        values=body.model_dump(include={"kind", "serial", "name", "software"}),
        fields=as_written(body.fields),
        by=call.by,
        at=call.now,
    )
    return Asset.read(asset_record(made.pk))


@reads("/assets/{int:asset_id}", act="read accounts", room=ROOM, gives=Asset, versioned=True)
def get_asset(call: Call, asset_id: Id) -> Asset:
    """Read an asset."""
    return Asset.read(asset_record(asset_id))


@writes("/assets/{int:asset_id}", method="PATCH", act="look after accounts", room=ROOM, gives=Asset, versioned=True)
def change_asset(call: Call, asset_id: Id, body: AssetChange) -> Asset:
    """Write what is known of an asset. Needs If-Match."""
    commands.change_asset(
        asset_id=asset_id,
        values=body.model_dump(exclude_none=True, exclude={"fields"}),
        fields=as_written(body.fields),
        version=version_read(call),
        by=call.by,
        at=call.now,
    )
    return Asset.read(asset_record(asset_id))


@reads("/fields", act="read accounts", room=ROOM, gives=DeclaredFields)
def list_fields(call: Call) -> DeclaredFields:
    """List the fields that the team keeps for accounts, contacts and assets."""
    return _fields()


@writes("/fields", act="look after accounts", room=ROOM, gives=DeclaredFields, status=201)
def declare_field(call: Call, body: NewField) -> DeclaredFields:
    """Keep one more field. Declared again as it stands, it changes nothing."""
    commands.declare_field(record_kind=Record(body.record), name=body.name, type_=body.type, by=call.by, at=call.now)
    return _fields()


def _fields() -> DeclaredFields:
    made = [DeclaredField.of(kept) for kept in field_records()]
    return DeclaredFields.model_construct(items=made)
