"""What the database itself keeps apart, whatever the code forgets."""

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from rounds.accounts.models import Account, Contact, ContactAddress
from rounds.desk.models import Message, Ticket
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.workspaces.across import FUNCTIONS, KEEPING_TO_ONE
from rounds.workspaces.current import NoWorkspace, OtherWorkspace, as_workspace, here
from rounds.workspaces.models import WorkspaceModel
from rounds.workspaces.securing import workspace_fields
from tests.database import owner_url
from tests.world import a_customer, a_ticket, a_workspace

WITHOUT_WORKSPACE = {
    "person": "somebody who signs in, of any number of workspaces",
    "second_factor": "what a person proves themselves with, in whatever company; sealed",
    "recovery_code": "the same; digests",
    "passkey": "the same; public keys",
    "passkey_challenge": "what a passkey has to sign before it is known whose it is",
    "account_emailaddress": "django-allauth's addresses of a person",
    "account_emailconfirmation": "django-allauth's confirmations",
    "auth_group": "Django's own, unused: roles are clauses",
    "auth_group_permissions": "Django's own, unused",
    "auth_permission": "Django's own, unused",
    "cache": "counts failed sign-ins",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "session": "who is signed in; read before any workspace is known",
    "procrastinate_events": "jobs: workspace and row ids only",
    "procrastinate_jobs": "jobs: workspace and row ids only",
    "procrastinate_periodic_defers": "jobs",
    "procrastinate_workers": "workers that are alive",
}


ONLY_FOR_DEFINERS = ("_words", "_named", "_begins", "_like")
"""Ends of the names of indexes that only the functions of KEEPING_TO_ONE use, for which no policy stands."""


def rows(statement: str, *values: object) -> list[tuple]:
    with psycopg.connect(owner_url()) as owner:
        return owner.execute(statement, values).fetchall()


def workspace_models() -> list[type[WorkspaceModel]]:
    return [model for model in apps.get_models() if issubclass(model, WorkspaceModel)]


def test_every_table_is_secured_or_stands_in_the_list_of_those_without_workspace():
    tables = dict(
        rows(
            "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
    )
    assert {name for name, secured in tables.items() if not secured} == set(WITHOUT_WORKSPACE)
    assert {model._meta.db_table for model in workspace_models()} | {"workspace"} == {
        name for name, secured in tables.items() if secured
    }


def test_every_policy_compares_with_the_setting_for_reading_and_writing():
    for name, using, check in rows("SELECT tablename, qual, with_check FROM pg_policies"):
        column = "id" if name == "workspace" else "workspace_id"
        expected = f"({column} = (current_setting('rounds.workspace'::text))::bigint)"
        assert (using, check) == (expected, expected), name


def test_no_table_forces_its_policy_on_the_owner_whose_migrations_it_would_blind():
    assert rows("SELECT relname FROM pg_class WHERE relforcerowsecurity") == []


def test_every_reference_between_workspace_tables_carries_the_workspace():
    composite = {
        (table, tuple(sorted(columns)))
        for table, columns in rows(
            "SELECT conrelid::regclass::text, array_agg(attname::text) FROM pg_constraint "
            "JOIN LATERAL unnest(conkey) AS k(number) ON true "
            "JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.number "
            "WHERE contype = 'f' GROUP BY oid, conrelid"
        )
    }
    for model in workspace_models():
        for field in workspace_fields(model):
            assert (model._meta.db_table, tuple(sorted(["workspace_id", field.column]))) in composite, field
        plain = [
            field
            for field in model._meta.local_fields
            if field.is_relation and field.name != "workspace" and field not in workspace_fields(model)
        ]
        assert [field for field in plain if issubclass(field.related_model, WorkspaceModel)] == []


def test_no_row_speaks_for_a_workspace_that_is_not_there():
    """By a key of its own, or by that of a row which each of its rows has to name."""
    keys = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint c WHERE contype = 'f' AND convalidated "
        "AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = conrelid AND a.attnum = ANY (conkey) AND a.attname = 'workspace_id') "
        "AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = conrelid AND a.attnum = ANY (conkey) AND NOT a.attnotnull)"
    )
    held = {"workspace"}
    while more := {table for table, to in keys if to in held and to != table} - held:
        held |= more
    assert {model._meta.db_table for model in workspace_models()} <= held


