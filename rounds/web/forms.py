"""Reading what a form sent: text as it was written, numbers, days; what cannot be read is said at its field."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from rounds.basics.localtime import utc
from rounds.basics.problems import Problem, Refused
from rounds.basics.spans import Span
from rounds.desk.dates import Wish
from rounds.desk.facts import File

Form = Mapping[str, str]


class Malformed(Refused):
    """A form could not be read; nothing was tried."""


def text(form: Form, field: str) -> str:
    """Read a text; line ends as the page sends them become plain ones. Raises Malformed for what no text has in it."""
    written = form.get(field, "").replace("\r\n", "\n")
    if "\x00" in written:
        raise _unreadable(field, "The text has a character in it that cannot be kept (NUL).")
    return written


def line(form: Form, field: str) -> str:
    """Read a text of one line."""
    return " ".join(text(form, field).split())


def address(form: Form, field: str) -> str:
    """Read a mail address. Raises Malformed for what is none."""
    written = line(form, field)
    try:
        validate_email(written)
    except ValidationError:
        why = f"“{written[:80]}” is no mail address." if written else "A mail address is missing."
        raise _unreadable(field, why) from None
    return written


def number(form: Form, field: str) -> int:
    """Read a number that the page itself put into the form. Raises Malformed."""
    if (found := number_or_none(form, field)) is None:
        raise _unreadable(field, f"The form came without its {field}.")
    return found


def number_or_none(form: Form, field: str) -> int | None:
    """Read a number where one was chosen."""
    written = form.get(field, "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        raise _unreadable(field, f"“{written[:40]}” is no {field}.")
    return int(written)


def numbers(form: QueryDict, field: str) -> tuple[int, ...]:
    """Read all numbers that were chosen; none where none was."""
    return tuple(number({field: each}, field) for each in form.getlist(field))


def wish(form: Form) -> Wish | None:
    """Read a reopen date: `date` is a span of the manual, "at:" with a moment, "own" with a `day`, or "none".

    `keeps` is keep or drop. None: the form was left as it came (`untouched`), so that the manual's own rule holds.
    """
    chosen, keeps = form.get("date", ""), form.get("keeps", "")
    if not chosen or f"{chosen}|{keeps}" == form.get("untouched"):
        return None
    kept = {"keep": True, "drop": False}.get(keeps)
    if chosen == "none":
        return Wish()
    if chosen == "own":
        return Wish(day=_day(form.get("day", "")), keeps=kept)
    if chosen.startswith("at:"):
        return Wish(at=_moment(chosen.removeprefix("at:")), keeps=kept)
    return Wish(span=span(chosen), keeps=kept)


def files(uploads: "MultiValueDict[str, UploadedFile[bytes]]", field: str = "files") -> tuple[File, ...]:
    """Read the files of a form, each with its own name and without any path. Raises Malformed where they would not fit a mail."""
    many = uploads.getlist(field)
    if sum(upload.size or 0 for upload in many) * 4 // 3 > settings.MAIL_LIMIT:
        megabytes = settings.MAIL_LIMIT * 3 // 4 // 2**20
        raise _unreadable(field, f"The files have more than {megabytes} MB together.", "Send a link, or fewer of them.")
    return tuple(
        File(
            name=(upload.name or "file").replace("\x00", "")[:250],
            media_type=upload.content_type or "application/octet-stream",
            data=upload.read(),
        )
        for upload in many
    )


def days(form: Form) -> tuple[date, date]:
    """Read a first `day` and a `last` one, which is the same day where it was left empty. Raises Malformed."""
    first = _day(form.get("day", ""))
    return first, _day(form["last"], "last") if form.get("last") else first


def _day(written: str, field: str = "day") -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        why = f"“{written[:20]}” is no day." if written else "No day was chosen."
        raise _unreadable(field, why, "Choose one in the calendar, or write it as 2026-12-02.") from None


def _moment(written: str) -> datetime:
    try:
        return utc(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        raise _unreadable("date", f"“{written[:40]}” is no moment.") from None


def span(written: str, field: str = "date") -> Span:
    """Read a span of time as people write it. Raises Malformed."""
    try:
        return Span.parse(written)
    except ValueError as wrong:
        raise _unreadable(field, str(wrong)) from None


def _unreadable(field: str, why: str, fix: str | None = None) -> Malformed:
    return Malformed([Problem("unreadable", why, fix, field=field)])
