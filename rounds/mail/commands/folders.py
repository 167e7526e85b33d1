"""What the reader of a folder notes of it: where it begins, how much lies unread, what is wrong. Its position moves with each mail."""

from datetime import datetime

from rounds.mail.commands.keeping import MAIL_ROOM
from rounds.mail.events import FolderFails, FolderReads
from rounds.mail.house import FOLDERS
from rounds.mail.models import Mailbox, ReadFolder, Way
from rounds.mail.secrets import opened, sealed
from rounds.timeline.commands import record
from rounds.timeline.rules import Fact
from rounds.workspaces.current import command, here


@command
def begin_reading(
    *, mailbox_id: int, place: str, validity: int, first: int, again: int, alone: bool, at: datetime
) -> int:
    """Write down behind which uid a folder is read, at the first look, where its numbers began anew, and behind trouble; and give it.

    at: aware, UTC. first: the uid to begin behind at the first look. again: the one where numbers began anew. alone: no other folder feeds
    the mailbox, so what its one folder remembered before is this one's.
    """
    row, _ = ReadFolder.objects.select_for_update().get_or_create(
        workspace_id=here(), mailbox_id=mailbox_id, place=place, defaults={"since": at}
    )
    is_first = row.validity is None
    if is_first:
        row.uid, row.first_at = _first(mailbox_id, validity, first, alone=alone), at
    elif row.validity != validity:
        row.uid = again
    row.validity = validity
    if is_first or row.trouble:
        before = (
            Fact("until now", "it had not been looked at")
            if is_first
            else Fact("it could not be read since", at=row.since)
        )
        why = FOLDERS.because(before, Fact("the server let us in", at=at), then="it is looked at again within seconds")
        row.trouble, row.since = "", at
        record(FolderReads(mailbox=row.mailbox_id, folder=row.pk), by=MAIL_ROOM, at=at, because=why)
    row.save()
    return row.uid


def _first(mailbox_id: int, validity: int, first: int, *, alone: bool) -> int:
    before, uid = Mailbox.objects.values_list("imap_validity", "imap_uid").get(id=mailbox_id)
    return uid if alone and before == validity else first


@command
def note_waiting(*, mailbox_id: int, place: str, waits: int, at: datetime) -> None:
    """Write down how many mails lie unread in a folder, for the page; it moves nothing, so it leaves no event."""
    ReadFolder.objects.filter(mailbox_id=mailbox_id, place=place).exclude(waits=waits).update(waits=waits)


@command
def note_trouble(*, mailbox_id: int, place: str, said: str, at: datetime) -> None:
    """Write down why a folder cannot be read, a sentence; history hears of it once. at: aware, UTC."""
    row, _ = ReadFolder.objects.select_for_update().get_or_create(
        workspace_id=here(), mailbox_id=mailbox_id, place=place, defaults={"since": at}
    )
    if not row.trouble:
        row.since = at
        seen = Fact("the server did not let us read", at=at), Fact("what it said", "stands on the page of the mailbox")
        why = FOLDERS.because(*seen, then="it is tried again within seconds, until it works")
        record(FolderFails(mailbox=mailbox_id, folder=row.pk), by=MAIL_ROOM, at=at, because=why)
    row.trouble = said[:500]
    row.save(update_fields=["trouble", "since"])


@command
def seal_anew(*, way_id: int, at: datetime) -> None:
    """Seal an account's secrets with the present key where one of before sealed them; they stay the same, so it leaves no event.

    Raises SecretLost.
    """
    way = Way.objects.select_for_update().filter(id=way_id).first()
    if way is not None:
        way.secret, way.client_secret = (
            sealed(way, opened(way, each)) if each else "" for each in (way.secret, way.client_secret)
        )
        way.save(update_fields=["secret", "client_secret"])


@command
def keep_refresh_token(*, way_id: int, token: str, at: datetime) -> None:
    """Keep the refresh token that a sign-in service gave in place of ours; the account is the same, so it leaves no event."""
    way = Way.objects.select_for_update().filter(id=way_id).first()
    if way is not None:
        way.secret = sealed(way, token)
        way.save(update_fields=["secret"])
