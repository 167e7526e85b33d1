"""A storm of mails from one sender is let in as far as the manual says, kept whole, and told once (issue 5). 20,000: soak/storm.py."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from rounds.desk.models import Ticket
from rounds.mail import commands as mail
from rounds.mail import queries
from rounds.mail.addresses import reply_address
from rounds.mail.clauses import MailboxClause
from rounds.mail.commands import Deciding
from rounds.mail.door import open_door
from rounds.mail.incoming import Came
from rounds.mail.models import Received, Via
from rounds.mail.threading import FORGED
from rounds.manual.commands import adopt
from rounds.policies.queries import book
from rounds.team.queries import notices
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace
from tests.manuals import SHIPPED
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_bounces import a_bounce, an_answer_that_left
from tests.world import MANUAL, MONDAY, a_workspace, later

FIVE = SHIPPED.replace("100 in 1 hour", "5 in 1 hour")
MAILS, CALLS = 120, 4


def a_small_post() -> Post:
    """Make a workspace that lets five an hour in from one sender."""
    return a_post(a_workspace(manual=FIVE))


def stormed(post: Post, mails: int = 8, *, hours: float = 0, sender: str = "robot@loud.example") -> list[Came]:
    return [post.bring(a_letter(sender=sender), at=MONDAY + timedelta(hours=hours)).came for _ in range(mails)]


def told(post: Post) -> int:
    """Count what the lead was told."""
    with post.inside():
        rows = notices(post.cast.lead.id or 0, limit=50)
    return sum(row.event.kind == "mail.storm began" for row in rows)


def test_a_storm_at_the_smtp_door_is_let_in_as_far_as_the_manual_says_kept_whole_and_told_once():
    """Several connections at once, as a program that runs wild has them; the sender's letters change their size."""
    post = a_small_post()

    def call(number: int, port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
            for each in range(MAILS // CALLS):
                sender = "Robot@Loud.example" if each % 2 else "robot@loud.example"
                letter = a_letter(sender=sender, to=post.address, subject=f"Alarm {number}.{each}")
                server.sendmail("", [post.address], letter)
        connection.close()

    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, ThreadPoolExecutor(CALLS) as threads:
        for done in [threads.submit(call, number, port) for number in range(CALLS)]:
            done.result()
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
            server.sendmail("dana@customer.example", [post.address], a_letter(to=post.address))
    with post.inside():
        assert Ticket.objects.count() == 6, "five of the storm, and the customer who wrote meanwhile"
        assert Received.objects.count() == MAILS + 1
        [count] = queries.held_by_reason()
        assert (count.why.key, count.number) == ("storm", MAILS - 5)
        held = Received.objects.filter(state="quarantined")
        assert all(bytes(row.raw).startswith(b"From: ") and len(row.raw) == row.size for row in held)
    assert told(post) == 1
    [began] = post.events("mail.storm began")
    assert (began.clause, began.payload["limit"], began.payload["told"]) == ("mailbox: support", "5 in 1 hour", "lead")
    with post.inside():
        assert began.because is not None
        assert TimelineEvent.objects.filter(kind="mail.held", because__isnull=False).count() == MAILS - 5
    assert "loud" not in str(began.payload)


def test_after_the_span_mails_are_let_in_again_and_a_new_storm_is_told_anew():
    post = a_small_post()
    assert stormed(post).count(Came.PLACED) == 5
    assert stormed(post, hours=0.5) == [Came.QUARANTINED] * 8
    assert told(post) == 1
    assert stormed(post, 4, hours=2) == [Came.PLACED] * 4
    assert stormed(post, 4, hours=2.1) == [Came.PLACED] + [Came.QUARANTINED] * 3
    assert told(post) == 2


def test_a_program_that_writes_on_and_on_is_let_in_at_the_manuals_pace_and_told_once():
    post = a_small_post()
    came = [each for step in range(16) for each in stormed(post, 2, hours=step / 4)]
    assert came.count(Came.PLACED) == 20
    assert told(post) == 1


def test_another_sender_and_another_mailbox_have_room_of_their_own():
    post = a_small_post()
    stormed(post)
    assert stormed(post, 5, sender="dana@customer.example") == [Came.PLACED] * 5


def test_what_a_person_has_read_again_comes_in_whatever_the_storm():
    post = a_small_post()
    stormed(post)
    with post.inside():
        held = queries.held(why="storm")
        assert "5 in 1 hour" in held[0].reason
        ids = [row.id for row in held]
        fates = mail.settle_held(received_ids=ids, act=Deciding.READ_AGAIN, by=post.cast.lead, at=MONDAY)
        assert {str(fate.became) for fate in fates} == {"placed"}
        assert (Ticket.objects.count(), queries.held_count()) == (8, 0)


def test_a_false_signature_is_one_in_a_storm_too():
    post = a_small_post()
    stormed(post)
    forged = reply_address(post.address, number=1, key=b"somebody else's key")
    assert post.bring(a_letter(sender="robot@loud.example", to=forged)).reason == FORGED


def test_where_the_manual_sets_no_limit_all_are_let_in():
    post = a_post(a_workspace(manual=SHIPPED.replace("at most from one sender: 100 in 1 hour\n", "")))
    assert stormed(post, 12) == [Came.PLACED] * 12


def test_a_limit_that_the_manual_takes_back_holds_nothing_any_more():
    post = a_small_post()
    stormed(post)
    with post.inside():
        adopt(text=SHIPPED, by=post.cast.manager, at=MONDAY)
    assert stormed(post, 3) == [Came.PLACED] * 3


def test_ways_on_which_mail_comes_by_itself_are_limited():
    post = a_small_post()
    with post.inside():
        for _ in range(7):
            mail.receive(mailbox_id=post.mailbox_id, raw=a_letter(), via=Via.IMAP, at=MONDAY)
        assert queries.held_count() == 2


def test_letters_that_python_and_the_database_make_small_in_two_ways_let_no_storm_in():
    for sender in ("robot@\u0130x.example", "\u03a3\u03a3@loud.example"):
        assert stormed(a_small_post(), sender=sender).count(Came.QUARANTINED) == 3, sender


def test_what_stands_behind_a_plus_makes_no_other_sender_of_a_storm_and_no_other_contact_one():
    post = a_small_post()
    came = [post.bring(a_letter(sender=f"Robot+{n}.x+y@loud.example")).came for n in range(8)]
    assert (came.count(Came.PLACED), came.count(Came.QUARANTINED)) == (5, 3)
    assert stormed(post, 1, sender="robot@loud.example") == [Came.QUARANTINED]
    with post.inside():
        assert len(set(Ticket.objects.values_list("requester_id", flat=True))) == 5


@pytest.mark.parametrize("manual", sorted(MANUAL.parent.glob("*.md")), ids=lambda path: path.stem)
def test_every_mailbox_of_a_manual_that_comes_with_rounds_has_a_limit_and_tells_somebody(manual):
    workspace = found(name="Its team", slug=f"w-{uuid4().hex[:10]}", at=MONDAY)
    with as_workspace(workspace.pk):
        adopt(text=manual.read_text(), by=Actor.system(), at=MONDAY)
        boxes = book().all(MailboxClause)
        assert boxes
        assert all(box.at_most_from_one_sender and box.if_more_come for box in boxes)


def auto_reply(number: int) -> bytes:
    return a_letter(sender=LOUD, subject=f"Away {number}", more="Auto-Submitted: auto-replied\r\n")


def list_mail(number: int) -> bytes:
    return a_letter(sender=LOUD, subject=f"News {number}", more="List-Id: News <news.elsewhere.example>\r\n")


def stray_bounce(number: int) -> bytes:
    return a_bounce(f"<{number}@never-ours.example>")


def forged_answer(number: int) -> bytes:
    to = reply_address("support@fenwick.example", number=1, key=b"somebody else's key")
    return a_letter(sender=LOUD, to=to, subject=f"Pay {number}")


def nobodys(number: int) -> bytes:
    return f"Subject: {number}\r\nMessage-ID: <{number}@nobody.example>\r\n\r\nNobody says who wrote this.\r\n".encode()


def with_one_id(number: int) -> bytes:
    return a_letter(sender=LOUD, message_id="<always-this@loud.example>", text=f"Alarm {number}")


LOUD = "robot@loud.example"
HELD_FOR_WHAT_THEY_ARE = [
    pytest.param(auto_reply, "robot", id="auto-replies"),
    pytest.param(list_mail, "list", id="list mail"),
    pytest.param(stray_bounce, "bounce", id="bounces of no mail of ours"),
    pytest.param(forged_answer, "signature", id="false signatures"),
    pytest.param(nobodys, "unreadable", id="mails without a sender"),
    pytest.param(with_one_id, "content", id="one id, other content each"),
]


@pytest.mark.parametrize(("write", "why"), HELD_FOR_WHAT_THEY_ARE)
def test_a_storm_of_mails_that_are_held_for_what_they_are_is_told_once_too_and_each_says_what_it_is(write, why):
    post = a_small_post()
    to = post.address.encode()
    for number in range(14):
        raw = write(number).replace(b"support@fenwick.example", to).replace(b"support+", to.partition(b"@")[0] + b"+")
        post.bring(raw, recipients=(post.address,))
    assert told(post) == 1
    with post.inside():
        counts = {each.why.key: each.number for each in queries.held_by_reason()}
        first_was_let_in = int(why == "content")
        assert counts == {why: 14 - first_was_let_in}
        assert Received.objects.filter(storm=True).count() == 9 - first_was_let_in
        assert Ticket.objects.count() == first_was_let_in
    began = post.events("mail.storm began")
    assert [each.payload["limit"] for each in began] == ["5 in 1 hour"]


def test_a_storm_of_two_sorts_is_one_storm():
    post = a_small_post()
    for number in range(8):
        post.bring(auto_reply(number))
        post.bring(list_mail(number))
    stormed(post)
    assert told(post) == 1


def test_after_a_span_without_any_a_storm_of_held_mails_is_told_anew():
    post = a_small_post()
    for hours in (0, 0.5, 2):
        for number in range(8):
            post.bring(auto_reply(number), at=MONDAY + timedelta(hours=hours))
    assert told(post) == 2


def test_held_mails_take_nobodys_room_so_a_person_with_a_vacation_robot_comes_in():
    post = a_small_post()
    for number in range(20):
        post.bring(auto_reply(number))
    assert stormed(post, 6) == [Came.PLACED] * 5 + [Came.QUARANTINED]


def test_several_connections_at_once_bring_a_storm_of_robots_mail_that_is_told_once():
    post = a_small_post()

    def call(number: int, port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
            for each in range(20):
                server.sendmail("", [post.address], auto_reply(number * 100 + each))
        connection.close()

    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, ThreadPoolExecutor(CALLS) as threads:
        for done in [threads.submit(call, number, port) for number in range(CALLS)]:
            done.result()
    assert told(post) == 1
    with post.inside():
        assert Received.objects.filter(storm=True).count() == CALLS * 20 - 5


def test_bounces_of_our_own_mail_act_however_many_come_and_one_that_says_nothing_new_is_counted():
    """A server that fails sends one for each mail of ours; whoever has one mail of ours can make any number of bounces of it."""
    post, ours = an_answer_that_left()
    with post.inside():
        adopt(text=FIVE, by=post.cast.manager, at=MONDAY)
    strays = [post.bring(stray_bounce(number), at=later(0.3)).came for number in range(9)]
    assert strays == [Came.QUARANTINED] * 9
    raw = a_bounce(ours)
    came = [post.bring(raw.replace(b"Sorry", f"Sorry {n}".encode()), at=later(0.3)).came for n in range(9)]
    assert came == [Came.PLACED] * 5 + [Came.QUARANTINED] * 4
    assert len(post.events("mail.came back")) == 1
    assert told(post) == 1, "one sender, one storm"


def from_server(number: int, raw: bytes) -> bytes:
    """Let a bounce come from a server that sent none before, in words of its own."""
    server = f"<MAILER-DAEMON@mx{number}.elsewhere.example>".encode()
    return raw.replace(b"<MAILER-DAEMON>", server).replace(b"Sorry", f"Sorry {number}".encode())


def test_bounces_of_no_mail_of_ours_from_as_many_servers_are_one_storm_of_the_post():
    """Somebody wrote in our name to thousands, and each of their servers sends one."""
    post = a_small_post()
    for number in range(14):
        assert post.bring(from_server(number, stray_bounce(number))).came is Came.QUARANTINED
    assert told(post) == 1
    with post.inside():
        assert {each.why.key: each.number for each in queries.held_by_reason()} == {"bounce": 14}
        assert Received.objects.filter(storm=True).count() == 9
    assert stormed(post, 5, sender="dana@customer.example") == [Came.PLACED] * 5
    for number in range(20, 28):
        post.bring(from_server(number, stray_bounce(number)), at=MONDAY + timedelta(hours=2))
    assert told(post) == 2, "a span without any has passed"


def test_a_bounce_that_tells_nothing_new_is_held_when_many_servers_have_sent_it():
    """Whoever has one mail of ours can bring its bounce from any address."""
    post, ours = an_answer_that_left()
    with post.inside():
        adopt(text=FIVE, by=post.cast.manager, at=MONDAY)
    raw = a_bounce(ours)
    came = [post.bring(from_server(number, raw), at=later(0.3)).came for number in range(10)]
    assert came == [Came.PLACED] * 6 + [Came.QUARANTINED] * 4, "the first said something new"
    assert len(post.events("mail.came back")) == 1
    assert told(post) == 1
    with post.inside():
        assert {each.why.key: each.number for each in queries.held_by_reason()} == {"storm": 4}
        assert "says nothing new" in queries.held(why="storm")[0].reason


def test_what_a_person_read_again_makes_no_new_storm_and_takes_nobodys_room():
    post = a_small_post()
    stormed(post)
    with post.inside():
        ids = [row.id for row in queries.held(why="storm")]
        mail.settle_held(received_ids=ids, act=Deciding.READ_AGAIN, by=post.cast.lead, at=MONDAY)
    assert stormed(post, 3) == [Came.QUARANTINED] * 3
    assert told(post) == 1
    assert stormed(post, 5, hours=0.99)[0] is Came.QUARANTINED
    assert stormed(post, 5, hours=1.98) == [Came.PLACED] * 5
