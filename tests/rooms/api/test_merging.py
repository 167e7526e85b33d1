"""Programs merge tickets, run macros, and take both back; what is read agrees with the page."""

from rounds.desk.models import Message
from tests.rooms.api.program import Program, codes, program
from tests.world import Cast, a_customer, a_ticket, a_workspace, later


def two_tickets(cast: Cast) -> tuple[int, int]:
    with cast.inside():
        customer = a_customer()
        return a_ticket(by=customer, at=later(-1)).number, a_ticket(by=customer, at=later(-0.5)).number


def state_of(asking: Program, number: int) -> tuple[str, int | None]:
    ticket = asking.get(f"/tickets/{number}").json()
    return ticket["state"], ticket["merged_into"]


def test_a_program_merges_reads_all_that_was_said_on_one_and_takes_it_back():
    cast = a_workspace()
    asking = program(cast)
    one, two = two_tickets(cast)
    made = asking.post(f"/tickets/{one}/merging", {"numbers": [two]}, If_Match='"1"')
    assert (made.status_code, made.json()["into"], made.json()["numbers"]) == (201, one, [two])
    assert made["Location"] == made.json()["url"]
    assert state_of(asking, two) == ("merged", one)
    assert len(asking.get(f"/tickets/{one}/messages").json()["items"]) == 2
    assert [each["number"] for each in asking.get("/tickets?state=live").json()["items"]] == [one]
    assert [each["number"] for each in asking.get("/tickets?state=merged").json()["items"]] == [two]
    refused = asking.post(f"/tickets/{two}/closure", If_Match="*")
    assert (refused.status_code, codes(refused)) == (409, ["merged"])
    assert f"#{one}" in refused.json()["problems"][0]["text"]
    back = asking.post(f"{made.json()['url']}/undoing")
    assert back.json()["undone_at"]
    assert state_of(asking, two) == ("new", None)


def test_a_stale_merge_is_refused_with_both_sides_and_a_second_one_says_where_it_went():
    cast = a_workspace()
    asking = program(cast)
    one, two = two_tickets(cast)
    stale = asking.post(f"/tickets/{one}/merging", {"numbers": [two]}, If_Match='"7"')
    assert (stale.status_code, stale.json()["sides"]["mine"]) == (412, {"Merged into it": f"#{two}"})
    asking.post(f"/tickets/{one}/merging", {"numbers": [two]})
    again = asking.post(f"/tickets/{one}/merging", {"numbers": [two]})
    assert (again.status_code, codes(again)) == (409, ["merged"])


def test_a_merge_with_a_key_is_done_once():
    cast = a_workspace()
    asking = program(cast)
    one, two = two_tickets(cast)
    first, second = (
        asking.post(f"/tickets/{one}/merging", {"numbers": [two]}, Idempotency_Key="once") for _ in range(2)
    )
    assert first.json() == second.json()


def test_a_program_runs_a_macro_and_hears_why_not():
    cast = a_workspace()
    asking = program(cast)
    one, _ = two_tickets(cast)
    assert asking.post(f"/tickets/{one}/macro", {"macro": "glad to help"}).json()["state"] == "closed"
    with cast.inside():
        assert Message.objects.filter(ticket__number=one, kind="staff").count() == 1
    missing = asking.post(f"/tickets/{one}/macro", {"macro": "make coffee"})
    assert (missing.status_code, codes(missing)) == (409, ["no such macro"])
    narrow = program(cast, scopes=("read everything",))
    assert narrow.post(f"/tickets/{one}/macro", {"macro": "glad to help"}).status_code == 403
