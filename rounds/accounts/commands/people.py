"""Who our customers are."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import connection
from django.db.models import Q

from rounds.accounts.addresses import KnownContact, key_of, known_at
from rounds.accounts.being_erased import meanwhile_problems, refuse_meanwhile
from rounds.accounts.commands.loading import declared_fields, read_fields, text_problems
from rounds.accounts.erasing import NOBODY, WasKnown, blot, blot_json
from rounds.accounts.events import (
    AccountAdded,
    AddressAdded,
    AddressTakenAway,
    ContactAdded,
    ContactErased,
    ContactPlaced,
)
from rounds.accounts.fields import Record
from rounds.accounts.joining import joined_problem
from rounds.accounts.models import (
    Account,
    AccountKnownAs,
    Asset,
    AssetKnownAs,
    Contact,
    ContactAddress,
    ContactJoin,
    ContactKnownAs,
)
from rounds.accounts.queries import AccountRow, accounts_like
from rounds.accounts.stamps import unchanged, version_of_contact
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here

NOTHING: Mapping[str, str] = MappingProxyType({})
MOST_ALIKE = 20
"""Accounts of such a name that are looked at: those that begin so come first, in the order of their names."""


@command
def add_account(
    *,
    name: str,
    by: Actor,
    at: datetime,
    values: Mapping[str, str] = NOTHING,
    fields: Mapping[str, str] = NOTHING,
    only_new: bool = False,
) -> Account:
    """Add a firm. values: what else is known of it, by columns; fields: declared fields by name.

    only_new: none may be called so yet. Raises NotAllowed, Refused for a name that is empty, too long or known, and for what cannot
    be read.
    """
    require(by, "look after accounts")
    kept, problems = read_fields(declared_fields(Record.ACCOUNT), fields)
    refuse_if([*_name_problems(name), *text_problems(Record.ACCOUNT, values), *problems])
    refuse_if(_known_problems(name.strip()) if only_new else [])
    account = Account.objects.create(
        workspace_id=here(),
        created_at=at,
        fields={field: value for field, value in kept.items() if value is not None},
        **{**{column: text.strip() for column, text in values.items()}, "name": name.strip()},
    )
    record(AccountAdded(account=account.pk), by=by, at=at)
    return account


@command
def account_called(*, name: str, by: Actor, at: datetime) -> Account:
    """Find the firm of this name, or add it: the one that is written so, else one in whatever case, without space around them.

    Two who add one name at once wait for each other. Raises Refused for a name that is empty or too long.
    """
    refuse_if(_name_problems(name))
    _one_of_a_name_at_a_time(name.strip())
    found = Account.objects.filter(name=name.strip()).order_by("id").first()
    if found is None and (alike := _called(name.strip())):
        found = Account.objects.get(id=min(row.id for row in alike))
    return found or add_account(name=name, by=by, at=at)


def _one_of_a_name_at_a_time(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [here() % 2**31, name.casefold()])


def _called(name: str) -> list[AccountRow]:
    """Find the firms of this name, in whatever case."""
    return [row for row in accounts_like(name, limit=MOST_ALIKE) if row.name.casefold() == name.casefold()]


def _known_problems(name: str) -> list[Problem]:
    """Say that a firm is called so already, in whatever case; whoever adds the same at once is waited for."""
    _one_of_a_name_at_a_time(name)
    if _called(name):
        text = f"An account is called “{name}” already."
        return [Problem("known", text, "Open that one, or say that this is another of the same name.", field="name")]
    return []


@command
def contact_of_address(*, address: str, name: str, by: Actor, at: datetime) -> KnownContact:
    """Find the contact with this address, or make one of no account yet.

    name: as the sender wrote it; may be empty. Two mails of one new sender at once make one contact: the unique key decides.
    """
    key = key_of(address)
    if found := known_at(key):
        return found
    contact = Contact.objects.create(workspace_id=here(), name=name.strip()[:MOST_NAME] or address, created_at=at)
    ContactAddress.objects.bulk_create(
        [ContactAddress(workspace_id=here(), contact=contact, key=key, address=address.strip())], ignore_conflicts=True
    )
    kept = known_at(key)
    if kept is None:
        raise NotThere(f"address {key}")
    if kept.contact_id != contact.pk:  # another mail of the same sender was faster
        contact.delete()
        return kept
    record(ContactAdded(contact=contact.pk), by=by, at=at)
    return kept


@command
def add_address(*, contact_id: int, address: str, by: Actor, at: datetime) -> ContactAddress:
    """Give a contact one more address. Raises NotThere, Refused where the address is another contact's."""
    contact = locked_contact(contact_id)
    key = key_of(address)
    row, made = ContactAddress.objects.get_or_create(
        workspace_id=here(), key=key, defaults={"contact": contact, "address": address.strip()}
    )
    if (
        row.contact_id != contact_id
    ):  # looked at after the write: a mail of somebody else may have brought it at the same moment
        text, fix = "This address belongs to another contact.", "If both are one person, join the two."
        raise Refused([Problem("address taken", text, fix, field="address")])
    if made:
        record(AddressAdded(contact=contact_id, address=row.pk, account=contact.account_id), by=by, at=at)
    return row


