"""Issue 5: no mail makes the reader fail, whatever is in it, and cutting never loses a letter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from soak.mails import BITS, OWN, judge, mutated
from tests.examples import some

PIECES = st.sampled_from([*BITS, *OWN, b"\n", b" ", b"Subject: x\n", b"Reply-To: a@b.example\n"])


@settings(max_examples=some(80, soaked=2_000), deadline=None)
@given(st.lists(PIECES | st.binary(max_size=40), max_size=30).map(b"".join))
def test_whatever_is_put_together_is_read(raw):
    judge(raw)


@settings(max_examples=some(80, soaked=2_000), deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_mails_that_were_changed_in_places_are_read(number):
    judge(mutated(number, list(OWN)))
