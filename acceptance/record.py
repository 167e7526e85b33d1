"""What Rounds has kept of a mail, by SQL: found again by its very bytes."""

from dataclasses import dataclass

import psycopg

FIND = """
    select r.id, r.state, r.reason, t.number, t.linked_to_id is not null, r.message_id, r.raw,
           (select min(m.id) from message m where m.ticket_id = t.id)
    from received r left join ticket t on t.id = r.ticket_id order by r.id desc"""


@dataclass(frozen=True)
class Kept:
    """One mail as it was kept. number: of its ticket, None in quarantine. opened: it is the ticket's first message."""

    row: int
    state: str
    reason: str
    number: int | None
    opened: bool

    def __str__(self) -> str:
        if self.number is None:
            return f"quarantine: {self.reason}"
        return f"ticket {self.number}" if self.opened else f"added to ticket {self.number}"


def kept(owner_url: str, raw: bytes) -> list[Kept]:
    """Find every row that keeps exactly this mail; line ends and the last empty line do not count."""
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute(FIND).fetchall()
    return [
        Kept(row, state, reason, number, number is not None and message == first)
        for row, state, reason, number, _, message, stored, first in rows
        if same(bytes(stored), raw)
    ]


def same(stored: bytes, sent: bytes) -> bool:
    """Say whether two mails are the same but for their line ends; a server may have put lines of its own on top."""
    plain, wanted = _plain(stored), _plain(sent)
    return plain == wanted or plain.endswith(b"\n" + wanted)


def count(owner_url: str, what: str) -> int:
    """Count the rows of a table: ticket, message, received, outbox."""
    with psycopg.connect(owner_url) as owner:
        row = owner.execute(f"select count(*) from {what}").fetchone()
    return int(row[0]) if row else 0


def _plain(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
