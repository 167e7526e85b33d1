"""News are told in ids alone, and only of what one may know."""

import pytest

from rounds.basics.news import EVERYTHING, MOST, cursor, is_ahead, told


def test_ids_are_told_of_kinds_that_one_may_know_and_of_others_the_kind():
    assert told([("ticket", 7), ("received", 2), ("ticket", 7)], ["ticket"]) == ("received", "ticket:7")


def test_too_many_to_name_means_everything():
    assert told([("ticket", number) for number in range(MOST + 1)], ["ticket"]) == EVERYTHING


BEYOND = ["12:10:", "0:5:", "10:12:9", "10:12:12", "10:14:12,11", "1:9223372036854775808:", "\u0661:\u0662:"]
"""Written like a snapshot, and none to PostgreSQL: it would be asked, and refuse."""


@pytest.mark.parametrize("text", ["10:12:", "10:12:10,11", "748:748:"])
def test_a_snapshot_is_a_cursor(text):
    assert cursor(text) == text


@pytest.mark.parametrize("text", ["", "10", "10:12", "a:b:", "10:12:10;", "10:12:'", "1:2:" + "3," * 2000, *BEYOND])
def test_anything_else_is_none(text):
    assert cursor(text) is None


def test_a_cursor_of_a_later_database_is_seen():
    assert is_ahead("10:20:", "5:8:")
    assert not is_ahead("10:20:", "15:20:16")
