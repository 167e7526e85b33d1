"""What a change touches is said for every kind of clause, with how many there are."""

import re

import pytest

from rounds.manual.checking import checked
from rounds.manual.comparing import compare
from rounds.manual.sides import side_of
from rounds.manual.touching import Here, touched
from rounds.policies.registry import kinds
from tests.manuals import CHECK_INS, PROGRAMME, SHIPPED, clause

LIST = "\n```clause\nlist: old bills\nof: open tickets\nwhere: {queue: billing}\n```\n"
MACRO = "\n```clause\nmacro: thanks\ndoes: {priority: low}\n```\n"
WITH_LIST = SHIPPED + LIST + MACRO + CHECK_INS
PROGRAMME_BLOCK = clause(PROGRAMME)
TARGET = SHIPPED[SHIPPED.index("```clause\ntarget: first answer") :].split("```\n")[0] + "```\n"
PRIORITIES = SHIPPED[SHIPPED.index("```clause\npriorities: ") :].split("```\n")[0] + "```\n"

CHANGES: dict[str, tuple[tuple[str, str], Here, tuple[str, ...]]] = {
    "target": (
        ("within: 4 working hours", "within: 6 working hours"),
        Here(clocks={"first answer": 12}),
        ("12 clocks of “first answer” keep the words that they began with.",),
    ),
    "target gone": (
        (TARGET, ""),
        Here(clocks={"first answer": 1}),
        ("1 clock of “first answer” stops, and its ticket says so.",),
    ),
    "target for others": (
        ("for: {queue: front desk}", "for: {queue: billing}"),
        Here(gains={"first answer": (38, 30)}),
        ("38 tickets that are here get the target “first answer”, 30 of them closed.",),
    ),
    "hours": (
        ("Mon-Fri 8:00-12:00", "Mon-Fri 9:00-12:00"),
        Here(clocks={"first answer": 2}),
        ("2 running clocks keep the hours that they began with.",),
    ),
    "holds": (
        ("[engineering, supplier", "[printer, supplier"),
        Here(holders={"engineering": 2, "supplier": 1}),
        (
            "3 tickets on hold keep their days and wait on.",
            "2 tickets wait for “engineering”, whom nobody can choose any more.",
        ),
    ),
    "priorities": (
        ("[urgent, high, normal", "[urgent, important, normal"),
        Here(priorities={"high": 3, "normal": 9}),
        ("3 tickets stay “high”, which comes last from then on.",),
    ),
    "queue": (
        ("worked by: rep\n", "worked by: rep\ngiven: in turn\nopen tickets each: 9\n"),
        Here(queues={"front desk": 5}, nobodys={"front desk": 2}),
        (
            "2 tickets in “front desk” that nobody has are given in turn, at once.",
            "3 tickets in “front desk” stay with whoever has them.",
        ),
    ),
    "ticket kind": (
        ("wish: required", "wish: optional"),
        Here(kinds={"website change": 4}),
        ("4 tickets of the kind “website change” keep what was asked on them.",),
    ),
    "sending": (
        ("undo within: 10 seconds", "undo within: 20 seconds"),
        Here(leaving=2),
        ("2 answers on the way out leave when it was said.",),
    ),
    "list": (
        ("where: {queue: billing}", "where: {queue: front desk}"),
        Here(listed={"old bills": (12, 8)}),
        ("The list “old bills” shows 8 tickets instead of 12.",),
    ),
    "list gone": (
        (LIST, ""),
        Here(listed={"old bills": (12, None)}),
        ("The list “old bills” goes, with 12 tickets in it; they stay where they are.",),
    ),
    "macro": (
        ("does: {priority: low}", "does: {priority: normal}"),
        Here(),
        ("Whoever wants to run “thanks” does what is written then; what it did stays done.",),
    ),
    "mailbox": (
        ("mailbox: support\nopens: question", "mailbox: support\nopens: billing"),
        Here(),
        ("What came in at “support” stays what it is; the next mail opens as it is written.",),
    ),
    "promised dates": (
        ("after an answer: 1 week", "after an answer: 10 days"),
        Here(dated=38),
        ("38 tickets asleep or dated keep the dates that were set.",),
    ),
    "template": (
        ("If a figure looks wrong", "Where a figure looks wrong"),
        Here(kinds={"billing": 2}),
        ("2 tickets of the kind “billing” are answered in the new words.",),
    ),
    "programme": (
        ("every: 1 year", "every: 6 months"),
        Here(on_programmes={"yearly check-in": (38, 1)}),
        (
            "38 check-ins of “yearly check-in” keep their day, and go on in the new words from then.",
            "1 check-in of “yearly check-in” waits for an answer in the words that it began with.",
        ),
    ),
    "programme by other hours": (
        ("hours: help desk\nstarts with", "hours: help desk\nspread: evenly\nstarts with"),
        Here(on_programmes={"yearly check-in": (38, 0)}, opening={"yearly check-in": (38, 3)}),
        (
            "38 check-ins of “yearly check-in” go on in the new words from then.",
            "38 check-ins of “yearly check-in” open by the new hours, 3 of them on another day.",
        ),
    ),
    "programme for others": (
        ("for: {lifecycle: customer}", "for: {lifecycle: partner}"),
        Here(
            moving={("yearly check-in", "monthly call"): (2, 1), ("monthly call", "yearly check-in"): (0, 1)},
            on_two={("yearly check-in", "monthly call"): 1, ("monthly call", "weekly call"): 2},
        ),
        (
            "3 firms of “yearly check-in” move to “monthly call” with their check-ins, 1 of them once its ladder is over.",
            "1 firm of “monthly call” moves to “yearly check-in” with its check-in, once its ladder is over.",
            "1 firm meets the conditions of both “yearly check-in” and “monthly call”: it gets a check-in by each.",
            "2 firms meet the conditions of both “monthly call” and “weekly call”: each gets two check-ins.",
        ),
    ),
    "programme partly for others": (
        ("for: {lifecycle: customer}", "for: {lifecycle: partner}"),
        Here(on_programmes={"yearly check-in": (38, 2)}, moving={("yearly check-in", "monthly call"): (5, 1)}),
        (
            "33 check-ins of “yearly check-in” keep their day, and go on in the new words from then.",
            "2 check-ins of “yearly check-in” wait for an answer in the words that it began with.",
            "6 firms of “yearly check-in” move to “monthly call” with their check-ins, 1 of them once its ladder is over.",
        ),
    ),
    "programme gone": (
        (PROGRAMME_BLOCK, ""),
        Here(on_programmes={"yearly check-in": (1, 0)}),
        ("1 check-in of “yearly check-in” opens on its day, and then waits for somebody.",),
    ),
    "programme renamed": (
        ("programme: yearly check-in", "programme: firm talks\nwas: yearly check-in"),
        Here(on_programmes={"yearly check-in": (38, 1)}),
        ("39 check-ins of “yearly check-in” go on with “firm talks”, on their day.",),
    ),
    "programme called otherwise": (
        ("programme: yearly check-in", "programme: firm talks"),
        Here(on_programmes={"yearly check-in": (38, 1)}),
        (
            "Their firms get no check-in of another programme; if one goes on with “yearly check-in”, write “was: yearly check-in” there.",
            "38 check-ins of “yearly check-in” open on their day, and then wait for somebody.",
            "1 check-in of “yearly check-in” waits for an answer in the words that it began with.",
        ),
    ),
    "programme renamed in titles": (
        ("programme: yearly check-in", "programme: firm talks\nwas: yearly check-in"),
        Here(called={("yearly check-in", "firm talks"): 38}),
        ("38 titles say “firm talks” in place of “yearly check-in”.",),
    ),
    "grades in titles": (
        ("in the title: {E: not using}", "in the title: {E: silent, A: a joy}"),
        Here(titles={("A", "", "a joy"): 1, ("D", "dabbles", ""): 2, ("E", "not using", "silent"): 3}),
        (
            "The title of 1 firm graded A says “a joy” from then on.",
            "The titles of 2 firms graded D say “dabbles” no more.",
            "The titles of 3 firms graded E say “silent” in place of “not using”.",
        ),
    ),
    "grades off the scale": (
        ("B: some features and well", "F: some features and well"),
        Here(off_scale={("B", "firm grades"): 2}),
        ("2 firms have the grade B, which “firm grades” has no more, until somebody grades anew.",),
    ),
    "hours of check-ins": (
        ("hours: help desk\nopen: [Mon-Fri 8:00-12:00", "hours: help desk\nopen: [Mon-Fri 7:30-12:00"),
        Here(opening={"yearly check-in": (38, 3), "monthly call": (1, 1)}, on_programmes={"yearly check-in": (38, 2)}),
        (
            "38 check-ins of “yearly check-in” open by the new hours, 3 of them on another day.",
            "2 check-ins of “yearly check-in” that wait for an answer keep the hours that they began with.",
            "1 check-in of “monthly call” opens by the new hours, on another day.",
        ),
    ),
    "grades": (
        ("B: some features and well", "B: a few features and well"),
        Here(graded={"yearly check-in": 2}),
        ("2 firms keep the grades that they were given.",),
    ),
    "evidence": (
        ("by month: items", "by month: past due"),
        Here(on_programmes={"yearly check-in": (38, 1)}),
        ("39 check-ins show “firm evidence” in the new words from the next look on.",),
    ),
    "fact": (
        ("where: {event: item submitted}", "where: {event: request made}"),
        Here(),
        ("“items” is counted in the new words from then on, of all the usage that is here.",),
    ),
    "role": (
        ("may: [read the desk, write notes, set dates", "may: [read the desk, set dates"),
        Here(roles={"production": 2}),
        ("What 2 people with the role “production” may do changes at once.",),
    ),
}


