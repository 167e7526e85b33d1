"""`rounds member add`: a password is made and printed for whoever is new, and for nobody else. `rounds member unlock`."""

from argparse import Namespace
from uuid import uuid4

import pytest

from rounds.cli.trouble import CommandTrouble
from rounds.cli.workspaces import add_person, unlock_person
from rounds.team.models import Member, Notice, Person
from rounds.team.second_factor.models import SecondFactorRow
from rounds.workspaces.queries import this_workspace
from tests.world import MONDAY, a_workspace


def add(email: str, **more: object) -> None:
    with a_workspace().inside():
        slug = this_workspace().slug
    add_person(
        Namespace(**{"slug": slug, "email": email, "name": "Nina Roy", "role": ["rep"], "password": None} | more)
    )


def test_somebody_new_gets_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    email = f"nina-{uuid4().hex}@new.example"
    add(email)
    said = capsys.readouterr().out
    assert "Password: " in said
    assert Person.objects.get(email=email).check_password(said.strip().rpartition("Password: ")[2])


@pytest.mark.parametrize("given", [None, "another long password"])
def test_somebody_known_keeps_theirs_and_no_other_is_printed(capsys: pytest.CaptureFixture[str], given: str) -> None:
    email = f"nina-{uuid4().hex}@new.example"
    add(email, password="the one they have")
    capsys.readouterr()
    add(email.upper(), password=given)
    said = capsys.readouterr().out
    assert "They sign in with the password they have." in said
    assert "Password:" not in said
    assert Person.objects.get(email=email).check_password("the one they have")


def test_whoever_lost_their_second_factor_is_unlocked_once_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Also the last manager, whom nobody else could help."""
    cast = a_workspace()
    with cast.inside():
        slug, member = this_workspace().slug, Member.objects.get(id=cast.manager.id)
        SecondFactorRow.objects.create(person_id=member.person_id, since_at=MONDAY, handle=b"x")
    chosen = Namespace(slug=slug, email=member.email.upper())
    unlock_person(chosen)
    assert "with a password alone now" in capsys.readouterr().out
    assert not SecondFactorRow.objects.filter(person_id=member.person_id).exists()
    with cast.inside():
        assert Notice.objects.filter(member=member, event__kind="team.second factor taken away").count() == 1
    with pytest.raises(CommandTrouble, match="already"):
        unlock_person(chosen)
    with pytest.raises(CommandTrouble, match="Nobody with the address"):
        unlock_person(Namespace(slug=slug, email="nobody@new.example"))
