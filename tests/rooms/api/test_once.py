"""Idempotency-Key: made again, a call does nothing twice and is answered the same; whatever breaks in between."""

from datetime import timedelta
from typing import Any

import pytest

from rounds.accounts.models import Account
from rounds.api.duties import FORGET_ANSWERS
from rounds.api.models import KeptAnswer
from rounds.basics import clock
from rounds.desk.models import Message
from rounds.engine.finding import find
from tests.at_once import at_once
from tests.rooms.api.program import codes, program
from tests.world import a_ticket, a_workspace

HARBOUR = {"name": "Harbour Tile & Stone"}


def test_a_call_made_again_is_answered_the_same_and_does_nothing_twice():
    cast = a_workspace()
    asking = program(cast)
    first = asking.post("/accounts", HARBOUR, Idempotency_Key="one")
    again = asking.post("/accounts", HARBOUR, Idempotency_Key="one")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["ETag"], again["Location"], again["Content-Type"]) == tuple(
        first[name] for name in ("ETag", "Location", "Content-Type")
    )
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    with cast.inside():
        assert Account.objects.count() == 1


def test_it_is_answered_the_same_also_where_things_have_changed_since():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number
    first = asking.post(f"/tickets/{number}/closure", Idempotency_Key="one")
    asking.post(f"/tickets/{number}/reopening")
    again = asking.post(f"/tickets/{number}/closure", Idempotency_Key="one")
    assert again.content == first.content
    assert asking.get(f"/tickets/{number}").json()["state"] == "open"


@pytest.mark.parametrize("other", [("/accounts", {"name": "Another"}), ("/contacts", HARBOUR)])
def test_a_key_is_for_one_call_only(other):
    cast = a_workspace()
    asking = program(cast)
    asking.post("/accounts", HARBOUR, Idempotency_Key="one")
    answer = asking.post(*other, Idempotency_Key="one")
    assert answer.status_code == 422
    assert codes(answer) == ["key"]


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201])
def test_what_is_no_key_is_refused(key):
    assert program(a_workspace()).post("/accounts", HARBOUR, Idempotency_Key=key).status_code == 422


def test_one_programs_key_is_not_anothers():
    cast = a_workspace()
    for _ in range(2):
        assert program(cast).post("/accounts", HARBOUR, Idempotency_Key="one").status_code == 201
    with cast.inside():
        assert Account.objects.count() == 2


def test_after_a_refusal_the_same_key_acts():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number
    assert asking.post(f"/tickets/{number}/reopening", Idempotency_Key="one").status_code == 409
    with cast.inside():
        assert KeptAnswer.objects.count() == 0
    asking.post(f"/tickets/{number}/closure")
    assert asking.post(f"/tickets/{number}/reopening", Idempotency_Key="one").status_code == 200


def test_of_calls_at_the_same_time_with_one_key_one_acts_and_all_are_told_the_same():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        number = a_ticket().number

    def ask() -> Any:
        return asking.post(f"/tickets/{number}/answer", {"text": "Done."}, Idempotency_Key="one")

    answers = at_once(*[ask] * 6)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    with cast.inside():
        assert Message.objects.filter(kind="staff").count() == 1


class Died(Exception):
    """Stands for a process that is killed between the act and its commit."""


def test_what_dies_before_its_commit_has_neither_acted_nor_answered(monkeypatch):
    cast = a_workspace()
    asking = program(cast)

    def die(self: object, answer: object) -> None:
        raise Died

    with monkeypatch.context() as dying:
        dying.setattr("rounds.api.once.Claim.keep", die)
        assert asking.post("/accounts", HARBOUR, Idempotency_Key="one").status_code == 500
    with cast.inside():
        assert Account.objects.count() == KeptAnswer.objects.count() == 0
    assert asking.post("/accounts", HARBOUR, Idempotency_Key="one").status_code == 201


def test_answers_are_kept_for_a_day_and_no_longer():
    cast = a_workspace()
    asking = program(cast)
    asking.post("/accounts", HARBOUR, Idempotency_Key="one")
    now = clock.now()
    for age, left in ((timedelta(hours=23), 1), (timedelta(hours=25), 0)):
        for due in find(FORGET_ANSWERS, now + age, 10_000):
            if due.workspace_id == cast.workspace_id:
                with cast.inside():
                    assert FORGET_ANSWERS.do(due, now + age)
        with cast.inside():
            assert KeptAnswer.objects.count() == left
