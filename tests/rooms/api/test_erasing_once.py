"""Erasing by a program, made again: answered the same, done once, and no answer that is kept names whoever is gone."""

from functools import partial
from typing import Any

import pytest

from rounds.api.models import KeptAnswer
from rounds.mail.erasing import erase_all
from rounds.timeline.models import TimelineEvent
from tests.at_once import at_once
from tests.rooms.api.program import codes, program
from tests.world import Cast, a_customer, a_workspace, later

NAME, ADDRESS = "Zora Quillfeather", "zora@quillfeather.example"


def a_person(cast: Cast) -> int:
    with cast.inside():
        return a_customer(NAME, address=ADDRESS).contact_id


def gone(cast: Cast) -> None:
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))


def kept_words(cast: Cast) -> str:
    with cast.inside():
        return "".join(bytes(each.body).decode() + str(each.headers) for each in KeptAnswer.objects.all())


def test_asked_for_again_under_its_key_it_is_answered_the_same_also_once_they_are_gone():
    cast = a_workspace()
    asking, where = program(cast), f"/contacts/{a_person(cast)}/erasing"
    first = asking.post(where, Idempotency_Key="once")
    assert asking.post(where, Idempotency_Key="once").content == first.content
    gone(cast)
    again = asking.post(where, Idempotency_Key="once")
    assert (again.status_code, again.content, again["Location"]) == (202, first.content, first["Location"])
    assert again["Idempotent-Replayed"] == "true"
    assert codes(asking.post(where, Idempotency_Key="another")) == ["erased"]
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="accounts.erasing asked").count() == 1


@pytest.mark.parametrize("keys", [("one", "one"), ("one", "two")])
def test_two_programs_that_ask_at_once_ask_for_one_erasing_and_hear_the_same(keys):
    cast = a_workspace()
    asking, where = program(cast), f"/contacts/{a_person(cast)}/erasing"
    answers = at_once(*(partial(asking.post, where, Idempotency_Key=key) for key in keys))
    assert {each.status_code for each in answers} == {202}
    assert len({each.content for each in answers}) == 1
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="accounts.erasing asked").count() == 1


def test_a_key_erases_nobody_else_and_nobody_of_another_company():
    cast, other = a_workspace(), a_workspace()
    her, somebody = a_person(cast), a_person(other)
    with cast.inside():
        bo = a_customer("Bo Ek", address="bo@ek.example").contact_id
    asking = program(cast)
    asking.post(f"/contacts/{her}/erasing", Idempotency_Key="once")
    gone(cast)
    reused = asking.post(f"/contacts/{bo}/erasing", Idempotency_Key="once")
    assert (reused.status_code, codes(reused)) == (422, ["key"])
    assert asking.post(f"/contacts/{somebody}/erasing", Idempotency_Key="theirs").status_code == 404
    elsewhere = program(other)
    assert elsewhere.post(f"/contacts/{her}/erasing", Idempotency_Key="once").status_code == 404
    with cast.inside():
        assert KeptAnswer.objects.count() == 1
    with other.inside():
        assert KeptAnswer.objects.count() == 0


def test_answers_that_are_kept_say_nothing_of_whoever_was_erased_and_nothing_is_done_twice():
    cast = a_workspace()
    asking, told = program(cast), {}

    def call(key: str, method: str, path: str, body: Any = None, **more: str) -> Any:
        told[key] = (method, path, body, more)
        return asking.ask(method, path, body, Idempotency_Key=key, **more)

    opened = {"subject": "Kumquat jam", "text": "Marmalade.", "kind": "question", "name": NAME, "address": ADDRESS}
    made = call("opens", "POST", "/tickets", opened)
    her, number = made.json()["requester_id"], made.json()["number"]
    call("writes", "POST", f"/tickets/{number}/note", {"text": "Kumquat, she said."})
    call("changes", "PATCH", f"/contacts/{her}", {"title": "Head of kumquats"}, If_Match="*")
    call("names", "POST", "/accounts", {"name": f"Firm of {NAME}"})
    other = call("other", "POST", "/accounts", {"name": "Harbour Tile"})
    erasing = call("erases", "POST", f"/contacts/{her}/erasing")
    assert all(word in kept_words(cast).lower() for word in ("kumquat", "quillfeather", "harbour"))
    gone(cast)
    assert not any(word in kept_words(cast).lower() for word in ("kumquat", "quillfeather", "zora"))
    answers = {key: asking.ask(*what, Idempotency_Key=key, **more) for key, (*what, more) in told.items()}
    assert {key: each.status_code for key, each in answers.items()} == {
        "opens": 409,
        "writes": 409,
        "changes": 409,
        "names": 409,
        "other": 201,
        "erases": 202,
    }
    assert codes(answers["opens"]) == ["erased"]
    assert answers["other"].content == other.content
    assert answers["erases"].content == erasing.content
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="desk.ticket opened").count() == 1


def test_a_program_may_say_which_of_their_versions_it_erases():
    cast = a_workspace()
    asking, her = program(cast), a_person(cast)
    read = asking.get(f"/contacts/{her}")["ETag"]
    asking.ask("PATCH", f"/contacts/{her}", {"title": "Owner"}, If_Match="*")
    assert asking.post(f"/contacts/{her}/erasing", If_Match=read).status_code == 412
    assert asking.get(f"/contacts/{her}/erasing").status_code == 404
    now = asking.get(f"/contacts/{her}")["ETag"]
    first = asking.post(f"/contacts/{her}/erasing", If_Match=now, Idempotency_Key="once")
    assert first.status_code == 202
    gone(cast)
    assert asking.post(f"/contacts/{her}/erasing", If_Match=now, Idempotency_Key="once").content == first.content
