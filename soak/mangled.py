"""Mails that were changed in places, and whether one of them is read as any mail is: whole, and losing no letter.

What is tried here needs no database; `brought.py` brings the same mails to one.
"""

import random

from rounds.mail.cutting import pieces
from rounds.mail.reading import Letter, Unreadable, digest, message_key, take_apart
from rounds.mail.robots import sort_of
from rounds.mail.rows import said_by
from rounds.mail.showing import cleaned, seal_of
from rounds.mail.showing.appointments import appointment
from rounds.mail.trust import NAMELESS, details, headline, proof_of

SERVERS = ("mx.example.net", NAMELESS)
"""Whose word is believed of a mail, so that all that servers write is read."""

LARGEST = 200_000
BITS = (
    b"--b\r\n", b"--b--\r\n", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"=?utf-8?b?", b"?=", b"\x00", b"\xff\xfe", b"<" * 50, b'"' * 9, b"(" * 40, b"> " * 30,
    b"On 1 Jan 2026 at 10:00, A <a@b.example> wrote:\n",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"Final-Recipient: rfc822; a@b.example\r\n",
    b"_" * 80 + b"\n", b"-- \n", b"From: ",
)  # fmt: skip


def judge(raw: bytes) -> bool:
    """Read a mail whole, cut it, say who wrote it and whom it is believed, clean its HTML; False where there was nothing to read."""
    try:
        letter = take_apart(raw)
    except Unreadable:
        message_key(None, raw)
        return False
    said_by(letter)
    sort_of(letter)
    message_key(letter, raw)
    digest(letter)
    seal_of(letter)
    for straight in (True, False):
        proof = proof_of(letter, SERVERS, straight=straight)
        headline(proof)
        details(proof)
    for file in letter.attachments:
        if file.media_type == "text/calendar":
            appointment(file.data)
    _shown(letter)
    if "".join(piece.text for piece in pieces(letter.text)) != letter.text:
        raise AssertionError("cutting lost a letter")
    return True


def _shown(letter: Letter) -> None:
    inline = {each.content_id: "/files/1" for each in letter.attachments if each.content_id}
    for images in (True, False) if letter.html else ():
        cleaned(letter.html, inline=inline, images=images)


def mutated(number: int, mails: list[bytes]) -> bytes:
    """Change a mail in one to six places: cut, doubled, swapped, with bytes or bits put in."""
    chance = random.Random(number)
    raw = chance.choice(mails)
    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(raw))
        end = min(len(raw), start + chance.randint(0, 400))
        piece = chance.choice(
            (
                b"",
                raw[start:end] * chance.randint(1, 40),
                chance.randbytes(9),
                chance.choice(BITS) * chance.randint(1, 30),
            )
        )
        raw = (raw[:start] + piece + raw[end:])[:LARGEST]
    return raw
