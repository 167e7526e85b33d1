"""What a change touches is counted from what is here: clocks, tickets without a target, lists."""

from rounds.manual.queries import proposal
from rounds.policies.queries import book
from tests.rooms.targets.cast import TARGETS, WITHOUT, caught_up, opened
from tests.world import MONDAY, a_workspace, later

WITH = WITHOUT + TARGETS
LIST = "\n```clause\nlist: questions\nof: open tickets\nwhere: {ticket kind: question}\n```\n"


def touches(cast, text):
    with cast.inside():
        found = proposal(text, at=later(1))
        assert found.findings == ()
        return found.touches


def test_a_new_target_says_how_many_tickets_get_it_and_a_clause_that_goes_how_many_clocks_stop():
    cast = a_workspace(manual=WITHOUT)
    for _ in range(3):
        opened(cast)
    opened(cast, kind="website change")
    assert "3 tickets that are here get the target “first answer”." in touches(cast, WITH)
    cast = a_workspace(manual=WITH)
    for _ in range(2):
        opened(cast)
    caught_up(cast, MONDAY)
    assert "2 clocks of “first answer” stop, and their tickets say so." in touches(cast, WITHOUT)
    longer = WITH.replace("within: 2 working hours", "within: 6 working hours")
    assert touches(cast, longer) == ("2 clocks of “first answer” keep the words that they began with.",)


def test_a_list_is_counted_by_its_old_and_by_its_new_words():
    cast = a_workspace(manual=WITHOUT + LIST)
    opened(cast)
    opened(cast)
    opened(cast, kind="billing")
    changed = WITHOUT + LIST.replace("{ticket kind: question}", "{ticket kind: billing}")
    assert touches(cast, changed) == ("The list “questions” shows 1 ticket instead of 2.",)
    assert touches(cast, WITHOUT) == ("The list “questions” goes, with 2 tickets in it; they stay where they are.",)
    with cast.inside():
        assert book().version == 1


def test_a_target_that_comes_before_another_says_whose_clocks_it_would_have():
    usual, urgent = (
        f"\n```clause\ntarget: {name}\nfor: {asked}\nwithin: 2 working hours\nhours: help desk\n```\n"
        for name, asked in (("usual", "{not: {ticket kind: billing}}"), ("urgent", "{ticket kind: question}"))
    )
    cast = a_workspace(manual=WITHOUT + usual + urgent)
    for _ in range(2):
        opened(cast)
    opened(cast, kind="website change")
    caught_up(cast, MONDAY)
    said = "2 clocks of “usual” keep the words that they began with; “urgent” is for their tickets too, and comes first from then on."
    assert touches(cast, WITHOUT + urgent + usual) == (said,)
    new = WITHOUT + urgent.replace("target: urgent", "target: new") + usual + urgent
    assert touches(cast, new) == (said.replace("urgent", "new"),)
    assert touches(cast, WITHOUT + usual + urgent.replace("target: urgent", "target: new") + urgent) == ()
