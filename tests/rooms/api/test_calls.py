"""What programs do with the API: lists page by page, versions, problems, paces, files, events."""

import base64
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client, override_settings

from rounds.accounts.models import Account
from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.desk.duties import FORGET_UPLOADS
from rounds.desk.models import Ticket, Upload
from rounds.engine.finding import find
from tests.rooms.api.program import ROOT, Program, codes, program, without_rights
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def read_all(asking: Program, path: str, *, meanwhile=lambda: None) -> list[dict]:
    """Read a list page by page, and let something happen between two pages."""
    found, cursor = [], ""
    while cursor is not None:
        page = asking.get(f"{path}{'&' if '?' in path else '?'}limit=2{f'&after={cursor}' if cursor else ''}").json()
        found, cursor = [*found, *page["items"]], page["next"]
        meanwhile()
    return found


def test_a_list_that_is_read_while_others_write_shows_each_once_that_was_there():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        numbers = [a_ticket(at=later(hours=hour)).number for hour in range(7)]

    def meanwhile() -> None:
        with cast.inside():
            open_ones = Ticket.objects.exclude(state="closed").order_by("id")
            desk.close(number=open_ones.first().number, by=cast.lead, at=later(1))
            a_ticket(at=later(2))

    found = [ticket["number"] for ticket in read_all(asking, "/tickets", meanwhile=meanwhile)]
    assert found[:7] == numbers
    assert len(found) == len(set(found))


def test_filters_narrow_and_are_kept_by_the_cursor():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        dana = a_customer(account="Harbour Tile & Stone")
        firm = Account.objects.latest("id").pk
        theirs = [a_ticket(by=dana).number for _ in range(3)]
        Ticket.objects.filter(number__in=theirs).update(account_id=firm, assignee_id=cast.rep.id)
        others = [a_ticket().number for _ in range(3)]
        desk.close(number=others[0], by=cast.lead, at=MONDAY)
        desk.answer(number=others[1], text="Done.", by=cast.rep, at=MONDAY)

    def numbers(query: str) -> list[int]:
        return [ticket["number"] for ticket in read_all(asking, f"/tickets?{query}")]

    assert numbers(f"account={firm}") == numbers(f"assignee={cast.rep.id}") == theirs
    assert numbers(f"requester={dana.contact_id}") == theirs
    assert numbers("assignee=nobody") == others
    assert numbers("assignee=me") == []
    assert numbers("state=closed") == others[:1]
    assert numbers("turn=theirs") == [others[1]]
    assert numbers("turn=ours&state=live") == [*theirs, others[2]]
    assert numbers("queue=no%20such%20queue") == []
    assert len(numbers("kind=question")) == 6


@pytest.mark.parametrize("path", ["/tickets", "/accounts", "/contacts"])
def test_a_cursor_is_taken_only_back_for_its_own_list_unchanged(path):
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        for _ in range(3):
            a_ticket(by=a_customer(account="Harbour Tile & Stone"))
    cursor = program(ours).get(f"{path}?limit=1").json()["next"]
    name = {"/tickets": "queue=x", "/accounts": "name=x", "/contacts": "address=x"}[path]
    assert program(ours).get(f"{path}?after={cursor}").status_code == 200
    for wrong in (f"{path}?after={cursor[:-1]}", f"{path}?after={cursor}&{name}", f"{path}?after=MQ"):
        answer = program(ours).get(wrong)
        assert (answer.status_code, codes(answer)) == (422, ["cursor"]), wrong
    assert program(theirs).get(f"{path}?after={cursor}").status_code == 422


def test_a_misspelt_filter_is_no_silence():
    answer = program(a_workspace()).get("/tickets?stat=closed")
    assert (answer.status_code, codes(answer)) == (422, ["unknown"])
    assert "state" in answer.json()["problems"][0]["fix"]


def test_a_stale_act_is_refused_with_both_sides():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number
    read = asking.get(f"/tickets/{number}")["ETag"]
    asking.post(f"/tickets/{number}/kind", {"kind": "question"})
    answer = asking.post(f"/tickets/{number}/closure", If_Match=read)
    assert (answer.status_code, codes(answer)) == (412, ["changed meanwhile"])
    sides = answer.json()["sides"]
    assert sides["mine"] == {"State": "closed"}
    assert sides["theirs"]["State"] == "new"
    now = asking.get(f"/tickets/{number}")["ETag"]
    assert asking.post(f"/tickets/{number}/closure", If_Match=now).status_code == 200
    assert asking.post(f"/tickets/{number}/reopening", If_Match="nonsense").status_code == 412


