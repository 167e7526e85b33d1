"""Mails that lie in files: one a file (.eml), folders of them, Maildir, and mbox. Found first, with their dates; read one at a time then.

What is kept of each meanwhile is where it lies and when it was written, some hundred bytes, whatever the mails weigh.
"""

import io
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from rounds.mail.reading import claimed_at
from rounds.mail.reading.headers import Headers, parse_headers

LONGEST_LINE = 64 * 1024
LONGEST_HEAD = 256 * 1024
"""Bytes of a header block that are looked at for the date."""

BEGINS = re.compile(rb"From (?:.* )?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d:\d\d")
"""The line before each mail of an mbox; sentences that begin with "From" have no weekday and clock in them."""

FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
BARE = re.compile(rb"(?<!\r)\n")
GZIP = b"\x1f\x8b"
NO_MAIL_BEFORE = datetime(1971, 1, 1, tzinfo=UTC)
NO_MAIL_LATER = datetime.max.replace(tzinfo=UTC)

EMPTY = "The file is empty."
PACKED = "It is packed; unpack it first."
CHANGED = "The file has changed since it was looked through; run the same command again."


@dataclass(frozen=True, slots=True)
class Found:
    """A mail in a file. number: which of an mbox, from 1; 0 of a file that is one mail. start, size: bytes.

    wrote_at: aware, UTC; None where neither the mail nor a server on its way says. named: of its Message-ID, to know it again in this
    process; 0 where it has none.
    """

    path: str
    start: int
    size: int
    number: int = 0
    wrote_at: datetime | None = None
    named: int = 0

    @property
    def where(self) -> str:
        """Say where it lies, as people look for it."""
        return f"{self.path}, mail {self.number}" if self.number else self.path


@dataclass(frozen=True, slots=True)
class Closed:
    """A file or folder that cannot be read, and why."""

    path: str
    reason: str


def found_in(paths: list[str], *, now: datetime) -> Iterator[Found | Closed]:
    """Find every mail in these files and folders. now: aware, UTC; no mail was written later, whatever it claims."""
    for named in paths:
        for path in _files(Path(named)):
            if isinstance(path, Closed):
                yield path
                continue
            try:
                with path.open("rb") as file:
                    yield from _in_file(path, file, now)
            except OSError as trouble:
                yield Closed(str(path), f"It cannot be read ({trouble.strerror}).")


def raw_of(found: Found) -> bytes:
    """Give a mail's bytes as a server would bring it, with line ends of the wire. Raises OSError, also where its file has changed."""
    with open(found.path, "rb") as file:
        raw = cut_out(found, file)
    first = raw.find(b"\n")
    return raw if raw[max(first - 1, 0) : first] == b"\r" else BARE.sub(b"\r\n", raw)


def cut_out(found: Found, file: BinaryIO) -> bytes:
    """Give a mail's bytes as they were before they came into an mbox. Raises OSError, also where its file has changed."""
    file.seek(found.start)
    raw = file.read(found.size)
    if len(raw) < found.size:
        raise OSError(0, CHANGED)
    return QUOTED_FROM.sub(rb"\1", raw) if found.number else raw


def several(path: str, file: BinaryIO) -> Iterator[Found] | None:
    """Give the mails of an mbox, one after the other; None for what is no mbox, or one with a single mail. file: at its start."""
    first = file.readline(LONGEST_LINE)
    file.seek(0)
    if not BEGINS.match(first):
        return None
    found = _in_mbox(path, file, NO_MAIL_LATER)
    two = list(islice(found, 2))
    return chain(two, found) if len(two) == 2 else None


def is_maildir(inside: Iterable[str]) -> bool:
    """Say whether a folder with these folders is a Maildir: of it counts what lies in `cur` and `new`; `tmp` is not delivered yet."""
    return {"cur", "new"} <= set(inside)


