"""A program sets a team's mail up: addresses, and accounts that are read. A secret goes in and never comes out again."""

import hashlib
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from rounds.api.models import KeptAnswer
from rounds.mail.commands import note_trouble
from rounds.mail.models import Errand, Mailbox, ReadFolder, Way
from rounds.mail.queries import mail_page, mailbox_of
from rounds.mail.secrets import opened
from rounds.team.models import Member
from rounds.timeline.models import TimelineEvent
from tests.rooms.api.program import Program, codes, program
from tests.rooms.mail.post import a_post
from tests.world import MONDAY, Cast, a_workspace

SECRET, ANOTHER, OF_CLIENT = "sesame and more", "pass word two", "known to the service"
ACCOUNT = {"host": "IMAP.fenwick.example", "user": "support", "secret": SECRET, "folders": ["INBOX", "Help desk"]}
BY_TOKEN = {"token_url": "https://login.example/token", "client_id": "rounds", "client_secret": OF_CLIENT}


def an_address() -> str:
    return f"mail-{uuid4().hex[:10]}@fenwick.example"


def with_a_mailbox(cast: Cast) -> tuple[Program, str, dict]:
    asking = program(cast)
    answer = asking.post("/mailboxes", {"name": "support", "address": an_address()})
    return asking, answer["ETag"], answer.json()


def with_an_account(cast: Cast, **more: object) -> tuple[Program, str, dict]:
    asking, _, box = with_a_mailbox(cast)
    answer = asking.post(f"/mailboxes/{box['id']}/accounts", ACCOUNT | more)
    assert answer.status_code == 201, answer.content
    return asking, answer["ETag"], answer.json()


def test_a_team_sets_its_mail_up_by_program():
    cast = a_workspace()
    asking = program(cast)
    assert "support" in asking.get("/mailboxes").json()["without"]
    old, new, other = an_address(), an_address(), an_address()
    made = asking.post("/mailboxes", {"name": "support", "address": old.upper()})
    assert made["Location"] == made.json()["url"]
    where = made["Location"]
    assert asking.post(f"{where}/addresses", {"address": other}).status_code == 201
    assert asking.ask("PATCH", where, {"address": new}, If_Match=made["ETag"]).json()["address"] == new
    assert asking.post(f"{where}/accounts", ACCOUNT).json()["host"] == "imap.fenwick.example"
    [box] = asking.get("/mailboxes").json()["items"]
    assert {each["address"] for each in box["addresses"]} == {old, other}
    assert [each["name"] for each in box["accounts"][0]["folders"]] == ["INBOX", "Help desk"]
    assert asking.get(where).json() == box
    assert all(mailbox_of(each).mailbox_id == box["id"] for each in (old, new, other))
    [gone] = [each["id"] for each in box["addresses"] if each["address"] == other]
    asking.ask("DELETE", f"/mail-addresses/{gone}")
    assert mailbox_of(other) is None
    asking.ask("DELETE", box["accounts"][0]["url"])
    with cast.inside():
        assert not Way.objects.exists()


def test_a_mailbox_that_the_manual_does_not_have_and_an_address_that_is_taken_are_refused():
    ours, theirs = a_post(), a_workspace()
    asking = program(theirs)
    assert codes(asking.post("/mailboxes", {"name": "suport", "address": an_address()})) == ["unknown mailbox"]
    assert codes(asking.post("/mailboxes", {"name": "support", "address": ours.address})) == ["address taken"]
    assert codes(asking.post("/mailboxes", {"name": "support", "address": "a@b\r\nBcc: c@d"})) == ["no address"]


