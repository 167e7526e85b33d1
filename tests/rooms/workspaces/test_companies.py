"""The tests' companies: one that was copied is the one that the acts of founding make, in every table there is."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from rounds.policies.queries import book
from tests.companies import another_like
from tests.database import owner_url
from tests.world import MANUAL, MONDAY, a_founded_workspace, a_ticket, a_workspace

POINTS_TO = {"workspace_id": "workspace", "manual_id": "manual", "person_id": "person"}
OF_ITS_OWN = ("written_in", "recorded_at")


def test_a_copied_company_has_the_rows_of_a_founded_one_and_none_besides():
    founded, slug = a_founded_workspace(MANUAL.read_text(), MONDAY)
    again, other_slug = a_founded_workspace(MANUAL.read_text(), MONDAY)
    copied, members = another_like(founded.workspace_id, old_slug=slug, slug="copied")
    assert _rows(copied, "copied") == _rows(founded.workspace_id, slug) == _rows(again.workspace_id, other_slug)
    assert len(members) == 5
    assert {table for table, _ in _rows(copied, "copied")} == {
        "workspace",
        "manual",
        "clause",
        "person",
        "member",
        "timeline_event",
    }


def test_a_copied_companys_manual_and_events_are_its_own():
    first, second = a_workspace(), a_workspace()
    with second.inside():
        assert book().version == 1
        assert a_ticket().number == 1
    with first.inside():
        assert a_ticket().number == 1


def _rows(workspace_id: int, slug: str) -> list[tuple[str, dict[str, Any]]]:
    """Give each row with its table; what names a row of the company says which one, in the order they were made."""
    found = list(_as_they_are(workspace_id))
    place = {(table, row["id"]): number for number, (table, row) in enumerate(found) if "id" in row}

    def told(table: str, row: dict[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in row.items() if name not in OF_ITS_OWN}
        names = POINTS_TO | {"id": table, "subject_id": row.get("subject_kind", "")}
        row |= {name: place[of, row[name]] for name, of in names.items() if name in row}
        if table == "timeline_event":
            row["payload"] |= {of: place[of, row["payload"][of]] for of in ("member", "manual") if of in row["payload"]}
        if table == "person":
            row["password"] = row["password"].split("$")[0]  # salted anew each time
        return {name: value.replace(slug, "…") if isinstance(value, str) else value for name, value in row.items()}

    return [(table, told(table, row)) for table, row in found]


def _as_they_are(workspace_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    with psycopg.connect(owner_url()) as owner:
        tables = owner.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'workspace_id' ORDER BY 1"
        )
        of_a_company = {table: "workspace_id = %s" for (table,) in tables.fetchall() if table != "session"}
        people = "id IN (SELECT person_id FROM member WHERE workspace_id = %s)"
        for table, where in {"workspace": "id = %s", "person": people, **of_a_company}.items():
            asked = sql.SQL("SELECT to_jsonb(row) FROM {} row WHERE {} ORDER BY 1").format(
                sql.Identifier(table), sql.SQL(where)
            )
            for (row,) in sorted(
                owner.execute(asked, [workspace_id]).fetchall(), key=lambda found: found[0].get("id", 0)
            ):
                yield table, row