@pytest.mark.parametrize("kind", ["accounts", "contacts"])
def test_a_record_is_changed_only_on_the_version_that_stands(kind):
    asking = program(a_workspace())
    made = asking.post(f"/{kind}", {"name": "Harbour"})
    address = made["Location"]
    assert asking.ask("PATCH", address, {"phone": "1"}).status_code == 428
    changed = asking.ask("PATCH", address, {"phone": "1"}, If_Match=made["ETag"])
    assert (changed.status_code, changed.json()["phone"]) == (200, "1")
    assert changed["ETag"] != made["ETag"]
    stale = asking.ask("PATCH", address, {"phone": "2"}, If_Match=made["ETag"])
    assert stale.status_code == 412
    assert stale.json()["sides"] == {"what": "Harbour", "mine": {"phone": "2"}, "theirs": {"phone": "1"}}
    assert asking.get(address).json()["phone"] == "1"
    assert asking.ask("PATCH", address, {"phone": "3"}, If_Match=changed["ETag"]).status_code == 200


def test_a_contact_has_its_addresses_and_its_firm():
    asking = program(a_workspace())
    firm = asking.post("/accounts", {"name": "Harbour"}).json()
    dana = asking.post(
        "/contacts", {"name": "Dana", "addresses": ["Dana@harbour.example"], "account_id": firm["id"], "title": "Owner"}
    ).json()
    assert (dana["account_id"], [each["address"] for each in dana["addresses"]]) == (
        firm["id"],
        ["Dana@harbour.example"],
    )
    more = asking.post(f"{dana['url']}/addresses", {"address": "owner@harbour.example"}).json()
    assert [each["address"] for each in more["addresses"]] == ["Dana@harbour.example", "owner@harbour.example"]
    assert [each["id"] for each in asking.get("/contacts?address=dana@HARBOUR.example").json()["items"]] == [dana["id"]]
    taken = asking.post("/contacts", {"name": "Dan", "addresses": ["dana@harbour.example"]})
    assert (taken.status_code, codes(taken)) == (409, ["address taken"])
    assert len(asking.get("/contacts").json()["items"]) == 1, "nothing of a refused act stays"


def test_an_answer_sets_the_date_and_leaves_with_its_files():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number
    picture = b"\x89PNG" * 1000
    sent = {"name": "../a b.png", "media_type": "image/png", "content": base64.b64encode(picture).decode()}
    answer = asking.post(f"/tickets/{number}/answer", {"text": "Done.", "date": {"span": "2 weeks"}, "files": [sent]})
    assert answer.status_code == 201, answer.content
    [file] = answer.json()["files"]
    assert (file["name"], file["size"]) == ("a b.png", 4000)
    got = asking.get(file["url"])
    assert got.content == picture
    assert got["Content-Disposition"] == 'attachment; filename="a b.png"'
    assert got["X-Content-Type-Options"] == "nosniff"
    ticket = asking.get(f"/tickets/{number}").json()
    assert ticket["wakes_at"] > (clock.now() + timedelta(days=12)).isoformat()
    assert not ticket["our_turn"]
    said = asking.get(f"/tickets/{number}/messages").json()["items"]
    assert [each["kind"] for each in said] == ["customer", "staff"]
    none = asking.post(f"/tickets/{number}/answer", {"text": "Again.", "date": "none"})
    assert none.status_code == 201
    assert asking.get(f"/tickets/{number}").json()["wakes_at"] is None


def test_a_ticket_opened_here_is_the_same_as_one_from_the_page():
    asking = program(a_workspace())
    new = {
        "address": "dana@harbour.example",
        "name": "Dana",
        "kind": "question",
        "subject": "Banner",
        "text": "Please.",
    }
    made = asking.post("/tickets", new)
    assert made.status_code == 201
    assert asking.get(made["Location"]).content == made.content
    unknown = asking.post("/tickets", new | {"kind": "qestion"})
    assert (unknown.status_code, codes(unknown)) == (409, ["unknown kind"])
    assert unknown.json()["problems"][0]["field"] == "kind"
    empty = asking.post("/tickets", new | {"text": "  "})
    assert (empty.status_code, codes(empty)) == (409, ["empty"])


def test_events_are_read_on_from_their_final_number_and_hold_no_names():
    cast = a_workspace()
    asking = program(cast)
    asking.post("/contacts", {"name": "Dana Whitlock", "addresses": ["dana@harbour.example"]})
    seal_all(cast)
    first = asking.get("/events?limit=3").json()
    assert [event["number"] for event in first["items"]] == [1, 2, 3]
    numbers, last = [], 0
    while events := (page := asking.get(f"/events?since={last}&limit=4").json())["items"]:
        numbers, last = [*numbers, *(event["number"] for event in events)], page["last"]
        assert b"Dana" not in str(events).encode()
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert asking.get(f"/events?since={last}").json() == {"items": [], "last": last}


