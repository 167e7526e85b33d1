"""Whatever somebody writes, the checker answers: never a crash, never a place outside of the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.manual.checking import check, checked
from tests.examples import some
from tests.manuals import FRONT, SHIPPED, mended

LINES = SHIPPED.split("\n")
PIECES = [
    "```", "```clause\n", "~~~", "---", ": ", "- ", "{", "}", "[", "]", "'", '"', "\t", "  ", "\n", "\r", "&a ", "*a", "!!int ",
    "? ", "| ", ">", "#", "%", "@", "`", "\\", "🙂", "\u2028", "\x00", "\ufeff", "{text", "{x}", "role: x", "name: y", "on", "<<: ",
]  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Edit the shipped manual here and there, as fingers and merges do."""
    text = SHIPPED
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 8, 60, 400])))
        kind = draw(st.sampled_from(["put", "put", "cut", "double", "swap"]))
        piece = draw(st.sampled_from(PIECES)) if kind == "put" else text[start:end]
        text = text[:start] + _edit(kind, piece) + text[end:]
    return text


def _edit(kind: str, piece: str) -> str:
    return {"put": piece, "cut": "", "double": piece * 2, "swap": piece[::-1]}[kind]


def stands(text: str) -> None:
    """Check a text, and that each finding points into it and says something."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in check(text):
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.problem
        assert "\n" not in finding.problem


@settings(max_examples=some(150, soaked=2_000), deadline=None)
@given(edited())
def test_an_edited_manual_never_crashes_the_checker(text):
    """F1: errors come with line and a plain reason."""
    stands(text)


@settings(max_examples=some(75, soaked=1_000), deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60))
def test_any_lines_in_a_clause_never_crash_the_checker(pieces):
    stands(FRONT + "```clause\n" + "".join(pieces) + "\n```\n")


@settings(max_examples=some(75, soaked=1_000), deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_never_crash_the_checker(data):
    check(data)


@settings(max_examples=some(75, soaked=1_000), deadline=None)
@given(edited())
def test_a_manual_without_findings_has_all_that_adoption_needs(text):
    found = checked(text)
    if not found.findings:
        assert found.front
        identities = [sheet.clause.identity for sheet in found.sheets]
        assert len(identities) == len(set(identities))
        for sheet in found.sheets:
            assert type(sheet.clause).read(sheet.clause.name, sheet.keys) == sheet.clause


@settings(max_examples=some(75, soaked=1_000), deadline=None)
@given(edited())
def test_a_fix_takes_its_finding_away(text):
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fixable = [finding for finding in check(text) if finding.fix]
    for finding in fixable[:3]:
        assert finding not in check(mended(text, finding))


def test_each_line_of_the_shipped_manual_may_be_missing():
    for number in range(len(LINES)):
        stands("\n".join(LINES[:number] + LINES[number + 1 :]))
