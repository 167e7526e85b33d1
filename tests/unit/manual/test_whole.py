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


def test_whoever_is_told_that_nobody_fits_hears_nothing_of_a_queue_given_by_hand():
    queue = "takes: {ticket kind: question}\nworked by: lead\nif nobody fits: {tell: lead}"
    (doubt,) = checked(a_manual(queue=queue)).doubts
    assert doubt.problem == "This queue is given by hand, where nobody looks for who fits, so this never happens"
    assert checked(a_manual(queue=f"{queue}\ngiven: in turn")).doubts == ()
