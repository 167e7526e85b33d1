"""The demo's company: there whole or not at all, and made once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rounds.checkins.models import CheckIn, Finding
from rounds.checkins.queries import listing
from rounds.desk.models import Ticket
from rounds.mail.models import Received
from rounds.site import demo, demo_check_ins
from rounds.team.models import Person
from rounds.workspaces.current import as_workspace
from rounds.workspaces.queries import id_of


class Interrupting:
    """Hears the lines of progress, and presses Ctrl-C at one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, line: str) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def load_apart(say: Callable[[str], None]) -> tuple[demo.SignIn, ...]:
    """Load it on a connection of its own."""
    try:
        return demo.load(say)
    finally:
        connection.close()


def test_an_interrupted_load_leaves_nothing_and_two_next_ones_at_once_make_all_once():
    """The process that loads outlives a demo that is killed, and the next demo begins another."""
    for moment in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            demo.load(Interrupting(moment))
        assert id_of(demo.SLUG) is None
        assert not Person.objects.filter(email__endswith=f"@{demo.DOMAIN}").exists()
    lines: list[str] = []
    with ThreadPoolExecutor(2) as both:
        one, other = [both.submit(load_apart, lines.append) for _ in range(2)]
    people = one.result()
    assert other.result() == people
    with as_workspace(id_of(demo.SLUG)):
        assert Ticket.objects.count() == len(demo.STORIES)
        assert set(Received.objects.values_list("state", flat=True)) == {"placed"}
    assert demo.load(lines.append) == people
    assert len(lines) == 3


def test_the_second_company_has_check_ins_that_are_done_wait_and_are_open():
    demo.load(lambda line: None)
    with as_workspace(id_of(demo_check_ins.SLUG)):
        assert CheckIn.objects.count() == len(demo_check_ins.FIRMS)
        assert Finding.objects.count() >= 3
        found = listing()
        assert found.open.many >= 1
        assert found.coming.many >= 1
        assert not Ticket.objects.filter(assignee=None).exclude(recurs_by="").exists(), "each firm has its specialist"
