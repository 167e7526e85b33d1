"""A manual comes into force whole or not at all, by whom may, and is kept as it was."""

import threading
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, Refused
from rounds.desk.clauses import PromisedDates
from rounds.manual.commands import adopt
from rounds.manual.queries import versions_page
from rounds.policies.models import ClauseRow, Manual
from rounds.policies.queries import book, book_of, version_in_force
from rounds.team.commands import set_roles
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace
from tests.at_once import at_once, refused_of
from tests.manuals import SHIPPED, a_manual, at
from tests.world import MONDAY, a_ticket, a_workspace, later

TWO_WEEKS = SHIPPED.replace("after an answer: 1 week", "after an answer: 2 weeks")


def after_an_answer(version: int | None = None) -> str:
    manual = book() if version is None else book_of(version)
    return str(manual.get(PromisedDates, "on the desk").after_an_answer)


def test_a_clause_is_read_once_for_all_who_have_it_so_and_nobody_gets_anothers():
    """What is read once is looked up by every word of it: a company that has one otherwise has its own, and so has its next version."""
    text = SHIPPED.replace(
        "offer: [1 working day, 3 working days, 1 week, 2 weeks, 1 month]", "offer: [11 days, 1 month]"
    )
    one, like_it, other = (a_workspace(manual=each) for each in (text, text, text.replace("11 days", "12 days")))
    kept = []
    for cast in (one, like_it, other):
        with cast.inside():
            kept.append((book().get(PromisedDates, "on the desk"), book().get(Role, "rep")))
    (dates, rep), like_them, (others_dates, others_rep) = kept
    assert like_them[0] is dates and others_rep is rep is like_them[1]
    assert others_dates != dates and str(others_dates.offer[0]) == "12 days"
    with one.inside():
        adopt(text=text.replace("11 days", "12 days"), by=one.manager, at=later(1))
        assert book().get(PromisedDates, "on the desk") == others_dates
        assert book_of(1).get(PromisedDates, "on the desk") is dates
    with like_it.inside():
        assert book().get(PromisedDates, "on the desk") is dates


def test_a_clause_from_before_its_order_was_kept_says_the_same_in_force_and_among_the_versions():
    now, before = a_workspace(), a_workspace()
    with before.inside():
        ClauseRow.objects.update(written="")
    found = []
    for cast in (now, before):
        with cast.inside():
            adopt(text=TWO_WEEKS, by=cast.manager, at=later(1))
            found.append((dict(book_of(1).clauses), [line.changed for line in versions_page().versions]))
    assert found[0] == found[1]
    assert found[0][0] and found[0][1][0]


def test_an_adopted_manual_decides_from_then_on_and_the_version_before_stays_as_it_was():
    cast = a_workspace()
    with cast.inside():
        adopted = adopt(text=TWO_WEEKS, by=cast.manager, at=later(1))
        assert (adopted.version, version_in_force()) == (2, 2)
        assert (after_an_answer(), after_an_answer(version=1)) == ("2 weeks", "1 week")
    with cast.inside():
        assert after_an_answer() == "2 weeks"


def test_a_manual_is_stored_as_it_is_written_with_the_lines_of_each_clause():
    cast = a_workspace()
    with cast.inside():
        manual = Manual.objects.get(version=1)
        assert manual.text == SHIPPED
        assert manual.front == {
            "manual": "How our help desk works",
            "zone": "America/Chicago",
            "holidays": ["US"],
        }
        row = ClauseRow.objects.get(manual=manual, kind="promised dates")
        assert row.data["after an answer"] == "1 week"
        lines = SHIPPED.split("\n")
        assert lines[row.line_from - 1 : row.line_from + 1] == ["```clause", "promised dates: on the desk"]
        assert lines[row.line_to - 1] == "```"


def test_adoption_is_an_event_by_the_member_who_did_it():
    """F4."""
    cast = a_workspace()
    with cast.inside():
        manual = adopt(text=TWO_WEEKS, by=cast.manager, at=later(1))
        event = TimelineEvent.objects.filter(kind="manual.adopted").latest("id")
        assert (event.actor_id, event.subject_id, event.at) == (cast.manager.id, manual.pk, later(1))
        assert manual.adopted_by_id == cast.manager.id


def test_a_manual_with_errors_is_refused_with_all_of_them_and_changes_nothing():
    """F1."""
    cast = a_workspace()
    wrong = SHIPPED.replace("after an answer: 1 week", "after an answer: 1 weak").replace(
        "worked by: rep", "worked by: reb"
    )
    with pytest.raises(Refused) as refused, cast.inside():
        adopt(text=wrong, by=cast.manager, at=MONDAY)
    first, second = refused.value.problems
    assert (first.clause, first.fix) == ("queue: front desk", "Write “rep”.")
    line, column = at(wrong, "reb")
    assert first.text == f"Line {line}, column {column}: There is no role “reb”."
    assert second.clause == "promised dates: on the desk"
    with cast.inside():
        assert version_in_force() == 1
        assert Manual.objects.count() == 1


@pytest.mark.parametrize("who", ["rep", "lead", "production"])
def test_only_a_role_that_may_puts_a_manual_in_force(who):
    cast = a_workspace()
    with pytest.raises(NotAllowed), cast.inside():
        adopt(text=TWO_WEEKS, by=getattr(cast, who), at=MONDAY)


