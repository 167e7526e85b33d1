"""Let one sender bring 20,000 mails to the SMTP door, and see that none is lost: `python -m soak.storm [--number 20000]`.

Many connections at once, on a PostgreSQL of its own. 1 where a mail is not kept, more or fewer are let in than the manual says, or a lead
is told other than once.
"""

import argparse
import smtplib
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.database import ready

ready()

from rounds.desk.models import Ticket  # noqa: E402
from rounds.mail.door import open_door  # noqa: E402
from rounds.mail.models import Received  # noqa: E402
from rounds.team.queries import notices  # noqa: E402
from tests.rooms.mail.post import Post, a_letter, a_post  # noqa: E402
from tests.world import MONDAY, a_workspace  # noqa: E402

LET_IN = 100
"""As the shipped manual says."""

CALLS = 8
A_CALL = 100
"""Mails of one connection."""


def main() -> int:
    """Bring so many, and say what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000)
    number = parser.parse_args().number
    post, began = a_post(a_workspace()), time.monotonic()
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, ThreadPoolExecutor(CALLS) as threads:
        calls = [threads.submit(_call, post, port, first, number) for first in range(0, number, A_CALL)]
        for call in calls:
            call.result()
    took = time.monotonic() - began
    found = _found(post)
    print(f"{number:,} mails of one sender in {took:,.0f} s, {number / took:,.0f} a second: {found}")
    return 0 if found == _wanted(number) else 1


def _call(post: Post, port: int, first: int, number: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=300) as server:
        for each in range(first, min(first + A_CALL, number)):
            letter = a_letter(sender="robot@loud.example", to=post.address, subject=f"Alarm {each}")
            server.sendmail("", [post.address], letter)


def _wanted(number: int) -> dict[str, int]:
    return {
        "kept": number,
        "held": max(number - LET_IN, 0),
        "tickets": min(number, LET_IN),
        "told": int(number > LET_IN),
    }


def _found(post: Post) -> dict[str, int]:
    with post.inside():
        kept = Received.objects.count()
        held = Received.objects.filter(state="quarantined").count()
        told = sum(row.event.kind == "mail.storm began" for row in notices(post.cast.lead.id or 0, limit=100))
        return {"kept": kept, "held": held, "tickets": Ticket.objects.count(), "told": told}


if __name__ == "__main__":
    sys.exit(main())
