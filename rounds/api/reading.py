"""What several endpoints read of a call in the same way."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rounds.api.answers import NeedsVersion
from rounds.api.calls import Call
from rounds.api.shapes.messages import NewFile
from rounds.api.shapes.tickets import AfterSpan, AtMoment, OnDay
from rounds.basics.localtime import utc
from rounds.basics.problems import Problem, Refused
from rounds.basics.spans import Span
from rounds.desk.commands import take_uploads
from rounds.desk.dates import Wish
from rounds.desk.facts import File

ANY = "*"


def version_read(call: Call) -> str | None:
    """Give the version that a change was made on; None where any will do. Raises NeedsVersion where the call does not say."""
    if call.expected is None:
        raise NeedsVersion
    return None if call.expected == ANY else call.expected


def number_read(call: Call) -> int | None:
    """Give the version of a ticket that an act was chosen on; None where the call does not say. No version is 0."""
    return _digits(call.expected, most=9)


def stamp_read(call: Call) -> int | None:
    """Give the stamp of a record that an act was chosen on, as `number_read` does; stamps have a digit more."""
    return _digits(call.expected, most=10)


def written_stamp_read(call: Call) -> str | None:
    """Give the stamp of a contact that an act was chosen on, as `stamp_read` does, in the way in which contacts keep it."""
    found = stamp_read(call)
    return None if found is None else str(found)


def number_needed(call: Call) -> int | None:
    """Give the version that a change was made on; None where any will do. Raises NeedsVersion where the call does not say."""
    if call.expected is None:
        raise NeedsVersion
    return number_read(call)


def as_written(fields: Mapping[str, object]) -> dict[str, str]:
    """Give values of declared fields as a form would write them; none takes a value away."""
    return {name: _written(value) for name, value in fields.items()}


def files_of(call: Call, sent: Iterable[NewFile], uploads: Sequence[int]) -> tuple[File, ...]:
    """Give the files that came along, then those that were brought before. Raises Refused where one of those is not there."""
    along = tuple(File(each.name, each.media_type, base64.b64decode(each.content)) for each in sent)
    return along + (take_uploads(uploads, by=call.by) if uploads else ())


def wish_of(asked: AfterSpan | OnDay | AtMoment) -> Wish:
    """Give the reopen date that is asked for. Raises Refused for one that lies beyond all calendars."""
    try:
        if isinstance(asked, AfterSpan):
            return Wish(span=Span.parse(asked.span), keeps=asked.keeps)
        if isinstance(asked, OnDay):
            return Wish(day=_day(asked.day), keeps=asked.keeps)
        return Wish(at=utc(asked.at), keeps=asked.keeps)
    except (ValueError, OverflowError) as wrong:
        raise Refused([Problem("no date", f"This is no reopen date: {wrong}.", field="date")]) from wrong


def span_of(written: str, *, field: str) -> Span:
    """Give a span as the manual has it. Raises Refused for one that means nothing, such as a working month."""
    try:
        return Span.parse(written)
    except ValueError as wrong:
        raise Refused([Problem("no span", f"{wrong}.", "Such as “6 months”.", field=field)]) from wrong


def day_of(asked: date | None, *, field: str) -> date | None:
    """Give a day that is asked for. Raises Refused for one at an end of the calendar, where no zone has it."""
    try:
        return _day(asked) if asked else None
    except ValueError as wrong:
        raise Refused([Problem("no day", f"This is no day that is looked for: {wrong}.", field=field)]) from wrong


def _digits(written: str | None, *, most: int) -> int | None:
    if written is None or written == ANY:
        return None
    return int(written) if written.isascii() and written.isdigit() and len(written) <= most else 0


def _day(day: date) -> date:
    if not 2000 <= day.year <= 9000:
        raise ValueError("it lies at an end of the calendar")
    return day


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def member_read(call: Call, asked: str) -> int | None:
    """Give the member that is asked for; 0 for nobody, None where it does not matter."""
    if not asked:
        return None
    return {"nobody": 0, "me": call.by.id or 0}.get(asked) if asked in {"nobody", "me"} else int(asked)