def test_before_the_first_manual_only_rounds_itself_adopts_one():
    workspace = found(name="New", slug=f"new-{id(object())}", at=MONDAY)
    with pytest.raises(Refused), as_workspace(workspace.pk):
        adopt(text=SHIPPED, by=Actor.member(1), at=MONDAY)
    with as_workspace(workspace.pk):
        assert adopt(text=SHIPPED, by=Actor.system(), at=MONDAY).version == 1


def test_a_manual_that_would_leave_nobody_to_change_it_is_refused():
    cast = a_workspace()
    text = SHIPPED.replace("role: manager", "role: owner").replace("stand-in: manager", "stand-in: owner")
    text = text.replace("seen by: [rep, lead, manager]", "seen by: [rep, lead]")
    with pytest.raises(Refused) as refused, cast.inside():
        adopt(text=text, by=cast.manager, at=MONDAY)
    assert {problem.fix for problem in refused.value.problems} == {"Give somebody the role “owner” first."}


def test_a_manual_that_forgets_a_ticket_is_refused():
    cast = a_workspace()
    with cast.inside():
        a_ticket(kind="billing")
        a_ticket(kind="billing")
    text = SHIPPED.replace("kind: billing", "kind: money")
    with pytest.raises(Refused) as refused, cast.inside():
        adopt(text=text, by=cast.manager, at=MONDAY)
    (problem,) = refused.value.problems
    assert problem.text == "2 tickets not closed are of the kind “billing”, which this manual does not have."


def test_of_two_adoptions_at_the_same_time_one_is_told_about_the_other():
    cast = a_workspace()
    outcome: list[object] = []
    read, written = threading.Event(), threading.Event()

    def second() -> None:
        try:
            with cast.inside():
                version_in_force()
                read.set()
                written.wait(20)
                outcome.append(adopt(text=TWO_WEEKS, by=cast.manager, at=later(1)))
        except ChangedMeanwhile as changed:
            outcome.append(changed)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    assert read.wait(20)
    with cast.inside():
        adopt(text=TWO_WEEKS, by=cast.manager, at=MONDAY + timedelta(minutes=1))
    written.set()
    thread.join(20)
    assert [type(one) for one in outcome] == [ChangedMeanwhile]


A_SMALL_ONE = a_manual(role="may: [read the desk, manage people, adopt the manual]")


def test_a_small_manual_of_another_workspace_decides_there_and_nowhere_else():
    cast = a_workspace()
    workspace = found(name="Other", slug=f"other-{cast.workspace_id}", at=MONDAY)
    with as_workspace(workspace.pk):
        adopt(text=A_SMALL_ONE, by=Actor.system(), at=MONDAY)
        assert book().title == "A small desk"
        assert Manual.objects.count() == 1
    with cast.inside():
        assert book().title == "How our help desk works"


NOBODY_MANAGES = SHIPPED.replace("  - manage people\n", "")
LEADS_DECIDE = (
    SHIPPED.replace("  - manage people\n", "")
    .replace("  - adopt the manual\n", "")
    .replace("role: lead\nmay:\n", "role: lead\nmay:\n  - manage people\n  - adopt the manual\n")
)
"""Leads let people in and change the rules, and managers no more."""


def test_no_company_is_founded_in_which_no_role_may_manage_people():
    workspace = found(name="Little", slug=f"little-{uuid4().hex[:8]}", at=MONDAY)
    with (
        pytest.raises(Refused, match="No role may manage people under this manual") as refused,
        as_workspace(workspace.pk),
    ):
        adopt(text=a_manual(), by=Actor.system(), at=MONDAY)
    assert [problem.fix for problem in refused.value.problems] == [
        "Write “manage people” under “may” of the role “lead”."
    ]
    with as_workspace(workspace.pk):
        assert version_in_force() is None


def test_a_manual_that_leaves_nobody_to_manage_people_is_refused_with_what_helps():
    cast = a_workspace()
    with pytest.raises(Refused, match="Nobody here has a role that may manage people") as refused, cast.inside():
        adopt(text=NOBODY_MANAGES, by=cast.manager, at=later(1))
    assert [problem.fix for problem in refused.value.problems] == ["Let a role that somebody has manage people."]
    with cast.inside():
        set_roles(member_id=cast.lead.id or 0, roles=["rep"], by=cast.manager, at=later(1))
    with pytest.raises(Refused) as refused, cast.inside():
        adopt(text=LEADS_DECIDE, by=cast.manager, at=later(1))
    assert {problem.fix for problem in refused.value.problems} == {"Give somebody the role “lead” first."}
    with cast.inside():
        assert version_in_force() == 1


def test_somebody_who_cannot_sign_in_does_not_count():
    cast = a_workspace()
    with cast.inside():
        Member.objects.filter(id=cast.lead.id).update(person=None)
    with pytest.raises(Refused, match="may manage people"), cast.inside():
        adopt(text=LEADS_DECIDE, by=cast.manager, at=later(1))


def test_a_manual_and_a_members_roles_do_not_together_leave_nobody():
    """Each alone is harmless: both at once, one of them is refused."""
    for _ in range(4):
        cast = a_workspace()
        came = at_once(
            partial(adopt, text=LEADS_DECIDE, by=cast.manager, at=later(1)),
            partial(set_roles, member_id=cast.lead.id or 0, roles=["rep"], by=cast.manager, at=later(1)),
            inside=cast,
        )
        assert len(refused_of(came)) == 1
        with cast.inside():
            able = [role.name for role in book().all(Role) if "manage people" in role.may]
            assert Member.objects.filter(active=True, roles__overlap=able).exists()
