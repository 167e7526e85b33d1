"""The checker's word, written where it belongs and nowhere else."""

from rounds.manual.checking import checked
from rounds.manual.findings import Place
from rounds.manual.lines import apart, beside
from rounds.manual.mending import mended
from tests.manuals import SHIPPED


def test_a_fix_is_written_at_its_place_and_the_rest_stays():
    """F1."""
    wrong = SHIPPED.replace("worked by: rep", "worked by: reb")
    read = checked(wrong)
    (finding,) = read.findings
    done = mended(read.text, read.findings, Place(finding.line, finding.column))
    assert done is not None
    assert done == (SHIPPED, finding)


def test_where_nothing_is_offered_nothing_is_written():
    read = checked(SHIPPED.replace("after an answer: 1 week", "after an answer: soon"))
    (finding,) = read.findings
    assert mended(read.text, read.findings, Place(finding.line, finding.column)) is None
    assert mended(SHIPPED, (), Place(1, 1)) is None


def test_two_texts_show_only_the_lines_that_differ_with_their_numbers():
    assert apart("a\nb\nc", "a\nB\nc\nd") == ("2: b", "2: B\n4: d")
    assert apart("a", "a") == ("nothing that the other has not",) * 2
    assert [(piece.tone, piece.text) for piece in beside("a\nb\nc\nd", "a\nb\nX\nd")] == [
        ("", "b"),
        ("del", "c"),
        ("ins", "X"),
        ("", "d"),
    ]


def test_a_long_difference_is_cut_and_says_so():
    long = "\n".join(str(number) for number in range(100))
    assert apart("", long)[1].endswith("and 60 lines more")
