"""Two that answer by themselves stop after one exchange: Rounds and Rounds, Rounds and vacation robots of every manner (issue 5).

Each mail goes over real SMTP, both ways, until nobody writes any more.
"""

import smtplib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from django.db import connection
from django.test import override_settings

from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.mail import delivering
from rounds.mail.commands import receive
from rounds.mail.commands.errands import send_errand
from rounds.mail.door import open_door
from rounds.mail.models import Errand, Via
from rounds.site.environment import SmtpOut
from rounds.timeline.models import Outbox
from tests.far_side import FarSide, far_side
from tests.manuals import SHIPPED
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import SOON
from tests.world import MONDAY, a_workspace, later

ANSWERING = SHIPPED.replace("opens: question\n", "opens: question\nanswers at once with: we have it\n", 1) + (
    "\n```template\nname: we have it\nsubject: Re: {subject}\n\nWe have your mail; it is number {ticket number}.\n```\n"
)
MOST_ROUNDS = 12
"""Whoever still writes then goes on for ever."""


def an_answering_post() -> Post:
    """Make a workspace that tells whoever writes that their mail is here."""
    return a_post(a_workspace(manual=ANSWERING))


@contextmanager
def the_door() -> Iterator[int]:
    with open_door(clock=lambda: SOON, address=("127.0.0.1", 0)) as port:
        yield port


def send_all(post: Post, way: SmtpOut) -> int:
    """Let whatever waits leave; gives how many mails left."""
    with post.inside():
        waiting = list(Outbox.objects.filter(state="queued").order_by("id").values_list("id", flat=True))
    for outbox_id in waiting:
        with override_settings(SMTP_OUT=way):
            delivering.deliver(workspace_id=post.cast.workspace_id, outbox_id=outbox_id, clock=lambda: SOON)
    return len(waiting)


def until_quiet(step: Callable[[], int]) -> list[int]:
    """Go on until nobody writes any more; gives how many mails left each time."""
    left: list[int] = []
    while not left or left[-1]:
        assert len(left) < MOST_ROUNDS, f"they go on: {left}"
        left.append(step())
    return left


def test_two_rounds_that_tell_each_other_that_a_mail_is_here_stop_after_one_exchange():
    """A member of ours writes to the desk of another company: theirs tells ours, and ours keeps it and says nothing."""
    ours, theirs = an_answering_post(), an_answering_post()
    with the_door() as port:
        way = SmtpOut("127.0.0.1", port, "", "", "none")
        ours.bring(a_letter(sender=theirs.address, to=ours.address, subject="An offer"))
        left = until_quiet(lambda: send_all(ours, way) + send_all(theirs, way))
    assert left == [1, 0], "ours told theirs, who says nothing to a robot"
    with theirs.inside():
        assert (Ticket.objects.count(), Errand.objects.count()) == (0, 0)
    assert [kept.reason for kept in theirs.kept()] == [
        "A robot wrote it (auto-reply), and it belongs to no ticket of whoever it is for."
    ]


def test_an_answer_to_another_rounds_is_told_on_its_ticket_and_moves_nothing():
    ours, theirs = an_answering_post(), an_answering_post()
    ours.bring(a_letter(sender=theirs.address, to=ours.address, more="Auto-Submitted: auto-generated\r\n"))
    with ours.inside():
        assert Errand.objects.count() == 0
        desk.answer(number=1, text="Tell us more.", by=ours.cast.rep, at=MONDAY)
        stood = Ticket.objects.get()
    with the_door() as port:
        way = SmtpOut("127.0.0.1", port, "", "", "none")
        left = until_quiet(lambda: send_all(ours, way) + send_all(theirs, way))
    assert left == [2, 0] or left == [1, 1, 0]
    with theirs.inside():
        assert Ticket.objects.count() == 1, "what a member wrote is a person's mail there"
    with ours.inside():
        ticket = Ticket.objects.get()
        assert (ticket.state, ticket.last_word, ticket.version) == (stood.state, stood.last_word, stood.version)
        assert "We have your mail" in Message.objects.filter(kind="customer").latest("id").text


Manner = Callable[[EmailMessage], bytes | None]


def as_rfc_3834_says(mail: EmailMessage) -> bytes | None:
    """Answer no robot, to the address for answers, and say what one is."""
    if mail["Auto-Submitted"]:
        return None
    head = f"In-Reply-To: {mail['Message-ID']}\r\nAuto-Submitted: auto-replied\r\nPrecedence: bulk\r\n"
    return a_letter(sender=DANA, to=mail["Reply-To"], subject=f"Auto: {mail['Subject']}", text="I am away.", more=head)


