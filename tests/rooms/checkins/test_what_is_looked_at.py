"""What the page of a check-in looks at: since when, and which tickets of the firm (A5)."""

from datetime import timedelta

from rounds.checkins import commands as checkins
from rounds.checkins.evidence.behind import Of, Which
from rounds.checkins.queries import evidence_page, rows_behind_figure
from rounds.desk import commands as desk
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.acting import YEAR, answers
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.world import MONDAY, a_workspace, later


def looks_back(firm: Firm, *, days: int) -> int:
    """Say over how many days the page looks, so many days after the check-in came round."""
    with firm.cast.inside():
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=YEAR + timedelta(days=days))
        assert page is not None
        return (page.dates.last_day - page.dates.first_day).days


def test_who_begins_again_after_the_answer_still_looks_at_the_whole_year_A3_A5():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    looked = looks_back(firm, days=1)
    answers(firm, YEAR + timedelta(days=3))
    firm.passes(YEAR + timedelta(days=3))
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=4))
    assert firm.ticket.wakes_at is not None
    assert looks_back(firm, days=4) >= looked


def test_the_ticket_of_a_check_in_that_is_needed_no_more_is_none_of_the_firms_earlier_tickets_A5_A11():
    firm = used(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", by=firm.cast.rep, at=MONDAY)
        asked = desk.open_ticket(
            subject="The export",
            text="It stops.",
            kind="question",
            requester=firm.contact,
            account_id=firm.id,
            by=Actor.contact(firm.contact.contact_id),
            at=MONDAY,
        )
        dates = {"first": None, "last": None, "at": later(1)}
        page = evidence_page(firm.check_in.pk, **dates)
        found, _ = rows_behind_figure(firm.check_in.pk, Which(Of.TICKETS), limit=10, skip=0, **dates)
    assert asked.ticket.number in [row.ticket for row in found.rows]
    assert firm.ticket.number not in [row.ticket for row in found.rows]
    assert page is not None
    assert page.seen.tickets == found.many
