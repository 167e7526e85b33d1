"""Polling mailboxes by IMAP: new mail is read and left where it is, neither marked nor deleted.

How far a folder was read is kept with each mail in one transaction, so a mail that made it into Rounds is not read
again, and one that did not is. Each mailbox has a thread of its own: a server that hangs holds up nobody else.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from rounds.basics import clock
from rounds.mail.commands.receiving import DATABASE_TROUBLE, Note, TooLarge, receive, remember, too_large
from rounds.mail.folder import FOLDER_TROUBLE, Folder, Place, open_folder
from rounds.mail.incoming import Position
from rounds.mail.models import Mailbox, Via
from rounds.mail.queries.mailboxes import Box, mailboxes_named
from rounds.workspaces.current import as_workspace

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between looks at a folder at most: a server that can says at once what came, and is looked at all the same."""

AFTER_TROUBLE = 5.0
"""Seconds before a server that did not answer is tried again."""

COULD_NOT = "It could not be taken out of its folder, where it stays ({trouble}); the log says more."

Pause = Callable[[float], bool]

Readers = dict[Box, Place]
"""Which folder each mailbox is read from. How far was read is remembered once a mailbox: of two, one would be passed over."""


def poll(
    *,
    pause: Pause,
    clock: Callable[[], datetime] = clock.now,
    places: Sequence[Place] | None = None,
    every: float = EVERY,
) -> None:
    """Poll every folder until `pause` says to stop.

    pause(seconds): waits, True to stop; asked from several threads. places: where not those of ROUNDS_IMAP.
    """
    watched = settings.IMAP_BOXES if places is None else places
    more = {"pause": pause, "clock": clock, "every": every, "readers": {}}
    threads = [threading.Thread(target=watch, args=(place,), kwargs=more) for place in watched]
    for thread in threads:
        thread.start()
    while not pause(every):
        pass
    for thread in threads:
        thread.join()


def watch(
    place: Place, *, pause: Pause, clock: Callable[[], datetime], every: float = EVERY, readers: Readers | None = None
) -> None:
    """Read one folder until `pause` says to stop, patient with its server and with the database.

    readers: shared by those who read side by side, so that no mailbox is read from two folders.
    """
    wait, readers = 0.0, {} if readers is None else readers
    while not pause(wait):
        try:
            with open_folder(place) as folder:
                if _read_on(folder, place, readers, pause=pause, clock=clock, every=every):
                    return
        except FOLDER_TROUBLE as trouble:
            log.warning("A mailbox does not answer; trying again", mailbox=place.name, trouble=type(trouble).__name__)
        except DATABASE_TROUBLE:
            log.warning("The database does not answer; trying again", mailbox=place.name)
            connection.close()
        except Exception:
            log.exception("Reading a mailbox failed; trying again", mailbox=place.name)
            connection.close()
        wait = AFTER_TROUBLE if every == EVERY else every


def _read_on(
    folder: Folder, place: Place, readers: Readers, *, pause: Pause, clock: Callable[[], datetime], every: float
) -> bool:
    """Look into an open folder again and again; True when `pause` says to stop."""
    box: Box | None = None
    while True:
        close_old_connections()
        box = box or _box(place, readers)
        if box is not None:
            take_new(folder, box, clock=clock)
        heard = box is not None and folder.await_news(every)
        if pause(0.0 if heard else every if box or every != EVERY else AFTER_TROUBLE):
            return True


def take_new(folder: Folder, box: Box, *, clock: Callable[[], datetime]) -> None:
    """Take in what is new in a folder, lowest uid first.

    A mail that fails is held as a note, and the ones behind it are taken; where even that fails, none of them passes it.
    """
    for uid in folder.new_uids(after=_read_so_far(folder, box)):
        at = clock()
        try:
            _take(folder, uid, box, at=at)
        except (*FOLDER_TROUBLE, *DATABASE_TROUBLE):
            raise
        except Exception as trouble:
            log.exception("A mail could not be kept; it stays in its folder", mailbox=box.mailbox_id, uid=uid)
            note = Note(
                folder.head(uid) or b"", folder.size(uid) or 0, COULD_NOT.format(trouble=type(trouble).__name__)
            )
            _remember(note, folder, uid, box, at=at)


def _take(folder: Folder, uid: int, box: Box, *, at: datetime) -> None:
    """Take one mail in; of one that is too large, its header block and a note."""
    position, size = Position(folder.validity, uid), folder.size(uid)
    if size is None:
        return
    if size <= settings.MAIL_LIMIT and (raw := folder.whole(uid)) is not None:
        try:
            receive(
                workspace_id=box.workspace_id,
                mailbox_id=box.mailbox_id,
                raw=raw,
                via=Via.IMAP,
                at=at,
                position=position,
            )
        except TooLarge:
            size = len(raw)
        else:
            return
    _remember(too_large(folder.head(uid) or b"", size), folder, uid, box, at=at)


def _remember(note: Note, folder: Folder, uid: int, box: Box, *, at: datetime) -> None:
    """Hold a note of a mail that stays in its folder, and read on behind it."""
    position = Position(folder.validity, uid)
    remember(note, workspace_id=box.workspace_id, mailbox_id=box.mailbox_id, at=at, position=position)


def _read_so_far(folder: Folder, box: Box) -> int:
    """Say up to which uid a folder has been read; 0 where its numbers began anew."""
    with as_workspace(box.workspace_id):
        validity, uid = Mailbox.objects.values_list("imap_validity", "imap_uid").get(id=box.mailbox_id)
    return uid if validity == folder.validity else 0


def _box(place: Place, readers: Readers) -> Box | None:
    """Find the mailbox that a setting names; None where there is none (yet), it could be several, or another folder has it."""
    found = mailboxes_named(place.name)
    if len(found) != 1:
        log.warning("ROUNDS_IMAP names no mailbox, or several", mailbox=place.name, found=len(found))
        return None
    if readers.setdefault(found[0], place) is not place:
        log.error("ROUNDS_IMAP names a mailbox by two names; it is read from the first folder", mailbox=place.name)
        return None
    return found[0]
