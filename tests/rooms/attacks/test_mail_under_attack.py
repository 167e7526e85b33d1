"""Mails that mean harm: none fills the memory, holds up the others, or writes into what we send."""

import subprocess
import sys

import pytest

from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail.composing import Enclosure, Outgoing, composed
from rounds.mail.outgoing import envelope_of
from rounds.mail.reading import Address, read
from rounds.mail.reading.headers import LONGEST_FIELD, parse_headers
from rounds.timeline.models import Outbox
from tests.rooms.mail.post import a_letter, a_post
from tests.world import MONDAY, later

HEAD = b"From: dana@customer.example\r\nSubject: Files\r\nMessage-ID: <1@customer.example>\r\n"


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


FILLERS = {
    "empty lines of uuencode": (b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 a\n", b"\n", 20_000_000),
    "short lines of uuencode": (b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 a\n", b"! \n", 6_000_000),
    "empty lines": (b"\r\n", b"\n", 20_000_000),
    "base64 of one letter a line": (b"Content-Transfer-Encoding: base64\r\n\r\n", b"Q\n", 10_000_000),
    "soft line ends": (b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", b"=\n", 10_000_000),
    "open tags": (b"Content-Type: text/html\r\n\r\n", b"<div>", 4_000_000),
    "parts": (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", b"--b\n\nx\n", 2_500_000),
    "pages in parts": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<b>a" * 12_000 + b"\r\n",
        400,
    ),
    "fields of parts": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        b"--b\r\n" + b"X: y\r\n" * 6_000 + b"\r\nhi\r\n",
        490,
    ),
    "fields": (b"", b"To: a@b.test\r\n", 1_400_000),
    "folded lines of a field": (b"X: y\r\n", b" \r\n", 6_000_000),
    "names of nobody": (b"", b"To: " + b"<()" * 100_000 + b"\r\n", 60),
    "multiparts in multiparts": (b"", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", 400_000),
}
MOST_MEMORY = 150 * 2**20
"""Above what the program and the mail itself take, for a mail of 20 MB."""

MOST_SECONDS = 4.0
"""Of the processor: the door has four threads and one lock, and everybody's mail waits behind them."""

READING = """
import resource, sys, time
from rounds.mail.reading import digest, read
raw = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.process_time()
digest(read(raw))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024, time.process_time() - begun)
"""


@pytest.mark.parametrize("filler", FILLERS)
def test_a_mail_of_twenty_megabytes_of_nothing_fills_no_memory_and_takes_no_time(filler):
    head, line, times = FILLERS[filler]
    done = subprocess.run(
        [sys.executable, "-c", READING], input=HEAD + head + line * times, capture_output=True, check=True
    )
    memory, seconds = map(float, done.stdout.split())
    assert memory < MOST_MEMORY
    assert seconds < MOST_SECONDS


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
