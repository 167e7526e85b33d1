"""Reading mailboxes by IMAP: new mail is read and left where it is, neither marked nor deleted.

How far a folder was read is kept with each mail in one transaction, so a mail that made it into Rounds is not read
again, and one that did not is. Each folder has a thread of its own: a server that hangs holds up nobody else.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from rounds.basics import clock
from rounds.mail.commands.folders import begin_reading, note_trouble, note_waiting
from rounds.mail.commands.receiving import DATABASE_TROUBLE, Note, TooLarge, receive, remember, too_large
from rounds.mail.folder import FOLDER_TROUBLE, Folder, Place, open_folder
from rounds.mail.incoming import Position
from rounds.mail.models import Via
from rounds.mail.oauth import Tokens
from rounds.mail.queries.mailboxes import Box, mailboxes_named
from rounds.mail.queries.ways import how_far
from rounds.mail.reading_list import Accounts
from rounds.mail.saying import in_plain_words
from rounds.mail.signing_in import NotLetIn
from rounds.workspaces.current import as_workspace

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between looks at a folder whose server does not tell by itself what came."""

LISTENS = 9 * 60.0
"""Seconds that one IDLE lasts. RFC 2177 allows 29 minutes; routers forget a silent connection after ten."""

AFTER_TROUBLE = 5.0
"""Seconds before a server that did not answer is tried again; each time twice as many, up to MOST_PATIENT."""

MOST_PATIENT = 60.0

SEEN_AGAIN_AFTER = 5.0
"""Seconds after which a changed account is noticed."""

LEAVE_AFTER = 5.0
"""Seconds that are waited for a thread that is at a slow server when all is to stop; what it had not kept is read again."""

SAID_EVERY = 100
"""Mails after which the page hears how many lie unread."""

COULD_NOT = "It could not be taken out of its folder, where it stays ({trouble}); the log says more."

ODD = "Something went wrong in Rounds as it read from {host}; the log says more. It is tried again and again."

Pause = Callable[[float], bool]


def poll(
    *,
    pause: Pause,
    clock: Callable[[], datetime] = clock.now,
    places: Sequence[Place] | None = None,
    every: float = EVERY,
) -> None:
    """Read every folder until `pause` says to stop; accounts that people add or change meanwhile, too.

    pause(seconds): waits, True to stop. places: where not those of ROUNDS_IMAP and of people's accounts. every: seconds between looks.
    """
    readers = Readers(clock, every)
    accounts = Accounts(clock=clock)
    readers.read(accounts.places() if places is None else places)
    while not pause(min(every, SEEN_AGAIN_AFTER)):
        if places is None and accounts.may_have_changed(after=SEEN_AGAIN_AFTER):
            readers.read(accounts.places())
    readers.stop()


@dataclass
class Reader:
    """One folder's thread, and what tells it to end."""

    place: Place
    thread: threading.Thread
    over: threading.Event


class Readers:
    """The threads that read, a folder each."""

    def __init__(self, clock: Callable[[], datetime], every: float) -> None:
        self._clock, self._every = clock, every
        self._readers: dict[tuple[str, tuple[int, int] | str], Reader] = {}

    def read(self, places: Sequence[Place]) -> None:
        """Read these folders, and no other any more. The same folder named twice for one mailbox is read once."""
        wanted = {(place.where, place.box or place.name): place for place in places}
        for key in [key for key, each in self._readers.items() if wanted.get(key) != each.place]:
            self._readers.pop(key).over.set()
        feeds = [place.box or place.name for place in wanted.values()]
        for key, place in wanted.items():
            if key not in self._readers:
                alone = feeds.count(place.box or place.name) == 1
                self._readers[key] = self._begun(place, alone=alone)

    def stop(self) -> None:
        """Let all of them end, and wait a little for each."""
        for each in self._readers.values():
            each.over.set()
        for each in self._readers.values():
            each.thread.join(LEAVE_AFTER)

    def _begun(self, place: Place, *, alone: bool) -> Reader:
        over = threading.Event()

        def read() -> None:
            try:
                watch(place, pause=over.wait, clock=self._clock, every=self._every, alone=alone)
            finally:
                connection.close()

        thread = threading.Thread(target=read, daemon=True, name=f"reads {place.where}")
        thread.start()
        return Reader(place, thread, over)


def watch(
    place: Place, *, pause: Pause, clock: Callable[[], datetime], every: float = EVERY, alone: bool = True
) -> None:
    """Read one folder until `pause` says to stop, patient with its server and with the database.

    alone: no other folder feeds its mailbox.
    """
    wait, failed = 0.0, 0
    while not pause(wait):
        try:
            with open_folder(place) as folder:
                failed = 0
                if _read_on(folder, place, pause=pause, clock=clock, every=every, alone=alone):
                    return
        except FOLDER_TROUBLE as trouble:
            log.warning("A mailbox does not answer; trying again", mailbox=place.where, trouble=type(trouble).__name__)
            if isinstance(trouble, NotLetIn) and isinstance(place.token, Tokens):
                place.token.drop()
            _say(place, in_plain_words(trouble, place), clock)
        except DATABASE_TROUBLE:
            log.warning("The database does not answer; trying again", mailbox=place.where)
            connection.close()
        except Exception:
            log.exception("Reading a mailbox failed; trying again", mailbox=place.where)
            connection.close()
            _say(place, ODD.format(host=place.host), clock)
        wait = min(AFTER_TROUBLE * 2**failed, MOST_PATIENT) if every >= EVERY else every
        failed = min(failed + 1, 10)


