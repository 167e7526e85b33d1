"""What a simulation came to is said in words."""

from rounds.cli.simulating import COUNTED, _said


def test_one_of_a_thing_is_said_as_one():
    found = dict.fromkeys([name for name, _, _ in COUNTED], 2) | {"reach_outs": 1, "broken": []}
    lines = [line.strip() for line in _said(found).splitlines()]
    assert lines[:3] == ["2 times a check-in opened by itself", "1 reach-out", "2 of them second attempts"]
