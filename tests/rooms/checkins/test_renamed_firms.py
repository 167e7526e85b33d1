"""A firm has another name: the tickets of its check-ins are called by it, with what a grade says behind it."""

import pytest

from rounds.accounts.commands import change_account
from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.desk.models import Ticket
from rounds.timeline.rules import Because
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm
from tests.world import MONDAY, a_workspace, later


def rename(firm: Firm, name: str, day: float = 1) -> None:
    """Give the firm another name, and let the engine see it."""
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"name": name}, fields={}, by=firm.cast.lead, at=later(day))
    firm.passes(later(day))


def test_its_ticket_is_called_by_the_new_name_and_says_why_F2():
    cast = a_workspace(manual=a_yearly_manual())
    firm, other = a_firm(cast), a_firm(cast, name="Tall Pine")
    due = firm.ticket.wakes_at
    rename(firm, "Harbour Media")
    assert (firm.ticket.subject, firm.ticket.wakes_at) == ("Harbour Media: yearly check-in", due)
    assert other.ticket.subject == "Tall Pine: yearly check-in"
    assert firm.happened("checkins.title") == ["checkins.title renamed"]
    assert Because.from_json(firm.last_reason()).clause == "programme: yearly check-in"
    firm.passes(later(2))
    assert firm.happened("checkins.title") == ["checkins.title renamed"]


def test_what_a_grade_says_stays_behind_the_name_and_leaves_with_the_grade_A7():
    firm = a_firm()
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.give_grade(grade="E", at=MONDAY, **each)
    rename(firm, "Harbour Media")
    assert firm.ticket.subject == "Harbour Media: yearly check-in · not using"
    with firm.cast.inside():
        checkins.give_grade(grade="B", at=later(2), **each)
    assert firm.ticket.subject == "Harbour Media: yearly check-in"


def test_one_that_is_begun_or_exempt_is_renamed_too_and_a_title_that_is_another_stays():
    cast = a_workspace(manual=a_yearly_manual())
    begun, exempt, other = a_firm(cast), a_firm(cast, name="Tall Pine"), a_firm(cast, name="Cove Radio")
    with cast.inside():
        checkins.start(check_in_id=begun.check_in.pk, by=cast.rep, at=MONDAY)
        checkins.exempt(check_in_id=exempt.check_in.pk, reason="They closed.", by=cast.rep, at=MONDAY)
        Ticket.objects.filter(id=other.check_in_ticket_id).update(subject="Ask Cove about maps")
    for firm in (begun, exempt, other):
        rename(firm, "Another Name")
    assert [firm.ticket.subject for firm in (begun, exempt, other)] == [
        "Another Name: yearly check-in",
        "Another Name: yearly check-in",
        "Ask Cove about maps",
    ]


@pytest.mark.parametrize("many", [False, True])
def test_a_title_that_was_not_renamed_with_its_firm_is_as_it_opens_next_and_says_why_F2(*, many: bool):
    """A firm that was renamed before titles followed, or behind our back, has its own name again from the next round on."""
    cast = a_workspace(manual=a_yearly_manual())
    firm, other = a_firm(cast), a_firm(cast, name="Tall Pine")
    with cast.inside():
        Account.objects.filter(id=firm.id).update(name="Harbour Media")
        at = max(firm.ticket.wakes_at, other.ticket.wakes_at)
        tickets = [firm.ticket.pk, other.ticket.pk]
        if many:
            assert checkins.come_round_many(ticket_ids=tickets, at=at) == (2, [])
        else:
            assert all(checkins.come_round(ticket_id=ticket, at=at) for ticket in tickets)
    assert (firm.ticket.subject, firm.ticket.state) == ("Harbour Media: yearly check-in", "open")
    assert (other.ticket.subject, other.ticket.state) == ("Tall Pine: yearly check-in", "open")
    assert firm.happened("checkins.title", "desk.woke") == ["checkins.title renamed", "desk.woke"]
    assert other.happened("checkins.title") == []
