"""Every error stands at its line and column (F1), with the clause, a plain reason and the nearest valid word."""

import pytest

from rounds.manual.checking import check
from tests.manuals import LETTER, a_manual, at, clause, mended, places, the_finding


def test_a_small_sound_manual_has_no_findings():
    assert check(a_manual()) == []


@pytest.mark.parametrize(
    ("block", "wrong", "nearest"),
    [
        (clause("role: rep\nmay: [read the desk, answer customer]"), "answer customer", "answer customers"),
        (clause("role: rep\nmay:\n  - read the desk\n  - 'answer customer'"), "'answer customer'", "answer customers"),
        (clause("role: rep\nmay: read the dusk"), "read the dusk", "read the desk"),
        (clause("hours: early\nopen: Mon 7:00-9:00\nzon: UTC"), "zon", "zone"),
        (clause("rolle: rep\nmay: [read the desk]"), "rolle", "role"),
        (clause("hours: early\nopen: Mon 7:00-9:00\nzone: Europe/Brlin"), "Europe/Brlin", "Europe/Berlin"),
        (clause("mailbox: support\nopens: questoin"), "questoin", "question"),
        (clause("mailbox: 🙂\n# 🙂\nopens: questoin"), "questoin", "question"),
        (clause('mailbox: support\n"opens": "questoin"'), '"questoin"', "question"),
    ],
)
def test_a_misspelt_word_is_found_where_it_stands_and_its_fix_mends_it(block, wrong, nearest):
    text = a_manual(block)
    finding = the_finding(text)
    assert (finding.line, finding.column) == at(text, wrong, inside=block)
    assert (finding.nearest, finding.fix, finding.written) == (nearest, nearest, wrong)
    assert check(mended(text, finding)) == []


def test_a_key_inside_a_key_is_found_where_it_stands():
    text = a_manual(queue="takes: {ticket kin: question}\nworked by: lead")
    finding = next(finding for finding in check(text) if finding.clause == "queue: desk")
    assert (finding.line, finding.column) == at(text, "ticket kin:")
    assert check(mended(text, finding)) == []


def test_a_misspelt_key_is_not_reported_again_as_missing():
    text = a_manual(queue="takes: {ticket kind: question}\nworkd by: lead")
    finding = the_finding(text)
    assert finding.problem.startswith("“workd by” means nothing here")
    assert finding.fix == "worked by"


def test_a_key_that_is_there_already_is_never_the_nearest():
    finding = the_finding(a_manual(clause("role: rep\nmay: [read the desk]\nmai: x")))
    assert (finding.nearest, finding.fix) == (None, None)


def test_a_missing_key_is_found_at_the_head_of_its_clause():
    text = a_manual(queue="takes: {ticket kind: question}")
    finding = the_finding(text)
    assert (finding.line, finding.column) == at(text, "queue: desk")
    assert finding.problem == "“worked by” is missing"


def test_a_value_without_the_keys_that_belong_there_names_them():
    text = a_manual(queue="takes: question\nworked by: lead")
    finding = next(finding for finding in check(text) if finding.clause == "queue: desk")
    assert finding.problem == "Keys of its own belong here: “ticket kind”"
    assert (finding.line, finding.column) == at(text, "question", inside="queue: desk")


def test_an_unknown_field_of_a_mail_is_found_in_the_middle_of_its_text():
    text = a_manual(
        "```template\nname: other\nsubject: 🙂 {subjct}\n\nHello,\n\n  {txt} and {text}, {member naem}\n```\n"
    )
    wrong = check(text)
    assert [(one.line, one.column) for one in wrong] == [
        at(text, "{subjct}"),
        at(text, "{txt}"),
        at(text, "{member naem}"),
    ]
    for finding in reversed(wrong):
        text = mended(text, finding)
    assert check(text) == []


def test_a_default_that_does_not_hold_is_found_at_the_head_of_the_clause():
    text = a_manual(ticket_kind="").replace("name: plain", "name: simple")
    finding = the_finding(text)
    assert (finding.line, finding.column) == at(text, "ticket kind: question")
    assert finding.problem == "“answers with” is left out, and without it: There is no template “plain”"


def test_all_errors_of_a_manual_are_told_at_once():
    text = a_manual(
        clause("role: rep\nmay: [fly, read the desk, swim]\nmai: x"),
        clause("hours: early\nopen: [Mon 7:00-9:00, Mon 17:00-9:00]\nzone: Mars"),
        clause("mailbox: support\nopens: [question]"),
        "```template\nname: other\nsubject: {x}\n```\n",
    )
    assert places(text) == [
        at(text, "fly"),
        at(text, "swim"),
        at(text, "mai:"),
        at(text, "Mon 17:00-9:00"),
        at(text, "Mars"),
        at(text, "[question]"),
        at(text, "```template", nth=2),
        at(text, "{x}"),
    ]


def test_a_clause_that_cannot_be_read_hides_no_other_and_keeps_its_name():
    text = a_manual(clause("role: rep\nmay: [read the desk"), clause("mailbox: support\nopens: nothing"))
    text = text.replace("worked by: lead", "worked by: rep")
    assert places(text) == [at(text, "[read the desk", inside="role: rep"), at(text, "nothing")]


def test_lines_ended_the_windows_way_and_a_byte_order_mark_move_no_place():
    text = a_manual(clause("mailbox: support\nopens: nothing"))
    assert places("\ufeff" + text.replace("\n", "\r\n")) == places(text) == [at(text, "nothing")]


def test_the_text_of_a_template_is_taken_as_it_stands():
    body = "Yes: 'quotes', # hashes, - dashes\n\n  - indents\n{text}"
    text = a_manual(f"```template\nname: odd\nsubject: a: 'b' # c\n\n{body}\n```\n")
    assert LETTER in text
    assert check(text) == []
