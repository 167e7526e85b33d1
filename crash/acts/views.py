"""A search is kept as a view, and deleted again: one of that name, or none."""

import psycopg

from crash.deeds import Step
from crash.desk import Desk

TRACES = """
    select name, count(*) filter (where deleted_at is null), count(*) filter (where deleted_at is not null), count(*) > 1
    from saved_view where name like 'view-%' group by 1"""

FAULTS = {
    "a view that comes back by itself": """
        update saved_view set deleted_at = null where id = (select min(id) from saved_view where deleted_at is not null)"""
}


def do(desk: Desk) -> None:
    """Keep a search; delete it again, for a member keeps fifty at most."""
    deed = desk.deed("view")
    form = desk.member.open("/desk?q=is%3Aour-turn").form("/views/saving")
    if not deed.ask(Step.DO, form, "/desk", name=deed.mark):
        return
    with psycopg.connect(desk.place.owner_url, autocommit=True, connect_timeout=5) as owner:
        row = owner.execute("select id from saved_view where name = %s", [deed.mark]).fetchone()
    if row:
        deed.ask(Step.UNDO, desk.member.open("/desk/lists").form(f"/views/{row[0]}/deletion"), "/desk/lists")