def test_a_token_that_asks_too_fast_has_to_wait_and_no_other():
    cast = a_workspace()
    fast, other = program(cast), program(cast)
    with override_settings(API_PACE=3):
        answers = [fast.get("/manual") for _ in range(5)]
        assert {answer.status_code for answer in answers[:3]} <= {200}
        assert answers[-1].status_code in {200, 429}  # a minute may have begun
        slow = next((answer for answer in answers if answer.status_code == 429), None)
        if slow:
            assert 0 < int(slow["Retry-After"]) <= 60
            assert codes(slow) == ["too fast"]
        assert other.get("/manual").status_code == 200
    assert int(answers[0]["RateLimit-Remaining"]) == 2


def test_wrong_tokens_are_told_to_wait_while_right_ones_go_on():
    cast = a_workspace()
    asking = program(cast)
    with override_settings(API_GUESSES=0):
        assert Program("rnd_ABCDEFGHJK_wrong").get("/manual").status_code == 429
        assert asking.get("/manual").status_code == 200


def test_no_other_page_can_use_the_api_through_a_browser():
    """CORS is off, a session is no token, and no answer may be kept on the way."""
    cast = a_workspace()
    answer = program(cast).get("/tickets", Origin="https://evil.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer["Cache-Control"] == "no-store"
    assert Client().get(f"{ROOT}/tickets").status_code == 401


def test_an_address_that_leads_nowhere_and_a_method_that_does_nothing_say_so():
    asking = program(a_workspace())
    assert codes(asking.get("/nothing")) == ["not there"]
    assert asking.get("/tickets/x%0Ay").status_code == 404
    answer = asking.ask("PUT", "/tickets")
    assert (answer.status_code, answer["Allow"], codes(answer)) == (405, "GET, HEAD, POST", ["no method"])


@pytest.mark.parametrize(
    "path", ["/tickets/{number}", "/tickets", "/openapi.json", "/tickets/999999", "/tickets?state=lost"]
)
def test_head_is_answered_as_get_is_without_the_body(path):
    """F6, RFC 9110: status and headers are those of GET, the ETag and the length among them."""
    cast = a_workspace()
    with cast.inside():
        path = path.format(number=a_ticket().number)
    asking = program(cast)
    whole, head = asking.get(path), asking.ask("HEAD", path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    differing = {"RateLimit-Remaining", "RateLimit-Reset"}
    told = {name: value for name, value in head.items() if name not in differing}
    assert told == {name: value for name, value in whole.items() if name not in differing}
    assert head["Content-Length"] == str(len(whole.content))
    assert ("ETag" in head) is (path == "/tickets/1")


def test_head_needs_what_get_needs_and_does_nothing_where_there_is_no_get():
    """F6: whoever may not read learns nothing by HEAD; an address of acts alone has none."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    path = f"/tickets/{number}"
    assert Client().head(f"{ROOT}{path}").status_code == 401
    assert without_rights(cast).ask("HEAD", path).status_code == 403
    assert program(a_workspace()).ask("HEAD", path).status_code == 404
    answer = program(cast).ask("HEAD", f"{path}/note")
    assert (answer.status_code, answer["Allow"], answer.content) == (405, "POST", b"")


def test_a_file_comes_before_its_message_goes_with_one_and_is_nobody_elses():
    cast = a_workspace()
    asking, other = program(cast), program(cast)
    with cast.inside():
        number = a_ticket().number
    brought = asking.ask("POST", "/files?name=a/b.png&media_type=image/png", b"\x89PNG")
    assert (brought.status_code, brought.json()["name"], brought.json()["size"]) == (201, "b.png", 4)
    sent = {"text": "See.", "uploads": [brought.json()["id"]]}
    assert codes(other.post(f"/tickets/{number}/note", sent)) == ["no upload"]
    said = asking.post(f"/tickets/{number}/note", sent)
    assert [file["name"] for file in said.json()["files"]] == ["b.png"]
    assert asking.get(said.json()["files"][0]["url"]).content == b"\x89PNG"
    assert codes(asking.post(f"/tickets/{number}/note", sent)) == ["no upload"]
    assert codes(asking.ask("POST", "/files?name=a.png", b"")) == ["empty"]
    assert asking.ask("POST", "/files?name=a.png", b"x" * (settings.MAIL_LIMIT * 3 // 4 + 1)).status_code == 413


def test_a_file_that_went_with_nothing_is_forgotten_after_a_day():
    cast = a_workspace()
    assert program(cast).ask("POST", "/files?name=a.png", b"PNG").status_code == 201
    tomorrow = clock.now() + timedelta(hours=25)
    [due] = [each for each in find(FORGET_UPLOADS, tomorrow, 100_000) if each.workspace_id == cast.workspace_id]
    with cast.inside():
        assert Upload.objects.filter(id=due.id).exists()
        assert FORGET_UPLOADS.do(due, clock.now())
        assert not Upload.objects.exists()
