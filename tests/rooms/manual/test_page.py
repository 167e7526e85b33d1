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
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace
from tests.manuals import SHIPPED
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
        assert card(manual_page(at=later(2)), "queue: front desk").next is None


def test_a_workspace_without_a_manual_or_that_version_has_no_page():
    cast = a_workspace()
    with pytest.raises(NotThere), cast.inside():
        manual_page(at=MONDAY, version=7)
    workspace = found(name="New", slug=f"new-{cast.workspace_id}", at=MONDAY)
    with pytest.raises(Refused), as_workspace(workspace.pk):
        manual_page(at=MONDAY)
