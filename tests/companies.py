"""Another company like one that stands: founding one anew, act by act, for each of thousands of tests was a sixth of their time.

What the acts of founding write is copied row by row, in one statement of the database's owner, whom no policy binds.
`tests/rooms/workspaces/test_companies.py` compares a copied company with a founded one, in every table there is.
"""

from functools import cache

import psycopg

from tests.database import owner_url

TABLES = ("workspace", "manual", "clause", "person", "member", "timeline_event")
"""Where a company that was just founded has rows."""

COPY = """
    WITH company AS MATERIALIZED (
        SELECT {workspace} AS id, {manual} AS manual_id),
    people AS MATERIALIZED (
        SELECT old.id AS old_id, {member} AS id, old.person_id AS old_person_id, {person} AS person_id,
            replace(old.email, %(old_slug)s, %(slug)s) AS email
        FROM (SELECT * FROM member WHERE workspace_id = %(old)s ORDER BY id) old),
    clauses AS MATERIALIZED (
        SELECT old.id AS old_id, {clause} AS id
        FROM (SELECT id FROM clause WHERE workspace_id = %(old)s ORDER BY id) old),
    events AS MATERIALIZED (
        SELECT old.id AS old_id, {timeline_event} AS id
        FROM (SELECT id FROM timeline_event WHERE workspace_id = %(old)s ORDER BY id) old),
    in_workspace AS (
        INSERT INTO workspace SELECT row.* FROM company, workspace old, LATERAL jsonb_populate_record(
            old, jsonb_build_object('id', company.id, 'slug', %(slug)s)) row
        WHERE old.id = %(old)s),
    in_manual AS (
        INSERT INTO manual SELECT row.* FROM company, manual old, LATERAL jsonb_populate_record(
            old, jsonb_build_object('id', company.manual_id, 'workspace_id', company.id)) row
        WHERE old.workspace_id = %(old)s),
    in_clause AS (
        INSERT INTO clause SELECT row.* FROM company, clauses, clause old, LATERAL jsonb_populate_record(
            old, jsonb_build_object('id', clauses.id, 'workspace_id', company.id, 'manual_id', company.manual_id)) row
        WHERE old.id = clauses.old_id ORDER BY row.id),
    in_person AS (
        INSERT INTO person SELECT row.* FROM people, person old, LATERAL jsonb_populate_record(
            old, jsonb_build_object('id', people.person_id, 'email', people.email)) row
        WHERE old.id = people.old_person_id),
    in_member AS (
        INSERT INTO member SELECT row.* FROM company, people, member old, LATERAL jsonb_populate_record(
            old, jsonb_build_object(
                'id', people.id, 'workspace_id', company.id, 'person_id', people.person_id, 'email', people.email)) row
        WHERE old.id = people.old_id),
    in_timeline AS (
        INSERT INTO timeline_event SELECT row.*
        FROM company, events, timeline_event old
            LEFT JOIN people ON old.subject_kind = 'member' AND old.subject_id = people.old_id,
            LATERAL jsonb_populate_record(old, jsonb_build_object(
                'id', events.id, 'workspace_id', company.id, 'written_in', pg_current_xact_id()::text,
                'recorded_at', statement_timestamp(), 'subject_id', coalesce(people.id, company.manual_id),
                'payload', old.payload || CASE WHEN people.id IS NULL
                    THEN jsonb_build_object('manual', company.manual_id) ELSE jsonb_build_object('member', people.id) END)) row
        WHERE old.id = events.old_id ORDER BY row.id)
    SELECT company.id, array(SELECT people.id FROM people ORDER BY people.old_id) FROM company
""".format(**{table: f"nextval(pg_get_serial_sequence('{table}', 'id'))" for table in TABLES})


def another_like(workspace_id: int, *, old_slug: str, slug: str) -> tuple[int, list[int]]:
    """Copy a company in which nothing was done since it was founded; give the new one's id, and its members' in their order."""
    [(company, members)] = _owner().execute(COPY, {"old": workspace_id, "old_slug": old_slug, "slug": slug}).fetchall()
    return company, members


@cache
def _owner() -> psycopg.Connection:
    return psycopg.connect(owner_url(), autocommit=True)
