"""Saying more of a firm, and which fields the team keeps."""

from collections.abc import Mapping
from datetime import datetime

from rounds.accounts.commands.loading import declared_fields, read_fields, text_problems
from rounds.accounts.events import AccountChanged, FieldDeclared
from rounds.accounts.fields import BUILT_IN, FieldType, Record, declaring_problems
from rounds.accounts.models import Account, DeclaredField
from rounds.accounts.stamps import stamp, unchanged
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here


@command
def declare_field(*, record_kind: Record, name: str, type_: str, by: Actor, at: datetime) -> DeclaredField:
    """Declare a field that the team keeps for accounts, contacts or assets.

    Declaring it again as it stands changes nothing. Raises NotAllowed, Refused (another type, a name that is taken).
    """
    require(by, "look after accounts")
    name = " ".join(name.split())
    refuse_if(declaring_problems(record_kind, name, type_))
    row, made = DeclaredField.objects.get_or_create(
        workspace_id=here(), record=record_kind, name=name, defaults={"type": FieldType(type_)}
    )
    if row.type != type_:
        text = f"“{name}” is a {row.type} already; values of it are kept."
        raise Refused([Problem("other type", text, "Give the new field another name.", field="type")])
    if made:
        record(FieldDeclared(field=row.pk, record=record_kind, type=row.type), by=by, at=at)
    return row


@command
def change_account(
    *,
    account_id: int,
    values: Mapping[str, str],
    fields: Mapping[str, str],
    by: Actor,
    at: datetime,
    version: str | None = None,
) -> Account:
    """Write what is known of a firm: lifecycle stage, tier, region, type, phone, declared fields.

    values: columns by name; fields: declared fields by name; what is not given stays. version: as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    """
    require(by, "look after accounts")
    rows = Account.objects.select_for_update().filter(id=account_id)
    account = rows.annotate(stamp=stamp(Account)).first()
    if account is None:
        raise NotThere(f"account {account_id}")
    stands = {name: str(getattr(account, name)) for name in BUILT_IN[Record.ACCOUNT]} | _as_text(account.fields)
    unchanged(account.stamp, version, what=account.name, mine={**values, **fields}, theirs=stands)
    refuse_if(text_problems(Record.ACCOUNT, values, needed=("name",)))
    kept, problems = read_fields(declared_fields(Record.ACCOUNT), fields)
    refuse_if(problems)
    before = {**{name: getattr(account, name) for name in BUILT_IN[Record.ACCOUNT]}, **account.fields}
    for name, value in values.items():
        setattr(account, name, value.strip())
    account.fields = {name: value for name, value in {**account.fields, **kept}.items() if value is not None}
    account.save(update_fields=[*values, "fields"])
    after = {**{name: getattr(account, name) for name in BUILT_IN[Record.ACCOUNT]}, **account.fields}
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        record(AccountChanged(account=account.pk, changed=changed), by=by, at=at)
    return account


def _as_text(fields: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items()}
