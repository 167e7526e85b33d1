"""Issue 4: filters typed into the search field; what is not understood names the nearest word, and reading never fails."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.desk.asking import Asking, Being, Field, Filter, Having, Word, asking, span_of
from rounds.desk.orders import SHORT, Order

KNOWN = {
    Field.IS: tuple(Being),
    Field.HAS: tuple(Having),
    Field.QUEUE: ("billing", "front desk"),
    Field.KIND: ("refund", "question"),
    Field.PRIORITY: ("high", "normal"),
    Field.DUE: ("today", "tomorrow"),
    Field.SORT: tuple(SHORT),
    Field.WITH: ("me", "nobody", "Priya Nair"),
}


def read(text):
    return asking(text, known=KNOWN)


def test_words_and_filters_stand_in_any_order():
    found = read('the queue:billing lift is:our-turn -is:closed "broken door" older:3d with:"priya nair" -paid')
    assert found.problems == ()
    assert [str(each) for each in found.words] == ["the", "lift", '"broken door"', "-paid"]
    assert found.filters == (
        Filter(Field.QUEUE, "billing"),
        Filter(Field.IS, "our-turn"),
        Filter(Field.IS, "closed", negated=True),
        Filter(Field.OLDER, "3d"),
        Filter(Field.WITH, "Priya Nair"),
    )


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        ("qeue:billing", "Did you mean “queue:”?"),
        ("queue:biling", "Did you mean “queue:billing”?"),
        ('queue:"frnt desk"', 'Did you mean “queue:"front desk"”?'),
        ("is:asleeep", "Did you mean “is:asleep”?"),
        ("kind:zzz", "There is refund and question."),
        ("older:soon", "Write older:3d, 6h, 2w, 1m or 1y."),
        ("older:0d", "Write older:3d, 6h, 2w, 1m or 1y."),
        ('from:""', "Write from: and a name."),
        ("due:soon", "There is today and tomorrow."),
        ("sort:dew", "Did you mean “sort:due”?"),
        ("-sort:due", "Write sort: without the dash."),
        ("lift sort:due", "Leave sort: out, or the words."),
        ("-paid", "Say one that the ticket has."),
    ],
)
def test_what_is_not_understood_names_what_helps(text, helps):
    [problem] = read(text).problems
    assert problem.fix == helps


def test_an_order_is_said_beside_filters_and_can_be_left_out_again():
    found = read("is:open sort:held sort:due due:2h")
    assert found.problems == ()
    assert found.order is Order.DUE
    assert found.unsorted.order is None
    assert str(found.unsorted) == "is:open due:2h"


def test_an_address_on_the_web_is_a_word():
    assert read("https://mill.test/lift").words == (Word("https://mill.test/lift", phrase=True),)
    assert read("12:30").words == (Word("12:30"),)


@pytest.mark.parametrize(("text", "number"), [("123", 123), ("#7", 7), ("7 8", None), ("-7", None), ("٣", None)])
def test_a_number_alone_is_a_tickets(text, number):
    assert read(text).number == number


def test_spans_are_counted():
    assert [str(span_of(each)) for each in ("6h", "3d", "2w", "1m", "2y")] == [
        "6 hours",
        "3 days",
        "2 weeks",
        "1 month",
        "2 years",
    ]
    with pytest.raises(ValueError, match="no span"):
        span_of("2q")


def test_a_span_longer_than_any_is_said_and_not_counted():
    """Also of `due:`, which counts forwards; and however many digits somebody typed."""
    for typed, most in (
        ("older:101y", "100 years"),
        ("newer:4000d", "3,660 days"),
        ("due:600w", "520 weeks"),
        ("-due:101y", "100 years"),
        ("due:" + "9" * 300 + "m", "1,200 months"),
    ):
        found = read(f"{typed} lift")
        [problem] = found.problems
        assert (found.filters, problem.code, problem.fix) == ((), "too long", f"At most {most} can be asked for.")
        assert problem.text.endswith("is too long.")
    assert [str(each) for each in read("due:520w older:100y").filters] == ["due:520w", "older:100y"]


@settings(deadline=None)
@given(st.text(max_size=500))
def test_reading_never_fails_and_what_was_read_is_written_so_that_it_reads_the_same(text):
    found = read(text)
    again = read(str(found))
    assert (again.words, again.filters, again.problems) == (found.words, found.filters, ()) or len(str(found)) > 400


PIECES = st.sampled_from(
    [
        "is:",
        "queue:",
        "-",
        '"',
        "billing",
        "front desk",
        " ",
        "older:",
        "3d",
        "#12",
        ":",
        "from:",
        "a@b",
        "(",
        "'",
        "\\",
        "%",
        "&",
        "!",
        "|",
        "<->",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_mix_of_its_own_signs_reads_back_the_same(text):
    found = read(text)
    again = read(str(found))
    assert (again.words, again.filters) == (found.words, found.filters)


def test_a_filter_can_be_dropped():
    found = read("lift is:closed queue:billing")
    assert str(found.without(Filter(Field.IS, "closed"))) == "queue:billing lift"
    assert not Asking()