def as_outlook_does(mail: EmailMessage) -> bytes | None:
    if "OOF" in (mail["X-Auto-Response-Suppress"] or ""):
        return None
    head = f"In-Reply-To: {mail['Message-ID']}\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
    subject = f"Automatic reply: {mail['Subject']}"
    return a_letter(sender=DANA, to=mail["From"], subject=subject, text="I am out of the office.", more=head)


def to_the_sender_without_a_word_of_what_it_is(mail: EmailMessage) -> bytes:
    """Answer everything, as a new mail."""
    return a_letter(sender=DANA, to=mail["From"], subject="I am not here", text="Write to me next week.")


def on_the_thread_without_a_word_of_what_it_is(mail: EmailMessage) -> bytes:
    """Answer everything, as a person would."""
    more = f"In-Reply-To: {mail['Message-ID']}\r\n"
    return a_letter(sender=DANA, to=mail["Reply-To"], subject=f"Re: {mail['Subject']}", text="Not here.", more=more)


DANA = "Dana Whitlock <dana@customer.example>"


def answer_all(far: FarSide, port: int, manner: Manner, *, envelope: str) -> int:
    """Let the robot answer what came to it since, over SMTP; gives how many it answered."""
    came, far.mails[:] = list(far.mails), []
    answers = [manner(message_from_bytes(bytes(mail.content or b""), policy=policy.default)) for mail in came]
    written = [answer for answer in answers if answer]
    with smtplib.SMTP("127.0.0.1", port) as server:
        for answer in written:
            to = parseaddr(message_from_bytes(answer, policy=policy.default)["To"])[1]
            server.sendmail(envelope, [to], answer)
    return len(written)


@pytest.mark.parametrize(
    ("manner", "envelope", "tickets"),
    [
        (as_rfc_3834_says, "", 1),
        (as_outlook_does, "", 1),
        (to_the_sender_without_a_word_of_what_it_is, "dana@customer.example", 3),
        (on_the_thread_without_a_word_of_what_it_is, "dana@customer.example", 1),
    ],
)
def test_rounds_and_a_vacation_robot_stop_after_one_exchange(manner: Manner, envelope: str, tickets: int):
    """Dana's first mail is told to be here and is answered by a member; the robot answers both, and hears nothing more."""
    post = an_answering_post()
    with the_door() as port, far_side() as far, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("dana@customer.example", [post.address], a_letter(sender=DANA, to=post.address))
        with post.inside():
            desk.answer(number=1, text="It is done.", by=post.cast.rep, at=MONDAY)
        left = until_quiet(lambda: send_all(post, far.way) + answer_all(far, port, manner, envelope=envelope))
    assert len(left) <= 2
    with post.inside():
        assert (Ticket.objects.count(), Errand.objects.count()) == (tickets, 1)


@pytest.mark.parametrize("manner", [as_rfc_3834_says, as_outlook_does])
def test_a_robot_that_says_what_it_is_moves_no_ticket(manner: Manner):
    post = an_answering_post()
    with the_door() as port, far_side() as far:
        post.bring(a_letter(sender=DANA, to=post.address))
        with post.inside():
            desk.answer(number=1, text="It is done.", by=post.cast.rep, at=MONDAY)
            stood = Ticket.objects.get()
        send_all(post, far.way)
        assert answer_all(far, port, manner, envelope="") == 1, "the member's answer alone"
    with post.inside():
        assert Ticket.objects.get().version == stood.version


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        ({}, True),
        ({"more": "Auto-Submitted: no\r\n"}, True),
        ({"more": "Auto-Submitted: auto-generated\r\n"}, False),
        ({"more": "Precedence: bulk\r\n"}, False),
        ({"more": "X-Auto-Response-Suppress: DR, AutoReply\r\n"}, False),
        ({"more": "List-Unsubscribe: <https://news.example/u>\r\n"}, False),
        ({"more": "Return-Path: <>\r\n"}, False),
        ({"sender": "no-reply@customer.example"}, False),
        ({"sender": "bounces+1=2@customer.example"}, False),
        ({"sender": "desk-request@customer.example"}, False),
        ({"sender": "Norep Lya <norep@customer.example>"}, True),
        ({"to": "undisclosed-recipients:;"}, False),
    ],
)
def test_only_what_a_person_wrote_to_us_is_told_to_be_here(letter, told):
    post = an_answering_post()
    post.bring(a_letter(**{"to": post.address} | letter))
    with post.inside():
        assert Errand.objects.exists() == told


