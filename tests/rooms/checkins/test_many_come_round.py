"""Many check-ins whose day comes at once open as each by itself would, and what wants more than that is left to be done by itself."""

from typing import Any

import pytest

from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.desk.models import Ticket
from rounds.policies.queries import book
from rounds.timeline.models import TimelineEvent
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.many import many_firms
from tests.world import MONDAY, Cast, a_workspace, later

FORGOTTEN, PLAIN, WAITING, AWAKE = range(4)
"""Begun by somebody who let it be; as most are; at a wait of the ladder; open with a date."""


@pytest.fixture
def cast() -> Cast:
    return a_workspace(manual=a_yearly_manual())


def firms_of_every_kind(cast: Cast) -> list[int]:
    """Put a firm of each kind on the programme, due within days; give their tickets."""
    found = many_firms(4, days=1)
    tickets = [each.ticket_id for each in found]
    version = book().version
    CheckIn.objects.filter(id=found[FORGOTTEN].pk).update(started_at=MONDAY)
    CheckIn.objects.filter(id=found[WAITING].pk).update(step=0, version=version)
    Ticket.objects.filter(id=tickets[AWAKE]).update(state="open")
    return tickets


def as_they_are(tickets: list[int]) -> list[tuple[Any, ...]]:
    """Give all of these tickets and of their histories that is alike where they went the same way."""
    names = ("state", "last_word", "woke_at", "closed_at", "assignee_id", "wakes_at", "wake_keeps", "wake_clause")
    told = ("kind", "at", "actor_kind", "actor_name", "clause")
    found = []
    for ticket_id in tickets:
        events = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=ticket_id).order_by("id")
        said = [
            (*(getattr(event, name) for name in told), event.because and event.because["next"], sorted(event.payload))
            for event in events
        ]
        found.append((*(getattr(Ticket.objects.get(id=ticket_id), name) for name in names), said))
    return found


def test_many_at_once_open_as_each_by_itself_would_and_once_A1_F2(cast: Cast):
    at = later(5)
    with cast.inside():
        alone, together = firms_of_every_kind(cast), firms_of_every_kind(cast)
        for ticket_id in alone:
            assert checkins.come_round(ticket_id=ticket_id, at=at)
        done, left = checkins.come_round_many(ticket_ids=together, at=at)
        assert (done, left) == (2, [together[WAITING], together[AWAKE]])
        for ticket_id in left:
            assert checkins.come_round(ticket_id=ticket_id, at=at)
        assert as_they_are(together) == as_they_are(alone)
        assert checkins.come_round_many(ticket_ids=together[:WAITING], at=at) == (0, together[:WAITING])
