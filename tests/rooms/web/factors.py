"""People at the page who have more than a password: a set-up app, and what it shows at a moment."""

import re

import pyotp
from django.test import Client

from rounds.basics import clock
from rounds.team.models import Member, Person
from rounds.team.second_factor.codes import STEP
from rounds.timeline.rules import Actor
from tests.rooms.web.visitor import through_the_door
from tests.world import MANUAL, PASSWORD, Cast

REQUIRED = MANUAL.read_text().replace("role: rep\n", "role: rep\nsecond factor: required\n")
"""The shipped manual, but whoever is rep needs a second factor."""

SET_UP = "/settings/sign-in/second-factor"


def person_of(cast: Cast, who: Actor | None = None) -> Person:
    with cast.inside():
        person = Member.objects.select_related("person").get(id=(who or cast.rep).id).person
    assert person
    return person


def shows(secret: str, *, steps: int = 1) -> str:
    """Say what the app shows so many steps from now: the next counts already, and is none that set the app up."""
    return pyotp.HOTP(secret).at(int(clock.now().timestamp()) // STEP + steps)


def secret_on(client: Client) -> str:
    """Read the secret off the page, as somebody without a camera does."""
    page = client.get(SET_UP).content.decode()
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found, page
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    """Read the recovery codes off the page that shows them once."""
    return re.findall(r"<li><code>([A-Z0-9-]{19})</code>", page)


def with_an_app(client: Client, *, back: str = "") -> tuple[str, list[str]]:
    """Set an app up; give its secret, and the recovery codes."""
    secret = secret_on(client)
    answer = client.post("/settings/sign-in/app", {"code": shows(secret, steps=0), "next": back})
    assert answer.status_code in {200, 302}, answer.content  # codes come with the first factor alone
    return secret, codes_on(answer.content.decode())


def at_the_second_step(cast: Cast, who: Actor | None = None, *, back: str = "") -> Client:
    """Show the right password of somebody who has a second factor."""
    client = Client()
    email = person_of(cast, who).email
    answer = client.post(f"/sign-in?next={back}" if back else "/sign-in", {"login": email, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/second-step", answer.content
    return client


def a_member_with_an_app(cast: Cast, who: Actor | None = None) -> tuple[Client, str, list[str]]:
    """Sign somebody in and set an app up for them."""
    client = through_the_door(cast, who)
    return client, *with_an_app(client)
