"""Erasing somebody is asked for and a worker does it, in one act and in the name of whoever asked."""

from datetime import datetime

import pytest
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.being_erased import Erasing, Stage, erasing
from rounds.basics.problems import NotAllowed, NotThere, Refused
from rounds.engine.finding import find
from rounds.mail import erasing as worker
from rounds.mail.duties import ERASE
from rounds.team import commands as team
from rounds.timeline.models import TimelineEvent
from rounds.timeline.verifying import verify
from tests.at_once import at_once, refused_of
from tests.rooms.mail.asked_to_erase import ASKED, DONE, a_worker_at_it, asked, stands, told, until, worked, zora
from tests.rooms.mail.zora import a_lived_in_desk, traces_left
from tests.rooms.timeline.sealed import seal_all
from tests.world import a_customer, a_member, a_workspace, later


def test_whoever_asks_is_answered_at_once_and_a_worker_does_it_in_their_name():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    assert stands(post, her) == Erasing(her, Stage.UNDER_WAY, later(1), post.cast.manager.id, None, "")
    assert traces_left(post), "nothing is gone yet"
    worked(post)
    assert stands(post, her) == Erasing(her, Stage.DONE, later(1), post.cast.manager.id, later(1.1), "")
    assert traces_left(post) == []
    assert told(post) == [ASKED, DONE]
    with post.inside():
        done = TimelineEvent.objects.get(kind=DONE)
        assert (done.actor_kind, done.actor_id) == ("member", post.cast.manager.id)
    seal_all(post.cast)
    assert verify(post.cast.workspace_id).broken is None


def test_the_engine_calls_a_worker_and_again_after_a_minute_until_it_is_done():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)

    def called(at: datetime) -> list[bool]:
        due = [each for each in find(ERASE, at, 10_000) if each.id == her]
        with post.inside():
            return [ERASE.do(each, at) for each in due]

    assert called(later(0.9)) == []
    assert called(later(1)) == [True]
    assert called(later(1)) == []
    assert called(later(1.1)) == [True]
    with connection.cursor() as cursor:
        jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'rounds.mail.erase' AND args ->> 'workspace_id' = %s"
        cursor.execute(jobs, [str(post.cast.workspace_id)])
        assert cursor.fetchone() == (2,)
    worked(post)
    assert called(later(2)) == []


def test_while_a_worker_is_at_somebody_the_engine_waits_for_nothing_and_calls_nobody():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    with a_worker_at_it(post):
        [due] = [each for each in find(ERASE, later(2), 10_000) if each.id == her]
        with post.inside():
            assert ERASE.do(due, later(2)) is False
    assert told(post) == [ASKED, DONE]


def test_two_who_ask_at_once_ask_for_one_erasing():
    post, _ = a_lived_in_desk()
    her = zora(post)
    assert refused_of(at_once(*[lambda: asked(post, her)] * 2)) == []
    assert told(post) == [ASKED]
    assert refused_of(at_once(*[lambda: worked(post)] * 2)) == []
    until(lambda: stands(post, her).stage is Stage.DONE)
    assert told(post) == [ASKED, DONE]
    with pytest.raises(Refused, match="erased already"):
        asked(post, her, at=later(2))


def test_whoever_may_not_any_more_when_it_is_done_has_nobody_erased():
    post, _ = a_lived_in_desk()
    her, cast = zora(post), post.cast
    asked(post, her)
    with post.inside():
        a_member("Nina Roy", ["manager"], f"second-{cast.workspace_id}")
        team.set_roles(member_id=cast.manager.id, roles=["rep"], by=cast.manager, at=later(1))
    worked(post)
    assert stands(post, her).stage is Stage.STOPPED
    assert "may not manage people" in stands(post, her).trouble
    assert traces_left(post)


def test_whoever_may_not_and_whoever_is_of_another_workspace_asks_for_nothing():
    post, _ = a_lived_in_desk()
    her, stranger = zora(post), a_workspace()
    with pytest.raises(NotAllowed), post.inside():
        accounts.ask_to_erase(contact_id=her, by=post.cast.lead, at=later(1))
    with pytest.raises(NotThere), stranger.inside():
        accounts.ask_to_erase(contact_id=her, by=stranger.manager, at=later(1))
    with pytest.raises(NotThere), stranger.inside():
        erasing(her)
    worked(post)
    worker.erase_all(workspace_id=stranger.workspace_id, clock=lambda: later(1))
    assert told(post) == []


def test_several_are_erased_one_after_the_other_by_whoever_is_at_one_and_nobody_is_passed_over():
    post, _ = a_lived_in_desk()
    first = zora(post)
    with post.inside():
        second = a_customer("Ugo Rossi", address=f"ugo-{post.cast.workspace_id}@rossi.example").contact_id
    asked(post, first)
    with a_worker_at_it(post):
        asked(post, second, at=later(1.05))
        worked(post)  # another worker leaves it to the one that is at it
        assert stands(post, second).stage is Stage.UNDER_WAY
    assert [stands(post, each).stage for each in (first, second)] == [Stage.DONE, Stage.DONE]
