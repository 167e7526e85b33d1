"""Members: what each is called and may do, who leaves and comes back; somebody who may manage people is always left."""

from functools import partial

import pytest

from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.team import commands as team
from rounds.team.models import Member
from rounds.team.queries import colleagues, profile, roles_held
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.at_once import at_once, refused_of
from tests.world import MONDAY, Cast, a_member, a_ticket, a_workspace, later


def another_manager(cast: Cast) -> Actor:
    with cast.inside():
        return a_member("Nora Falk", ["manager"], f"more-{cast.workspace_id}")


@pytest.mark.parametrize(
    "act",
    [
        lambda who, by: team.set_roles(member_id=who, roles=["rep"], by=by, at=MONDAY),
        lambda who, by: team.take_off(member_id=who, by=by, at=MONDAY),
    ],
)
def test_the_last_one_who_may_manage_people_stays(act):
    cast = a_workspace()
    with pytest.raises(Refused, match="last one here who may manage people"), cast.inside():
        act(cast.manager.id, cast.manager)
    other = another_manager(cast)
    with cast.inside():
        act(cast.manager.id, other)
    with pytest.raises(Refused, match="last one"), cast.inside():
        act(other.id, other)


def test_two_managers_who_take_each_other_off_at_once_leave_one():
    """A guard row: two harmless acts together would leave nobody."""
    cast = a_workspace()
    other = another_manager(cast)

    def take(whom: Actor, by: Actor) -> None:
        team.take_off(member_id=whom.id or 0, by=by, at=MONDAY)

    came = at_once(partial(take, cast.manager, other), partial(take, other, cast.manager), inside=cast)
    assert len(refused_of(came)) == 1
    with cast.inside():
        assert Member.objects.filter(active=True, roles__contains=["manager"]).count() == 1


def test_the_tickets_of_who_leaves_wait_in_their_queues_again():
    cast = a_workspace()
    with cast.inside():
        open_one, closed_one, foreign = a_ticket(), a_ticket(), a_ticket()
        for ticket, who in ((open_one, cast.rep), (closed_one, cast.rep), (foreign, cast.teammate)):
            desk.take(number=ticket.number, by=who, at=MONDAY)
        desk.close(number=closed_one.number, by=cast.rep, at=MONDAY)
        assert desk.end_membership(member_id=cast.rep.id or 0, by=cast.manager, at=later(1)) == 1
        assert Ticket.objects.get(id=open_one.pk).assignee_id is None
        assert Ticket.objects.get(id=closed_one.pk).assignee_id == cast.rep.id, "history keeps whose it was"
        assert Ticket.objects.get(id=foreign.pk).assignee_id == cast.teammate.id
        event = TimelineEvent.objects.filter(kind="desk.assigned", subject_id=open_one.pk).latest("id")
        assert event.payload == {"ticket": open_one.pk, "to_member": None, "from_member": cast.rep.id}


def test_whoever_is_let_back_has_the_roles_the_manual_still_has():
    cast = a_workspace()
    with cast.inside():
        Member.objects.filter(id=cast.lead.id).update(roles=["lead", "rep", "juggler"])
        team.take_off(member_id=cast.lead.id or 0, by=cast.manager, at=MONDAY)
        assert team.let_back(member_id=cast.lead.id or 0, by=cast.manager, at=later(1)).roles == ["lead", "rep"]
    with pytest.raises(NotThere), cast.inside():
        team.let_back(member_id=cast.lead.id or 0, by=cast.manager, at=later(2))


def test_a_form_read_before_a_change_is_refused_with_both_sides():
    cast = a_workspace()
    with cast.inside():
        read = profile(cast.rep.id or 0, at=MONDAY).version
        team.set_roles(member_id=cast.rep.id or 0, roles=["lead"], version=read, by=cast.manager, at=MONDAY)
    with pytest.raises(ChangedMeanwhile) as changed, cast.inside():
        team.set_roles(member_id=cast.rep.id or 0, roles=["rep"], version=read, by=cast.manager, at=MONDAY)
    assert (changed.value.theirs["Roles"], changed.value.mine["Roles"]) == ("lead", "rep")
    with cast.inside():
        team.set_roles(
            member_id=cast.rep.id or 0, roles=["rep"], version=changed.value.version, by=cast.manager, at=MONDAY
        )


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_that_is_none_is_refused(name):
    cast = a_workspace()
    with pytest.raises(Refused, match="name"), cast.inside():
        team.rename_member(member_id=cast.rep.id or 0, name=name, by=cast.manager, at=MONDAY)


def test_a_new_name_stands_in_no_event():
    cast = a_workspace()
    with cast.inside():
        team.rename_member(member_id=cast.rep.id or 0, name="Teodor Okafor-Lind", by=cast.manager, at=MONDAY)
        assert Member.objects.get(id=cast.rep.id).name == "Teodor Okafor-Lind"
        event = TimelineEvent.objects.get(kind="team.member renamed")
        assert "Teodor" not in str(event.payload)


def test_a_role_that_nobody_holds_and_one_that_the_manual_lost_are_seen():
    cast = a_workspace()
    with cast.inside():
        Member.objects.filter(id=cast.production.id).update(roles=["juggler"])
        found = colleagues(at=MONDAY)
        assert {each.name: each.lost for each in found}["Bram de Wit"] == ("juggler",)
        assert {role.name for role in roles_held(found) if not role.holders} == {"production"}
