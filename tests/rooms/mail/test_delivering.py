"""An answer leaves: what is known of it after every way a conversation can go, and that it never leaves twice by itself."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings

from rounds.accounts.models import ContactAddress
from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.engine.finding import find
from rounds.mail import delivering
from rounds.mail.addresses import Signed, ticket_of_address
from rounds.mail.commands import deliveries
from rounds.mail.duties import RECOVER
from rounds.mail.knowing import reply_keys
from rounds.mail.models import Received
from rounds.timeline.models import Outbox
from tests.far_side import Far, FarSide, far_side
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MANUAL, MONDAY, a_workspace, later

SOON = MONDAY + timedelta(minutes=5)
LEASE = timedelta(seconds=30)
WAITS = "```clause\nsending: answers\nundo within: 10 seconds\n```\n"


def answered(post: Post | None = None, *, more: str = "", text: str = "It is done.") -> tuple[Post, int]:
    """Let a mail come and be answered; gives the id of the outbox row to who wrote it."""
    post = post or a_post()
    post.bring(a_letter(to=post.address, more=more))
    with post.inside():
        number = Ticket.objects.values_list("number", flat=True).last()
        desk.answer(number=number, text=text, by=post.cast.rep, at=MONDAY)
        return post, Outbox.objects.get(recipient_id=_address("dana@customer.example")).pk


def _address(key: str) -> int:
    return ContactAddress.objects.values_list("id", flat=True).get(key=key)


def deliver(post: Post, outbox_id: int, far: FarSide | None, *, at: datetime = SOON) -> Outbox:
    """Let a worker look at the row."""
    with override_settings(SMTP_OUT=far.way if far else None):
        delivering.deliver(workspace_id=post.cast.workspace_id, outbox_id=outbox_id, clock=lambda: at)
    return row(post, outbox_id)


def row(post: Post, outbox_id: int) -> Outbox:
    with post.inside():
        return Outbox.objects.get(id=outbox_id)


def recovered(post: Post, outbox_id: int, *, at: datetime, far: FarSide | None = None) -> bool:
    """Let the duty find and do this row, as the engine's loop does."""
    with override_settings(SMTP_OUT=far.way if far else FarSide(port=1).way):
        found = [due for due in find(RECOVER, at, 10_000) if due.id == outbox_id]
        with post.inside():
            return [RECOVER.do(due, at) for due in found] == [True]


def test_an_answer_leaves_with_everything_that_threads_it():
    post, outbox_id = answered(more="Cc: Bo <bo@customer.example>\r\n")
    with far_side() as far:
        sent = deliver(post, outbox_id, far)
    [envelope] = far.mails
    mail = message_from_bytes(envelope.content, policy=policy.default)
    with post.inside():
        message = Message.objects.get(kind="staff")
        first = Received.objects.get()
        keys = reply_keys()
    reply = ticket_of_address(mail["Reply-To"].addresses[0].addr_spec, keys=keys)
    assert (sent.state, sent.attempts, sent.last_error) == ("sent", 1, "")
    assert ticket_of_address(envelope.mail_from, keys=keys) == Signed(1), "a bounce comes back to its ticket"
    assert envelope.rcpt_tos == ["dana@customer.example"]
    assert mail["From"].addresses[0].addr_spec == post.address
    assert mail["To"] == "Dana Whitlock <dana@customer.example>"
    assert mail["Cc"] == "Bo <bo@customer.example>"
    assert (mail["Message-ID"], mail["In-Reply-To"]) == (message.message_id, first.key)
    assert first.key in mail["References"]
    assert reply == Signed(1)
    for form in ("plain", "html"):
        text = mail.get_body((form,)).get_content()
        assert "It is done." in text
        assert "Hello Dana" in text
    assert mail["Date"].datetime == MONDAY


