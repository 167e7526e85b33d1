"""What `make bench` measures of a manual is a sound one, of as many clauses as it says."""

from bench.manual import SHIPPED, grown
from rounds.manual.checking import check


def test_the_manual_that_is_measured_is_sound_with_every_rooms_clauses():
    text = grown(SHIPPED.read_text(), 120)
    assert text.count("```clause") + text.count("```template") in {119, 120}
    assert check(text) == []
    assert check(text.replace("worked by: rep", "worked by: reb")) != []