def test_the_running_program_is_neither_superuser_nor_owner_nor_past_the_policies():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("rounds_app", False, False, False, False)
    owners = {owner for (owner,) in rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")}
    assert owners == {"rounds_owner"}


def test_what_looks_across_workspaces_stands_in_one_list():
    definers = {
        name
        for (name,) in rows(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proname NOT LIKE 'procrastinate%%'"
        )
    }
    assert definers == set(FUNCTIONS) | set(KEEPING_TO_ONE)
    assert not set(FUNCTIONS) & set(KEEPING_TO_ONE)
    unsafe = rows(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proconfig IS NULL"
    )
    assert unsafe == [], "a definer function without its own search_path"


def test_what_looks_into_one_workspace_compares_the_setting_itself():
    for name in KEEPING_TO_ONE:
        [(body,)] = rows("SELECT prosrc FROM pg_proc WHERE proname = %s", name)
        assert "current_setting('rounds.workspace')::bigint" in body, name
        assert "workspace_id = here" in body, name


def test_a_query_outside_a_workspace_raises_instead_of_finding_nothing():
    with pytest.raises(DatabaseError, match=r"rounds\.workspace|bigint"):
        list(Ticket.objects.all())
    with pytest.raises(NoWorkspace):
        here()


def test_a_query_that_leaves_its_workspace_unread_raises():
    cast = a_workspace()
    with cast.inside():
        a_ticket()
        lazy = Ticket.objects.all()
    with pytest.raises(DatabaseError):
        list(lazy)


def test_a_transaction_speaks_for_one_workspace_only():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside(), pytest.raises(OtherWorkspace), theirs.inside():
        pass


def test_with_every_filter_removed_nothing_of_another_workspace_is_seen():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        ticket = a_ticket()
    with theirs.inside():
        for model in workspace_models():
            assert not model._base_manager.exclude(workspace_id=theirs.workspace_id).exists(), model
        with connection.cursor() as cursor:
            for model in workspace_models():
                cursor.execute(
                    f'SELECT count(*) FROM "{model._meta.db_table}" WHERE workspace_id = %s', [ours.workspace_id]
                )
                assert cursor.fetchone() == (0,), model
        assert Ticket.objects.filter(id=ticket.pk).update(subject="Mine now") == 0
        assert Message.objects.filter(ticket_id=ticket.pk).delete() == (0, {})
    with ours.inside():
        assert Ticket.objects.get(id=ticket.pk).subject == ticket.subject


def test_a_row_cannot_be_written_into_another_workspace():
    ours, theirs = a_workspace(), a_workspace()
    with pytest.raises(ProgrammingError, match="row-level security"), theirs.inside():
        Account.objects.create(workspace_id=ours.workspace_id, name="Smuggled", created_at="2026-01-01T00:00Z")
    with ours.inside():
        account = Account.objects.create(workspace_id=ours.workspace_id, name="Ours", created_at="2026-01-01T00:00Z")
    with pytest.raises(ProgrammingError, match="row-level security"), ours.inside():
        Account.objects.filter(id=account.pk).update(workspace_id=theirs.workspace_id)


def test_a_reference_to_another_workspaces_row_is_refused():
    ours, theirs = a_workspace(), a_workspace()
    with theirs.inside():
        account = Account.objects.create(
            workspace_id=theirs.workspace_id, name="Theirs", created_at="2026-01-01T00:00Z"
        )
    with pytest.raises(IntegrityError, match="contact_account_id_own"), ours.inside():
        Contact.objects.create(
            workspace_id=ours.workspace_id, account_id=account.pk, name="Spy", created_at="2026-01-01T00:00Z"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE timeline_event SET kind = 'never happened'",
        "DELETE FROM timeline_event",
        "TRUNCATE timeline_event CASCADE",
    ],
)
def test_the_timeline_cannot_be_changed_even_by_its_owner(statement):
    with a_workspace().inside():
        assert TimelineEvent.objects.exists()
    with (
        psycopg.connect(owner_url()) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        owner.execute(statement)


def test_keys_are_compared_as_stored_columns_so_that_their_index_serves_under_a_policy():
    """lower(x) and ILIKE are not leakproof: an index over them is ignored under a policy (architecture 3)."""
    for table, definition in rows("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"):
        if table not in WITHOUT_WORKSPACE and not definition.split()[2].endswith(ONLY_FOR_DEFINERS):
            assert "lower(" not in definition and "gin" not in definition.lower(), definition
    cast = a_workspace()
    with cast.inside():
        contact = a_customer().contact_id
        ContactAddress.objects.bulk_create(
            ContactAddress(workspace_id=cast.workspace_id, contact_id=contact, key=f"{n}@x.example", address="x")
            for n in range(3000)
        )
    with psycopg.connect(owner_url()) as owner:
        owner.execute("ANALYZE contact_address")
    with cast.inside(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT contact_id FROM contact_address WHERE key = '77@x.example'")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "address_of_one_contact" in plan, plan


def test_the_outbox_is_written_once_a_recipient():
    cast = a_workspace()
    same = {"channel": "mail", "ref_id": 1, "recipient_id": 1, "about_kind": "ticket", "about_id": 1}
    moments = {"created_at": "2026-01-01T00:00Z", "next_try_at": "2026-01-01T00:00Z"}
    with pytest.raises(IntegrityError), cast.inside():
        for _ in range(2):
            Outbox.objects.create(workspace_id=cast.workspace_id, **same, **moments)


def test_a_failed_command_leaves_nothing_of_its_transaction():
    cast = a_workspace()
    with pytest.raises(ZeroDivisionError), cast.inside():
        a_ticket()
        1 / 0
    with cast.inside():
        assert not Ticket.objects.exists()


def test_the_workspace_is_gone_with_its_transaction():
    cast = a_workspace()
    with cast.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('rounds.workspace')")
        assert cursor.fetchone() == (str(cast.workspace_id),)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('rounds.workspace', true)")
        assert cursor.fetchone() in {("",), (None,)}
    with as_workspace(cast.workspace_id):
        assert here() == cast.workspace_id
