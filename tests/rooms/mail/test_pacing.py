"""Issue 5, boxes: a mailbox sends no more within a minute than the manual says; what comes above waits, is seen to wait, and leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.test import override_settings

from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.engine.finding import find
from rounds.mail import commands as mail
from rounds.mail import delivering
from rounds.mail.duties import RECOVER
from rounds.mail.models import Departure
from rounds.mail.queries import outbox_page
from rounds.manual.checking import checked
from rounds.timeline.models import Outbox, TimelineEvent
from tests.at_once import at_once
from tests.far_side import Far, FarSide, far_side
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, MONDAY, a_workspace, later

AT_MOST_THREE = MANUAL.read_text().replace("opens: question", "opens: question\nsends at most: 3 in 1 minute", 1)
SOON = later(hours=0.1)


def answered(many: int, post: Post | None = None) -> tuple[Post, list[int]]:
    """Let so many mails come and be answered; gives the rows of the outbox."""
    post = post or a_post(a_workspace(manual=AT_MOST_THREE))
    for _ in range(many):
        post.bring(a_letter(to=post.address))
    with post.inside():
        for number in Ticket.objects.order_by("-id").values_list("number", flat=True)[:many]:
            desk.answer(number=number, text="It is done.", by=post.cast.rep, at=MONDAY)
        return post, list(Outbox.objects.filter(state="queued").order_by("id").values_list("id", flat=True))


@contextmanager
def server() -> Iterator[FarSide]:
    with far_side() as far, override_settings(SMTP_OUT=far.way):
        yield far


def sent(post: Post, rows: list[int], *, at: datetime = SOON) -> None:
    """Let a worker look at rows, one after the other."""
    for row in rows:
        delivering.deliver(workspace_id=post.cast.workspace_id, outbox_id=row, clock=lambda: at)


def states(post: Post) -> list[str]:
    with post.inside():
        return list(Outbox.objects.order_by("id").values_list("state", flat=True))


def due(post: Post, at: datetime) -> list[int]:
    """List the rows for which the engine calls a worker."""
    found = [each.id for each in find(RECOVER, at, 10_000) if each.workspace_id == post.cast.workspace_id]
    return sorted(found)


def test_senders_at_once_take_no_more_places_than_there_are():
    post, rows = answered(8)
    with server() as far:
        at_once(*(partial(sent, post, rows[place::4]) for place in range(4)))
        assert len(far.mails) == 3
        assert sorted(states(post)) == ["queued"] * 5 + ["sent"] * 3
        for minutes in (1, 2):
            at = SOON + timedelta(minutes=minutes)
            sent(post, due(post, at), at=at)
        assert len(far.mails) == 8
    with post.inside():
        assert Departure.objects.filter(left=False).count() == 0


def test_what_waits_is_seen_in_the_outbox_until_when_and_why():
    post, rows = answered(4)
    with server():
        sent(post, rows)
        with post.inside():
            [waits] = outbox_page().waiting
            event = TimelineEvent.objects.get(kind="mail.waits its turn")
        page = visitor(post.cast, post.cast.lead).get("/outbox?show=waiting").content.decode()
    assert waits.says == f"No more than 3 in 1 minute leave {post.address}, as the manual says; it waits its turn."
    assert (waits.next_try_at, waits.attempts, waits.why) == (SOON + timedelta(minutes=1), 0, event.pk)
    assert f'href="/why/{event.pk}"' in page
    assert (event.clause, event.because["keys"]) == ("mailbox: support", ["sends at most"])
    why = visitor(post.cast, post.cast.lead).get(f"/why/{event.pk}").content.decode()
    assert "No more than <b>3 in 1 minute</b> leave it; what comes above waits its turn." in why


def test_it_is_said_once_however_often_a_worker_looks():
    post, rows = answered(4)
    with server() as far:
        for _ in range(3):
            sent(post, rows)
        assert len(far.mails) == 3
    assert len(post.events("mail.waits its turn")) == 1


def test_a_try_that_fails_counts_for_the_server_saw_it():
    post, rows = answered(4)
    with server() as far:
        far.plan[:] = [Far.ASKS_LATER_AT_RCPT] * 3
        sent(post, rows)
        assert (far.mails, states(post)) == ([], ["queued"] * 4)
    assert len(post.events("mail.put off")) == 3


def test_an_invitation_counts_and_waits_like_an_answer():
    post, rows = answered(3)
    with post.inside():
        mail.send_trial(mailbox_id=post.mailbox_id, recipient="mara@fenwick.example", by=post.cast.manager, at=MONDAY)
        trial = Outbox.objects.get(channel="errand").pk
    with server() as far:
        sent(post, [*rows, trial])
        assert len(far.mails) == 3
    assert len(post.events("mail.errand waits its turn")) == 1


def test_tickets_of_an_address_that_has_moved_leave_from_the_same_mailbox():
    post, rows = answered(3)
    with post.inside():
        new = post.address.replace("support", "help")
        mail.change_address(mailbox_id=post.mailbox_id, address=new, by=post.cast.manager, at=MONDAY)
    _, more = answered(1, Post(post.cast, post.mailbox_id, new))
    with server() as far:
        sent(post, [*rows, *more])
        assert len(far.mails) == 3


def test_what_cannot_be_counted_one_by_one_is_refused_in_the_manual():
    for pace in ("30 in 2 hours", "10001 in 1 hour"):
        [finding] = checked(AT_MOST_THREE.replace("3 in 1 minute", pace)).findings
        assert "At most 10,000 in 1 hour can be counted" in str(finding)


def test_where_the_manual_says_nothing_all_leave_and_nothing_is_counted():
    post, rows = answered(5, a_post())
    with server() as far:
        sent(post, rows)
        assert len(far.mails) == 5
    with post.inside():
        assert Departure.objects.count() == 0