def test_priorities_that_go_altogether_are_said_once():
    before, after = (side_of(checked(text)) for text in (SHIPPED, SHIPPED.replace(PRIORITIES, "")))
    assert touched(compare(before, after), after=after, here=Here(priorities={"high": 1, "normal": 10})) == (
        "11 tickets keep their priorities, and come neither first nor last by them any more.",
    )


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_change_says_what_it_touches(change):
    (old, new), here, said = CHANGES[change]
    assert old in WITH_LIST
    before, after = (side_of(checked(text)) for text in (WITH_LIST, WITH_LIST.replace(old, new, 1)))
    assert touched(compare(before, after), after=after, here=here) == said
    assert touched(compare(before, after), after=after, here=Here()) == (said if here == Here() else ())


def test_every_kind_of_clause_has_its_change_here():
    more = re.compile(
        " (gone|(partly )?for others|renamed|called otherwise|(renamed )?in titles|off the scale|of check-ins|by other hours)$"
    )
    assert {more.sub("", change) for change in CHANGES} == set(kinds())


def test_a_new_list_says_with_how_many_it_begins_and_many_are_not_counted_to_the_end():
    before, after = side_of(checked(SHIPPED + CHECK_INS)), side_of(checked(WITH_LIST))
    here = Here(listed={"old bills": (None, 10_000)})
    assert touched(compare(before, after), after=after, here=here) == (
        "The list “old bills” begins with 10,000 and more tickets.",
    )


def test_a_second_factor_that_is_asked_for_says_whom_it_touches_and_nothing_of_rights():
    text = WITH_LIST.replace("role: production\n", "role: production\nsecond factor: required\n", 1)
    before, after = (side_of(checked(each)) for each in (WITH_LIST, text))
    [said] = touched(compare(before, after), after=after, here=Here(roles={"production": 2}))
    assert said.startswith("What sign-in asks of 2 people with the role “production” changes;")
