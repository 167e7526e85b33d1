"""Two manuals held against each other, in words that a manager reads before adopting."""

import pytest

from rounds.manual.checking import checked
from rounds.manual.comparing import PROSE, Comparison, How, compare
from rounds.manual.sides import side_of
from rounds.manual.touching import Here, touched
from tests.manuals import PROGRAMME, SHIPPED, a_manual, a_yearly_manual, clause


def compared(before: str, after: str) -> Comparison:
    sides = [checked(text) for text in (before, after)]
    assert [finding for side in sides for finding in side.findings] == []
    return compare(*map(side_of, sides))


def replaced(old: str, new: str) -> Comparison:
    assert old in SHIPPED
    return compared(SHIPPED, SHIPPED.replace(old, new))


def touches(old: str, new: str, here: Here) -> tuple[str, ...]:
    after = SHIPPED.replace(old, new)
    return touched(compared(SHIPPED, after), after=side_of(checked(after)), here=here)


def test_a_manual_is_like_itself():
    assert compared(SHIPPED, SHIPPED).nothing


def test_a_changed_key_says_what_it_was_and_what_it_is():
    """F1."""
    found = replaced("after an answer: 1 week", "after an answer: 10 days")
    assert found.sentences == ("promised dates: on the desk · after an answer: 1 week → 10 days",)
    assert found.summary == "1 clause changed"
    (key,) = found.differences[0].keys
    assert "".join(part.text for part in key.now).startswith("A ticket comes back 10 days after our answer")


def test_a_key_that_is_left_out_says_so_and_a_default_written_out_is_no_change():
    found = replaced("after an answer: 1 week\n", "")
    assert found.sentences == ("promised dates: on the desk · after an answer: 1 week → left out",)
    assert replaced("when the customer answers: keep the date\n", "").nothing


def test_another_spelling_of_the_same_is_no_change():
    assert replaced("Mon-Fri 8:00-12:00", "Mon–Fri 08:00–12:00").nothing


def test_a_list_says_what_came_and_what_went():
    found = replaced("may: [read the desk, write notes, set dates", "may: [read the desk, close tickets, write notes")
    assert found.sentences == ("role: production · may: close tickets added; set dates taken away",)


def test_a_list_with_all_of_it_new_says_both():
    found = replaced("[Mon-Fri 8:00-12:00, Mon-Fri 13:00-17:00]", "Mon-Fri 9:00-15:00")
    (sentence,) = found.sentences
    assert sentence.startswith("hours: help desk · open: ")
    assert "→" in sentence


LADDER = PROGRAMME[PROGRAMME.index("  - wait: 2 weeks") : PROGRAMME.index("note needs")]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (("wait: 1 week", "wait: 10 days"), "second wait: 1 week → 10 days"),
        (("wait: 2 weeks", "wait: 1 week"), "first wait: 2 weeks → 1 week"),
        (
            ("  - wait: 1 week\n", "  - wait: 1 week\n  - send: second try\n  - wait: 3 days\n"),
            "a second send added (second try); a third wait added (3 days)",
        ),
        (
            ("  - send: second try\n  - wait: 1 week\n", ""),
            "the send taken away (second try); the last wait taken away (1 week)",
        ),
        (
            ("  - wait: 2 weeks\n  - send: second try\n", ""),
            "the first wait taken away (2 weeks); the send taken away (second try)",
        ),
        (("  - tell: lead\n", ""), "the tell taken away (lead)"),
        (("tell: lead", "tell: rep"), "tell: lead → rep"),
        (
            (
                "  - note: Nobody answered twice.\n  - tell: lead\n",
                "  - tell: lead\n  - note: Nobody answered twice.\n",
            ),
            "the note moved from place 4 to place 5",
        ),
        (
            ("  - wait: 2 weeks\n", "  - wait: 3 days\n  - send: how is it going\n  - wait: 2 weeks\n"),
            "a first wait added (3 days); a first send added (how is it going)",
        ),
    ],
)
def test_a_ladder_is_compared_step_by_step_A3(steps, said):
    assert steps[0] in LADDER
    changed = PROGRAMME.replace(LADDER, LADDER.replace(*steps))
    found = compared(a_yearly_manual(), a_yearly_manual(changed))
    assert found.sentences == (f"programme: yearly check-in · unanswered: {said}",)


def test_what_stays_bold_of_a_ladder_is_the_step_that_changed():
    changed = PROGRAMME.replace("wait: 2 weeks", "wait: 1 week")
    (key,) = compared(a_yearly_manual(), a_yearly_manual(changed)).differences[0].keys
    assert [part.text for part in key.was if part.bold] == ["2 weeks"]
    assert [part.text for part in key.now if part.bold] == ["1 week"]
    assert next(place for place, part in enumerate(key.now) if part.bold) == 2, "the first wait, not the second"


def test_suggested_grades_are_compared_by_their_grade():
    grades = a_yearly_manual()
    found = compared(grades, grades.replace("none within: 90 days", "none within: 60 days"))
    assert found.sentences == (
        "grades: firm grades · suggest: grade E: when: no items within 90 days → no items within 60 days",
    )


