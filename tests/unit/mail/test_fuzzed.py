"""Issue 5: no mail makes the reader fail or costs more than a mail may, whatever is in it, and cutting never loses a letter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from soak.costs import counted
from soak.mangled import BITS, judge, mutated
from soak.seeds import OWN
from tests.examples import some

PIECES = st.sampled_from([*BITS, *OWN, b"\n", b" ", b"Subject: x\n", b"Reply-To: a@b.example\n"])


@settings(max_examples=some(150, soaked=2_000), deadline=None)
@given(st.lists(PIECES | st.binary(max_size=40), max_size=30).map(b"".join))
def test_whatever_is_put_together_is_read(raw):
    judged(raw)


@settings(max_examples=some(150, soaked=2_000), deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_mails_that_were_changed_in_places_are_read(number):
    judged(mutated(number, list(OWN)))


def judged(raw: bytes) -> None:
    with counted() as cost:
        judge(raw)
    cost.refuse("a mail")