def test_each_recipient_has_a_delivery_of_their_own():
    post, to_dana = answered(more="Cc: Bo <bo@customer.example>\r\n")
    with post.inside():
        to_bo = Outbox.objects.get(recipient_id=_address("bo@customer.example")).pk
    with far_side(Far.REFUSES_AT_RCPT) as far:
        deliver(post, to_bo, far)
        deliver(post, to_dana, far)
    assert [row(post, to_bo).state, row(post, to_dana).state] == ["stopped", "sent"]
    assert [mail.rcpt_tos for mail in far.mails] == [["dana@customer.example"]]


def test_a_second_job_for_the_same_mail_does_nothing():
    post, outbox_id = answered()
    with far_side() as far:
        deliver(post, outbox_id, far)
        deliver(post, outbox_id, far)
    assert len(far.mails) == 1


def test_without_a_server_mail_waits_untouched():
    post, outbox_id = answered()
    assert (deliver(post, outbox_id, None).state, row(post, outbox_id).attempts) == ("queued", 0)


@pytest.mark.parametrize(
    "way", [Far.ASKS_LATER_AT_RCPT, Far.ASKS_LATER_AT_TEXT, Far.HANGS_UP_AT_RCPT, Far.HANGS_UP_AT_DATA, Far.SENDS_AWAY]
)
def test_what_is_known_not_to_have_arrived_is_tried_again_later(way):
    post, outbox_id = answered()
    with far_side(way) as far:
        waiting = deliver(post, outbox_id, far)
        assert (waiting.state, waiting.attempts, len(far.mails)) == ("queued", 1, 0)
        assert waiting.next_try_at == SOON + timedelta(seconds=5)
        assert waiting.last_error.startswith("The server")
        assert not recovered(post, outbox_id, at=SOON, far=far)
        assert recovered(post, outbox_id, at=waiting.next_try_at, far=far)
        assert deliver(post, outbox_id, far, at=waiting.next_try_at).state == "sent"
    assert len(far.mails) == 1
    assert len(post.events("mail.put off")) == 1


def test_a_server_that_is_not_there_is_tried_again_later():
    post, outbox_id = answered()
    with far_side() as gone:
        pass
    waiting = deliver(post, outbox_id, gone)
    assert (waiting.state, waiting.last_error) == ("queued", "The server could not be reached (Connection refused).")


@pytest.mark.parametrize("way", [Far.REFUSES_AT_MAIL, Far.REFUSES_AT_RCPT, Far.REFUSES_AT_TEXT])
def test_a_mail_that_is_refused_for_good_stops_and_says_so(way):
    post, outbox_id = answered()
    with far_side(way) as far:
        stopped = deliver(post, outbox_id, far)
        assert (stopped.state, stopped.token) == ("stopped", None)
        assert stopped.last_error.startswith("The server said 55")
        assert not recovered(post, outbox_id, at=later(30), far=far)
    assert [event.subject_id for event in post.events("mail.stopped")] == [stopped.about_id]


@pytest.mark.parametrize("way", [Far.TAKES_AND_HANGS_UP, Far.LOSES_AND_HANGS_UP])
def test_what_nobody_can_know_is_said_and_never_sent_again_by_itself(way):
    post, outbox_id = answered()
    with far_side(way) as far:
        unknown = deliver(post, outbox_id, far)
        assert unknown.state == "may have arrived"
        assert not recovered(post, outbox_id, at=later(30), far=far)
        assert deliver(post, outbox_id, far, at=later(30)).state == "may have arrived"
    assert len(far.mails) <= 1
    assert len(post.events("mail.may have arrived")) == 1


def test_a_mail_that_never_gets_through_stops_after_the_last_try():
    post, outbox_id = answered()
    at = SOON
    with far_side() as gone:
        pass
    for _ in range(40):
        found = deliver(post, outbox_id, gone, at=at)
        if found.state == "stopped":
            break
        at = found.next_try_at
        assert recovered(post, outbox_id, at=at)
    assert (found.state, found.attempts) == ("stopped", 12)
    assert found.last_error.startswith("It was tried 12 times.")
    assert at - SOON > timedelta(days=2)


def claimed_by_a_process_that_dies(post: Post, outbox_id: int, *, handing_over: bool) -> None:
    token = uuid4()
    with post.inside():
        assert deliveries.claim(outbox_id=outbox_id, token=token, at=SOON)
    if handing_over:
        with post.inside():
            assert deliveries.begin_hand_over(outbox_id=outbox_id, token=token, at=SOON)


