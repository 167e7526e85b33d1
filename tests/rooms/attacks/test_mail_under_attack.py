"""Mails that mean harm: none fills the memory, holds up the others, or writes into what we send."""

import subprocess
import sys

import pytest

from bench.mail.hostile import FILLERS, HEAD, a_mail_of
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail.composing import Enclosure, Outgoing, composed
from rounds.mail.outgoing import envelope_of
from rounds.mail.reading import Address, read
from rounds.mail.reading.headers import LONGEST_FIELD, parse_headers
from rounds.timeline.models import Outbox
from tests.database import PROJECT
from tests.rooms.mail.post import a_letter, a_post
from tests.world import MONDAY, later


def _with_a_file_called(name: str) -> bytes:
    return composed(
        Outgoing(
            sender=Address("Fenwick", "support@fenwick.example"),
            to=(Address("Dana", "dana@customer.example"),),
            cc=(),
            reply_to="support@fenwick.example",
            subject="Re: Files",
            text="Here it is.\n",
            at=MONDAY,
            message_id="<2@fenwick.example>",
            enclosures=[Enclosure(name, "text/plain", b"x")],
        )
    )


MOST_MEMORY = 150 * 2**20
"""Above what the program and the mail itself take, for a mail of 20 MB."""

MOST_STEPS = 10_000_000
"""Of Python, for a mail of 20 MB: the door has four threads and one lock, and everybody's mail waits behind them.

What C does within a step is not counted here: `python -m bench.mail` writes down what each of these takes of a core.
"""

READING = """
import re, sys
from pathlib import Path
from rounds.mail.reading import digest, read
from tests.counting import steps

def filled():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

raw = sys.stdin.buffer.read()
Path("/proc/self/clear_refs").write_text("5")  # the most that was filled until now is forgotten
before = filled()
print(steps(lambda: digest(read(raw))), filled() - before)
"""
"""Both in one process: what counts the steps keeps nothing of a mail, and reading twenty megabytes twice takes twice as long.

`getrusage` would not do: a program begins with the most that its parent ever filled, so one started by tests has filled nothing more.
"""


@pytest.mark.parametrize("filler", FILLERS)
def test_a_mail_of_twenty_megabytes_of_nothing_fills_no_memory_and_keeps_nobody_waiting(filler):
    done = subprocess.run(
        [sys.executable, "-c", READING], input=a_mail_of(filler), capture_output=True, check=True, cwd=PROJECT
    )
    taken, filled = map(int, done.stdout.split())
    assert taken < MOST_STEPS
    assert filled < MOST_MEMORY


@pytest.mark.parametrize("filling", [b'"', b"(", b"<", b"a@b.test, ", b"\xff", b'; a="'])
def test_of_two_megabytes_of_one_field_only_what_a_field_can_hold_is_read(filling):
    """Patterns over the whole of it would hold one of the door's four threads for seconds."""
    field = filling * (2_000_000 // len(filling))
    headers = parse_headers(b"From: dana@customer.example\r\nTo: " + field)
    assert len(headers.raw("to")) <= LONGEST_FIELD
    assert read(HEAD + b"To: " + field + b"\r\n\r\nHello").text == "Hello"


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?x=0d=0aX-Evil:_yes=0d=0a=0d=0aAnother_text?=",
        "=?utf-8?q?x=0aX-Evil:_yes?=",
        "bill =?utf-8?b?eA0KWC1FdmlsOiB5ZXM=?= .pdf",
    ],
)
def test_the_name_of_a_file_writes_no_line_of_its_own_into_a_mail(name):
    mail = _with_a_file_called(name)
    assert b"X-Evil" not in [line.partition(b":")[0] for line in mail.split(b"\n")]
    assert mail.count(b"\n") == mail.count(b"\r\n")


def test_a_letter_that_no_alphabet_has_does_not_keep_a_mail_from_its_ticket():
    letter = read(HEAD + b"Content-Type: text/html\r\n\r\n<p>Hello &#" + b"9" * 5_000 + b";</p>")
    assert "Hello" in letter.text


def test_one_reader_whose_address_cannot_be_written_does_not_keep_the_answer_from_the_others():
    post = a_post()
    came = post.bring(a_letter(to=post.address, more="Cc: broken@\u00fc..example\r\n"))
    with post.inside():
        number = Ticket.objects.get(id=came.ticket_id).number
        message = desk.answer(number=number, text="Done.", by=post.cast.rep, at=later(0.1))
        rows = Outbox.objects.filter(ref_id=message.pk).values_list("recipient_id", flat=True)
        assert "dana@customer.example" in _reached(message.pk, list(rows))


def _reached(message_id: int, address_ids: list[int]) -> list[str]:
    reached = []
    for address_id in address_ids:
        try:
            reached.append(envelope_of(message_id=message_id, address_id=address_id).recipient)
        except ValueError:
            continue
    return reached
