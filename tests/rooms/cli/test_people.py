"""`rounds member add`: a password is made and printed for whoever is new, and for nobody else."""

from argparse import Namespace
from uuid import uuid4

import pytest

from rounds.cli.workspaces import add_person
from rounds.team.models import Person
from rounds.workspaces.queries import this_workspace
from tests.world import a_workspace


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
