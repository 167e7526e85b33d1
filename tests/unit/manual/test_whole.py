"""What only shows when the clauses are read side by side."""

import pytest

from rounds.manual.checking import check, checked
from tests.manuals import FRONT, a_manual, at, clause, the_finding

REFUNDS = "queue: money\ntakes: {ticket kind: refund}\nworked by: lead"
SECOND_QUEUE = clause("queue: second\ntakes: {ticket kind: [question]}\nworked by: lead")


@pytest.mark.parametrize(
    ("text", "wrong", "problem"),
    [
        (
            a_manual(clause("role: guest\nstand-in: guest\nmay: read the desk")),
            "guest\nmay",
            "The role “guest” cannot stand in for itself",
        ),
        (
            a_manual(clause("ticket kind: refund\nstand-in: lead\nworked by: lead"), clause(REFUNDS)),
            "lead\nworked by",
            "Whoever is “lead” works it already, and cannot stand in",
        ),
        (a_manual(SECOND_QUEUE), "question]", "Two queues take “question”: this one, and “desk”"),
        (a_manual(clause("ticket kind: x")), "ticket kind: x", "No queue takes tickets of the kind “x”"),
        (
            a_manual(clause("promised dates: other\noffer: 1 day\nhours: days")),
            "promised dates: other",
            "Only one clause may say the promised dates, and “promised dates: on the desk” does",
        ),
        (
            a_manual(role="may: read the desk"),
            "role: lead",
            "No role may “adopt the manual”, so nobody could ever change this one",
        ),
        (a_manual(clause("hours: days\nopen: Mon 9:00-10:00")), None, "“hours: days” stands twice, first in line 11"),
        (
            a_manual().replace("{text}", "{subject}"),
            "{subject}\n```",
            "Answers to “question” go out in this text, and it has no place for “{text}”",
        ),
        (
            a_manual(without="promised dates: on the desk"),
            "---",
            "No clause says which dates the desk promises; it begins with “promised dates:”",
        ),
    ],
)
def test_the_whole_is_checked(text, wrong, problem):
    finding = the_finding(text)
    assert finding.problem == problem
    assert (finding.line, finding.column) == (at(text, wrong) if wrong else at(text, "days\nopen: Mon 9"))


@pytest.mark.parametrize(
    ("change", "register"),
    [
        ({"queue": "takes: {ticket kind: question}\nworked by: x"}, "role"),
        ({"queue": "takes: {ticket kind: [question, x]}\nworked by: lead"}, "ticket kind"),
        ({"ticket_kind": "answers with: x"}, "template"),
    ],
)
def test_a_name_is_looked_up_in_its_register(change, register):
    assert the_finding(a_manual(**change)).problem == f"There is no {register} “x”"


def test_hours_are_looked_up_too():
    assert the_finding(a_manual(promised_dates="offer: 1 week\nhours: x")).problem == "There are no hours “x”"


def test_a_broken_clause_is_not_reported_a_second_time_as_missing():
    text = a_manual(queue="takes: {ticket kind: question", promised_dates="offer: [", role="may: [")
    assert [finding.clause for finding in check(text)] == ["role: lead", "queue: desk", "promised dates: on the desk"]


def test_a_manual_without_clauses_says_what_it_lacks():
    assert [finding.problem.split(",")[0] for finding in check(FRONT)] == [
        "No clause says which dates the desk promises; it begins with “promised dates:”",
        "No role may “adopt the manual”",
    ]


def test_a_condition_on_a_priority_takes_the_words_of_the_clause_that_has_them():
    words = clause("priorities: here\nhighest first: [urgent, normal]\nto begin with: normal")
    target = clause("target: a\nfor: {priority: urgentt}\nwithin: 1 hour\nhours: days")
    found = the_finding(a_manual(words, target))
    assert (found.problem, found.nearest) == ("There is no priority “urgentt”", "urgent")
    assert not check(a_manual(words, target.replace("urgentt", "urgent")))
    assert the_finding(a_manual(target)).problem == "There is no priority “urgentt”"


def a_target(name: str, condition: str, *, more: str = "", within: str = "4 working hours") -> str:
    return clause(f"target: {name}\nfor: {condition}\nwithin: {within}\nhours: days\n{more}".rstrip())


@pytest.mark.parametrize(
    ("first", "then", "never"),
    [
        ("{queue: desk}", "{queue: desk}", True),
        ("{queue: desk}", "{queue: desk, tier: gold}", True),
        ("{queue: desk, tier: gold}", "{queue: desk}", False),
        ("{tier: [gold, silver]}", "{tier: gold}", True),
        ("{tier: gold}", "{tier: [gold, silver]}", False),
        ("{customer messages: {at least: 2}}", "{customer messages: {at least: 3}}", True),
        ("{customer messages: {at least: 3}}", "{customer messages: {at least: 2}}", False),
        ("{customer messages: {at least: 2}}", "{customer messages: {at least: 3, within: 1 week}}", False),
        ("{queue: desk, not: {tier: gold}}", "{queue: desk, tier: silver}", True),
        ("{queue: desk, not: {tier: gold}}", "{queue: desk}", False),
        ("{queue: desk, not: {tier: gold}}", "{queue: desk, not: {tier: [gold, silver]}}", True),
        ("{queue: desk, not: {tier: [gold, silver]}}", "{queue: desk, not: {tier: gold}}", False),
        ("{queue: desk, not: {tier: gold, region: north}}", "{queue: desk, not: {tier: gold}}", True),
        ("{opened: {at most: 2 days ago}}", "{opened: {at most: 1 day ago}}", False),
        ("{region: north}", "{tier: gold}", False),
    ],
)
def test_a_target_that_never_counts_is_doubted(first, then, never):
    """The first that fits counts; what is for fewer tickets stands before what is for more."""
    found = checked(a_manual(a_target("all", first), a_target("some", then)))
    assert not found.findings
    assert [doubt.clause for doubt in found.doubts] == (["target: some"] if never else [])
    if never:
        (doubt,) = found.doubts
        assert doubt.warns
        assert "has “target: all” before it, and the first that fits counts: this one never does" in doubt.problem


