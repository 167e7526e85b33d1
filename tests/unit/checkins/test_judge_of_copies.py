"""The judge of simulations asks whose copy arrived: one for somebody who reads along says nothing of the reach-out (A3)."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from rounds_judge.post import what_never_left_does_not_count
from rounds_judge.world import World

NOON = datetime(2027, 9, 13, 17, tzinfo=UTC)
MEANT, BESIDE = 1, 2


def world(*, void: bool, meant: str, beside: str) -> World:
    """A reach-out to somebody, with a copy for somebody else. void: it does not count. meant, beside: states of the deliveries."""
    tables = defaultdict(list)
    tables["contact_address"] = [{"id": MEANT, "address": "ada@f.example"}, {"id": BESIDE, "address": "bo@f.example"}]
    tables["message"] = [{"id": 7, "ticket_id": 3, "kind": "staff", "message_id": "<7@ours>", "at": NOON}]
    tables["ticket"] = [{"id": 3, "number": 30}]
    tables["check_in"] = [{"id": 5, "ticket_id": 3}]
    tables["reach_out"] = [
        {"id": 9, "check_in_id": 5, "message_id": 7, "address_id": MEANT, "at": NOON, "void_at": NOON if void else None}
    ]
    tables["outbox"] = [
        {"channel": "mail", "ref_id": 7, "recipient_id": whose, "state": state}
        for whose, state in ((MEANT, meant), (BESIDE, beside))
    ]
    return World(tables, {}, looked=[], came=[], town=[])


@pytest.mark.parametrize(
    ("void", "meant", "beside", "said"),
    [
        (True, "stopped", "sent", []),
        (False, "sent", "stopped", []),
        (False, "stopped", "sent", ["A3 what never left wakes"]),
        (True, "sent", "stopped", ["A3 what left counts"]),
    ],
)
def test_whom_it_was_written_to_decides_A3(*, void: bool, meant: str, beside: str, said: list[str]):
    found = what_never_left_does_not_count(world(void=void, meant=meant, beside=beside))
    assert [each.rule for each in found] == said
