"""The form in which history is hashed, written down: another form would call every past false."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rounds.timeline.seals import FIRST, canonical, chained

NINE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_the_form_is_one_whatever_the_order_of_columns_and_the_zone_of_the_reader():
    chicago = NINE.astimezone(ZoneInfo("America/Chicago"))
    expected = '{"at":"2026-11-23T15:00:00+00:00","id":7,"payload":{"a":"é","b":[1,null]}}'.encode()
    assert canonical({"id": 7, "payload": {"b": [1, None], "a": "é"}, "at": chicago}) == expected


def test_a_column_that_comes_later_and_is_empty_changes_no_hash():
    assert canonical({"id": 7, "came_later": None}) == canonical({"id": 7})


def test_the_first_hashes_of_a_chain_are_these():
    first = chained(FIRST, {"id": 1, "at": NINE})
    assert first.hex() == "104325008c26dcd9391ab2c5956eea28015c615b194adf1250389e13cbd1a59d"
    assert (
        chained(first, {"id": 2, "at": NINE}).hex()
        == "4fac138b3e01802d2e66eccfd2afd96ec147e9b186f961135dedd8956d418877"
    )


def test_the_same_event_has_another_hash_elsewhere_in_the_chain():
    assert chained(FIRST, {"id": 1}) != chained(chained(FIRST, {"id": 1}), {"id": 1})
