"""The rows of a workspace of many tickets, as lines for COPY, a chunk of tickets at a time.

Half of the tickets wait for somebody, a fifth sleep, the rest are closed; each holds four messages and four events, and one
promise that was kept or missed. The oldest thousands have long letters, for those are the ones that a measured page opens.
Ids are worked out from the ticket's number, so that chunks can be written side by side and in any order.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.words import VOCABULARY, person, stretch, word

CHUNK = 5_000
LONG = 3_000
MESSAGES = 4
A_CUSTOMER = 20
"""Tickets of one customer."""

LETTER = "It went out again on Monday, and the lift stood for a while. Could somebody look at it? " * 5
STATES = ("new", "open", "open", "open", "open", "asleep", "asleep", "closed", "closed", "closed")
EVENTS = ("desk.ticket opened", "desk.answered", "desk.customer wrote", "desk.answered")
KIND, QUEUE, MAILBOX, TARGET = "question", "front desk", "support", "first answer"
"""Names of clauses in the shipped manual that is used (`bench/workspace.py`)."""

TABLES = {
    "account": "id, workspace_id, name, created_at",
    "contact": "id, workspace_id, account_id, name, created_at",
    "contact_address": "id, workspace_id, contact_id, key, address, position",
    "ticket": (
        "id, workspace_id, number, subject, kind, queue, state, last_word, requester_id, account_id, assignee_id, opened_at,"
        " said_at, closed_at, wakes_at, wake_keeps, mailbox, version"
    ),
    "ticket_party": "id, workspace_id, ticket_id, contact_id, address_id, role",
    "message": (
        "id, workspace_id, ticket_id, kind, author_member_id, author_contact_id, subject, text, at, message_id, in_reply_to, refs"
    ),
    "timeline_event": (
        "id, workspace_id, at, actor_kind, actor_id, actor_name, kind, subject_kind, subject_id, account_id, payload"
    ),
    "target_run": "id, workspace_id, ticket_id, until, target, version, due_at, ended_at, missed_at",
    "next_due": "id, workspace_id, ticket_id, target, due_at, near_at",
}
NOTHING = r"\N"
BEHIND = 1_000
"""Ids that are left to what founding the company wrote."""


@dataclass(frozen=True)
class Filling:
    """What is filled. now: aware, UTC; the last ticket came in four minutes before. drawn: a pool of words."""

    workspace: int
    member: int
    tickets: int
    now: datetime
    drawn: list[str]

    @property
    def customers(self) -> int:
        """Say how many customers there are, each with a firm and an address of its own."""
        return max(1, self.tickets // A_CUSTOMER)

    def chunks(self) -> range:
        """Give the numbers of the chunks of tickets."""
        return range(-(-self.tickets // CHUNK))

    def people(self) -> dict[str, str]:
        """Give the lines of firms and customers, by table."""
        here, now, all_ = self.workspace, self.now.isoformat(), range(1, self.customers + 1)
        return {
            "account": _lines((n, here, f"Mill and Saw {n}", now) for n in all_),
            "contact": _lines((n, here, n, person(n), now) for n in all_),
            "contact_address": _lines((n, here, n, f"ann{n}@mill.test", f"Ann{n}@mill.test", 0) for n in all_),
        }

    def chunk(self, place: int) -> dict[str, str]:
        """Give the lines of one chunk of tickets, by table."""
        dice = random.Random(place)
        rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
        for number in range(place * CHUNK + 1, min(self.tickets, (place + 1) * CHUNK) + 1):
            for table, row in self._ticket(number, dice):
                rows[table].append(row)
        return {table: _lines(found) for table, found in rows.items() if found}

    def _ticket(self, n: int, dice: random.Random) -> Iterator[tuple[str, tuple[object, ...]]]:
        here, who, state = self.workspace, 1 + n % self.customers, STATES[n // 2 % 10]
        back = self.tickets - n + 1
        opened = self.now - back * timedelta(minutes=4)
        subject = stretch(self.drawn, dice, 6)
        closed = self.now - back * timedelta(minutes=2) if state == "closed" else NOTHING
        wakes = self.now + timedelta(days=1, minutes=11 * back) if state == "asleep" else NOTHING
        last = ("customer", "staff")[n % 2]
        mine = self.member if n % 3 else NOTHING
        said = self.now - back * timedelta(minutes=3)
        life = (KIND, QUEUE, state, last, who, who, mine, opened, said, closed, wakes, True, MAILBOX, 4)
        yield "ticket", (n, here, n, subject, *life)
        yield "ticket_party", (n, here, n, who, who, "requester")
        for m in range(MESSAGES):
            at, first = opened + m * timedelta(minutes=20), MESSAGES * (n - 1) + 1
            text = f"{stretch(self.drawn, dice, dice.randrange(12, 60))} {word(dice.randrange(1, VOCABULARY))}"
            if n <= LONG:
                text = f"{text}. {LETTER}"
            asks = m % 2 == 0
            by = (NOTHING, who) if asks else (self.member, NOTHING)
            yield (
                "message",
                (
                    first + m,
                    here,
                    n,
                    "customer" if asks else "staff",
                    *by,
                    subject,
                    text,
                    at,
                    f"{n}.{m}@mill.test",
                    "",
                    "",
                ),
            )
            actor = ("contact", who) if asks else ("member", self.member)
            yield (
                "timeline_event",
                (BEHIND + first + m, here, at, *actor, "", EVENTS[m], "ticket", n, who, _payload(n, m, first)),
            )
        answered, due = opened + timedelta(minutes=20), opened + timedelta(minutes=10 if n % 10 == 0 else 240)
        yield "target_run", (n, here, n, TARGET, TARGET, 1, due, answered, due if due < answered else NOTHING)
        if state in {"new", "open"} and n % 3:
            hours = timedelta(hours=n % 97 - 48)
            yield "next_due", (n, here, n, TARGET, self.now + hours, self.now + hours - timedelta(hours=1))


def _payload(number: int, place: int, first: int) -> str:
    if not place:
        return f'{{"ticket": {number}, "ticket_kind": "{KIND}", "queue": "{QUEUE}", "by_way_of": "mail"}}'
    return f'{{"ticket": {number}, "before": "open", "message": {first + place}}}'


def _lines(rows: "Iterator[tuple[object, ...]] | list[tuple[object, ...]]") -> str:
    """Write rows as COPY reads them. No text here holds a tab, a line's end or a backslash of its own."""
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)