def test_who_writes_is_told_once_a_day_and_nobody_whom_the_manual_does_not_want_told():
    post, quiet = an_answering_post(), a_post()
    for hours in (0, 1, 30):
        post.bring(a_letter(to=post.address), at=later(hours / 24))
    quiet.bring(a_letter(to=quiet.address))
    with post.inside():
        assert (Ticket.objects.count(), Errand.objects.count()) == (3, 2)
    with quiet.inside():
        assert not Errand.objects.exists()


def test_what_stands_behind_a_plus_makes_no_other_sender_of_who_is_told():
    post = an_answering_post()
    for number in range(3):
        post.bring(a_letter(to=post.address, sender=f"dana+{number}@customer.example"))
    with post.inside():
        assert (Ticket.objects.count(), Errand.objects.count()) == (3, 1)


def test_word_that_a_mail_is_here_threads_says_what_it_is_and_is_no_answer():
    post = an_answering_post()
    post.bring(a_letter(sender=DANA, to=post.address, message_id="<a@customer.example>"))
    with far_side() as far:
        send_all(post, far.way)
    mail = message_from_bytes(bytes(far.mails[0].content or b""), policy=policy.default)
    assert (mail["Auto-Submitted"], mail["In-Reply-To"]) == ("auto-replied", "<a@customer.example>")
    assert "number 1" in mail.get_body(("plain",)).get_content()
    with post.inside():
        ticket = Ticket.objects.get()
        assert (ticket.state, ticket.last_word) == ("new", "customer")
    [event] = post.events("mail.answered at once")
    assert (event.clause, event.subject_id) == ("mailbox: support", ticket.pk)
    assert event.because is not None
    post.bring(a_letter(sender=DANA, to=parseaddr(mail["Reply-To"])[1], text="One thing more."))
    with post.inside():
        assert Ticket.objects.count() == 1, "an answer to it is on the ticket"


def test_two_mails_of_one_writer_that_come_at_the_same_moment_are_told_once():
    """The one that came first is not committed yet while the other is looked at."""
    post = a_post(a_workspace(manual=ANSWERING.replace("at most from one sender: 100 in 1 hour\n", "")))
    post.bring(a_letter(sender=DANA, to=post.address), at=later(-5))
    came, other_is_done = threading.Event(), threading.Event()

    def first() -> None:
        with post.inside():
            receive(mailbox_id=post.mailbox_id, raw=a_letter(sender=DANA, to=post.address), via=Via.SMTP, at=MONDAY)
            came.set()
            other_is_done.wait(2)
        connection.close()

    def second() -> None:
        came.wait(20)
        post.bring(a_letter(sender=DANA, to=post.address))
        other_is_done.set()
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(first), threads.submit(second)]:
            done.result()
    with post.inside():
        assert Errand.objects.filter(created_at__gte=MONDAY).count() == 1


def test_word_that_a_mail_is_here_leaves_without_an_address_for_bounces():
    """RFC 3834 §3.3: whatever answers whatever comes back of it would answer an answer."""
    post = an_answering_post()
    post.bring(a_letter(sender=DANA, to=post.address))
    with far_side() as far:
        assert send_all(post, far.way) == 1
    [mail] = far.mails
    assert mail.mail_from == "<>"
    with post.inside():
        errand = send_errand(
            post.address, "new@fenwick.example", "Join us", "Hello", about=("invitation", 1), at=MONDAY
        )
    with far_side() as far:
        send_all(post, far.way)
    assert [mail.mail_from for mail in far.mails] == [post.address], (
        f"{errand}: whoever invited hears that it came back"
    )


def test_a_mail_that_the_door_got_without_an_address_for_bounces_is_answered_by_nobody():
    post = an_answering_post()
    with the_door() as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("", [post.address], a_letter(sender=DANA, to=post.address))
        server.sendmail(
            "eve@customer.example", [post.address], a_letter(sender="eve@customer.example", to=post.address)
        )
    with post.inside():
        assert list(Errand.objects.values_list("recipient", flat=True)) == ["eve@customer.example"]
