"""Every command as everybody: whoever may, whoever may not, a customer, somebody of another workspace (architecture 5).

The list is made from the code: a new command without its row here fails the build.
"""

import pytest

from rounds.basics.problems import NotAllowed, Refused
from rounds.desk import commands as desk
from rounds.policies.queries import book
from rounds.site.duties import DUTIES
from rounds.team import commands as team
from rounds.team.permissions import ACTS
from rounds.team.rules import Role
from rounds.team.second_factor import commands as second_factor
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.current import COMMANDS
from tests.rooms.commands_of_people import BY_ONESELF, BY_PEOPLE
from tests.rooms.commands_of_rounds import BY_ROUNDS_ALONE
from tests.world import (
    MANUAL,
    MONDAY,
    Cast,
    a_customer,
    a_member,
    a_peopled_workspace,
    a_shared_workspace,
    a_ticket,
    a_workspace,
    later,
    one_of_all_roles,
    one_of_each_role,
)

PREPARED_ONCE = (
    "views.move_view",
    "drafting.drop_draft",
    "drafting.adopt_draft",
    "members.let_back",
    "hours.confirm_hours",
    "hours.stay_here",
    "hours.become_available",
    "hours.sign_off",
)
"""Commands whose values a company can be made ready for once alone: one draft, one member's hours."""


def all_but(acts: frozenset[str]) -> str:
    """Name the role of `OF_RIGHTS` that may do all but these."""
    return f"all but to {' or '.join(sorted(acts))}"


OF_RIGHTS = MANUAL.read_text() + "".join(
    f"\n```clause\nrole: {all_but(acts)}\nmay: [{', '.join(sorted(ACTS - acts))}]\n```\n"
    for acts in sorted({tried.enough for tried in BY_PEOPLE.values()}, key=sorted)
)
"""The shipped manual with a role more for each right that a command needs, which may do all else."""


def test_every_command_has_its_row():
    assert DUTIES, "importing the list of duties has made every room's commands known"
    assert second_factor, "and importing these has made theirs"
    assert set(COMMANDS) == set(BY_PEOPLE) | set(BY_ROUNDS_ALONE) | set(BY_ONESELF)


@pytest.mark.parametrize("name", BY_ONESELF)
@pytest.mark.parametrize("who", ["a member who left", "a customer", "a stranger", "nobody", "Rounds itself"])
def test_what_each_does_for_themselves_nobody_else_does(name, who):
    cast, strangers = a_peopled_workspace(two_without_rights)
    by = Actor.system() if who == "Rounds itself" else _nobody(who, cast, *strangers)
    with pytest.raises(NotAllowed), cast.inside():
        COMMANDS[name](**BY_ONESELF[name](), by=by, at=later(0.1))


def test_every_act_of_the_table_can_be_given_by_the_shipped_manual():
    with a_workspace().inside():
        assert {str(act) for role in book().all(Role) for act in role.may} == ACTS


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_whoever_has_the_right_may(name):
    (cast, (by,)), tried = a_peopled_workspace(one_of_all_roles), BY_PEOPLE[name]
    with cast.inside():
        values = tried.values(cast, by)
        before = TimelineEvent.objects.count()
        COMMANDS[name](**values, by=by, at=later(0.1))
        assert TimelineEvent.objects.count() > before, "an act without its event"


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_a_role_of_the_manual_may_just_what_it_says(name):
    """F1: each role of the shipped manual that lacks the right is refused; one that may do all else is told which it lacks."""
    (cast, holders), tried = a_peopled_workspace(one_of_each_role, manual=OF_RIGHTS), BY_PEOPLE[name]
    with cast.inside():
        roles = book().all(Role)
    lacking = [place for place, role in enumerate(roles) if tried.enough.isdisjoint(role.may)]
    assert all_but(tried.enough) in {roles[place].name for place in lacking}
    for place in lacking:
        role = roles[place].name
        if name.endswith(PREPARED_ONCE):
            cast, holders = a_peopled_workspace(one_of_each_role, manual=OF_RIGHTS)
        with cast.inside():
            values = tried.values(cast, holders[place])
        with pytest.raises(NotAllowed, match=tried.act if role == all_but(tried.enough) else None), cast.inside():
            COMMANDS[name](**values, by=holders[place], at=later(0.1))
            pytest.fail(f"“{role}” may")


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_whoever_has_no_right_may_not(name):
    (cast, strangers), tried = a_peopled_workspace(two_without_rights), BY_PEOPLE[name]
    for who in ("a member without the right", "a member who left", "a customer", "a stranger", "nobody"):
        if (name, who) == ("rounds.desk.commands.opening.open_ticket", "a customer"):
            continue  # a customer's mail opens tickets: that is what the desk is for
        if name.endswith(PREPARED_ONCE):
            cast, strangers = a_peopled_workspace(two_without_rights)
        by = _nobody(who, cast, *strangers)
        with cast.inside():
            values = tried.values(cast, by)
        with pytest.raises(NotAllowed), cast.inside():
            COMMANDS[name](**values, by=by, at=later(0.1))
            pytest.fail(f"{who} may")


def two_without_rights(slug: str) -> None:
    """Let a company have a member without any role, and one who had all and left."""
    a_member("No Role", [], slug)
    gone = a_member("Gone Away", [role.name for role in book().all(Role)], slug)
    team.take_off(member_id=gone.id, by=Actor.system(), at=MONDAY)


def _nobody(who: str, cast: Cast, without: Actor, gone: Actor) -> Actor:
    if who == "a stranger":
        return a_shared_workspace().manager
    if who == "a customer":
        with cast.inside():
            return Actor.contact(a_customer().contact_id)
    return {"nobody": Actor.member(0), "a member without the right": without, "a member who left": gone}[who]


def test_somebody_elses_ticket_cannot_be_taken_or_given_back():
    """D2: consent comes with its clause; until then what somebody has stays theirs."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.take(number=ticket.number, by=cast.rep, at=MONDAY)
    for act in (desk.take, desk.give_back):
        with pytest.raises(Refused), cast.inside():
            act(number=ticket.number, by=cast.teammate, at=later(0.1))


def test_a_ticket_goes_only_to_whoever_works_its_queue():
    """D3."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with pytest.raises(Refused, match="does not work the queue"), cast.inside():
        desk.assign(number=ticket.number, member_id=cast.production.id, by=cast.lead, at=later(0.1))
