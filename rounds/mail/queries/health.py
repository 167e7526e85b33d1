"""How our mail addresses fare: what comes in, what gets out."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from rounds.mail.clauses import MailboxClause
from rounds.mail.models import Mailbox
from rounds.mail.queries.errands import how_they_fare
from rounds.policies.queries import book
from rounds.timeline.models import OutboxState
from rounds.workspaces.queries import this_workspace
from rounds.workspaces.rows import fetch

READ = """
    SELECT b.id, coalesce(min(f.trouble) FILTER (WHERE f.trouble <> ''), ''), coalesce(sum(f.waits), 0),
        (SELECT count(*) FROM mailbox_alias a WHERE a.mailbox_id = b.id), EXISTS (SELECT FROM mail_way w WHERE w.mailbox_id = b.id)
    FROM mailbox b LEFT JOIN mail_folder f ON f.mailbox_id = b.id GROUP BY b.id
"""

FARES = """
    SELECT b.id,
        (SELECT max(r.received_at) FROM received r WHERE r.mailbox_id = b.id AND r.via <> 'file'),
        (SELECT max(o.settled_at) FROM outbox o JOIN ticket t ON t.id = o.about_id
            WHERE o.channel = 'mail' AND o.state = 'sent' AND t.mailbox = b.address),
        oldest.created_at, oldest.last_error
    FROM mailbox b LEFT JOIN LATERAL (
        SELECT o.created_at, o.last_error FROM outbox o JOIN ticket t ON t.id = o.about_id
        WHERE o.channel = 'mail' AND o.state IN ('queued', 'claimed', 'handing over', 'stopped') AND t.mailbox = b.address
        ORDER BY o.created_at LIMIT 1
    ) oldest ON true
"""


@dataclass(frozen=True, slots=True)
class Health:
    """One of our addresses. imap: whether a folder is read for it; the SMTP door takes mail for it in any case. others: how many.

    unread: what is wrong with a folder of it, empty where all are read. waits: how many mails lie in its folders yet.

    unsent_since: when the oldest answer was written that has not left. trial: how the last trial fares, empty where none was sent.
    """

    id: int
    name: str
    address: str
    opens: str
    imap: bool
    others: int
    unread: str
    waits: int
    last_in: datetime | None
    last_out: datetime | None
    unsent_since: datetime | None
    error: str
    trial: str
    trial_state: OutboxState | None


@dataclass(frozen=True, slots=True)
class MailPage:
    """All of our addresses, and the mailboxes of the manual that have none yet. door: where the SMTP door listens."""

    boxes: tuple[Health, ...]
    without: tuple[str, ...]
    door: str
    nowhere: bool


def mail_page() -> MailPage:
    """Read how each of our mail addresses fares."""
    fares = {row[0]: row[1:] for row in fetch(FARES)}
    read = {row[0]: row[1:] for row in fetch(READ)}
    boxes = list(Mailbox.objects.order_by("id"))
    trials = how_they_fare("mailbox", [box.pk for box in boxes])
    polled = {place.name for place in settings.IMAP_BOXES}
    taken = {box.name for box in boxes}
    host, port = settings.SMTP_DOOR
    return MailPage(
        boxes=tuple(_health(box, fares[box.pk], read[box.pk], trials.get(box.pk), polled) for box in boxes),
        without=tuple(clause.name for clause in book().all(MailboxClause) if clause.name not in taken),
        door=f"{host}:{port}",
        nowhere=settings.SMTP_OUT is None,
    )


def _health(
    box: Mailbox,
    fares: tuple[datetime | None, datetime | None, datetime | None, str | None],
    read: tuple[str, int, int, bool],
    trial: tuple[OutboxState, str] | None,
    polled: set[str],
) -> Health:
    last_in, last_out, unsent_since, error = fares
    unread, waits, others, has_account = read
    named = bool(polled & {box.name, box.address, f"{this_workspace().slug}/{box.name}"})
    clause = book().find(MailboxClause, box.name)
    return Health(
        id=box.pk,
        name=box.name,
        address=box.address,
        opens=str(clause.opens) if clause else "",
        imap=named or has_account,
        others=others,
        unread=unread if named or has_account else "",
        waits=waits,
        last_in=last_in,
        last_out=last_out,
        unsent_since=unsent_since,
        error=error or "",
        trial=trial[1] if trial else "",
        trial_state=trial[0] if trial else None,
    )