TARGET = "target: soon\nfor: {queue: desk}\nwithin: 4 working hours\nhours: days\nmissed: {tell: lead}"
URGENT = clause("priorities: here\nhighest first: [high, normal, low]\nto begin with: normal")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{queue: desk}", "{queue: desk, priority: high}", "“priority is high” added"),
        ("{queue: desk, priority: high}", "{queue: desk}", "“priority is high” taken away"),
        ("{queue: desk, priority: high}", "{queue: desk, priority: low}", "priority: high → low"),
        ("{priority: high}", "{priority: [high, normal]}", "priority: normal added"),
        ("{priority: high}", "{queue: desk}", "priority is high → queue is desk"),
        ("{queue: desk}", "{queue: desk, not: {priority: low}}", "“not where priority is low” added"),
        ("{queue: desk, not: {priority: low}}", "{queue: desk}", "“not where priority is low” taken away"),
        (
            "{queue: desk, not: {priority: low}}",
            "{queue: desk, not: {priority: [low, normal]}}",
            "not: priority: normal added",
        ),
        (
            "{opened: {at least: 3 days ago}}",
            "{opened: {at least: 5 days ago}}",
            "opened: at least 3 days ago → at least 5 days ago",
        ),
    ],
)
def test_a_condition_is_compared_field_by_field(before, after, said):
    with_ = a_manual(URGENT, clause(TARGET))
    found = compared(with_.replace("{queue: desk}", before), with_.replace("{queue: desk}", after))
    assert found.sentences == (f"target: soon · for: {said}",)


def test_the_order_within_a_condition_says_nothing():
    with_ = a_manual(URGENT, clause(TARGET))
    one = with_.replace("{queue: desk}", "{queue: desk, priority: [high, low]}")
    assert compared(one, with_.replace("{queue: desk}", "{priority: [low, high], queue: desk}")).nothing


def test_keys_within_a_key_are_compared_one_by_one():
    yearly = a_yearly_manual()
    found = compared(yearly, yearly.replace("{for: 2 weeks, tell: lead}", "{for: 3 weeks, tell: lead}"))
    assert found.sentences == ("grades: firm grades · if they differ: for: 2 weeks → 3 weeks",)
    macro = a_manual(URGENT, clause("macro: a\ndoes: {priority: high}"))
    found = compared(macro, macro.replace("{priority: high}", "{priority: high, sleep: 1 week}"))
    assert found.sentences == ("macro: a · does: sleep added (1 week)",)
    told = a_manual(clause(TARGET))
    assert compared(told, told.replace("\nmissed: {tell: lead}", "")).sentences == (
        "target: soon · missed: whoever is lead is told → left out",
    )


def test_words_with_a_meaning_are_compared_word_by_word():
    assert replaced("wish: required", "wish: optional").sentences == (
        "ticket kind: website change · asks for: wish: required → optional",
    )
    yearly = a_yearly_manual()
    found = compared(yearly, yearly.replace("E: not using}\nin", "E: not using, F: gone}\nin"))
    assert found.sentences == ("grades: firm grades · scale: F added (gone)",)


def test_a_list_in_another_order_is_said_whole_though_something_went():
    with_ = a_manual(URGENT)
    assert compared(with_, with_.replace("[high, normal, low]", "[normal, high]")).sentences == (
        "priorities: here · highest first: high, normal and low → normal and high",
    )


def test_clauses_that_came_and_went_are_named_with_all_their_keys():
    wider = a_manual(clause("role: helper\nmay: read the desk"))
    found = compared(a_manual(), wider)
    assert found.sentences == ("role: helper · added",)
    assert found.differences[0].keys[0].was == ()
    gone = compared(wider, a_manual())
    assert (gone.sentences, gone.differences[0].how) == (("role: helper · taken away",), How.GONE)
    assert gone.summary == "1 clause taken away"


def test_a_mails_text_is_compared_line_by_line():
    found = replaced("tell us before you pay it", "call us before you pay it")
    (key,) = found.differences[0].keys
    assert key.words == "body: another text"
    assert [(piece.tone, piece.text) for piece in key.lines if piece.tone] == [
        ("del", "If a figure looks wrong to you, tell us before you pay it."),
        ("ins", "If a figure looks wrong to you, call us before you pay it."),
    ]


def test_the_head_and_the_prose_are_compared_too():
    assert replaced("zone: America/Chicago", "zone: Europe/Berlin").sentences == (
        "head of the manual · zone: America/Chicago → Europe/Berlin",
    )
    assert replaced("holidays: [US]\n", "").sentences == ("head of the manual · holidays: US → left out",)
    found = replaced("lunch is lunch", "lunch stays lunch")
    assert (found.sentences, found.summary) == ((PROSE,), "Only the words around the clauses")


