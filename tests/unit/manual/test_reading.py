"""What is written comes out as it was written, and what cannot be read says so in plain words."""

import pytest

from rounds.manual.characters import LARGEST, LONGEST
from rounds.manual.checking import check
from rounds.manual.findings import Place
from rounds.manual.mending import mended
from rounds.manual.nodes import bare
from rounds.manual.reading import read
from tests.manuals import FRONT, SHIPPED, a_manual, at, clause, the_finding


def test_every_scalar_is_the_text_that_stands_there():
    """YAML's own typing would make 1110, 4.1, 7, True and None of these."""
    text = FRONT + clause("role: 18:30\nmay: [4.10, 007, yes, ~, 2026-11-22, 0x10, 1_000, ' x ']")
    (written,) = read(text).clauses
    assert written.name.text == "18:30"
    assert written.keys is not None
    assert bare(written.keys) == {"may": ["4.10", "007", "yes", "~", "2026-11-22", "0x10", "1_000", " x "]}


def test_a_name_that_says_nothing_in_yaml_is_one_in_quotes():
    text = a_manual(clause('role: "null"\nmay: [read the desk]'))
    assert not [finding for finding in check(text) if "not nothing" in finding.problem]
    assert any(each.name.text == "null" for each in read(text).clauses)


def test_a_clause_knows_the_lines_of_its_fence():
    text = a_manual()
    for written in read(text).clauses:
        lines = text.split("\n")[written.line_from - 1 : written.line_to]
        assert (lines[0][:3], lines[-1]) == ("```", "```")


def test_a_longer_fence_may_hold_a_shorter_one():
    text = FRONT + "````template\nname: code\nsubject: x\n\n```\n{text}\n```\n````\n"
    (written,) = read(text).clauses
    assert written.keys is not None
    assert bare(written.keys)["body"] == "```\n{text}\n```"


@pytest.mark.parametrize(
    ("inside", "wrong", "reason"),
    [
        ("role: rep\nmay: &all [read the desk]", "&all", "“&all” has no meaning here; write each value out"),
        ("role: rep\nmay: *all", "*all", "“*all” points elsewhere; write the value out"),
        ("role: rep\nmay: !!str read the desk", "!!str", "“!” has no meaning at the start of a value"),
        ("role: rep\nmay: [read the desk]\nmay: [write notes]", "may: [write", "“may” stands twice"),
        (
            "role: rep\nmay: [read the desk]\nwas: null",
            "null",
            "“null” would be a name here, not nothing; leave the line out",
        ),
        ("role: rep\nmay: [~, write notes]", "~", "“~” would be a name here, not nothing"),
        ("role: NULL\nmay: [read the desk]", "NULL", "“NULL” would be a name here, not nothing"),
        ("role: rep\n\tmay: [read the desk]", "\tmay", "A tab stands here; indent with spaces"),
        ("role: rep\nmay: a: b", ": b", "A second colon stands in this line"),
        ("role: rep\nmay: [read the desk", "[read the desk", "A list that was opened with “[” is not closed"),
        ("role: rep\nmay: {a: b", "{a: b", "Keys that were opened with “{” are not closed"),
        ('role: rep\nmay: "read', '"read', "A quote is opened here and never closed"),
        ("role: rep\nmay: @all", "@all", "A value cannot begin with this character"),
        ("role: rep\nmay: [read the desk]\nand more", "and more", "A key has no colon behind it"),
        ("role: rep\nmay: [read the desk]\n---\nrole: x", "---\nrole: x", "“---” has no place inside a clause"),
        ("role:\nmay: [read the desk]", "\nmay: [read the desk]", "The clause has no name"),
        ("role: [rep]\nmay: [read the desk]", "[rep]", "The name of a clause is one value"),
        (
            "template: x\nsubject: y",
            "template: x",
            "A template stands in a block of its own, marked “template”: first “```template”",
        ),
    ],
)
def test_what_cannot_be_read_says_why_and_where(inside, wrong, reason):
    text = a_manual(clause(inside))
    finding = next(finding for finding in check(text) if finding.problem.startswith(reason))
    assert (finding.line, finding.column) == at(text, wrong, inside=inside)


@pytest.mark.parametrize(
    ("block", "wrong", "reason"),
    [
        (
            "```clause\nrole: x\nmay: read the desk\n",
            "```clause\nrole: x",
            "This block is never closed; write “```” below it",
        ),
        ("```clause\n```\n", "```clause\n```", "A clause is made of keys"),
        ("```clause\n- a\n```\n", "```clause\n- a", "A clause is made of keys"),
        ("```claus\nrole: x\n```\n", "```claus\n", "A block “claus” does nothing"),
        ("```Clause\nrole: x\n```\n", "```Clause\n", "A block “Clause” does nothing"),
        ("* a\n\n  ```clause\n  role: x\n  ```\n", "```clause\n  role", "A clause begins at the left margin"),
        ("> ```clause\n> role: x\n> ```\n", "> ```clause", "A clause begins at the left margin"),
        (" ```clause\n role: x\n may: read the desk\n ```\n", "```clause\n role", "A clause begins at the left margin"),
        ("    ```clause\n    role: x\n    ```\n", "```clause\n    role", "A clause begins at the left margin"),
        ("```template\nsubject: x\n\ny\n```\n", "```template\nsubject", "A template needs its name"),
        ("```template\nname: x\nsubject: y\n\n```\n", "```template\nname: x", "The mail has no text"),
        ("```template\nname: x\nsubject: y\nbody: z\n```\n", "body: z", "A mail's text has no key"),
        ("```template\nname: x\nsubject: y\nsubject: z\n\na\n```\n", "subject: z", "“subject” stands twice"),
        ("```template\nname: x\nHello\nsubject: y\n\na\n```\n", "Hello", "Above the empty line stand keys"),
    ],
)
def test_a_block_that_would_do_nothing_is_never_passed_over(block, wrong, reason):
    text = a_manual(block)
    finding = next(finding for finding in check(text) if finding.problem.startswith(reason))
    assert (finding.line, finding.column) == at(text, wrong)


