"""Let one sender bring 20,000 mails to the SMTP door, and see that none is lost: `python -m soak.storm [--number 20000] [--sort …]`.

Many connections at once, on a PostgreSQL of its own. 1 where a mail is not kept, more or fewer are let in than the manual says, or a lead
is told other than once. sort: what is sent; robots' and lists' mail, bounces of no mail of ours, `mixed`: all of them. `backscatter` are
such bounces, each from another server, as they come where somebody wrote in our name.
"""

import argparse
import smtplib
import sys
import time
from collections.abc import Callable
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

LOUD = "robot@loud.example"
AUTO_REPLY, LIST = "Auto-Submitted: auto-replied\r\n", "List-Id: News <news.elsewhere.example>\r\n"


def _bounce(each: int) -> bytes:
    head = f"From: {LOUD}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
    report = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    fields = "Reporting-MTA: dns; mx.loud.example\r\n\r\nFinal-Recipient: rfc822; a@loud.example\r\nAction: failed\r\nStatus: 5.1.1"
    parts = (
        f"--b\r\n\r\nSorry, {each}.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{fields}\r\n\r\n--b--\r\n"
    )
    return (head + report + parts).encode()


WRITTEN: dict[str, Callable[[int, str], bytes]] = {
    "person": lambda each, to: a_letter(sender=LOUD, to=to, subject=f"Alarm {each}"),
    "auto-reply": lambda each, to: a_letter(sender=LOUD, to=to, subject=f"Away {each}", more=AUTO_REPLY),
    "list": lambda each, to: a_letter(sender=LOUD, to=to, subject=f"News {each}", more=LIST),
    "bounce": lambda each, to: _bounce(each),
}
MANY_SERVERS = "backscatter"
SORTS = (*WRITTEN, MANY_SERVERS, "mixed")


def main() -> int:
    """Bring so many, and say what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000)
    parser.add_argument("--sort", choices=SORTS, default="person")
    asked = parser.parse_args()
    number, sort = asked.number, asked.sort
    post, began = a_post(a_workspace()), time.monotonic()
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, ThreadPoolExecutor(CALLS) as threads:
        calls = [threads.submit(_call, post, port, sort, first, number) for first in range(0, number, A_CALL)]
        for call in calls:
            call.result()
    took = time.monotonic() - began
    found = _found(post)
    print(f"{number:,} mails of one sort ({sort}) in {took:,.0f} s, {number / took:,.0f} a second: {found}")
    return 0 if found == _wanted(number, sort) else 1


def _call(post: Post, port: int, sort: str, first: int, number: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=300) as server:
        for each in range(first, min(first + A_CALL, number)):
            server.sendmail("", [post.address], _written(sort, each, post.address))


def _written(sort: str, each: int, to: str) -> bytes:
    if sort == MANY_SERVERS:
        return _bounce(each).replace(LOUD.encode(), f"mailer-daemon@mx{each}.loud.example".encode())
    return WRITTEN[list(WRITTEN)[each % len(WRITTEN)] if sort == "mixed" else sort](each, to)


def _wanted(number: int, sort: str) -> dict[str, int]:
    let_in = min(LET_IN, {"person": number, "mixed": -(-number // len(WRITTEN))}.get(sort, 0))
    return {
        "kept": number,
        "held": number - let_in,
        "tickets": let_in,
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
