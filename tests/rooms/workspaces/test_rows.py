"""Rows of several tables go in together or not at all, as Django would have written them."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.events import AccountAdded
from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.timeline.commands import entry
from rounds.timeline.models import TimelineEvent
from rounds.workspaces.rows import find, ids_for, insert, update
from tests.world import MONDAY, a_workspace


def rows_of(cast, *, key="ann@birch.example"):
    account_id, contact_id = ids_for(Account, Contact)
    return (
        Account(id=account_id, workspace_id=cast.workspace_id, name="Birch & Sons", created_at=MONDAY),
        Contact(
            id=contact_id, workspace_id=cast.workspace_id, account_id=account_id, name="Ann “B” Ö", created_at=MONDAY
        ),
        ContactAddress(workspace_id=cast.workspace_id, contact_id=contact_id, key=key, address=key),
        entry(AccountAdded(account=account_id), by=cast.rep, at=MONDAY),
    )


def test_rows_of_four_tables_go_in_by_one_statement_and_name_each_other():
    cast = a_workspace()
    with cast.inside():
        rows = rows_of(cast)
        with CaptureQueriesContext(connection) as asked:
            insert(*reversed(rows))
        assert len(asked) == 1
        contact = Contact.objects.select_related("account").get(id=rows[1].pk)
        assert (contact.name, contact.account and contact.account.name) == ("Ann “B” Ö", "Birch & Sons")
        assert ContactAddress.objects.get(contact=contact).address == "ann@birch.example"
        event = TimelineEvent.objects.get(kind="accounts.account added", subject_id=rows[0].pk)
        assert event.recorded_at is not None  # filled in by the database, as `written_in` is
        assert event.written_in > 0


def test_a_value_is_kept_where_the_database_would_fill_one_in_too():
    cast = a_workspace()
    with cast.inside():
        named = {"workspace_id": cast.workspace_id, "created_at": MONDAY}
        insert(Account(name="Birch & Sons", zone="Europe/Stockholm", **named), Account(name="Ash", **named))
        assert list(Account.objects.order_by("name").values_list("zone", flat=True)) == ["", "Europe/Stockholm"]


def test_where_one_row_may_not_stand_none_does():
    cast = a_workspace()
    with cast.inside():
        insert(*rows_of(cast, key="taken@birch.example"))
    with cast.inside():
        before = Account.objects.count()
    with pytest.raises(IntegrityError), cast.inside():
        insert(*rows_of(cast, key="taken@birch.example"))
    with cast.inside():
        assert Account.objects.count() == before


def test_a_row_of_another_workspace_is_refused_by_the_database():
    ours, theirs = a_workspace(), a_workspace()
    with pytest.raises(Exception, match="row-level security"), ours.inside():
        insert(Account(workspace_id=theirs.workspace_id, name="Not ours", created_at=MONDAY))


def test_a_row_that_was_found_is_as_django_reads_it_and_is_written_back():
    cast = a_workspace()
    with cast.inside():
        rows = rows_of(cast)
        insert(*rows)
        [found] = find(Account, "name = %s", ["Birch & Sons"])
        assert {f.attname: getattr(found, f.attname) for f in Account._meta.concrete_fields} == {
            f.attname: getattr(Account.objects.get(id=rows[0].pk), f.attname) for f in Account._meta.concrete_fields
        }
        found.name = "Birch"
        update(found, "name")
        assert Account.objects.get(id=found.pk).name == "Birch"
