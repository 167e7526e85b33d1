"""Two manuals held against each other, in words that a manager reads before adopting."""

from rounds.manual.checking import checked
from rounds.manual.comparing import PROSE, Comparison, How, compare
from rounds.manual.sides import side_of
from rounds.manual.touching import Here, touched
from tests.manuals import SHIPPED, a_manual, clause


def compared(before: str, after: str) -> Comparison:
    return compare(side_of(checked(before)), side_of(checked(after)))


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
