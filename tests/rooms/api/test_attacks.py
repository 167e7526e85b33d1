"""What somebody with a token tries: other fields, other companies, broken and monstrous bodies. Nothing answers 500."""

import json

import pytest

from rounds.accounts.models import Account
from rounds.desk.models import Ticket
from rounds.site.gate import is_known
from tests.rooms.api.program import codes, program
from tests.world import a_ticket, a_workspace


@pytest.mark.parametrize(
    "more", [{"workspace_id": 1}, {"workspace": 1}, {"id": 1}, {"version": 9}, {"created_at": "2020-01-01"}]
)
def test_a_field_that_is_not_asked_for_is_refused(more):
    cast = a_workspace()
    answer = program(cast).post("/accounts", {"name": "Harbour"} | more)
    assert answer.status_code == 422
    with cast.inside():
        assert Account.objects.count() == 0


def test_an_act_takes_no_state_no_number_and_no_author():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    for body in (
        {"text": "Hi", "member_id": 1},
        {"text": "Hi", "kind": "customer"},
        {"text": "Hi", "at": "2020-01-01"},
    ):
        assert program(cast).post(f"/tickets/{number}/note", body).status_code == 422
    assert program(cast).ask("PATCH", f"/tickets/{number}", {"state": "closed"}).status_code == 405


def test_a_workspace_in_the_address_or_a_header_changes_nothing():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        a_ticket(subject="Ours alone")
    asking = program(theirs)
    assert asking.get(f"/tickets?workspace={ours.workspace_id}").status_code == 422
    assert asking.get("/tickets", X_Workspace=str(ours.workspace_id)).json()["items"] == []


DEEP = b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "  "}',
        b'{"name": 1e999}',
        b'{"name": {"$ne": ""}}',
        DEEP,
        json.dumps({"name": "x" * 201}).encode(),
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_broken_body_is_refused(body):
    cast = a_workspace()
    answer = program(cast).post("/accounts", body)
    assert answer.status_code == 422, answer.content[:300]
    with cast.inside():
        assert Account.objects.count() == 0


def test_a_giant_body_is_refused_before_it_is_read():
    answer = program(a_workspace()).post("/accounts", b'{"name": "' + b"x" * 2**21 + b'"}')
    assert (answer.status_code, codes(answer)) == (413, ["too large"])


def test_the_gate_lets_a_token_send_files_and_nobody_else_who_shows_one_that_is_none():
    token = program(a_workspace()).token
    assert is_known({"HTTP_AUTHORIZATION": f"Bearer {token}"})
    for shown in (f"Bearer {token}x", f"Basic {token}", "Bearer ", ""):
        assert not is_known({"HTTP_AUTHORIZATION": shown})


def test_another_kind_of_body_is_refused():
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = program(a_workspace()).post("/accounts", b'{"name": "Harbour"}', **{"Content-Type": kind})
        assert (answer.status_code, codes(answer)) == (415, ["not json"]), kind


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=y", 'a"; filename="b.exe', "../../etc/passwd", "a\x7fb", "é\u202egnp.exe"]
)
def test_a_files_name_puts_nothing_into_headers(name):
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number
    file = {"name": name, "media_type": "text/html", "content": "PGI+"}
    [kept] = asking.post(f"/tickets/{number}/note", {"text": "See.", "files": [file]}).json()["files"]
    got = asking.get(kept["url"])
    assert got["Content-Type"] == "application/octet-stream"
    assert "Set-Cookie" not in got.headers
    assert "\n" not in got["Content-Disposition"]
    assert "/" not in got["Content-Disposition"].partition("filename")[2].replace("''", "")


def test_bytes_that_are_no_base64_are_refused():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    for content in ("A", "AAAAA", "A===", "ÄÖÜ=", "AA==AA=="):
        file = {"name": "a", "media_type": "text/plain", "content": content}
        assert program(cast).post(f"/tickets/{number}/note", {"text": "x", "files": [file]}).status_code == 422, content


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999", "-1", "1.0", "١"])
def test_a_number_beyond_all_numbers_is_none(number):
    assert program(a_workspace()).get(f"/tickets/{number}").status_code in {404, 422}


def test_what_is_sent_is_text_and_never_sql():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        a_ticket()
    nasty = "' OR 1=1 --"
    for query in ("queue", "kind"):
        assert asking.get(f"/tickets?{query}={nasty}").json()["items"] == []
    asking.post("/accounts", {"name": nasty})
    assert len(asking.get(f"/accounts?name={nasty}").json()["items"]) == 1
    with cast.inside():
        assert Ticket.objects.count() == 1


def test_no_text_of_a_customer_and_no_token_stands_in_a_log(caplog):
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number
    with caplog.at_level("DEBUG"):
        asking.post(f"/tickets/{number}/note", {"text": "Tell Dana Whitlock"})
        asking.post(f"/tickets/{number}/note", {"text": "Tell Dana Whitlock", "more": "Dana Whitlock"})
        asking.get("/contacts?address=dana.whitlock@harbour.example&x=Dana")
    loud = [each for each in caplog.records if each.name != "django.db.backends"]
    said = " ".join(each.getMessage() for each in loud)
    assert "Dana" not in said
    assert "dana" not in said
    assert asking.token not in said
