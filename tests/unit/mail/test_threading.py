"""Where a mail belongs."""

import pytest

from rounds.mail.addresses import Forged, Signed
from rounds.mail.reading import read
from rounds.mail.threading import (
    COLLEAGUE,
    FORGED,
    FROM_MAILBOX,
    LIST,
    OWN,
    ROBOT,
    Append,
    Decision,
    Facts,
    Known,
    Open,
    Quarantine,
    all_recipients,
    answered_ids,
    place,
)
from rounds.mail.trust import Verdict

MINE, STRANGE = Known(7, author_is_party=True), Known(7, author_is_party=False)


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        (Facts(), Open()),
        (Facts(signed=Signed(1), by_address=MINE), Append(7)),
        (Facts(by_references=MINE), Append(7)),
        (Facts(signed=Signed(1), by_address=MINE, by_references=Known(8, author_is_party=True)), Append(7)),
        (Facts(signed=Signed(1), by_address=STRANGE), Open(linked_to=7)),
        (Facts(by_references=STRANGE), Open(linked_to=7)),
        (Facts(signed=Signed(99)), Open()),
        (Facts(signed=Forged(), by_references=MINE), Quarantine(FORGED)),
        (Facts(own=True, by_references=MINE), Quarantine(OWN)),
        (Facts(from_mailbox=True), Quarantine(FROM_MAILBOX)),
        (Facts(by_references=MINE, sender=Verdict.FAILED), Open(linked_to=7)),
        (Facts(signed=Signed(1), by_address=MINE, sender=Verdict.FAILED), Open(linked_to=7)),
        (Facts(by_references=MINE, sender=Verdict.UNPROVED), Append(7)),
        (
            Facts(by_references=MINE, robot="a notice", sender=Verdict.FAILED),
            Quarantine(ROBOT.format(robot="a notice")),
        ),
        (Facts(through_list=True), Quarantine(LIST)),
        (Facts(through_list=True, by_references=STRANGE), Quarantine(LIST)),
        (Facts(through_list=True, by_references=MINE), Append(7)),
        (Facts(colleague=True, sender=Verdict.FAILED), Quarantine(COLLEAGUE[Verdict.FAILED])),
        (Facts(colleague=True, by_references=MINE, sender=Verdict.UNPROVED), Quarantine(COLLEAGUE[Verdict.UNPROVED])),
        (Facts(sender=Verdict.PROVED), Open()),
        (Facts(colleague=True, sender=Verdict.UNCHECKED), Open()),
    ],
)
def test_a_mail_is_placed_by_address_then_references_and_only_a_party_appends(facts: Facts, decision: Decision) -> None:
    assert place(facts) == decision


def test_the_nearest_answered_mail_comes_first() -> None:
    letter = read(b"From: a@x.org\r\nIn-Reply-To: <c@x>\r\nReferences: <a@x> <b@x> <c@x>\r\n\r\nx")
    assert answered_ids(letter) == ("<c@x>", "<b@x>", "<a@x>")


def test_a_reply_address_is_looked_for_wherever_a_recipient_stands() -> None:
    letter = read(b"From: a@x.org\r\nTo: B@x.org\r\nCc: c@x.org\r\nDelivered-To: d@x.org\r\n\r\nx")
    assert all_recipients(letter) == ("b@x.org", "c@x.org", "d@x.org")
