"""The manual's page shows what runs: every clause, what it did lately, what comes next."""

import pytest

from rounds.basics.problems import NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import WAKE
from rounds.engine.loop import one_round
from rounds.manual.cards import Card
from rounds.manual.commands import adopt
from rounds.manual.queries import ManualPage, manual_page
from rounds.policies.queries import book
from rounds.policies.registry import kinds
from rounds.targets.commands import catch_up
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace
from tests.manuals import SHIPPED, a_yearly_manual
from tests.world import MONDAY, a_ticket, a_workspace, later

DATES = "promised dates: on the desk"


def card(page: ManualPage, identity: str = DATES) -> Card:
    return next(block for block in page.blocks if isinstance(block, Card) and block.clause.identity == identity)


def test_the_page_shows_every_clause_in_force():
    cast = a_workspace()
    with cast.inside():
        shown = [block.clause for block in manual_page(at=MONDAY).blocks if block.clause]
        assert shown == list(book().clauses.values())


def test_the_page_says_who_put_the_manual_in_force():
    cast = a_workspace()
    with cast.inside():
        assert manual_page(at=MONDAY).adopted_by == ""
        adopt(text=SHIPPED, by=cast.manager, at=later(1))
        page = manual_page(at=later(2))
        assert (page.adopted_by, page.version, page.adopted_at) == ("Mara Lindqvist", 2, later(1))
        assert manual_page(at=later(2), version=1).version == 1


def test_a_card_counts_what_its_clause_did_lately_and_names_the_next_wake():
    """F2: what happens next, and when."""
    cast = a_workspace()
    with cast.inside():
        first, second = a_ticket(), a_ticket()
        desk.put_to_sleep(number=first.number, wish=Wish(at=later(1)), by=cast.rep, at=MONDAY)
        desk.put_to_sleep(number=second.number, wish=Wish(at=later(3)), by=cast.rep, at=MONDAY)
        before = card(manual_page(at=MONDAY))
        assert before.did == ""
        assert before.next
        assert (before.next.number, before.next.at) == (first.number, later(1))
    while one_round([WAKE], now=later(2)).done:
        pass
    with cast.inside():
        after = card(manual_page(at=later(2)))
        assert after.did == "acted 1 time in the last 30 days"
        assert after.next
        assert after.next.number == second.number
        assert card(manual_page(at=later(40))).did == ""
        assert card(manual_page(at=later(2), version=1), "queue: front desk").next


def test_a_workspace_without_a_manual_or_that_version_has_no_page():
    cast = a_workspace()
    with pytest.raises(NotThere), cast.inside():
        manual_page(at=MONDAY, version=7)
    workspace = found(name="New", slug=f"new-{cast.workspace_id}", at=MONDAY)
    with pytest.raises(Refused), as_workspace(workspace.pk):
        manual_page(at=MONDAY)


@pytest.mark.parametrize(
    ("identity", "now", "next_"),
    [
        ("role: rep", "held by 3 people", "when somebody who has it does something"),
        ("hours: help desk", None, "until then they are open"),
        ("ticket kind: question", "4 tickets opened in the last 30 days", "with the next ticket of this kind"),
        ("queue: front desk", "3 tickets in it now", "with the next ticket that comes here"),
        (
            "priorities: on the desk",
            "open now: 1 urgent, 0 high, 2 normal and 0 low",
            "with the next ticket that is opened",
        ),
        ("holds: on the desk", "1 ticket on hold now", "its hold ends"),
        (DATES, "2 tickets with a date now", "comes back"),
        ("sending: answers", "1 answer on the way out now", "with the next answer"),
        ("template: plain", "1 answer to its kinds in the last 30 days", "with the next answer in its words"),
        ("target: first answer", "3 clocks running now", "is due"),
        ("list: waiting", "3 tickets in it now", "when it is opened next"),
        ("macro: glad to help", None, "when somebody runs it"),
        ("mailbox: support", None, "with the next mail that comes in"),
        ("programme: yearly check-in", "0 firms on it now", "with the next firm that it is for"),
        ("grades: firm grades", "0 firms graded by it", "when somebody grades a firm"),
        ("evidence: firm evidence", "0 firms looked at by it", "when somebody opens a check-in"),
        ("fact: items", "counted from 0 records of usage now", "when somebody asks for it"),
    ],
)
def test_every_kind_says_what_stands_under_it_and_what_is_next(identity, now, next_):
    """F2, issue 4: each card says what it did lately and what is next."""
    waiting = "```clause\nlist: waiting\nof: open tickets\nwhere: {queue: front desk}\n```\n"
    cast = a_workspace(manual=f"{a_yearly_manual()}\n{waiting}")
    with cast.inside():
        kept, held, urgent, dated = (a_ticket() for _ in range(4))
        desk.answer(number=kept.number, text="Done.", by=cast.rep, at=MONDAY)
        desk.hold(
            number=held.number, holder="supplier", reason="A part.", wish=Wish(at=later(3)), by=cast.rep, at=MONDAY
        )
        desk.set_priority(number=urgent.number, priority="urgent", by=cast.rep, at=MONDAY)
        desk.put_to_sleep(number=dated.number, wish=Wish(at=later(3)), by=cast.rep, at=MONDAY)
        catch_up(at=MONDAY)
        shown = card(manual_page(at=later(hours=0.1)), identity)
    assert (shown.now.says if shown.now else None, shown.next.says) == (now, next_)


def test_every_kind_of_clause_stands_in_that_list():
    rows = test_every_kind_says_what_stands_under_it_and_what_is_next.pytestmark[0].args[1]
    assert {identity.partition(":")[0] for identity, _, _ in rows} == set(kinds())
