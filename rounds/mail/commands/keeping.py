"""Keeping a mail, exactly once: the database decides, whatever is delivered twice or at the same time."""

from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from rounds.mail.incoming import Came, Incoming, Outcome
from rounds.mail.models import Received, ReceivedState
from rounds.mail.reading import Letter, digest, message_key
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute

MAIL_ROOM = Actor.connector("mail")

INSERT = """
    INSERT INTO received (workspace_id, mailbox_id, key, digest, raw, size, via, received_at, state, reason, subject, sender, straight)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a mail is known by, and what a list says of it."""

    key: str
    digest: str
    subject: str = ""
    sender: str = ""


def marks_of(letter: Letter | None, raw: bytes) -> Marks:
    """Say what a mail is known by; one that cannot be read, by its bytes."""
    key = message_key(letter, raw)
    if letter is None:
        return Marks(key, key.removeprefix("sha256:"))
    return Marks(key, digest(letter), letter.subject, letter.sender.email)


def keep(incoming: Incoming, marks: Marks, state: ReceivedState, reason: str = "") -> int | None:
    """Keep a mail; None where it is there already, or where another mail with its key is on a ticket.

    Waits for a delivery of the same mail that is under way, so of two at once the second finds the first.
    """
    said = (state, reason, marks.subject, marks.sender, incoming.straight)
    row = (here(), incoming.mailbox_id, marks.key, marks.digest, incoming.raw, incoming.size, incoming.via)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*row, incoming.at, *said])
        found = cursor.fetchone()
    return found[0] if found else None


def salted(digest: str) -> str:
    """Salt a digest for history, which outlives the mail: who guesses its words cannot prove by it that they came."""
    return salted_hmac("rounds.mail", digest, algorithm="sha256").hexdigest()


def found_again(incoming: Incoming, marks: Marks) -> Outcome:
    """Say where the mail lies that has come in before."""
    same = Received.objects.filter(mailbox_id=incoming.mailbox_id, key=marks.key, digest=marks.digest)
    received_id, ticket_id = same.values_list("id", "ticket_id").get()
    return Outcome(Came.DUPLICATE, received_id, ticket_id)


def has_come(incoming: Incoming, marks: Marks) -> bool:
    """Say whether this very mail, key and content, has come in before."""
    return Received.objects.filter(mailbox_id=incoming.mailbox_id, key=marks.key, digest=marks.digest).exists()


ADVANCE = """
    INSERT INTO mail_folder (workspace_id, mailbox_id, place, validity, uid, waits, trouble, since, first_at)
    VALUES (%(workspace)s, %(mailbox)s, %(place)s, %(validity)s, %(uid)s, 0, '', %(at)s, %(at)s)
    ON CONFLICT (workspace_id, mailbox_id, place) DO UPDATE SET validity = excluded.validity, uid = excluded.uid
    WHERE mail_folder.validity IS DISTINCT FROM excluded.validity OR mail_folder.uid < excluded.uid
"""


def advance(incoming: Incoming) -> None:
    """Remember how far the polled folder has been read; never backwards, except where its numbers began anew."""
    if (position := incoming.position) is None:
        return
    execute(
        ADVANCE,
        {
            "workspace": here(),
            "mailbox": incoming.mailbox_id,
            "place": position.place,
            "validity": position.validity,
            "uid": position.uid,
            "at": incoming.at,
        },
    )