def test_no_secret_comes_out_of_any_answer_history_or_refusal(caplog):
    """Write-only: what was sealed is not given out sealed either."""
    cast = a_workspace()
    with caplog.at_level("DEBUG"):
        asking, stamp, account = with_an_account(cast, **BY_TOKEN)
        answers = [
            asking.get(account["url"]),
            asking.get("/mailboxes"),
            asking.ask("PATCH", account["url"], {"secret": ANOTHER}, If_Match=stamp),
            asking.ask("PATCH", account["url"], {"secret": SECRET, "port": 994}, If_Match=stamp),
            asking.ask("PATCH", account["url"], {"secret": SECRET, "colour": "red"}, If_Match="*"),
            asking.ask("PATCH", account["url"], {"secret": [SECRET]}, If_Match="*"),
            asking.post(f"/mailboxes/{account['mailbox_id']}/accounts", ACCOUNT | {"user": "b\r\nc"}),
            asking.post(f"/mailboxes/{account['mailbox_id']}/accounts", ACCOUNT),
            asking.ask("DELETE", account["url"]),
        ]
    assert [each.status_code for each in answers] == [200, 200, 200, 412, 422, 422, 409, 409, 200]
    assert answers[3].json()["sides"]["mine"] == {"port": "994"}
    loud = [each.getMessage() for each in caplog.records if each.name != "django.db.backends"]
    with cast.inside():
        history = list(TimelineEvent.objects.values_list("payload", flat=True))
    said = " ".join([*(each.content.decode() for each in answers), *loud, str(history)])
    for secret in (SECRET, ANOTHER, OF_CLIENT):
        assert secret not in said


def test_what_is_kept_of_a_call_with_a_password_lets_nobody_guess_at_it():
    """A digest that anybody can make would let whoever reads the table try passwords against it."""
    cast = a_workspace()
    asking, _, box = with_a_mailbox(cast)
    path = f"/api/v1/mailboxes/{box['id']}/accounts"
    first = asking.post(path, ACCOUNT, Idempotency_Key="one")
    with cast.inside():
        kept = KeptAnswer.objects.get(key="one")
    body = first.wsgi_request.body
    assert kept.asked != hashlib.sha256(f"POST\n{path}\n\n".encode() + body).hexdigest()
    assert SECRET.encode() not in bytes(kept.body)
    assert asking.post(path, ACCOUNT, Idempotency_Key="one")["Idempotent-Replayed"] == "true"
    assert codes(asking.post(path, ACCOUNT | {"secret": ANOTHER}, Idempotency_Key="one")) == ["key"]


