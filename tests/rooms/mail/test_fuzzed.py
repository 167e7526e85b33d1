"""Whatever comes is kept as it came, on a ticket or held with the reason, can be looked at, and costs no more than a mail may."""

import time

import pytest

from rounds.mail.commands import laying
from soak.brought import a_patient_post, bring
from soak.costs import MOST_MEMORY, Cost, TooDear, counted
from soak.mangled import mutated
from soak.seeds import OWN
from tests.rooms.mail.post import a_letter, a_post


@pytest.mark.parametrize("block", range(4))
def test_mails_that_were_changed_in_places_are_kept_whole_and_can_be_looked_at(block):
    """Issue 5: some hundreds here, 20,000 by `python -m soak.mails`."""
    post = a_patient_post()
    for number in range(block * 50, block * 50 + 50):
        raw = mutated(number, list(OWN))
        with counted() as cost:
            bring(post, raw)
        cost.refuse(f"mutation {number}")


def test_a_mail_that_stumbles_inside_is_noticed(monkeypatch):
    def stumble(*args: object, **words: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(laying, "sender_of", stumble)
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        bring(a_post(), a_letter())


def test_what_costs_too_much_is_noticed_though_the_process_had_more_before():
    held = bytearray(MOST_MEMORY * 2)
    held[::4096] = b"x" * len(held[::4096])
    del held
    with counted() as little:
        pass
    little.refuse("nothing")
    with counted() as much:
        held = bytearray(MOST_MEMORY + 20_000_000)
        held[::4096] = b"x" * len(held[::4096])
        del held
    with pytest.raises(TooDear, match="MB"):
        much.refuse("a block")


def test_what_computes_too_long_is_noticed_however_long_it_waits_for_others():
    with counted() as cost:
        began = time.thread_time()
        while time.thread_time() - began < 0.05:
            pass
    assert cost.seconds >= 0.05
    with pytest.raises(TooDear, match=r"2\.1 s of a core"):
        Cost(seconds=2.1).refuse("a mail")