def test_a_process_killed_before_the_text_left_costs_nothing():
    post, outbox_id = answered()
    claimed_by_a_process_that_dies(post, outbox_id, handing_over=False)
    assert not recovered(post, outbox_id, at=SOON + LEASE / 2)
    assert recovered(post, outbox_id, at=SOON + LEASE)
    again_at = row(post, outbox_id).next_try_at
    with far_side() as far:
        assert recovered(post, outbox_id, at=again_at, far=far)
        assert deliver(post, outbox_id, far, at=again_at).state == "sent"


def test_a_process_killed_after_the_text_left_leaves_a_doubt():
    post, outbox_id = answered()
    claimed_by_a_process_that_dies(post, outbox_id, handing_over=True)
    assert not recovered(post, outbox_id, at=SOON + LEASE / 2)
    assert recovered(post, outbox_id, at=SOON + LEASE)
    assert row(post, outbox_id).state == "may have arrived"
    with far_side() as far:
        deliver(post, outbox_id, far, at=later(3))
    assert far.mails == []


def test_a_slow_sender_that_was_given_up_before_the_text_does_not_send_it():
    post, outbox_id = answered()
    with far_side() as far:
        far.before_text = lambda: recovered(post, outbox_id, at=SOON + LEASE, far=far)
        given_up = deliver(post, outbox_id, far)
        assert (given_up.state, far.mails) == ("queued", [])
        far.before_text = lambda: None
        recovered(post, outbox_id, at=given_up.next_try_at, far=far)
        assert deliver(post, outbox_id, far, at=given_up.next_try_at).state == "sent"
    assert len(far.mails) == 1


def test_a_late_last_word_turns_the_doubt_into_sent():
    post, outbox_id = answered()
    with far_side() as far:
        far.before_word = lambda: recovered(post, outbox_id, at=SOON + LEASE, far=far)
        assert deliver(post, outbox_id, far).state == "sent"
    assert len(post.events("mail.may have arrived")) == 1
    assert len(post.events("mail.sent")) == 1


def test_a_late_word_that_asks_to_come_again_ends_the_doubt():
    post, outbox_id = answered()
    with far_side(Far.ASKS_LATER_AT_TEXT) as far:
        far.before_word = lambda: recovered(post, outbox_id, at=SOON + LEASE, far=far)
        waiting = deliver(post, outbox_id, far)
        assert (waiting.state, waiting.last_error, far.mails) == ("queued", "The server said 452: 4.3.1 No room", [])
        far.before_word = lambda: None
        recovered(post, outbox_id, at=waiting.next_try_at, far=far)
        assert deliver(post, outbox_id, far, at=waiting.next_try_at).state == "sent"
    assert len(far.mails) == 1
    assert len(post.events("mail.may have arrived")) == 1


def test_a_last_word_that_is_none_leaves_a_doubt():
    post, outbox_id = answered()
    with far_side(Far.BABBLES) as far:
        assert deliver(post, outbox_id, far).state == "may have arrived"


def test_where_somebody_in_copy_needs_smtputf8_the_whole_mail_asks_for_it():
    post, outbox_id = answered(more="Cc: jörg@customer.example\r\n")
    with far_side() as far:
        assert deliver(post, outbox_id, far).state == "sent"
    assert far.mails[0].smtp_utf8
    assert "jörg@customer.example".encode() in far.mails[0].content


def test_a_server_without_smtputf8_is_never_given_letters_that_it_cannot_take():
    post, outbox_id = answered(more="Cc: jörg@customer.example\r\n")
    with far_side() as far:
        far.international = False
        stopped = deliver(post, outbox_id, far)
    assert (stopped.state, far.mails) == ("stopped", [])
    assert stopped.last_error == "The server takes no address with such letters (SMTPUTF8)."