def test_a_call_is_known_again_by_a_secret_key_that_was_replaced_meanwhile():
    cast = a_workspace()
    asking = program(cast)
    asking.post("/accounts", {"name": "Harbour"}, Idempotency_Key="one")
    with override_settings(SECRET_KEY="x" * 60, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        again = asking.post("/accounts", {"name": "Harbour"}, Idempotency_Key="one")
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("what", ["mailbox", "account"])
def test_a_change_says_which_version_it_was_made_on(what):
    cast = a_workspace()
    asking, stamp, found = (with_a_mailbox if what == "mailbox" else with_an_account)(cast)
    mine, theirs = ({"address": an_address()} for _ in range(2)) if what == "mailbox" else ({"port": 1}, {"port": 2})
    assert asking.ask("PATCH", found["url"], mine).status_code == 428
    changed = asking.ask("PATCH", found["url"], theirs, If_Match=stamp)
    assert changed.status_code == 200
    late = asking.ask("PATCH", found["url"], mine, If_Match=stamp)
    assert late.status_code == 412
    assert [str(each) for each in theirs.values()] == list(late.json()["sides"]["theirs"].values())
    assert asking.ask("PATCH", found["url"], mine, If_Match=changed["ETag"]).status_code == 200


def test_an_account_that_is_there_is_not_set_up_over():
    """Two programs that set up the same account: the second is told, and the first one's password stays."""
    cast = a_workspace()
    asking, _, account = with_an_account(cast)
    again = asking.post(f"/mailboxes/{account['mailbox_id']}/accounts", ACCOUNT | {"secret": ANOTHER})
    assert (again.status_code, codes(again)) == (409, ["account there"])
    with cast.inside():
        way = Way.objects.get()
        assert opened(way, way.secret) == SECRET


def test_what_a_change_leaves_out_stays_and_no_secret_goes_to_a_service_that_it_was_not_given_for():
    cast = a_workspace()
    asking, _, account = with_an_account(cast, **BY_TOKEN)

    def change(**changes: object) -> Way | list[str]:
        answer = asking.ask("PATCH", account["url"], changes, If_Match="*")
        with cast.inside():
            return Way.objects.get() if answer.status_code == 200 else codes(answer)

    def secrets(way: Way) -> tuple[str, str]:
        return opened(way, way.secret), opened(way, way.client_secret)

    assert secrets(change(folders=["Help desk"])) == (SECRET, OF_CLIENT)
    assert secrets(change(secret=ANOTHER)) == (ANOTHER, OF_CLIENT)
    assert secrets(change(client_secret="new")) == (ANOTHER, "new")
    assert change(token_url="https://evil.example/token") == ["no secret"]
    assert secrets(change(token_url="https://other.example/token", secret=SECRET)) == (SECRET, "")
    assert secrets(change(client_secret="back")) == (SECRET, "back")
    assert secrets(change(client_secret="")) == (SECRET, "")
    with cast.inside():
        way = Way.objects.get()
        assert (way.host, way.user, way.folders, way.client_id) == (
            "imap.fenwick.example", "support", ["Help desk"], "rounds",
        )  # fmt: skip
    assert asking.ask("PATCH", account["url"], {"host": "evil.example"}, If_Match="*").status_code == 422


def test_a_trial_leaves_for_the_tokens_member_and_how_it_fares_stands_with_the_mailbox():
    cast = a_workspace()
    asking, _, box = with_a_mailbox(cast)
    assert box["trial"] == ""
    said = asking.post(f"{box['url']}/trial").json()["trial"]
    assert said and asking.get(box["url"]).json()["trial"] == said
    with cast.inside():
        errand = Errand.objects.get()
        assert errand.recipient == Member.objects.get(name="Able Holder").email
        assert errand.sender == box["address"]
        assert TimelineEvent.objects.filter(kind="mail.trial sent").count() == 1


def test_an_account_is_tried_and_what_its_server_says_stands_there_in_plain_words():
    asking, _, account = with_an_account(a_workspace(), host="no-such-server.invalid")
    answer = asking.post(f"{account['url']}/trial")
    assert (answer.status_code, answer.json()) == (
        200,
        {"works": False, "says": "There is no server called no-such-server.invalid."},
    )


@pytest.mark.parametrize(("action", "what"), [("try_account", "mail-accounts"), ("invite", "mailboxes")])
def test_trials_are_limited_by_the_hour_for_the_member_on_the_page_and_by_program_together(action, what):
    cast = a_workspace()
    asking, _, account = with_an_account(cast, host="no-such-server.invalid")
    where = account["url"] if what == "mail-accounts" else f"/mailboxes/{account['mailbox_id']}"
    with override_settings(ACCOUNT_RATE_LIMITS={action: "2/h/user"}):
        answers = [asking.post(f"{where}/trial") for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert (codes(answers[2]), answers[2]["Retry-After"]) == (["too fast"], "3600")
        assert program(cast).post(f"{where}/trial").status_code == 200


def test_how_a_folder_fares_stands_there_and_no_trouble_of_one_that_is_read_no_more():
    cast = a_workspace()
    asking, _, account = with_an_account(cast)
    place = {"mailbox_id": account["mailbox_id"], "place": "support@imap.fenwick.example/INBOX"}
    with cast.inside():
        note_trouble(**place, said="It takes no mail.", at=MONDAY)
    inbox, other = asking.get(account["url"]).json()["folders"]
    assert (inbox["trouble"], other["since"]) == ("It takes no mail.", None)
    asking.ask("PATCH", account["url"], {"folders": ["Help desk"]}, If_Match="*")
    with cast.inside():
        assert ReadFolder.objects.get(**place).trouble == ""
        assert [box.unread for box in mail_page().boxes] == [""]


def test_a_password_over_an_open_line_and_a_token_service_without_tls_are_refused():
    asking, _, box = with_a_mailbox(a_workspace())
    path = f"/mailboxes/{box['id']}/accounts"
    assert codes(asking.post(path, ACCOUNT | {"tls": "none"})) == ["not encrypted"]
    assert codes(asking.post(path, ACCOUNT | {"token_url": "http://login.example/", "client_id": "x"})) == ["token url"]


def test_all_mailboxes_are_read_in_as_many_statements_as_one():
    cast = a_workspace()
    asking, _, _ = with_an_account(cast)

    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            asking.get("/mailboxes")
        return len(made)

    statements()  # what is looked up once a process is known now
    one = statements()
    with cast.inside():
        for number in range(20):
            Mailbox.objects.create(
                workspace_id=cast.workspace_id, name=f"more {number}", address=an_address(), created_at=MONDAY
            )
    assert len(asking.get("/mailboxes").json()["items"]) == 21
    assert statements() == one
