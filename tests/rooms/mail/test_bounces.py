"""A3, issue 5: a bounce is a state of its own; it shows on the message that bounced with recipient, status and diagnostic, and wakes."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from rounds.basics.problems import NotThere
from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.desk.queries.copies import Bounce, Copy
from rounds.desk.queries.merged import whole_ticket_page
from rounds.desk.queries.one_ticket import Said
from rounds.mail import commands as mail
from rounds.mail.addresses import reply_address
from rounds.mail.commands import send_trial
from rounds.mail.incoming import Came
from rounds.mail.knowing import reply_keys
from rounds.mail.models import Errand
from rounds.mail.queries import Show, came_by, mail_page, outbox_counts, outbox_list, says, written
from rounds.timeline.leaving import LIFE
from rounds.timeline.models import Outbox, OutboxState
from tests.far_side import far_side
from tests.outgoing import WAY, brought
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import answered, deliver, row
from tests.world import MONDAY, later

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
        brought(Outbox.objects.all(), "sent", settled_at=later(0.2))
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
        [copy] = copies_shown(ticket.number)
        assert Message.objects.filter(kind="customer").count() == 1, "a bounce is no message of the customer"
    assert copy.state is OutboxState.BOUNCED
    assert copy.bounce == Bounce(DANA, "5.1.1", "550 5.1.1 No such user", later(0.3))
    assert says(copy) == f"It came back from {DANA}: 550 5.1.1 No such user"
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


def copies_shown(number: int) -> list[Copy]:
    """Give the copies of answers as the ticket's page shows them, those on tickets that are merged into it too."""
    return [copy for said in whole_ticket_page(number).thread if isinstance(said, Said) for copy in said.copies]


def signed(post: Post, number: int = 1) -> str:
    """Give the reply address that a ticket's mail was sent from."""
    with post.inside():
        return reply_address(post.address, number=number, key=reply_keys()[0])


def an_errand_that_left(post: Post) -> str:
    """Let a trial have left to Nina; gives its Message-ID."""
    with post.inside():
        errand = send_trial(mailbox_id=post.mailbox_id, recipient="nina@new.example", by=post.cast.manager, at=MONDAY)
        brought(Outbox.objects.filter(channel="errand", ref_id=errand.pk), "sent")
        return f"<errand.{post.cast.workspace_id}.{errand.pk}@fenwick.example>"


def test_a_bounce_that_names_a_forwarded_address_is_known_by_the_signed_address_it_comes_to():
    post, ours = an_answer_that_left()
    moved = a_bounce(ours, recipient="dana@new-firm.example")
    assert post.bring(moved, at=later(0.3)).came is Came.QUARANTINED, "anybody could write that"
    outcome = post.bring(a_bounce(ours, recipient="dana@newer-firm.example"), at=later(0.4), recipients=(signed(post),))
    assert outcome.came is Came.PLACED
    with post.inside():
        [copy] = copies_shown(1)
    assert copy.address == DANA
    assert copy.bounce == Bounce("dana@newer-firm.example", "5.1.1", "550 5.1.1 No such user", later(0.4))


def test_a_bounce_without_any_id_is_about_the_last_mail_of_its_ticket_to_that_address():
    post, _ = an_answer_that_left()
    bare = a_bounce("")
    assert post.bring(bare, at=later(0.3)).came is Came.QUARANTINED
    bare = a_bounce("", status="5.2.2")
    assert post.bring(bare, at=later(0.3), recipients=(signed(post),)).came is Came.PLACED
    with post.inside():
        assert Outbox.objects.get().state == "bounced"


def test_a_forged_signed_address_makes_no_bounce():
    post, ours = an_answer_that_left()
    forged = signed(post).replace("+1.", "+1.aaaa")[: -len("@fenwick.example")][:40] + "@fenwick.example"
    strange = a_bounce(ours, recipient="eve@elsewhere.example")
    assert post.bring(strange, at=later(0.3), recipients=(forged,)).came is Came.QUARANTINED
    with post.inside():
        assert Outbox.objects.get().state == "sent"


def test_of_two_who_got_it_the_one_bounces_and_the_other_has_it():
    post, _ = answered(more="Cc: Bo <bo@customer.example>\r\n")
    with post.inside():
        brought(Outbox.objects.all(), "sent", settled_at=later(0.2))
        ours = Message.objects.get(kind="staff").message_id
    post.bring(a_bounce(ours, recipient="bo@customer.example"), at=later(0.3))
    with post.inside():
        fares = {copy.address: copy.state for copy in copies_shown(1)}
        assert Ticket.objects.get().last_word == "staff", "who asked has the answer"
    assert fares == {DANA: OutboxState.SENT, "bo@customer.example": OutboxState.BOUNCED}


def test_a_bounce_of_a_ticket_that_was_merged_meanwhile_wakes_the_survivor_and_shows_there_why():
    post, ours = an_answer_that_left()
    post.bring(a_letter(to=post.address, subject="The same"), at=later(0.2))
    with post.inside():
        desk.merge(number=2, others=[1], by=post.cast.rep, at=later(0.25))
        desk.close(number=2, by=post.cast.rep, at=later(0.26))
    outcome = post.bring(a_bounce(ours), at=later(0.3))
    assert outcome.came is Came.PLACED
    with post.inside():
        [copy] = copies_shown(2)
        told = [each.sentence for each in whole_ticket_page(2).thread if not isinstance(each, Said)]
    assert copy.bounce is not None
    assert "550 5.1.1 No such user" in says(copy)
    assert any("came back (5.1.1)" in sentence and "#1" in sentence for sentence in told), told