def _say(place: Place, said: str, clock: Callable[[], datetime]) -> None:
    """Write the trouble where people see it; while the database is away, the log has to do."""
    try:
        close_old_connections()
        if box := _box(place):
            with as_workspace(box.workspace_id):
                note_trouble(mailbox_id=box.mailbox_id, place=place.where, said=said, at=clock())
    except DATABASE_TROUBLE:
        connection.close()


def _read_on(
    folder: Folder, place: Place, *, pause: Pause, clock: Callable[[], datetime], every: float, alone: bool
) -> bool:
    """Look into an open folder again and again; True when `pause` says to stop."""
    box: Box | None = None
    while True:
        close_old_connections()
        box = box or _box(place)
        if box is None:
            if pause(AFTER_TROUBLE if every >= EVERY else every):
                return True
            continue
        take_new(folder, box, place, clock=clock, alone=alone, stop=lambda: pause(0.0))
        if folder.tells:
            connection.close()  # silent for minutes: many folders would hold many
            folder.listen(LISTENS, stop=lambda: pause(0.0))
        if pause(0.0 if folder.tells else every):
            return True


def take_new(
    folder: Folder,
    box: Box,
    place: Place,
    *,
    clock: Callable[[], datetime],
    alone: bool = True,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Take in what is new in a folder, lowest uid first, until `stop` says so.

    A mail that fails is held as a note, and the ones behind it are taken; where even that fails, none of them passes it.
    """
    uids = folder.new_uids(after=_read_so_far(folder, box, place, alone=alone, clock=clock))
    for taken, uid in enumerate(uids):
        if stop():
            return
        if taken % SAID_EVERY == 0 and len(uids) > SAID_EVERY:
            _say_how_many(len(uids) - taken, box, place, clock)
        at = clock()
        try:
            _take(folder, uid, box, place, at=at)
        except (*FOLDER_TROUBLE, *DATABASE_TROUBLE):
            raise
        except Exception as trouble:
            log.exception("A mail could not be kept; it stays in its folder", mailbox=box.mailbox_id, uid=uid)
            note = Note(
                folder.head(uid) or b"", folder.size(uid) or 0, COULD_NOT.format(trouble=type(trouble).__name__)
            )
            _remember(note, folder, uid, box, place, at=at)
    if len(uids) > SAID_EVERY:
        _say_how_many(0, box, place, clock)


def _say_how_many(waits: int, box: Box, place: Place, clock: Callable[[], datetime]) -> None:
    with as_workspace(box.workspace_id):
        note_waiting(mailbox_id=box.mailbox_id, place=place.where, waits=waits, at=clock())


def _take(folder: Folder, uid: int, box: Box, place: Place, *, at: datetime) -> None:
    """Take one mail in; of one that is too large, its header block and a note."""
    position, size = Position(place.where, folder.validity, uid), folder.size(uid)
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
    _remember(too_large(folder.head(uid) or b"", size), folder, uid, box, place, at=at)


def _remember(note: Note, folder: Folder, uid: int, box: Box, place: Place, *, at: datetime) -> None:
    """Hold a note of a mail that stays in its folder, and read on behind it."""
    position = Position(place.where, folder.validity, uid)
    remember(note, workspace_id=box.workspace_id, mailbox_id=box.mailbox_id, at=at, position=position)


def _read_so_far(folder: Folder, box: Box, place: Place, *, alone: bool, clock: Callable[[], datetime]) -> int:
    """Say up to which uid a folder has been read.

    Where its numbers began anew it is read from its beginning; where what lay there at the first look was to stay unread, from the
    mails that the server took in since the day before that look.
    """
    with as_workspace(box.workspace_id):
        known = how_far(box.mailbox_id, place.where)
    if known and known.validity == folder.validity and not known.trouble:
        return known.uid
    first_at = known.first_at if known and place.from_now else None
    again = folder.last_before(first_at.date() - timedelta(days=1)) if first_at else 0
    with as_workspace(box.workspace_id):
        return begin_reading(
            mailbox_id=box.mailbox_id,
            place=place.where,
            validity=folder.validity,
            first=folder.next_uid - 1 if place.from_now else 0,
            again=again,
            alone=alone,
            at=clock(),
        )


def _box(place: Place) -> Box | None:
    """Find the mailbox that a folder feeds; None where a setting names none (yet), or several."""
    if place.box:
        return Box(*place.box)
    found = mailboxes_named(place.name)
    if len(found) != 1:
        log.warning("ROUNDS_IMAP names no mailbox, or several", mailbox=place.name, found=len(found))
        return None
    return found[0]
