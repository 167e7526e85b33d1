"""Words for people."""

import pytest

from rounds.basics.text import counted, initials, listed, nearest, ordinal, single


def test_the_nearest_word_is_found_whatever_its_case() -> None:
    assert nearest("traners", ["billing", "trainers"]) == "trainers"
    assert nearest("BILING", ["Billing", "trainers"]) == "Billing"
    assert nearest("xyz", ["billing", "trainers"]) is None
    assert nearest("x", []) is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ayo Balogun", "AB"),
        ("Mara", "M"),
        ("ana maria de souza", "AS"),
        ("  ", "?"),
        ("— Ülkü —", "Ü"),
        ("ßen Ali", "SA"),
        ("(Ada) Byron", "B"),
        ("王 小明", "王小"),
    ],
)
def test_initials_are_at_most_two(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_list_is_read_aloud() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"], last="or") == "a, b or c"


def test_a_number_agrees_with_its_noun() -> None:
    assert counted(1, "ticket") == "1 ticket"
    assert counted(0, "ticket") == "0 tickets"
    assert counted(10_000, "reply", "replies") == "10,000 replies"


def test_which_one_in_a_row_is_a_word_and_from_eleven_on_a_figure():
    assert [ordinal(number) for number in (1, 3, 10, 11, 12, 21, 22, 103, 112)] == [
        "first", "third", "tenth", "11th", "12th", "21st", "22nd", "103rd", "112th",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("items submitted", "item submitted"),
        ("months in use", "month in use"),
        ("quiet users", "quiet user"),
        ("customer messages", "customer message"),
        ("sales calls to clients", "sales call to clients"),
        ("entries made", "entry made"),
        ("crashes", "crash"),
        ("status changes", "status change"),
        ("past due", "past due"),
        ("access", "access"),
    ],
)
def test_one_of_several_is_said_in_the_singular(many: str, one: str):
    assert single(many) == one
