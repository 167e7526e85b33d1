"""A3, issue 5: a bounce shows on the message that bounced and wakes its ticket; robots open, reopen and answer nothing."""

from rounds.desk.models import Message, Ticket
from rounds.desk.queries.one_ticket import Said, ticket_page
from rounds.mail.incoming import Came
from rounds.timeline.models import Outbox, OutboxState
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import answered
from tests.world import later

DANA = "dana@customer.example"


def a_bounce(returned: str, *, recipient: str = DANA, action: str = "failed", status: str = "5.1.1") -> bytes:
    """Write what a server sends back; its own From has no address, as old ones write."""
    return (
        "From: Mail Delivery Subsystem <MAILER-DAEMON>\nReturn-Path: <>\nSubject: Returned mail\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n"
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {recipient}\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} No such user\n--b\n"
        f"Content-Type: message/rfc822\n\nMessage-ID: {returned}\nTo: {recipient}\n\nHello\n--b--\n"
    ).encode()


def an_answer_that_left() -> tuple[Post, str]:
    """Let an answer have left; gives its Message-ID."""
    post, _ = answered()
    with post.inside():
        Outbox.objects.update(state=OutboxState.SENT, settled_at=later(0.2))
        return post, Message.objects.get(kind="staff").message_id


def the_ticket(post: Post) -> Ticket:
    with post.inside():
        return Ticket.objects.get()


def test_a_bounce_wakes_the_ticket_and_stands_on_the_message_that_bounced():
    post, ours = an_answer_that_left()
    outcome = post.bring(a_bounce(ours), at=later(0.3))
    ticket = the_ticket(post)
    assert (outcome.came, outcome.ticket_id) == (Came.PLACED, ticket.pk)
    assert (ticket.state, ticket.our_turn, ticket.last_word) == ("open", True, "post")
    with post.inside():
        [said] = [each for each in ticket_page(ticket.number).thread if isinstance(each, Said) and each.deliveries]
        assert Message.objects.filter(kind="customer").count() == 1, "a bounce is no message of the customer"
    assert said.deliveries == ("stopped",)
    [trouble] = said.trouble
    assert DANA in trouble and "5.1.1" in trouble and "No such user" in trouble
    assert [event.payload["status"] for event in post.events("mail.came back")] == ["5.1.1"]


def test_the_same_bounce_again_and_a_second_one_move_nothing_more():
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours), at=later(0.3))
    assert post.bring(a_bounce(ours), at=later(0.4)).came is Came.DUPLICATE
    post.bring(a_bounce(ours, status="5.2.2"), at=later(0.5))
    assert len(post.events("mail.came back")) == 1


def test_a_delay_is_kept_and_moves_nothing():
    post, ours = an_answer_that_left()
    before = the_ticket(post)
    post.bring(a_bounce(ours, action="delayed", status="4.4.1"), at=later(0.3))
    after = the_ticket(post)
    assert (after.state, after.last_word, after.wakes_at) == (before.state, before.last_word, before.wakes_at)
    assert post.events("mail.came back") == []


def test_a_bounce_for_somebody_our_mail_never_went_to_is_held():
    post, ours = an_answer_that_left()
    outcome = post.bring(a_bounce(ours, recipient="eve@elsewhere.example"), at=later(0.3))
    assert outcome.came is Came.QUARANTINED
    assert "eve@elsewhere.example" in outcome.reason
    assert post.events("mail.came back") == []


def test_robots_and_lists_open_no_ticket():
    post = a_post()
    for more in ("Auto-Submitted: auto-replied\r\n", "List-Id: News <news.elsewhere.example>\r\n"):
        assert post.bring(a_letter(more=more)).came is Came.QUARANTINED
    with post.inside():
        assert not Ticket.objects.exists()


def test_a_group_in_our_own_domain_is_a_way_to_the_mailbox():
    post = a_post()
    assert post.bring(a_letter(more="List-Id: <support.fenwick.example>\r\n")).came is Came.PLACED
