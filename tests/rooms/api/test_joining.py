"""Programs say that two contacts are one person, read it, and take it back; and take an address away."""

from rounds.accounts.models import ContactJoin
from tests.rooms.api.program import codes, program
from tests.world import Cast, a_customer, a_ticket, a_workspace


def two_contacts(cast: Cast) -> tuple[int, int, int]:
    with cast.inside():
        kept, other = a_customer(address="dana@harbour.example"), a_customer("D. Whitlock", address="dana@home.example")
        return kept.contact_id, other.contact_id, a_ticket(by=other).number


def test_a_program_joins_two_contacts_reads_it_and_takes_it_back():
    cast = a_workspace()
    asking = program(cast)
    kept, other, number = two_contacts(cast)
    made = asking.post(f"/contacts/{kept}/joins", {"other_id": other})
    assert (made.status_code, made.json()["contact_id"], made.json()["other_id"]) == (201, kept, other)
    assert asking.get(made.json()["url"]).json() == made.json()
    assert asking.get(f"/tickets/{number}").json()["requester_id"] == kept
    known = asking.get(f"/contacts/{kept}").json()
    assert [each["address"] for each in known["addresses"]] == ["dana@harbour.example", "dana@home.example"]
    assert asking.get(f"/contacts/{other}").json()["joined_into_id"] == kept
    assert [each["id"] for each in asking.get("/contacts").json()["items"]] == [kept]
    assert [each["id"] for each in asking.get("/contacts?address=dana@home.example").json()["items"]] == [kept]
    refused = asking.ask("PATCH", f"/contacts/{other}", {"title": "Owner"}, If_Match="*")
    assert (refused.status_code, codes(refused)) == (409, ["joined"])
    back = asking.post(f"{made.json()['url']}/undoing")
    assert back.json()["undone_at"]
    assert asking.get(f"/tickets/{number}").json()["requester_id"] == other
    assert asking.get(f"/contacts/{other}").json()["joined_into_id"] is None


def test_a_joining_with_a_key_is_done_once_and_a_stale_one_is_refused_with_both_sides():
    cast = a_workspace()
    asking = program(cast)
    kept, other, _ = two_contacts(cast)
    stale = asking.post(f"/contacts/{kept}/joins", {"other_id": other}, If_Match='"7"')
    assert (stale.status_code, stale.json()["sides"]["mine"]) == (412, {"name": "D. Whitlock"})
    read = asking.get(f"/contacts/{kept}")["ETag"]
    first, second = (
        asking.post(f"/contacts/{kept}/joins", {"other_id": other}, If_Match=read, Idempotency_Key="once") for _ in "ab"
    )
    assert (first.status_code, first.json()) == (201, second.json())
    again = asking.post(f"/contacts/{kept}/joins", {"other_id": other})
    assert (again.status_code, codes(again)) == (409, ["joined"])
    with cast.inside():
        assert ContactJoin.objects.count() == 1


def test_an_address_is_taken_away_but_not_the_only_one():
    cast = a_workspace()
    asking = program(cast)
    kept, _, _ = two_contacts(cast)
    added = asking.post(f"/contacts/{kept}/addresses", {"address": "dana@fair.example"}).json()
    first, second = (each["id"] for each in added["addresses"])
    left = asking.ask("DELETE", f"/contacts/{kept}/addresses/{first}").json()
    assert [each["id"] for each in left["addresses"]] == [second]
    refused = asking.ask("DELETE", f"/contacts/{kept}/addresses/{second}")
    assert (refused.status_code, codes(refused)) == (409, ["only address"])
    assert asking.ask("DELETE", f"/contacts/{kept}/addresses/{first}").status_code == 404


def test_an_account_is_added_with_what_is_known_of_it():
    asking = program(a_workspace())
    made = asking.post("/accounts", {"name": "Harbour Tile", "tier": "gold", "zone": "Europe/Berlin"})
    assert (made.status_code, made.json()["tier"], made.json()["zone"]) == (201, "gold", "Europe/Berlin")
    known = asking.post("/accounts", {"name": "HARBOUR TILE", "only_new": True})
    assert (known.status_code, codes(known)) == (409, ["known"])
    assert asking.post("/accounts", {"name": "Harbour Tile"}).status_code == 201
    refused = asking.post("/accounts", {"name": "Harbour Tile", "zone": "Asia/Tokio"})
    assert (refused.status_code, codes(refused)) == (409, ["unknown zone"])
