"""A3, issue 5: robots open, reopen and answer nothing. What comes back of our own mail: test_bounces.py."""

from functools import partial
from uuid import uuid4

import pytest

from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.mail.incoming import Came
from rounds.mail.models import Received
from rounds.timeline.models import Outbox
from tests.outgoing import brought
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import answered
from tests.rooms.mail.test_loops import an_answering_post
from tests.world import later


def test_robots_and_lists_open_no_ticket():
    post = a_post()
    for more in ("Auto-Submitted: auto-replied\r\n", "List-Id: News <news.elsewhere.example>\r\n"):
        assert post.bring(a_letter(more=more)).came is Came.QUARANTINED
    with post.inside():
        assert not Ticket.objects.exists()


def test_a_group_in_our_own_domain_is_a_way_to_the_mailbox():
    post = a_post()
    assert post.bring(a_letter(more="List-Id: <support.fenwick.example>\r\n")).came is Came.PLACED


def a_complaint(ours: str, post: Post) -> bytes:
    """Write what a provider sends when somebody calls our mail spam (RFC 5965)."""
    return (
        f"From: <fbl@provider.example>\nTo: {post.address}\nSubject: FW: Re: Swap the banner\n"
        f"Message-ID: <{uuid4().hex}@provider.example>\n"
        f"In-Reply-To: {ours}\nReferences: {ours}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nThis is a spam report.\n--b\n"
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Provider/1.0\nVersion: 1\n"
        f"Original-Rcpt-To: dana@customer.example\n--b\nContent-Type: message/rfc822\n\nFrom: {post.address}\nMessage-ID: {ours}\n"
        "To: dana@customer.example\nSubject: Re: Swap the banner\n\nIt is done.\n--b--\n"
    ).encode()


def a_receipt(
    ours: str, post: Post, *, sender: str = "Dana Whitlock <dana@customer.example>", what: str = "displayed"
) -> bytes:
    """Write what a mail program sends when a mail of ours was read, or thrown away unread (RFC 8098)."""
    return (
        f"From: {sender}\nTo: {post.address}\nSubject: Read: Re: Swap the banner\nMessage-ID: <{uuid4().hex}@customer.example>\n"
        f"In-Reply-To: {ours}\nReferences: {ours}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nYour message was read.\n--b\n"
        "Content-Type: message/disposition-notification\n\nReporting-UA: Outlook\nFinal-Recipient: rfc822; dana@customer.example\n"
        f"Original-Message-ID: {ours}\nDisposition: manual-action/MDN-sent-manually; {what}\n--b--\n"
    ).encode()


REPORTS = {
    "a complaint": a_complaint,
    "a receipt": a_receipt,
    "a receipt of what was thrown away": partial(a_receipt, what="deleted"),
    "a receipt of a stranger's": partial(a_receipt, sender="Eve <eve@elsewhere.example>"),
}


@pytest.mark.parametrize("state", ["waits for the customer", "closed"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_feedback_report_or_a_receipt_moves_nothing_answers_nothing_and_is_answered_by_nothing(report, state):
    """A3, issue 5: none opens or reopens a ticket, counts as an answer, or is answered; nor is it word that a mail came back."""
    post, _ = answered(an_answering_post())
    with post.inside():
        brought(Outbox.objects.all(), "sent", settled_at=later(0.1))
        ours = Message.objects.get(kind="staff").message_id
        if state == "closed":
            desk.close(number=Ticket.objects.get().number, by=post.cast.rep, at=later(0.1))
        before, leaving = stands(post), Outbox.objects.count()
    outcome = post.bring(REPORTS[report](ours, post), at=later(0.2))
    with post.inside():
        assert stands(post) == before
        assert Outbox.objects.count() == leaving
        assert set(Outbox.objects.values_list("state", flat=True)) == {"sent"}
        assert Received.objects.get(id=outcome.received_id).state == outcome.came
    if report in {"a complaint", "a receipt of a stranger's"}:
        assert (outcome.came, outcome.reason.startswith("A robot wrote it")) == (Came.QUARANTINED, True)


def stands(post: Post) -> list[dict[str, object]]:
    """Say how all tickets stand, with what an answer would move."""
    return list(Ticket.objects.order_by("id").values("id", "state", "our_turn", "last_word", "wakes_at"))