def test_targets_until_something_else_never_meet():
    solved = a_target("solved", "{queue: desk}", more="until: solved")
    assert checked(a_manual(a_target("answer", "{queue: desk}"), solved)).doubts == ()


@pytest.mark.parametrize(
    ("within", "warn", "doubted"),
    [
        ("4 working hours", "5 working hours before", True),
        ("4 working hours", "240 working minutes before", True),
        ("4 working hours", "3 working hours before", False),
        ("4 working hours", "5 hours before", False),  # over a night it is in time
        ("90 minutes", "2 hours before", True),
        ("2 days", "1 working hour before", False),
    ],
)
def test_a_warning_that_always_comes_at_once_is_doubted_with_the_sum(within, warn, doubted):
    target = a_target("answer", "{queue: desk}", more=f"warn: {warn}", within=within)
    found = checked(a_manual(target)).doubts
    assert [doubt.problem.partition(":")[0] for doubt in found] == (
        [f"{warn} the end of {within} it has only begun"] if doubted else []
    )


def test_whoever_is_told_that_nobody_fits_hears_nothing_of_a_queue_given_by_hand():
    queue = "takes: {ticket kind: question}\nworked by: lead\nif nobody fits: {tell: lead}"
    (doubt,) = checked(a_manual(queue=queue)).doubts
    assert doubt.problem == "This queue is given by hand, where nobody looks for who fits, so this never happens"
    assert checked(a_manual(queue=f"{queue}\ngiven: in turn")).doubts == ()


def test_a_role_that_may_not_do_what_a_macro_does_is_doubted_as_its_runner():
    """Manual language, the checker knows the whole: a macro gives nobody a right, so such a role is named for nothing."""
    roles = clause("role: reader\nmay: [read the desk, write notes]")
    note = "macro: nod\nrun by: [lead, reader]\ndoes: {then: close, comes back in: 2 weeks}"
    (doubt,) = checked(a_manual(roles, clause(note), role="may: [adopt the manual, close tickets, set dates]")).doubts
    assert (doubt.clause, doubt.problem) == (
        "macro: nod",
        "Whoever is only “reader” cannot run it: that role may not set dates and close tickets",
    )
    assert checked(a_manual(roles, clause(note), role="may: [adopt the manual, close tickets]")).doubts != ()


@pytest.mark.parametrize(
    ("written", "again", "word"),
    [
        ("role: guest\nmay: [read the desk, write notes, read the desk]", "read the desk]", "read the desk"),
        ("priorities: here\nhighest first: [high, high, low]\nto begin with: low", "high, low]", "high"),
        ("holds: here\nheld by: [supplier, supplier]\noffer: [1 week]\nhours: days", "supplier]", "supplier"),
        ("holds: here\nheld by: supplier\noffer: [7 days, 1 week, 7 days]\nhours: days", "7 days]", "7 days"),
    ],
)
def test_a_word_that_stands_twice_in_a_list_is_doubted_at_its_second_place(written, again, word):
    text = a_manual(clause(written))
    (doubt,) = checked(text).doubts
    assert checked(text).findings == ()
    assert (doubt.problem, (doubt.line, doubt.column)) == (f"“{word}” stands in this list already", at(text, again))


@pytest.mark.parametrize(
    ("where", "wrong", "says"),
    [
        ("{opened: {after: 2026-11-30, before: 2026-11-01}}", "2026-11-30", "“before 2026-11-01” and “after 2026-11-30”"),
        ("{opened: {at least: 14 days ago, at most: 7 days ago}}", "7 days ago", "“at least 14 days ago” and “at most 7"),
        ("{ticket kind: question, not: {ticket kind: question}}", "{ticket kind: question}}", "Whatever meets the rest"),
        ("{customer messages: {at most: -1}}", "{at most: -1}", "“customer messages” is counted"),
    ],
)  # fmt: skip
def test_a_condition_that_nobody_ever_meets_is_found_with_what_to_do(where, wrong, says):
    """Issue "the checks on the whole … a condition nobody meets": as an error, at its line, as a number's range is."""
    text = a_manual(clause(f"list: old\nof: open tickets\nwhere: {where}\nseen by: lead\nhours: days"))
    finding = the_finding(text)
    assert (finding.line, finding.column) == at(text, wrong)
    assert says in finding.problem
    assert finding.problem.endswith("no record ever meets it. Change one of them, or leave it out")
    assert (finding.clause, finding.warns) == ("list: old", False)


def test_a_condition_deep_in_a_clause_is_looked_at_too():
    text = a_manual(
        clause("fact: stations\ncount: assets"),
        clause("grades: A to C\nscale: {A: well, B: some}\nsuggest:\n  - grade: A\n    when: {stations: {at least: 1.2, at most: 1.8}}"),
    )  # fmt: skip
    assert [finding.problem for finding in check(text) if "no whole number" in finding.problem]
