"""Mutate mails 20,000 times and read each whole: `python -m soak.mails [--number 20000] [--data FOLDER]`.

No mail may make the reader fail, keep it busy for more than two seconds, take 200 MB, or lose a letter of its text between the pieces it is
cut into. The mails of `seeds.py` are mutated, with real ones those of a folder too; mutation n is the same in every run.
"""

import argparse
import random
import resource
import sys
import time
from pathlib import Path

from rounds.mail.cutting import pieces
from rounds.mail.reading import Unreadable, take_apart
from rounds.mail.rows import said_by
from rounds.mail.showing.appointments import appointment
from soak.seeds import OWN

LONGEST_SECONDS = 2.0
MOST_MEMORY = 200_000_000
LARGEST = 200_000
BITS = (
    b"--b\r\n", b"--b--\r\n", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"=?utf-8?b?", b"?=", b"\x00", b"\xff\xfe", b"<" * 50, b'"' * 9, b"(" * 40, b"> " * 30,
    b"On 1 Jan 2026 at 10:00, A <a@b.example> wrote:\n",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"Final-Recipient: rfc822; a@b.example\r\n",
    b"_" * 80 + b"\n", b"-- \n", b"From: ",
)  # fmt: skip


def main() -> int:
    """Read so many mutations; 1 at the first that breaks something."""
    asked = _arguments()
    mails = _mails(asked.data)
    slowest, unreadable, before = 0.0, 0, _peak()
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
        if _peak() - before > MOST_MEMORY:
            print(f"mutation {number} took the memory: {(_peak() - before) / 1e6:,.0f} MB", file=sys.stderr)
            return 1
    print(
        f"{asked.number:,} mutated mails: none broke the reader, {unreadable:,} were empty, the slowest took {slowest * 1000:,.0f} ms, "
        f"all together {(_peak() - before) / 1e6:,.0f} MB more than before the first"
    )
    return 0


def _peak() -> int:
    """Say how much memory this process has had at most, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def judge(raw: bytes) -> bool:
    """Read a mail whole and cut it; False where there was nothing to read."""
    try:
        letter = take_apart(raw)
    except Unreadable:
        return False
    said_by(letter)
    for file in letter.attachments:
        if file.media_type == "text/calendar":
            appointment(file.data)
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


def _mails(folder: str | None) -> list[bytes]:
    """Give the mails that are mutated: ours, and those of a folder."""
    if not folder:
        return list(OWN)
    real = (path for path in sorted(Path(folder).rglob("*")) if path.suffix in (".eml", ".box", ".txt"))
    return [*OWN * 10, *(path.read_bytes()[:LARGEST] for path in real)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000)
    parser.add_argument("--data", help="a folder of mails to mutate")
    parser.add_argument("--show", type=int, help="print one mutation")
    asked = parser.parse_args()
    if asked.show is not None:
        sys.stdout.buffer.write(mutated(asked.show, _mails(asked.data)))
        sys.exit(0)
    return asked


if __name__ == "__main__":
    sys.exit(main())