def _files(named: Path) -> Iterator[Path | Closed]:
    """Give the files that are meant, in the order of names; of a Maildir what lies in `cur` and `new`, and nothing of its server's."""
    if not named.is_dir():
        yield named if named.exists() else Closed(str(named), "There is no such file.")
        return
    closed: list[OSError] = []
    for folder, inside, names in named.walk(on_error=closed.append):
        if is_maildir(inside):
            names = [f"{part}/{name}" for part in ("cur", "new") for name in _names(folder / part, closed.append)]
            inside[:] = [each for each in inside if each not in {"cur", "new", "tmp"}]
        inside.sort()
        yield from (each for name in sorted(names) if (each := _file(folder / name)))
    yield from (Closed(str(each.filename), f"It cannot be opened ({each.strerror}).") for each in closed)


def _file(path: Path) -> Path | Closed | None:
    """Give a path that is a file; None for anything else, and why where nobody lets us see what it is."""
    try:
        return path if stat.S_ISREG(path.stat().st_mode) else None
    except OSError as trouble:
        return Closed(str(path), f"It cannot be opened ({trouble.strerror}).")


def _names(folder: Path, closed: Callable[[OSError], None]) -> list[str]:
    """Give the names in a folder; one that cannot be opened has none, and `closed` hears why."""
    try:
        return sorted(each.name for each in folder.iterdir())
    except OSError as trouble:
        closed(trouble)
        return []


def _in_file(path: Path, file: io.BufferedReader, now: datetime) -> Iterator[Found | Closed]:
    first = file.readline(LONGEST_LINE)
    if not first:
        yield Closed(str(path), EMPTY)
    elif first.startswith(GZIP):
        yield Closed(str(path), PACKED)
    elif BEGINS.match(first):
        file.seek(0)
        yield from _in_mbox(str(path), file, now)
    else:
        at = path.stat()
        headers = parse_headers(first + file.read(LONGEST_HEAD).partition(b"\n\n")[0].partition(b"\r\n\r\n")[0])
        arrived = datetime.fromtimestamp(at.st_mtime, UTC)
        yield Found(str(path), 0, at.st_size, 0, _wrote_at(headers, now) or min(arrived, now), _named(headers))


def _in_mbox(path: str, file: BinaryIO, now: datetime) -> Iterator[Found]:
    """Find the mails of an mbox: each begins behind a line of its own, which stands at the start or below an empty one, above a field."""
    head, in_head, whole_line = bytearray(), False, True
    number = start = at = 0
    ends, behind, gap = 0, -1, 1
    for line in iter(lambda: file.readline(LONGEST_LINE), b""):
        if behind == at and FIELD.match(line):
            if number:
                yield _of_mbox(path, start, ends, number, head, now)
            number, start, in_head, head = number + 1, at, True, bytearray()
        if in_head and len(head) < LONGEST_HEAD:
            head += line
        bare = whole_line and not line.strip(b"\r\n")
        in_head = in_head and not bare
        if whole_line and gap and BEGINS.match(line):
            ends, behind = max(at - gap, 0), at + len(line)
        gap, whole_line, at = len(line) if bare else 0, line.endswith(b"\n"), at + len(line)
    if number:
        yield _of_mbox(path, start, at - gap, number, head, now)


def _of_mbox(path: str, start: int, ends: int, number: int, head: bytearray, now: datetime) -> Found:
    headers = parse_headers(bytes(head))
    return Found(path, start, ends - start, number, _wrote_at(headers, now), _named(headers))


def _named(headers: Headers) -> int:
    said = headers.raw("message-id").strip()
    return hash(said) if said else 0


def _wrote_at(headers: Headers, now: datetime) -> datetime | None:
    """Say when a mail was written: as it claims, else as the last server on its way noted. A day to come, or before all mail, is none."""
    passed = (
        value.rpartition(b";")[2].decode("ascii", "replace") for name, value in headers.fields if name == "received"
    )
    claims = (claimed_at(each) for each in (headers.raw("date"), *passed))
    return next((each for each in claims if each and NO_MAIL_BEFORE <= each <= now), None)
