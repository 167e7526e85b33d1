"""A deleted, changed, inserted or moved past is found, though it was done by the owner of the tables with the guards down."""

from contextlib import contextmanager

import psycopg
import pytest
from django.test import override_settings

from rounds.cli.doctor import history
from rounds.desk import commands as desk
from rounds.timeline import verifying
from rounds.timeline.models import Seal, TimelineEvent
from rounds.timeline.seals import chained
from rounds.timeline.verifying import verify
from tests.database import owner_url
from tests.rooms.timeline.sealed import numbers, seal_all, seal_until, unsealed
from tests.world import MONDAY, Cast, a_ticket, a_workspace

SAYS = {field.column for field in TimelineEvent._meta.local_concrete_fields} - {"id", "workspace_id"}
"""All that an event says. With another id it is another event: see the deleted and the inserted ones."""


def a_sealed_past() -> Cast:
    cast = a_workspace()
    with cast.inside():
        for _ in range(3):
            desk.close(number=a_ticket().number, by=cast.rep, at=MONDAY)
    seal_all(cast)
    return cast


@contextmanager
def guards_down():
    """Act as the owner of the tables, without triggers and without the reference from seals to events."""
    with psycopg.connect(owner_url()) as owner:
        for table in ("timeline_event", "timeline_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE timeline_seal DROP CONSTRAINT timeline_seal_event_id_own")
        yield owner
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.execute(
            "ALTER TABLE timeline_seal ADD CONSTRAINT timeline_seal_event_id_own FOREIGN KEY (workspace_id, event_id) "
            "REFERENCES timeline_event (workspace_id, id) NOT VALID"
        )
        for table in ("timeline_event", "timeline_seal"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def event_number(cast: Cast, number: int) -> int:
    with cast.inside():
        return Seal.objects.get(number=number).event_id


def test_an_untouched_past_is_fine():
    cast = a_sealed_past()
    found = verify(cast.workspace_id)
    assert (found.broken, found.waiting, found.last.number) == (None, 0, numbers(cast)[-1])


def test_it_is_fine_in_batches_of_any_size(monkeypatch):
    cast = a_sealed_past()
    for batch in (1, 2, 7):
        monkeypatch.setattr(verifying, "BATCH", batch)
        assert verify(cast.workspace_id).broken is None


@pytest.mark.parametrize("column", sorted(SAYS))
def test_a_change_of_any_column_is_found(column):
    cast = a_sealed_past()
    event_id = event_number(cast, 3)
    other = {
        "at": "at + interval '1 second'",
        "recorded_at": "recorded_at + interval '1 microsecond'",
        "because": """'{"clause": "never"}'""",
        "payload": """payload || '{"before": "never"}'""",
        "subject_id": "subject_id + 1",
        "actor_id": "coalesce(actor_id, 0) + 1",
        "account_id": "coalesce(account_id, 0) + 1",
        "written_in": "written_in - 1",
    }.get(column, f"coalesce({column}, '') || 'x'")
    other = "'member'" if column == "actor_kind" else other
    with guards_down() as owner:
        owner.execute(f"UPDATE timeline_event SET {column} = {other} WHERE id = %s", [event_id])
    found = verify(cast.workspace_id).broken
    assert found and (found.event_id, found.number) == (event_id, 3)
    assert "was changed" in found.says


def test_a_deleted_event_is_found():
    cast = a_sealed_past()
    event_id = event_number(cast, 4)
    with guards_down() as owner:
        owner.execute("DELETE FROM timeline_event WHERE id = %s", [event_id])
    found = verify(cast.workspace_id).broken
    assert found and (found.event_id, found.says) == (event_id, f"Event {event_id}, number 4, was deleted.")


def test_an_event_deleted_with_its_seal_is_found():
    cast = a_sealed_past()
    event_id = event_number(cast, 4)
    with guards_down() as owner:
        owner.execute("DELETE FROM timeline_seal WHERE event_id = %s", [event_id])
        owner.execute("DELETE FROM timeline_event WHERE id = %s", [event_id])
    found = verify(cast.workspace_id).broken
    assert found and found.says == "The seal 4 is missing."


def test_an_event_deleted_with_its_seal_and_the_others_moved_up_is_found():
    cast = a_sealed_past()
    event_id, next_id = event_number(cast, 4), event_number(cast, 5)
    with guards_down() as owner:
        owner.execute("DELETE FROM timeline_seal WHERE event_id = %s", [event_id])
        owner.execute("DELETE FROM timeline_event WHERE id = %s", [event_id])
        _shift(owner, cast, by=-1, after=4)
    found = verify(cast.workspace_id).broken
    assert found and (found.event_id, found.number) == (next_id, 4)


def test_an_inserted_event_is_found():
    cast = a_sealed_past()
    made = _insert_beside(cast, event_number(cast, 2))
    seal_all_but_one(cast)
    found = verify(cast.workspace_id).broken
    assert found and (found.event_id, found.says) == (made, f"Event {made} was put into the past; it has no seal.")


def test_an_inserted_event_with_a_seal_of_its_own_is_found():
    cast = a_sealed_past()
    made = _insert_beside(cast, event_number(cast, 2))
    with cast.inside():
        before = bytes(Seal.objects.get(number=2).hash)
        forged = chained(before, TimelineEvent.objects.filter(id=made).values().get())
    pushed = event_number(cast, 3)
    with guards_down() as owner:
        _shift(owner, cast, by=1, after=2)
        owner.execute(
            "INSERT INTO timeline_seal (workspace_id, number, event_id, hash, sealed_at) VALUES (%s, 3, %s, %s, now())",
            [cast.workspace_id, made, forged],
        )
    found = verify(cast.workspace_id).broken
    assert found and (found.event_id, found.number) == (pushed, 4)


def test_two_events_that_changed_places_are_found():
    cast = a_sealed_past()
    first, second = event_number(cast, 2), event_number(cast, 3)
    with guards_down() as owner:
        for event_id, number in ((first, -3), (second, 2), (first, 3)):
            owner.execute("UPDATE timeline_seal SET number = %s WHERE event_id = %s", [number, event_id])
    found = verify(cast.workspace_id).broken
    assert found and (found.event_id, found.number) == (second, 2)


def test_the_first_of_several_is_named():
    cast = a_sealed_past()
    early, late = event_number(cast, 2), event_number(cast, 5)
    with guards_down() as owner:
        owner.execute("DELETE FROM timeline_event WHERE id = %s", [late])
        owner.execute("UPDATE timeline_event SET kind = 'never' WHERE id = %s", [early])
    found = verify(cast.workspace_id).broken
    assert found and found.event_id == early


def test_with_the_guards_up_a_sealed_event_cannot_even_be_deleted():
    cast = a_sealed_past()
    event_id = event_number(cast, 2)
    with psycopg.connect(owner_url()) as owner, pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute("ALTER TABLE timeline_event DISABLE TRIGGER USER")
        owner.execute("DELETE FROM timeline_event WHERE id = %s", [event_id])


@override_settings(SMTP_OUT=None)
def test_the_doctor_says_it_for_every_workspace():
    fine, broken = a_sealed_past(), a_sealed_past()
    event_id = event_number(broken, 2)
    with guards_down() as owner:
        owner.execute("DELETE FROM timeline_event WHERE id = %s", [event_id])
    findings = list(history.look())
    assert any("all as they were" in each.says and each.state == "fine" for each in findings)
    [trouble] = [each for each in findings if f"Event {event_id}," in each.says]
    assert trouble.state == "trouble"
    last = verify(fine.workspace_id).last
    assert any(f"{last.number}:{last.hash.hex()}" in each.says for each in findings)


def seal_all_but_one(cast: Cast) -> None:
    """Let time pass: what was put into the past never gets a seal, what comes after does."""
    with cast.inside():
        before = unsealed(cast)
        a_ticket()
    seal_until(lambda: unsealed(cast) == before, cast)


def _insert_beside(cast: Cast, event_id: int) -> int:
    """Put a second event into the transaction that wrote this one, as if it had always been there."""
    with psycopg.connect(owner_url()) as owner:
        made = owner.execute(
            "INSERT INTO timeline_event (workspace_id, at, recorded_at, actor_kind, actor_name, kind, subject_kind, "
            "subject_id, payload, written_in) SELECT workspace_id, at, recorded_at, actor_kind, actor_name, kind, "
            "subject_kind, subject_id, payload, written_in - 1 FROM timeline_event WHERE id = %s RETURNING id",
            [event_id],
        ).fetchone()
    return made[0]


def _shift(owner: psycopg.Connection, cast: Cast, *, by: int, after: int) -> None:
    """Renumber the seals behind one. In two steps, since each number stands once."""
    for step in ("-number", f"-number + {by}"):
        where = f"number > {after}" if step == "-number" else "number < 0"
        owner.execute(
            f"UPDATE timeline_seal SET number = {step} WHERE workspace_id = %s AND {where}", [cast.workspace_id]
        )