def test_a_new_date_leaves_the_dates_that_were_set():
    """C4."""
    here = Here(dated=38, promised=8, kinds={"question": 40, "billing": 2}, queues={}, roles={})
    assert touches("after an answer: 1 week", "after an answer: 10 days", here) == (
        "38 tickets asleep or dated keep the dates that were set.",
        "34 tickets not closed get the new date with the next answer.",
    )
    assert touches("Mon-Fri 8:00-12:00", "Mon-Fri 9:00-12:00", Here(dated=1)) == (
        "1 ticket asleep or dated keeps the date that was set.",
    )


def test_a_template_touches_the_tickets_whose_answers_go_out_in_it():
    here = Here(kinds={"question": 3, "billing": 1})
    words = ("1 ticket of the kind “billing” is answered in the new words.",)
    assert touches("tell us before you pay it", "call us before you pay it", here) == words
    assert touches("answers with: billing", "answers with: plain", here) == words


def test_a_queue_touches_the_tickets_in_it_and_a_role_the_people_who_hold_it():
    here = Here(queues={"front desk": 4}, roles={"production": 2})
    assert touches("worked by: rep", "worked by: lead", here) == (
        "4 tickets in the queue “front desk” wait for whoever is lead.",
    )
    assert touches("may: [read the desk, write notes, set dates", "may: [read the desk, write notes", here) == (
        "What 2 people with the role “production” may do changes at once.",
    )


def test_where_nothing_is_there_is_nothing_to_touch():
    assert touches("after an answer: 1 week", "after an answer: 10 days", Here()) == ()


def targets(*names: str, solved: str = "") -> str:
    """Write a small manual with these targets, in this order. solved: those that run until the ticket is solved."""
    blocks = [
        clause(f"target: {name}\nfor: {{queue: desk}}\nwithin: {len(name)} hours\nhours: days" + until)
        for name in names
        for until in ["\nuntil: solved" if name in solved.split() else ""]
    ]
    return a_manual(*blocks)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("usual", "urgent"), ("urgent", "usual"), "urgent now stands before target: usual"),
        (("urgent", "usual"), ("usual", "urgent"), "usual now stands before target: urgent"),
        (("a", "b", "c"), ("c", "a", "b"), "c now stands before target: a and target: b"),
        (("a", "b", "c"), ("b", "c", "a"), "a now stands behind target: b and target: c"),
        (("a", "b", "gone"), ("b", "a"), "b now stands before target: a"),
        (
            tuple("abcdef"),
            tuple("fabcde"),
            "f now stands before target: a, target: b, target: c and 2 others",
        ),
        (("usual",), ("urgent", "usual"), "urgent · added; it stands before target: usual"),
    ],
)
def test_the_order_of_targets_is_compared_for_the_first_that_fits_counts(before, after, said):
    found = compared(targets(*before), targets(*after))
    assert f"target: {said}, and the first that fits counts" in found.sentences
    assert len(found.sentences) == (2 if "gone" in before else 1)
    assert found.differences[0].how is (How.ADDED if "added" in said else How.CHANGED)


def test_targets_that_end_with_something_else_are_in_nobodys_way():
    assert compared(targets("a", "b", solved="b"), targets("b", "a", solved="b")).nothing
    assert compared(targets("a"), targets("b", "a", solved="b")).sentences == ("target: b · added",)
    assert compared(targets("a"), targets("a", "b")).sentences == ("target: b · added",)


def test_where_no_order_decides_another_one_is_no_change():
    one, other = clause("role: one\nmay: read the desk"), clause("role: other\nmay: read the desk")
    assert compared(a_manual(one, other), a_manual(other, one)).nothing


def test_which_hours_stand_first_is_compared_and_of_the_others_nothing():
    night, late = clause("hours: night\nopen: Mon 22:00-23:00"), clause("hours: late\nopen: Mon 20:00-21:00")
    days = clause("hours: days\nopen: Mon-Fri 9:00-17:00")
    others = a_manual(without="hours: days")

    def kept(*blocks: str) -> str:
        return others.replace("```clause\nticket kind", "".join(blocks) + "```clause\nticket kind")

    found = compared(kept(days, night, late), kept(night, days, late))
    assert found.sentences == ("hours: night now stands first, and the first are those of all that names none",)
    assert compared(kept(days, night, late), kept(days, late, night)).nothing
    after = side_of(checked(kept(night, days, late)))
    assert touched(found, after=after, here=Here(dated=2, clocks={"a": 1})) == (
        "What counts days or working time, and names no hours, counts in “night” from then on.",
    )
    gone = compared(kept(night, days), kept(days))
    assert gone.sentences == (
        "hours: days now stands first, and the first are those of all that names none",
        "hours: night · taken away",
    )


def test_a_target_that_stands_before_another_touches_what_begins_under_it():
    before, after = targets("usual", "urgent"), targets("urgent", "usual")
    here = Here(clocks={"urgent": 3, "usual": 9}, overtaken={("urgent", "usual"): 7})
    assert touched(compared(before, after), after=side_of(checked(after)), here=here) == (
        "7 clocks of “usual” keep the words that they began with; “urgent” is for their tickets too, and comes first from then on.",
    )
