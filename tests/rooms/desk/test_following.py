"""Members who follow a ticket hear of what others do there; a note that calls them by name lets them follow."""

import pytest

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.duties import TELL_FOLLOWERS
from rounds.desk.mentions import mentioned
from rounds.desk.models import Follower
from rounds.engine.loop import one_round
from rounds.team.queries import notices
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.at_once import at_once
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later

PEOPLE = {1: "Teo Okafor", 2: "Elin Berg", 3: "Teo Brandt", 4: "Elina Roy"}


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Elin can you look?", (2,)),
        ("Look, @elin berg: odd", (2,)),
        ("@Elina please", (4,)),
        ("@Teo please", ()),  # there are two of them
        ("@Teo Brandt and @Elin, and @Elin again", (3, 2)),
        ("write to elin@Elin.example", ()),
        ("@Elinor", ()),
        ("@", ()),
        ("(@Elin)", (2,)),
    ],
)
def test_a_name_behind_an_at_calls_whoever_bears_it(text, called):
    """Issue "mentions"."""
    assert mentioned(text, PEOPLE) == called


def news(cast: Cast, who: Actor) -> list[tuple[str, bool]]:
    """Let the engine tell, seal what that caused, and list a member's notices, the last first: what, and whether it is new."""
    for _ in range(2):
        seal_all(cast)
        rounds_to(cast, [TELL_FOLLOWERS], now=later(1))
    with cast.inside():
        return [(row.event.kind, row.unread) for row in notices(who.id, limit=50)]


def test_whoever_follows_hears_of_what_others_do_from_then_on_and_never_of_their_own_acts():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.note(number=number, text="Before.", by=cast.rep, at=later(0.1))
        desk.follow(number=number, by=cast.teammate, at=later(0.2))
        desk.set_priority(number=number, priority="high", by=cast.rep, at=later(0.3))
        desk.close(number=number, by=cast.teammate, at=later(0.4))
        desk.reopen(number=number, by=cast.rep, at=later(0.5))
    assert news(cast, cast.teammate) == [("desk.reopened", True), ("desk.priority set", True)]
    assert news(cast, cast.rep) == []


def test_each_notice_is_given_once_however_many_loops_run():
    """Two engines at once: who is told next stands in a row that one of them locks."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.follow(number=number, by=cast.teammate, at=later(0.1))
        for count in range(5):
            desk.note(number=number, text=f"Note {count}.", by=cast.rep, at=later(0.2))
    seal_all(cast)
    at_once(*[lambda: one_round([TELL_FOLLOWERS], now=later(0.4))] * 2)
    assert news(cast, cast.teammate) == [("desk.noted", True)] * 5


def test_a_note_that_calls_somebody_lets_them_follow_and_hear_of_it():
    """Only whom it calls reads that they were called."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.follow(number=number, by=cast.lead, at=MONDAY)
        desk.note(number=number, text="@Elin, @Teo and @Bram de Wit: look.", by=cast.rep, at=later(0.1))
        assert set(Follower.objects.values_list("member_id", flat=True)) == {
            cast.lead.id,
            cast.teammate.id,
            cast.production.id,
        }
    assert [kind for kind, _ in news(cast, cast.teammate)] == ["desk.mentioned"]
    assert [kind for kind, _ in news(cast, cast.lead)] == ["desk.noted"]


def test_a_note_and_its_mentions_never_leave_the_house():
    """Internal notes stay internal: nothing is laid into the outbox, for nobody."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket(by=a_customer("Elin Berg")).number
        desk.note(number=number, text="@Elin look.", by=cast.rep, at=later(0.1))
        assert not Outbox.objects.exists()


def test_following_ends_and_neither_is_done_twice():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.follow(number=number, by=cast.rep, at=MONDAY)
    with pytest.raises(Refused, match="already"), cast.inside():
        desk.follow(number=number, by=cast.rep, at=MONDAY)
    with cast.inside():
        desk.unfollow(number=number, by=cast.rep, at=MONDAY)
    with pytest.raises(Refused, match="do not follow"), cast.inside():
        desk.unfollow(number=number, by=cast.rep, at=MONDAY)


def test_the_page_lists_what_others_did():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket(subject="A banner").number
        desk.note(number=number, text="@Elin look.", by=cast.rep, at=later(0.1))
    assert news(cast, cast.teammate) == [("desk.mentioned", True)]
    page = visitor(cast, cast.teammate).get("/notices").content.decode()
    assert "A banner" in page
    assert "called Elin Berg" in page
