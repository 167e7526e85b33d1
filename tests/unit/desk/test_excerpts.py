"""Issue 4: results show where the words stand, marked."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rounds.desk.excerpts import LENGTH, excerpt, folded


def marked(text, *words):
    return [piece.text for piece in excerpt(text, words) if piece.marked]


def test_words_are_marked_in_any_form_and_without_accents():
    assert marked("Two Invoices for the CAFÉ, invoiced twice", "invoice", "cafe") == ["Invoices", "CAFÉ", "invoiced"]
    assert marked("Nothing of it", "lift") == []
    assert marked("Lift the uplift, airlifts and a face-lift", "lift") == ["Lift", "lift"]
    assert marked("Uplifting lifts go up, upper, cup", "lift", "up") == ["Uplifting", "lifts", "up", "upper"]


def test_a_long_text_is_cut_around_the_first_word():
    pieces = excerpt("lorem ipsum " * 50 + "the lift stands " + "dolor " * 60, ["lift"])
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ") and whole.endswith(" …") and "lift" in whole
    assert len(whole) <= LENGTH + 4


@settings(deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=10), max_size=3))
def test_no_text_and_no_words_fail_and_nothing_is_made_up(text, words):
    pieces = excerpt(text, words)
    whole = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in " ".join(text.split())


@settings(deadline=None)
@given(st.text(max_size=60))
@example("Größe, CAFÉ, İstanbul, Übermut")
@example("ΟΔΟΣ οδός")
@example("e\u0301 한글 ﬁ ẞ \u1fee")
@example("中文 e\u0301")
def test_a_text_is_folded_as_each_of_its_letters_is(text):
    """Taken apart at once, a text costs a fiftieth of what letter by letter did."""
    assert folded(text) == "".join(folded(letter) for letter in text)
