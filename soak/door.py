"""Bring every mail of the real sets to the SMTP door: `python -m soak.door --data FOLDER`.

On a PostgreSQL of its own. 1 where one is not taken, stumbles inside, or is not kept byte for byte; of two that are the same mail one
is kept.
"""

import argparse
import re
import smtplib
import sys
import time
from collections import Counter
from pathlib import Path

from tests.database import ready

ready()

from bench.mail.sets import files_of, unpacked  # noqa: E402
from rounds.mail.door import open_door  # noqa: E402
from rounds.mail.models import Received  # noqa: E402
from soak.brought import STUMBLED, a_patient_post  # noqa: E402
from tests.rooms.mail.post import Post  # noqa: E402
from tests.world import MONDAY  # noqa: E402

LONE_LF = re.compile(rb"(?<!\r)\n")


def main() -> int:
    """Bring all, and say what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sets")
    files = list(files_of(parser.parse_args().data))
    post, began = a_patient_post(), time.monotonic()
    became: Counter[str] = Counter()
    wrong: list[str] = []
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port:
        for path in files:
            raw = _on_the_wire(unpacked(path))
            code, said = _brought(post, port, raw)
            came = said.rpartition(b": ")[2].decode()
            became[came] += 1
            if code != 250 or not (came == "duplicate" or _is_kept(post, raw)):
                wrong.append(f"{path.name}: {code} {said.decode()}")
    with post.inside():
        rows = Received.objects.filter(reason__startswith=STUMBLED)
        wrong += [f"{row.subject}: {row.reason}" for row in rows]
    took = time.monotonic() - began
    print(f"{len(files):,} mails at the SMTP door in {took:,.0f} s: {dict(became)}, {len(wrong)} not as they should be")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong or not files else 0


def _on_the_wire(raw: bytes) -> bytes:
    """Give a file's bytes as SMTP carries them."""
    raw = LONE_LF.sub(b"\r\n", raw)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def _brought(post: Post, port: int, raw: bytes) -> tuple[int, bytes]:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.ehlo()
        server.mail("somebody@odd.test")
        server.rcpt(post.address)
        return server.data(raw)


def _is_kept(post: Post, raw: bytes) -> bool:
    with post.inside():
        newest = Received.objects.order_by("-id").values_list("raw", flat=True).first()
        return newest is not None and bytes(newest) == raw


if __name__ == "__main__":
    sys.exit(main())
