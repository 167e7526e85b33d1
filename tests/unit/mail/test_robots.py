"""Issue 5, A3: bounces with recipient, status and diagnostic; robots are told from people, and people are never taken for robots."""

import json

import pytest

from rounds.mail.reading import take_apart
from rounds.mail.robots import Bounce, Seen, Sort, sort_of

ROBOT = "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nReturn-Path: <>\nTo: desk@fenwick.example\n"
PERSON = "From: Dana <dana@customer.example>\nTo: desk@fenwick.example\n"


def seen(head: str, text: str = "", *, subject: str = "Hello") -> Seen:
    return sort_of(take_apart(f"{head}Subject: {subject}\n\n{text}".encode()))


REPORT = """Content-Type: multipart/report; report-type=delivery-status; boundary=b
MIME-Version: 1.0
"""
REPORT_BODY = """--b

Could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; dana@customer.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user
--b
Content-Type: message/rfc822

From: desk@fenwick.example
To: dana@customer.example
Message-ID: <ours@fenwick.example>

Hello
--b--
"""


def test_a_report_says_who_was_not_reached_why_and_which_mail_came_back():
    found = seen(ROBOT + REPORT, REPORT_BODY.format(action="failed", status="5.0.0"), subject="Undelivered").bounce
    assert found is not None
    assert (found.recipient, found.status, found.diagnostic) == (
        "dana@customer.example",
        "5.1.1",
        "550 5.1.1 No such user",
    )
    assert (found.final, found.returned_ids) == (True, ("<ours@fenwick.example>",))


def test_a_report_that_a_scanner_wrapped_into_its_own_is_read_and_one_that_a_person_forwards_is_not():
    inner = f"{ROBOT}{REPORT}Subject: Undelivered\n\n{REPORT_BODY.format(action='failed', status='5.1.1')}"
    body = f"--w\n\nAn error.\n--w\nContent-Type: message/rfc822\n\n{inner}\n--w--\n"
    wrapped = "Content-Type: multipart/mixed; boundary=w\n"
    found = seen(ROBOT + wrapped, body, subject="Returned mail").bounce
    assert found is not None
    assert found.recipient == "dana@customer.example"
    assert "<ours@fenwick.example>" in found.returned_ids
    assert seen(PERSON + wrapped, body, subject="What is this?").sort is Sort.PERSON


def test_where_a_report_names_a_folder_the_head_says_whose_it_is():
    text = REPORT_BODY.format(action="failed", status="5.2.2").replace(
        "rfc822; dana@customer.example", "rfc822;/var/spool/dana"
    )
    found = seen(f"{ROBOT}X-Failed-Recipients: dana%old@customer.example\n{REPORT}", text).bounce
    assert found is not None
    assert found.recipient == "dana%old@customer.example"


SNS = "From: AWS <no-reply@sns.amazonaws.com>\nTo: desk@fenwick.example\nx-amz-sns-message-id: 02f86d9b\n"
BOUNCED = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bouncedRecipients": [
            {
                "emailAddress": "dana@customer.example",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }
        ],
    },
    "mail": {"commonHeaders": {"messageId": "<ours@fenwick.example>"}},
}


def test_what_a_cloud_tells_in_json_is_read():
    bounce = Bounce("dana@customer.example", "5.1.1", "550 5.1.1 user unknown", True, ("<ours@fenwick.example>",))
    wrapped = json.dumps({"Type": "Notification", "Message": json.dumps(BOUNCED)}, indent=2)
    for text in (json.dumps(BOUNCED), wrapped.replace("Permanent", "Perm!\n anent"), f"{wrapped}\n\n--\nTo stop these"):
        assert seen(SNS, text) == Seen(Sort.BOUNCE, bounce)
    assert seen(SNS, json.dumps({"notificationType": "Complaint"})).sort is Sort.FEEDBACK
    assert seen(SNS, json.dumps({"eventType": "Delivery"})).sort is Sort.RECEIPT
    assert seen(PERSON, json.dumps(BOUNCED)).sort is Sort.PERSON


@pytest.mark.parametrize(
    "text", ["{" * 100_000, '{"Message": 5}', '{"notificationType":"Bounce","bounce":[]}', "[]", "{", "[" * 100_000]
)
def test_no_json_breaks_the_reader(text):
    assert seen(SNS, text).sort in (Sort.PERSON, Sort.BOUNCE)


def test_a_delay_is_not_final_and_a_success_is_no_bounce():
    delayed = seen(ROBOT + REPORT, REPORT_BODY.format(action="delayed", status="4.4.1")).bounce
    assert delayed is not None
    assert not delayed.final
    assert seen(ROBOT + REPORT, REPORT_BODY.format(action="delivered", status="2.0.0")).sort is Sort.RECEIPT


def test_a_bounce_in_words_alone_is_read():
    text = (
        "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following "
        "addresses.\n\n<dana@customer.example>:\n192.0.2.1 said: 550 5.2.1 mailbox disabled\n\n--- Below this line is a copy of the "
        "message.\n\nMessage-ID: <ours@fenwick.example>\nTo: other@customer.example\n"
    )
    found = seen(ROBOT, text, subject="failure notice").bounce
    assert found is not None
    assert (found.recipient, found.status) == ("dana@customer.example", "5.2.1")
    assert found.returned_ids == ("<ours@fenwick.example>",)


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ("Auto-Submitted: auto-replied\nPrecedence: bulk\n", "Re: Hello"),
        ("Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n", "Automatische Antwort: Hallo"),
        ("", "Automatic reply: Hello"),
        ("", "Réponse automatique : Bonjour"),
        ("X-Autoreply: yes\n", "Re: Hello"),
        ("Precedence: bulk\n", "Out of office until Monday"),
        ("", "AUTO: Dana Whitlock is out of the office (returning 11/30/2026)"),
    ],
)
def test_what_answers_in_somebodys_place_is_an_auto_reply(more, subject):
    assert seen(PERSON + more, "I am away.", subject=subject).sort is Sort.AUTO_REPLY


@pytest.mark.parametrize(
    ("more", "subject", "text"),
    [
        ("", "Undeliverable: what does that mean?", "I got this when I wrote to you. What now?"),
        ("", "Your mail", "My mailbox is full and delivery failed twice, 550 it said for dana@customer.example."),
        ("", "Automatic reply does not work", "Our automatic reply is broken."),
        ("", "Out of office", "I am out of office on Monday, call me on Tuesday."),
        ("Auto-Submitted: auto-generated\n", "Ticket 5: answered", "From another help desk."),
        ("", "Mail delivery failed again!", 'I get "550 User unknown" when I write to x@y.example, can you help?'),
        (
            "",
            "Undeliverable: Banner",
            "Hello,\nmy message could not be delivered to x@y.example. Is that address still yours?",
        ),
        ("", "Unzustellbar: Angebot", "Guten Tag, meine Mail konnte nicht zugestellt werden. Was nun?"),
        ("", "AUTO: new tyres", "We need four by Monday."),
        ("", "Fwd: failure notice", "See below.\n\n> I wasn't able to deliver your message\n> <x@y.example>: 550 no"),
    ],
)
def test_people_who_write_about_robots_stay_people(more, subject, text):
    assert seen(PERSON + more, text, subject=subject).sort is Sort.PERSON


def test_complaints_and_lists_are_named():
    body = "--b\n\nAbuse.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n"
    assert seen(PERSON + "Content-Type: multipart/report; boundary=b\n", body).sort is Sort.FEEDBACK
    assert seen(PERSON + "List-Id: News <news.example.org>\n", "News.").sort is Sort.LIST
