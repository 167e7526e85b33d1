"""What customers and their machines write back, as the mails that arrive: answers, notes of absence, reports of what came back.

They are written from texts: two thousand times a year all else waits for them, and a library takes a millisecond or two for each.
"""

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from rounds.simulation.fates import Fate

SOON = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, order=True)
class Posted:
    """A mail on its way to us. at: aware, UTC. kind: for the record (`answer`, `robot`, `bounce`). sender: at whose it began."""

    at: datetime
    message_id: str
    kind: str = field(compare=False)
    under: str = field(compare=False)
    sender: str = field(compare=False)
    raw: bytes = field(compare=False, repr=False)


class Customers:
    """Everybody who is written to. record: the town's; its lines are read once each."""

    def __init__(self, record: Path) -> None:
        self._record, self._read = record, 0
        self._coming: list[Posted] = []

    def hear(self, now: datetime) -> None:
        """Take in what arrived at the town, and decide what comes back. now: aware, UTC."""
        if not self._record.exists():
            return
        with self._record.open(encoding="utf-8") as file:
            file.seek(self._read)
            for line in file.readlines():
                for posted in _answers(json.loads(line), now):
                    heapq.heappush(self._coming, posted)
            self._read = file.tell()

    def arriving(self, now: datetime) -> Iterator[Posted]:
        """Give the mails that have arrived by now, each once."""
        while self._coming and self._coming[0].at <= now:
            yield heapq.heappop(self._coming)


def _answers(came: dict[str, str], now: datetime) -> Iterator[Posted]:
    """Give all that comes back for one mail."""
    fate, days, minutes = Fate(came["fate"]), int(came["days"]), int(came["minutes"])
    later = now + timedelta(days=days, minutes=minutes)
    if fate in {Fate.ROBOT, Fate.ROBOT_FIRST}:
        yield _posted(came, now + SOON, "robot")
    if fate in {Fate.ANSWERED, Fate.TWICE, Fate.ROBOT_FIRST, Fate.LATER}:
        yield _posted(came, later, "answer")
    if fate is Fate.TWICE:
        yield _posted(came, later + timedelta(days=1, minutes=minutes), "thanks")
    if fate is Fate.BOUNCES:
        yield _posted(came, now + timedelta(minutes=minutes), "bounce")


def _posted(came: dict[str, str], at: datetime, kind: str) -> Posted:
    message_id = f"<{kind}.{came['to'].partition('@')[0]}.{came['message_id'].strip('<>')}>"
    said = {**came, "ours": came["message_id"], "message_id": message_id, "at": format_datetime(at)}
    raw = WRITTEN.get(kind, ANSWER).format(**said).replace("\n", "\r\n").encode()
    return Posted(at, message_id, kind, came["message_id"], came["to"], raw)


REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@town.example>
To: {return_to}
Subject: Undelivered Mail Returned to Sender
Message-ID: {message_id}
Date: {at}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="report"

--report
Content-Type: text/plain

The mailbox is full.

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; town.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full

--report
Content-Type: text/rfc822-headers

Message-ID: {ours}
To: {to}
Subject: {subject}

--report--
"""
"""A mail could not be delivered after all. Source: RFC 3464."""

ANSWER = """\
From: {to}
To: {answer_to}
Subject: Re: {subject}
Message-ID: {message_id}
Date: {at}
In-Reply-To: {ours}
References: {ours}
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 7bit
MIME-Version: 1.0

All is well here.

> How do you get on?
"""

ABSENCE = """\
From: {to}
To: {answer_to}
Subject: Out of office: {subject}
Message-ID: {message_id}
Date: {at}
In-Reply-To: {ours}
References: {ours}
Auto-Submitted: auto-replied
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 7bit
MIME-Version: 1.0

I am away until Monday.
"""
"""A note of absence. Source: RFC 3834."""

WRITTEN = {"robot": ABSENCE, "bounce": REPORT}
