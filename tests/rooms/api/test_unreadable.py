"""What cannot be read is said in our words, each with what helps."""

import pytest

from rounds.accounts.models import Account
from tests.rooms.api.program import program
from tests.world import a_workspace

GOOD = {"address": "cole@linden.example", "kind": "question", "subject": "A page", "text": "It is gone."}


@pytest.mark.parametrize(
    ("change", "field", "text", "fix"),
    [
        ({"subject": None}, "subject", "This is no text.", "Send a text, in quotes."),
        ({"subject": 7}, "subject", "This is no text.", "Send a text, in quotes."),
        ({"files": "x"}, "files", "This is no list.", "Send a list, in brackets, of one too."),
        (
            {"colour": "red"},
            "colour",
            "“colour” means nothing here.",
            "Leave it out. /api/v1/openapi.json says what may stand here.",
        ),
        ({"subject": "x" * 5_000}, "subject", "This has more than ", "Make it shorter."),
    ],
)
def test_what_is_wrong_with_a_field_is_said_with_what_helps(change, field, text, fix):
    answer = program(a_workspace()).post("/tickets", GOOD | change)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["text"].startswith(text)
    assert (problem["field"].rpartition(".")[2], problem["fix"]) == (field, fix)


def test_a_field_that_is_missing_is_named():
    answer = program(a_workspace()).post("/tickets", {name: text for name, text in GOOD.items() if name != "text"})
    (problem,) = answer.json()["problems"]
    assert (problem["text"], problem["fix"]) == ("“text” is missing.", "Send “text” too.")


def test_a_word_that_is_none_of_those_that_may_stand_there_gets_them_told():
    (problem,) = program(a_workspace()).get("/tickets?state=lost").json()["problems"]
    assert problem["text"] == "This is none of the words that may stand here."
    assert problem["fix"].startswith("Send “") and "'" not in problem["fix"]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b'{"name": "Harbour", "name": "Linden"}', "name"),
        (b'{"name": "Harbour", "fields": {"stations": 1, "stations": 2}}', "stations"),
        (b'{"name": "Harbour", "\\u006eame": "Harbour"}', "name"),
    ],
)
def test_a_key_that_stands_twice_is_refused_by_its_name_and_no_value_is_chosen(body, key):
    """Issue "bad input: duplicate keys": of two values nobody can say which was meant, also where both are one."""
    cast = a_workspace()
    answer = program(cast).ask("POST", "/accounts", body)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["field"]) == ("twice", key)
    assert (problem["text"], problem["fix"]) == (f"“{key}” stands twice in one object.", "Leave one of them out.")
    with cast.inside():
        assert Account.objects.count() == 0


def test_one_key_in_several_objects_is_no_key_twice():
    mails = [{"event": "login", "at": "2026-11-20T10:00:00Z", "account_id": "1"} for _ in range(2)]
    answer = program(a_workspace()).post("/usage", {"source": "rounds", "records": mails})
    assert "twice" not in answer.content.decode()
