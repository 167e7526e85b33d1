"""Firms."""

from ninja import Query

from rounds.accounts import commands
from rounds.accounts.records import account_record, account_records, account_records_of
from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import as_written, version_read
from rounds.api.shapes.accounts import Account, AccountChange, AccountFilter, Accounts, NewAccount
from rounds.api.shapes.base import Id
from rounds.basics.problems import NotThere
from rounds.lists.clauses import Of
from rounds.lists.queries import accounts_page, lists_for
from rounds.lists.queries.standing import hours_of
from rounds.team.queries import roles_of

ROOM = "Accounts"


@reads("/accounts", act="read accounts", room=ROOM, gives=Accounts, may_miss=True)
def list_accounts(call: Call, query: Query[AccountFilter]) -> Accounts:
    """List firms, by id; those of a list of the manual in its order."""
    if query.list:
        return _of_list(call, query)
    [after] = opened(query.after, of=["accounts", query.name]) or [0]
    found = account_records(name=query.name, after=after, limit=query.limit + 1)
    rows = [Account.read(record) for record in found[: query.limit]]
    more = sealed([rows[-1].id], of=["accounts", query.name]) if len(found) > query.limit else None
    return Accounts.model_construct(items=rows, next=more)


def _of_list(call: Call, query: AccountFilter) -> Accounts:
    seen = lists_for(call.book, roles_of(call.by))
    clause = next((each for each in seen if each.name == query.list and each.of is Of.ACCOUNTS), None)
    if clause is None or query.name:
        raise NotThere(f"list {query.list}")
    narrowed = ["accounts of list", clause.name]
    [after] = opened(query.after, of=narrowed) or [""]
    page = accounts_page(clause, call.book.when(call.now, hours_of(clause, call.book)), after=after, limit=query.limit)
    items = [Account.read(record) for record in account_records_of([row.id for row in page.rows])]
    return Accounts.model_construct(items=items, next=sealed([page.next], of=narrowed) if page.next else None)


@writes("/accounts", act="look after accounts", room=ROOM, gives=Account, status=201, versioned=True)
def add_account(call: Call, body: NewAccount) -> Account:
    """Add a firm."""
    made = commands.add_account(
        name=body.name,
        values=body.model_dump(exclude={"name", "fields", "only_new"}),
        fields=as_written(body.fields),
        only_new=body.only_new,
        by=call.by,
        at=call.now,
    )
    return Account.read(account_record(made.pk))


@reads("/accounts/{int:account_id}", act="read accounts", room=ROOM, gives=Account, versioned=True)
def get_account(call: Call, account_id: Id) -> Account:
    """Read a firm."""
    return Account.read(account_record(account_id))


@writes(
    "/accounts/{int:account_id}", method="PATCH", act="look after accounts", room=ROOM, gives=Account, versioned=True
)
def change_account(call: Call, account_id: Id, body: AccountChange) -> Account:
    """Write what is known of a firm. Needs If-Match."""
    commands.change_account(
        account_id=account_id,
        values=body.model_dump(exclude_none=True, exclude={"fields"}),
        fields=as_written(body.fields),
        version=version_read(call),
        by=call.by,
        at=call.now,
    )
    return Account.read(account_record(account_id))