def jobs_of(outbox_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'outbox_id' = %s", [str(outbox_id)])
        return int(cursor.fetchall()[0][0])


def test_an_answer_that_waits_has_its_job_from_the_engine_when_its_moment_comes():
    post, outbox_id = answered()
    with far_side() as far:
        assert not recovered(post, outbox_id, at=MONDAY + timedelta(seconds=9), far=far)
        assert jobs_of(outbox_id) == 0
        assert recovered(post, outbox_id, at=MONDAY + timedelta(seconds=10), far=far)
        assert not recovered(post, outbox_id, at=MONDAY + timedelta(seconds=11), far=far)
    assert jobs_of(outbox_id) == 1


def test_an_answer_that_leaves_at_once_has_its_job_from_the_act_itself():
    post, outbox_id = answered(a_post(a_workspace(manual=MANUAL.read_text().replace(WAITS, ""))))
    assert jobs_of(outbox_id) == 1
    with far_side() as far:
        assert not recovered(post, outbox_id, at=MONDAY + timedelta(seconds=59), far=far)


def test_a_mail_whose_job_was_lost_gets_another_and_only_one():
    post, outbox_id = answered()
    with far_side() as far:
        assert recovered(post, outbox_id, at=MONDAY + timedelta(seconds=10), far=far)
        assert not recovered(post, outbox_id, at=MONDAY + timedelta(seconds=69), far=far)
        assert recovered(post, outbox_id, at=MONDAY + timedelta(seconds=70), far=far)
        assert not recovered(post, outbox_id, at=MONDAY + timedelta(seconds=71), far=far)


def test_many_whose_moment_has_come_have_their_jobs_at_once_and_the_others_are_left_D1():
    post, to_dana = answered(more="Cc: Bo <bo@customer.example>, Cy <cy@customer.example>\r\n")
    with post.inside():
        to_bo, to_cy = (
            Outbox.objects.get(recipient_id=_address(f"{name}@customer.example")).pk for name in ("bo", "cy")
        )
    claimed_by_a_process_that_dies(post, to_cy, handing_over=False)
    at = SOON + LEASE
    with post.inside():
        assert deliveries.recover_many(outbox_ids=[to_cy, to_dana, to_bo], at=at) == (2, [to_cy])
        assert [jobs_of(each) for each in (to_dana, to_bo, to_cy)] == [1, 1, 0]
        assert deliveries.recover_many(outbox_ids=[to_dana, to_bo], at=at) == (0, [to_dana, to_bo])
        waiting = Outbox.objects.filter(id__in=[to_dana, to_bo]).values_list("next_try_at", flat=True)
        assert list(waiting) == [at + timedelta(seconds=60)] * 2


def test_where_no_server_is_set_nothing_is_looked_for():
    _, outbox_id = answered()
    with override_settings(SMTP_OUT=None):
        assert [due for due in find(RECOVER, later(9), 10_000) if due.id == outbox_id] == []


def test_a_mail_that_cannot_be_written_down_stops_with_the_reason():
    post, outbox_id = answered()
    with post.inside():
        Ticket.objects.update(mailbox="not an address\r\nBcc: all@example.org")
    with far_side() as far:
        stopped = deliver(post, outbox_id, far)
    assert (stopped.state, far.mails) == ("stopped", [])
    assert stopped.last_error.startswith("The mail could not be written down")


def test_dots_at_the_start_of_lines_arrive_as_they_were_written():
    post, outbox_id = answered(text=".\n..\n. one\nfine")
    with far_side() as far:
        deliver(post, outbox_id, far)
    content = message_from_bytes(far.mails[0].content, policy=policy.default).get_body(("plain",)).get_content()
    assert ".\n..\n. one\nfine" in content.replace("\r\n", "\n")


def test_no_event_holds_personal_text():
    post, outbox_id = answered()
    with far_side(Far.REFUSES_AT_RCPT) as far:
        deliver(post, outbox_id, far)
    payloads = [str(event.payload) for kind in ("mail.claimed", "mail.stopped") for event in post.events(kind)]
    assert len(payloads) == 2
    assert not any("dana" in payload or "Nobody" in payload for payload in payloads)
