"""Somebody at the page without a browser: Django's test client, signed in, on the workspace of a cast."""

from ipaddress import IPv4Address
from itertools import count

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rounds.basics import clock
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from rounds.web.proving import PROVED
from tests.world import PASSWORD, Cast

NOT_READING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT set_config")
FIRST = IPv4Address("10.0.0.1")
_serial = count()
LIST = {"HX-Request": "true", "HX-Target": "list"}
"""What the page sends when it asks for its list alone."""


def visitor(cast: Cast, who: Actor | None = None) -> Client:
    """Give a member's browser as it stands once they are in: a sixth of the page's tests was the way there.

    What is about signing in itself goes `through_the_door`.
    """
    with cast.inside():
        person = Member.objects.select_related("person").get(id=(who or cast.rep).id).person
    assert person
    client = Client(REMOTE_ADDR=_an_address())
    client.force_login(person)
    session = client.session
    session[PROVED] = int(clock.now().timestamp())
    session.save()
    return client


def through_the_door(cast: Cast, who: Actor | None = None) -> Client:
    """Sign a member in through the door."""
    with cast.inside():
        email = Member.objects.values_list("email", flat=True).get(id=(who or cast.rep).id)
    client = Client(REMOTE_ADDR=_an_address())
    answer = client.post("/sign-in", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def _an_address() -> str:
    """Give each visitor an address of their own: from one alone, not all of them may sign in within a minute."""
    return str(FIRST + next(_serial))


def statements(client: Client, path: str, headers: dict[str, str] | None = None) -> list[str]:
    """List what one request asks of the database, without BEGIN, COMMIT and set_config."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NOT_READING)]


def written(client: Client, path: str, **form: str) -> tuple[list[str], int]:
    """List what one act asks of the database, as `statements` does, and count how often it commits."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, form)
    assert answer.status_code == 302, (path, answer.status_code)
    said = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in said if not sql.startswith(NOT_READING)], sum(sql.startswith("COMMIT") for sql in said)
