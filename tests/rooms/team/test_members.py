"""Who joins, leaves and comes back: one row and one password a person, whatever happens around them."""

import pytest

from rounds.basics.problems import Refused
from rounds.team.commands import add_member, take_off
from rounds.team.models import Member, Person
from rounds.team.queries import roles_of
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.world import MONDAY, PASSWORD, Cast, a_workspace, later


def email_of(cast: Cast) -> str:
    return Member.objects.get(id=cast.rep.id).email


def join(email: str, **more):
    values = {"name": "Teo Okafor", "email": email, "roles": ["rep"], "by": Actor.system(), "at": later(2)}
    return add_member(**values | more)


def test_somebody_who_exists_already_keeps_their_password():
    first, second = a_workspace(), a_workspace()
    with first.inside():
        email = email_of(first)
    with second.inside():
        member = join(email, password="another long password")
        assert member.person.check_password(PASSWORD)
    assert Person.objects.filter(email=email).count() == 1


def test_a_member_who_was_taken_off_can_come_back():
    cast = a_workspace()
    with cast.inside():
        email = email_of(cast)
        take_off(member_id=cast.rep.id, by=cast.manager, at=later(1))
        assert roles_of(cast.rep) == []
        again = join(f" {email.upper()}", name="Teo Okafor-Berg", roles=["lead"], by=cast.manager)
        assert again.pk == cast.rep.id
        assert (again.active, again.name, roles_of(cast.rep)) == (True, "Teo Okafor-Berg", ["lead"])
        about_them = TimelineEvent.objects.filter(subject_kind="member", subject_id=again.pk).order_by("id")
        assert list(about_them.values_list("kind", flat=True)) == [
            "team.member joined",
            "team.member left",
            "team.member joined",
        ]
    with cast.inside():
        assert Member.objects.get(id=cast.rep.id).person.check_password(PASSWORD)


def test_a_member_who_is_here_cannot_join_again():
    cast = a_workspace()
    with cast.inside():
        email = email_of(cast)
    with pytest.raises(Refused, match="a member already"), cast.inside():
        join(email, at=MONDAY)