@command
def drop_address(
    *, contact_id: int, address_id: int, by: Actor, at: datetime, version: str | None = None
) -> ContactAddress:
    """Take an address away, and give the first one that is left. The row stays: mails went there. by: the desk's act.

    version: of the contact, as it was read. Raises NotThere, ChangedMeanwhile, Refused (their only one, joined into another).
    """
    contact = locked_contact(contact_id)
    theirs = ContactAddress.objects.filter(contact=contact).exclude(key=None).order_by("position", "id")
    row = theirs.filter(id=address_id).first()
    if row is None:
        raise NotThere(f"address {address_id}")
    standing = ", ".join(theirs.values_list("address", flat=True))
    _unchanged(contact, version, mine={"Addresses": f"all but {row.address}"}, theirs={"Addresses": standing})
    left = theirs.exclude(id=address_id).first()
    if left is None:
        text, fix = "It is their only address, and nothing could be sent to them.", "Add another one first."
        raise Refused([Problem("only address", text, fix, field="address")])
    row.key = None
    row.save(update_fields=["key"])
    record(AddressTakenAway(contact=contact_id, address=address_id, account=contact.account_id), by=by, at=at)
    return left


@command
def place_contact(*, contact_id: int, account_id: int, by: Actor, at: datetime, version: str | None = None) -> Contact:
    """Say which firm a contact belongs to. version: as it was read. Raises NotThere, ChangedMeanwhile."""
    contact = locked_contact(contact_id)
    names = dict(Account.objects.filter(id__in=[account_id, contact.account_id or 0]).values_list("id", "name"))
    if account_id not in names:
        raise NotThere(f"account {account_id}")
    stands = names.get(contact.account_id or 0, "none")
    _unchanged(contact, version, mine={"Firm": names[account_id]}, theirs={"Firm": stands})
    contact.account_id = account_id
    contact.save(update_fields=["account"])
    record(ContactPlaced(contact=contact_id, account=account_id), by=by, at=at)
    return contact


MOST_NAME = 200


def _name_problems(name: str) -> list[Problem]:
    if not name.strip():
        return [Problem("no name", "An account has a name.", "Write the firm's name.", field="name")]
    if len(name.strip()) > MOST_NAME:
        return [Problem("too long", f"A name has {MOST_NAME} characters at most.", field="name")]
    return []


@command
def erase_contact(*, contact_id: int, by: Actor, at: datetime) -> WasKnown:
    """Erase a contact's name and addresses; gives what they were, for the rooms above to blot out. Raises NotThere.

    The row stays, for history points at it, and those that were joined into it. Nothing may refer to the addresses any more.
    """
    contact = locked_contact(contact_id, to_erase=True)
    rows = ContactAddress.objects.filter(contact=contact)
    addresses = {text for row in rows for text in (row.key, row.address) if text}
    joined = Contact.objects.filter(joined_into=contact)
    names = tuple(dict.fromkeys([contact.name, *joined.order_by("id").values_list("name", flat=True)]))
    known = WasKnown(contact_id, names, tuple(sorted(addresses)), frozenset(row.pk for row in rows))
    rows.delete()
    ContactJoin.objects.filter(kept=contact).delete()
    them = Contact.objects.filter(Q(id=contact_id) | Q(joined_into=contact))
    gone = {"name": NOBODY, "title": "", "phone": "", "fields": {}}
    them.update(**gone, erased_at=at, erasing_due_at=None, erasing_trouble="", erasing_tries=0)
    ContactKnownAs.objects.filter(record=contact).update(given={}, before={})
    _blot_records(known)
    record(ContactErased(contact=contact_id, account=contact.account_id), by=by, at=at)
    return known


def _blot_records(known: WasKnown) -> None:
    """Blot somebody out of what is known of firms, of other people and of things, and of what other systems said of them."""
    traces = known.traces()
    for rows in (Account.objects.all(), Contact.objects.all(), Asset.objects.all()):
        blot_json(rows, "fields", known)
    for said in (AccountKnownAs.objects.all(), ContactKnownAs.objects.all(), AssetKnownAs.objects.all()):
        for column in ("given", "before"):
            blot_json(said, column, known)
    for column in ("title", "phone", "erasing_trouble"):
        blot(Contact.objects.all(), column, traces)
    for column in ("name", "software"):
        blot(Asset.objects.all(), column, traces)


def _unchanged(contact: Contact, version: str | None, *, mine: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    """Refuse a write on another version of a contact. version: None where nobody says. Raises ChangedMeanwhile."""
    if version is not None:
        unchanged(version_of_contact(contact.pk), version, what=contact.name, mine=mine, theirs=theirs)


def locked_contact(contact_id: int, *, to_erase: bool = False) -> Contact:
    """Give a contact, locked, that stands for itself, and is not being erased but by whoever locks it for that.

    Raises NotThere, Refused (joined into another, being erased).
    """
    if not to_erase:
        refuse_meanwhile(contact_id)
    if (contact := Contact.objects.select_for_update(no_key=True).filter(id=contact_id).first()) is None:
        raise NotThere(f"contact {contact_id}")
    if contact.joined_into_id:
        raise Refused([joined_problem(contact.name)])
    refuse_if([] if to_erase else meanwhile_problems(contact))
    return contact