@pytest.mark.parametrize(
    ("source", "place", "reason"),
    [
        ("", (1, 1), "A manual begins with its name and its zone"),
        ("Only prose.", (1, 1), "A manual begins with its name and its zone"),
        ("---\nmanual: x\n", (1, 1), "A manual begins with its name and its zone"),
        ("---\nmanual: x\nzone: UTC\n---\n\x00", (5, 1), "The character U+0000 cannot stand in a manual"),
        ("---\nmanual: x\u2028zone: UTC\n---\n", (2, 10), "The character U+2028 cannot stand in a manual"),
        ("a\ud800", (1, 1), "This is not UTF-8 text"),
        (b"gr\xfc\xdfe", (1, 3), "This is not UTF-8 text"),
        ("gr\u00fc\u00dfe".encode("utf-16"), (1, 1), "This is not UTF-8 text"),
        ("x" * (LARGEST + 1), (1, 1), "A manual may not be larger than 2 MB"),
        ("\n" * LONGEST, (LONGEST + 1, 1), "A manual may not have more than 20,000 lines"),
        ("---\n- a\n---\n", (1, 1), "Only keys and their values belong in the front matter"),
        ("---\nmanual: [a\n---\n", (2, 9), "A list that was opened with “[” is not closed here"),
    ],
)
def test_what_is_no_manual_is_refused_in_plain_words(source, place, reason):
    finding = next(finding for finding in check(source) if finding.problem.startswith(reason))
    assert (finding.line, finding.column) == (place if not str(source).startswith("a\ud800") else (1, 2))


@pytest.mark.parametrize(
    ("line", "wrong", "reason"),
    [
        ("zone: Europe/Brlin", "Europe/Brlin", "There is no time zone “Europe/Brlin”"),
        ("zone: UTC\nholidays: [US, ZZ]", "ZZ", "There are no holidays for “ZZ”"),
        ("zone: UTC\nholidays: us", "us", "There are no holidays for “us”"),
        ("zone: UTC\nzones: UTC", "zones", "“zones” means nothing here"),
        ("zon: UTC", "zon:", "“zon” means nothing here"),
    ],
)
def test_the_front_matter_is_checked_like_a_clause(line, wrong, reason):
    text = a_manual().replace("zone: Europe/Berlin", line)
    finding = the_finding(text)
    assert finding.problem.startswith(reason)
    assert (finding.line, finding.column) == at(text, wrong)


@pytest.mark.parametrize(
    ("right", "wrong", "offered"),
    [
        ("within: 4 working hours", "within: 4 workin hours", "4 working hours"),
        ("within: 4 working hours", "within: 4working hours", "4 working hours"),
        ("after an answer: 1 week", "after an answer: two weeks", "2 weeks"),
        ("warn: 30 minutes before", "warn: 30 minuts before", "30 minutes before"),
        ("warn: 30 minutes before", "warn: 30 minutes", "30 minutes before"),
        ("Mon-Fri 8:00-12:00", "Mon-Fru 8:00-12:00", "Mon-Fri 8:00-12:00"),
        ("Mon-Fri 8:00-12:00", "Mondy-Fri 8:00-12:00", "Monday-Fri 8:00-12:00"),
        ("5 working days ago}", "5 workin days ago}", "5 working days ago"),
        ("5 working days ago}", "5 working days}", "5 working days ago"),
    ],
)
def test_a_span_or_a_window_that_is_misspelt_is_offered_as_it_can_stand_there(right, wrong, offered):
    """What the checker owes the writer: the nearest word, and where it is safe the text to put in its place."""
    text = SHIPPED.replace(right, wrong, 1)
    (finding,) = check(text)
    assert (finding.nearest, finding.fix) == (offered, offered)
    done = mended(text, [finding], Place(finding.line, finding.column))
    assert done
    assert check(done[0]) == []


@pytest.mark.parametrize("wrong", ["soon", "0 weeks", "no weeks", "a while", "2 fortnights", "99999999 years", "week"])
def test_nothing_is_offered_where_nobody_knows_which_span_is_meant(wrong):
    (finding,) = check(SHIPPED.replace("after an answer: 1 week", f"after an answer: {wrong}", 1))
    assert finding.fix is None
