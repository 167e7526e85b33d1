"""Programs tell what was done with the product: each record is answered by itself, and nothing counts twice."""

from rounds.telemetry.queries import rows_behind
from tests.rooms.api.program import program
from tests.rooms.telemetry.usage import firms
from tests.world import a_workspace

RECORD = {"id": "1", "account": "a", "event": "item submitted", "at": "2026-01-31T23:30:00Z"}


def told(asking, *records, **headers):
    return asking.post("/usage", {"source": "app", "known_in": "crm", "records": list(records)}, **headers)


def test_each_record_is_answered_by_itself_and_a_call_made_again_changes_nothing():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        firms("a")
    records = [
        RECORD,
        RECORD | {"user": "u1", "quantity": 2.5},
        RECORD | {"id": "2", "account": "zz"},
        RECORD | {"id": "3", "item": "for ada@linden.example"},
        RECORD | {"id": "4", "at": "2126-01-31T23:30:00Z"},
    ]
    first = told(asking, *records, Idempotency_Key="one")
    assert [each["became"] for each in first.json()["items"]] == ["in", "known", "apart", "refused", "apart"]
    assert "Bring the account in" in first.json()["items"][2]["fix"]
    again = told(asking, *records, Idempotency_Key="one")
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true"
    assert told(asking, *records).json()["items"][0]["became"] == "known"
    with cast.inside():
        assert len(rows_behind(accounts=None)) == 1


def test_what_usage_waits_for_is_listed_and_can_be_dropped():
    cast = a_workspace()
    asking = program(cast)
    told(
        asking, RECORD | {"account": "y"}, RECORD | {"id": "2", "account": "zz"}, RECORD | {"id": "3", "account": "zz"}
    )
    first = asking.get("/usage/waiting?limit=1").json()
    [waits] = first["items"]
    assert (waits["what"], waits["source"], waits["key"], waits["rows"]) == ("account", "crm", "y", 1)
    [last] = asking.get(f"/usage/waiting?after={first['next']}").json()["items"]
    assert asking.ask("DELETE", f"/usage/waiting/{waits['id']}").json()["items"] == [last]
    assert asking.ask("DELETE", f"/usage/waiting/{waits['id']}").status_code == 404


def test_a_program_without_the_scope_tells_nothing():
    cast = a_workspace()
    assert told(program(cast, scopes=("read everything",)), RECORD).status_code == 403
