"""Keeping what was said, with its files."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rounds.desk.facts import NO_HEADERS, File, Headers
from rounds.desk.models import Attachment, Blob, Message, Ticket, UnsentFile
from rounds.desk.rules import MessageKind
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise
from rounds.workspaces.current import here
from rounds.workspaces.rows import ids_for, insert


def say(
    ticket: Ticket,
    kind: MessageKind,
    text: str,
    *,
    at: datetime,
    member_id: int | None = None,
    contact_id: int | None = None,
    subject: str = "",
    headers: Headers = NO_HEADERS,
    files: Sequence[File] = (),
) -> Message:
    """Write one message and its files."""
    [message_id] = ids_for(Message)
    message = message_of(
        ticket,
        message_id,
        kind,
        text,
        at=at,
        member_id=member_id,
        contact_id=contact_id,
        subject=subject,
        headers=headers,
    )
    insert(message)
    attach(message, files)
    return message


def message_of(
    ticket: Ticket,
    message_id: int,
    kind: MessageKind,
    text: str,
    *,
    at: datetime,
    member_id: int | None = None,
    contact_id: int | None = None,
    subject: str = "",
    headers: Headers = NO_HEADERS,
) -> Message:
    """Make a message's row without writing it yet. message_id: an id that was taken for it."""
    return Message(
        id=message_id,
        workspace_id=here(),
        ticket_id=ticket.pk,
        kind=kind,
        author_member_id=member_id,
        author_contact_id=contact_id,
        subject=subject,
        text=text,
        at=at,
        message_id=headers.message_id,
        in_reply_to=headers.in_reply_to,
        references=" ".join(headers.references),
        sender=headers.sender,
    )


NO_MAIL = {"subject": "", "message_id": "", "in_reply_to": "", "references": ""}
"""What a note has of all that a mail has."""


def note_many(tickets: Sequence[Ticket], text: str, *, at: datetime, member_id: int | None) -> list[int]:
    """Write the same note on each of thousands of tickets, in one statement; gives the notes' ids, in the order of the tickets."""
    ids = setwise.new_ids(Message, len(tickets))
    rows = [{"id": note, "ticket_id": ticket.pk} for note, ticket in zip(ids, tickets, strict=True)]
    setwise.insert(Message, rows, kind=MessageKind.NOTE, text=text, at=at, author_member_id=member_id, **NO_MAIL)
    return ids


def attach(message: Message, files: Sequence[File]) -> None:
    """Write the files of a message that was written before."""
    if not files:
        return
    workspace_id = here()
    Blob.objects.bulk_create(
        [Blob(workspace_id=workspace_id, sha256=file.digest, data=file.data) for file in files], ignore_conflicts=True
    )
    kept = dict(Blob.objects.filter(sha256__in={file.digest for file in files}).values_list("sha256", "id"))
    Attachment.objects.bulk_create(
        Attachment(
            workspace_id=workspace_id,
            message=message,
            blob_id=kept[file.digest],
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
        )
        for file in files
    )


def attach_unsent(message: Message, unsent: Collection[int], by: Actor) -> None:
    """Let files of an answer that was taken back go with this one; only its member's own, and each once."""
    if not unsent or by.id is None:
        return
    files = UnsentFile.objects.filter(id__in=list(unsent), ticket_id=message.ticket_id, member_id=by.id).order_by("id")
    Attachment.objects.bulk_create(
        Attachment(
            workspace_id=message.workspace_id,
            message=message,
            blob_id=file.blob_id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
        )
        for file in files
    )
    UnsentFile.objects.filter(ticket_id=message.ticket_id, member_id=by.id).delete()
