"""What a file of firms brings of their check-ins in another system: read beside the firm, held against the manual, noted with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rounds.accounts.coming import Batch, Brought, Coming, Turned
from rounds.accounts.commands.becoming import firms_as_they_become
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.accounts.queries import accounts_known_as
from rounds.basics.problems import Problem
from rounds.checkins.brought import NO_PAST, Past, Pasts
from rounds.checkins.commands import note_pasts
from rounds.checkins.queries import BroughtReport, names_are_asked, past_problems, pasts_tried, unclear_pasts
from rounds.imports.targets import GRADE, LAST, NEXT, PROGRAMME
from rounds.imports.turning import Given
from rounds.timeline.rules import Actor


@dataclass(frozen=True, slots=True)
class ComingFirm(Coming):
    """A firm on its way in. past: what the file says of its check-ins."""

    past: Past = NO_PAST


def pasts(rows: Given) -> Iterator[Past]:
    """Read what each row says of the firm's check-ins; a day that is none is noted as what is wrong in its row."""
    each = zip(rows.text(LAST), rows.text(GRADE), rows.text(NEXT), rows.text(PROGRAMME), strict=True)
    for place, (last, grade, next_, programme) in enumerate(each):
        yield (
            Past(_day(rows, place, LAST, last), grade, _day(rows, place, NEXT, next_), programme)
            if last or grade or next_
            else NO_PAST
        )


def _day(rows: Given, place: int, word: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # a word of the map for all rows, or for a word of the file; what columns give was read already
        rows.fail(place, Problem("no date", f"“{word}” is “{text[:40]}”, which is no day.", "Write it as 2026-12-02."))
        return None


def without_wrong(
    records: Sequence[Coming], *, source: str, at: datetime
) -> tuple[tuple[Coming, ...], tuple[Turned, ...]]:
    """Turn those firms away of whose check-ins a file says what cannot be, or not by which programme they were. at: aware, UTC."""
    told = _told(records)
    if not told:
        return tuple(records), ()
    wrong = past_problems(_pasts(told), at=at)
    if names_are_asked():
        nameless = {line: one for line, one in told.items() if not one.past.programme and line not in wrong}
        wrong |= unclear_pasts(_pasts(nameless), _firms(nameless, records, source, at=at), at=at)
    turned = tuple(Turned(line, told[line].key, problem) for line, problem in wrong.items())
    return tuple(one for one in records if one.line not in wrong), turned


def would_be_taken(
    records: Sequence[Coming], turned: Sequence[Turned], *, source: str, at: datetime
) -> BroughtReport | None:
    """Say what would become of what a file says of check-ins; None where it says nothing. turned: what does not come in. at: aware, UTC."""
    away = {one.line for one in turned}
    told = {line: one for line, one in _told(records).items() if line not in away}
    return pasts_tried(_pasts(told), _firms(told, records, source, at=at), at=at) if told else None


def note(records: Sequence[Coming], brought: Brought, *, source: str, import_id: int, by: Actor, at: datetime) -> None:
    """Note what a batch says of check-ins, of those firms that came in or were here. brought: what became of the batch. at: aware, UTC."""
    turned = {one.line for one in brought.turned}
    told = {one.key: one.past for line, one in _told(records).items() if line not in turned}
    if told:
        ids = accounts_known_as(list(told), source=source)
        note_pasts(pasts=Pasts(import_id, {ids[key]: past for key, past in told.items()}), by=by, at=at)


def _pasts(told: Mapping[int, ComingFirm]) -> dict[int, Past]:
    return {line: one.past for line, one in told.items()}


def _firms(
    told: Mapping[int, ComingFirm], records: Sequence[Coming], source: str, *, at: datetime
) -> dict[int, Account]:
    """Give these firms as the file would leave them, by their lines. records: all that come, for one may be another's distributor."""
    if not told:
        return {}
    names = frozenset({one.key for one in records} | {str(one.values.get("name", "")) for one in records})
    return firms_as_they_become(Batch(Record.ACCOUNT, source, 0, tuple(told.values()), names), at=at)


def _told(records: Sequence[Coming]) -> dict[int, ComingFirm]:
    """Give the firms of whose check-ins anything is said, by their lines."""
    return {one.line: one for one in records if isinstance(one, ComingFirm) and one.past.says_anything}