def test_a_bounce_faster_than_the_servers_last_word_stays_a_bounce():
    post, outbox_id = answered()
    with far_side() as far:

        def bounces_at_once() -> None:
            post.bring(
                a_bounce(str(far.mails[0].content).partition("Message-ID: ")[2].partition("\\r")[0]), at=later(0.3)
            )

        far.before_word = bounces_at_once
        assert deliver(post, outbox_id, far).state == "bounced"
    assert row(post, outbox_id).bounced_at == later(0.3)


def test_who_sends_a_bounced_mail_again_may_see_it_bounce_again():
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours), at=later(0.3))
    with post.inside():
        mail.retry(outbox_id=Outbox.objects.get().pk, by=post.cast.lead, at=later(0.4))
        again = Outbox.objects.get()
        assert (again.state, again.bounced_at, again.bounce_diagnostic) == ("queued", None, "")
        brought(Outbox.objects.all(), "sent", settled_at=later(0.5))
    post.bring(a_bounce(ours, status="5.2.2"), at=later(0.6))
    with post.inside():
        assert Outbox.objects.get().bounce_status == "5.2.2"


def test_a_bounced_mail_that_is_dropped_says_both():
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours), at=later(0.3))
    with post.inside():
        mail.drop(outbox_id=Outbox.objects.get().pk, by=post.cast.lead, at=later(0.4))
        [copy] = copies_shown(1)
        assert says(copy) == "It came back, and somebody dropped it."
        [said] = [each.sentence for each in whole_ticket_page(1).thread if getattr(each, "kind", "") == "mail.dropped"]
    assert said.startswith("dropped the answer")


def test_a_delay_is_shown_beside_sent():
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours, action="delayed", status="4.4.1"), at=later(0.3))
    with post.inside():
        [copy] = copies_shown(1)
    assert (copy.state, copy.bounce) == (OutboxState.SENT, None)
    assert says(copy).startswith(f"It has not reached {DANA} yet, and their server tries on:")


def test_a_mail_about_no_ticket_that_comes_back_says_so_where_it_was_sent_from():
    post = a_post()
    ours = an_errand_that_left(post)
    stranger = a_post()
    assert stranger.bring(a_bounce(ours, recipient="nina@new.example"), at=later(0.2)).came is Came.QUARANTINED
    assert post.bring(a_bounce(ours, recipient="eve@elsewhere.example"), at=later(0.2)).came is Came.QUARANTINED
    assert post.bring(a_bounce(ours, recipient="nina@new.example", status="5.1.0"), at=later(0.3)).came is Came.PLACED
    with post.inside():
        [box] = mail_page().boxes
        assert Errand.objects.get().recipient == "nina@new.example"
    assert box.trial_state is OutboxState.BOUNCED
    assert box.trial.startswith("It came back from nina@new.example")
    assert len(post.events("mail.errand came back")) == 1


def test_the_outbox_counts_bounces_apart():
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours), at=later(0.3))
    with post.inside():
        counts = outbox_counts()
        [listed] = outbox_list(Show.BOUNCED, limit=10).rows
        assert outbox_list(Show.STOPPED, limit=10).rows == ()
    assert (counts[Show.DECIDE], counts[Show.BOUNCED], counts[Show.STOPPED], counts[Show.SENT]) == (1, 1, 0, 0)
    assert listed.bounce is not None
    assert (listed.verdict, listed.bounce.status) == ("It did not arrive.", "5.1.1")


def state_by(rows: QuerySet[Outbox], to: OutboxState) -> bool:
    """Try to bring mails to a state in one step; False where the database refuses."""
    try:
        with transaction.atomic():
            rows.update(state=to, bounced_at=MONDAY)
    except IntegrityError as refused:
        return "never becomes" not in str(refused)
    return True


@pytest.mark.parametrize("begins", OutboxState)
def test_the_database_lets_a_mail_go_from_state_to_state_as_the_table_says_and_no_other_way(begins):
    post, outbox_id = answered()
    allowed = set()
    for to in OutboxState:
        with post.inside():
            place = transaction.savepoint_create()
            rows = Outbox.objects.filter(id=outbox_id)
            if begins in WAY:
                brought(rows, begins)
            elif begins is not OutboxState.QUEUED:
                rows.update(state=begins)
            allowed |= {to} if state_by(rows, to) else set()
            transaction.savepoint_rollback(place)
    assert allowed == LIFE[begins] | {begins}


def test_a_bounced_mail_says_when():
    _, outbox_id = answered()
    post, outbox_id = answered()
    with post.inside():
        brought(Outbox.objects.filter(id=outbox_id), "sent")
    with pytest.raises(IntegrityError, match="outbox_bounced_when"), post.inside():
        Outbox.objects.filter(id=outbox_id).update(state="bounced")


def test_a_bounce_is_not_what_the_answer_that_bounced_came_by():
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours), at=later(0.3))
    with post.inside():
        message = Message.objects.get(kind="staff")
        assert message.pk not in came_by(list(Message.objects.values_list("id", flat=True)))
        with pytest.raises(NotThere):
            written(message.pk, images=False, file_address=lambda file_id, name, data: "")
