"""What of ours a customer has."""

from collections.abc import Mapping
from datetime import datetime

from rounds.accounts.commands.loading import declared_fields, read_fields, text_problems
from rounds.accounts.events import AssetAdded, AssetChanged
from rounds.accounts.fields import BUILT_IN, Record
from rounds.accounts.models import Account, Asset
from rounds.accounts.stamps import stamp, unchanged
from rounds.basics.problems import NotThere, Problem, refuse_if
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here

type Written = Mapping[str, str]


@command
def add_asset(*, account_id: int | None, values: Written, fields: Written, by: Actor, at: datetime) -> Asset:
    """Note one more asset. values: kind (needed), serial, name, software. fields: declared fields by name.

    Raises NotAllowed, NotThere, Refused (no kind; this serial is known). at: aware, UTC.
    """
    require(by, "look after accounts")
    _refuse_unknown(account_id)
    tidy = {name: value.strip() for name, value in values.items()}
    refuse_if(text_problems(Record.ASSET, {"kind": "", **tidy}, needed=("kind",)))
    kept, problems = read_fields(declared_fields(Record.ASSET), fields)
    refuse_if([*problems, *_serial_problems(tidy.get("kind", ""), tidy.get("serial", ""), besides=0)])
    found = {name: value for name, value in kept.items() if value is not None}
    asset = Asset.objects.create(workspace_id=here(), account_id=account_id, fields=found, created_at=at, **tidy)
    record(AssetAdded(asset=asset.pk, account=account_id), by=by, at=at)
    return asset


@command
def change_asset(
    *, asset_id: int, values: Written, fields: Written, by: Actor, at: datetime, version: str | None = None
) -> Asset:
    """Write what is known of an asset; what is not given stays.

    version: as it was read. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    """
    require(by, "look after accounts")
    rows = Asset.objects.select_for_update().filter(id=asset_id)
    asset = rows.annotate(stamp=stamp(Asset)).first()
    if asset is None:
        raise NotThere(f"asset {asset_id}")
    stands = {name: str(getattr(asset, name)) for name in BUILT_IN[Record.ASSET]}
    stands |= {name: str(value) for name, value in asset.fields.items()}
    unchanged(asset.stamp, version, what=str(asset), mine={**values, **fields}, theirs=stands)
    tidy = {name: value.strip() for name, value in values.items()}
    refuse_if(text_problems(Record.ASSET, tidy, needed=("kind",)))
    kept, problems = read_fields(declared_fields(Record.ASSET), fields)
    becomes = {name: tidy.get(name, getattr(asset, name)) for name in BUILT_IN[Record.ASSET]}
    refuse_if([*problems, *_serial_problems(becomes["kind"], becomes["serial"], besides=asset.pk)])
    all_fields = {name: value for name, value in {**asset.fields, **kept}.items() if value is not None}
    changed = [name for name, value in becomes.items() if getattr(asset, name) != value]
    changed += [name for name in {**asset.fields, **kept} if asset.fields.get(name) != all_fields.get(name)]
    for name, value in becomes.items():
        setattr(asset, name, value)
    asset.fields = all_fields
    asset.save(update_fields=[*becomes, "fields"])
    if changed:
        record(AssetChanged(asset=asset.pk, account=asset.account_id, changed=sorted(changed)), by=by, at=at)
    return asset


def _refuse_unknown(account_id: int | None) -> None:
    if account_id is not None and not Account.objects.filter(id=account_id).exists():
        raise NotThere(f"account {account_id}")


def _serial_problems(kind: str, serial: str, *, besides: int) -> list[Problem]:
    if serial and Asset.objects.filter(kind=kind, serial=serial).exclude(id=besides).exists():
        return [Problem("known", f"A {kind} with this serial is known already.", "Open that one.", field="serial")]
    return []
