"""Mutate mails 20,000 times and read each whole: `python -m soak.mails [--number 20000] [--data FOLDER]`.

No mail may make the reader fail, keep it busy for more than two seconds, or lose a letter of its text between the pieces it is cut into.
Without a folder of real mails the ones below are mutated; mutation n is the same in every run.
"""

import argparse
import random
import sys
import time
from pathlib import Path

from rounds.mail.cutting import pieces
from rounds.mail.reading import Unreadable, take_apart
from rounds.mail.rows import said_by

LONGEST_SECONDS = 2.0
LARGEST = 200_000
BITS = (
    b"--b\r\n", b"--b--\r\n", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"=?utf-8?b?", b"?=", b"\x00", b"\xff\xfe", b"<" * 50, b'"' * 9, b"(" * 40, b"> " * 30,
    b"On 1 Jan 2026 at 10:00, A <a@b.example> wrote:\n",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"Final-Recipient: rfc822; a@b.example\r\n",
    b"_" * 80 + b"\n", b"-- \n", b"From: ",
)  # fmt: skip
WITH_PARTS = (
    b"From: Ada <ada@example.org>\r\nTo: b@example.net\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>Hello<br>you</p>\r\n"
    b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
)
BOUNCED = (
    b"From: MAILER-DAEMON@example.org\r\nReturn-Path: <>\r\nSubject: failure notice\r\n\r\nI was unable to deliver your message.\r\n"
    b"<ada@example.org>:\r\n550 5.1.1 no such user\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <x@y.test>\r\n"
)
ANSWER = (
    b"From: Ada <ada@example.org>\r\nSubject: Re: x\r\n\r\nYes.\r\n\r\n"
    b"On 1 Jan 2026 at 10:00, Bo <bo@example.net> wrote:\r\n> No?\r\n\r\n-- \r\nAda\r\n"
)
OWN = (WITH_PARTS, BOUNCED, ANSWER)


def main() -> int:
    """Read so many mutations; 1 at the first that breaks something."""
    asked = _arguments()
    mails = _mails(Path(asked.data)) if asked.data else list(OWN)
    slowest, unreadable = 0.0, 0
    for number in range(asked.number):
        raw = mutated(number, mails)
        began = time.process_time()
        try:
            unreadable += not judge(raw)
        except Exception:
            print(f"mutation {number} broke it: python -m soak.mails --show {number}", file=sys.stderr)
            raise
        slowest = max(slowest, time.process_time() - began)
        if slowest > LONGEST_SECONDS:
            print(f"mutation {number} took {slowest:.1f} s", file=sys.stderr)
            return 1
    print(
        f"{asked.number:,} mutated mails: none broke the reader, {unreadable:,} were empty, the slowest took {slowest * 1000:,.0f} ms"
    )
    return 0


def judge(raw: bytes) -> bool:
    """Read a mail whole and cut it; False where there was nothing to read."""
    try:
        letter = take_apart(raw)
    except Unreadable:
        return False
    said_by(letter)
    if "".join(piece.text for piece in pieces(letter.text)) != letter.text:
        raise AssertionError("cutting lost a letter")
    return True


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


def _mails(folder: Path) -> list[bytes]:
    return [
        path.read_bytes()[:LARGEST] for path in sorted(folder.rglob("*")) if path.suffix in (".eml", ".box", ".txt")
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000)
    parser.add_argument("--data", help="a folder of mails to mutate")
    parser.add_argument("--show", type=int, help="print one mutation")
    asked = parser.parse_args()
    if asked.show is not None:
        sys.stdout.buffer.write(mutated(asked.show, _mails(Path(asked.data)) if asked.data else list(OWN)))
        sys.exit(0)
    return asked


if __name__ == "__main__":
    sys.exit(main())
