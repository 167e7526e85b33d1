"""What is known of a check-in's firm before somebody reaches out, and the rows behind each figure of it."""

from datetime import date, datetime
from urllib.parse import urlencode

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads
from rounds.api.endpoints.check_ins import DO, ROOM
from rounds.api.shapes.base import ROOT, Id
from rounds.api.shapes.evidence import Dates, Evidence, EvidenceRow, EvidenceRows, FigureFilter
from rounds.basics.problems import NotThere, Problem, Refused
from rounds.checkins.evidence.behind import Which
from rounds.checkins.evidence.naming import EARLIEST, LATEST, figure_named, words_of
from rounds.checkins.queries import evidence_page, rows_behind_figure
from rounds.telemetry.asking import UsageTrouble


@reads("/check-ins/{int:check_in_id}/evidence", act=DO, room=ROOM, gives=Evidence)
def get_evidence(call: Call, check_in_id: Id, query: Query[Dates]) -> Evidence:
    """Say what is known of a check-in's firm, as its page does: each figure with the address of the rows that it counts.

    404 where the programme asks for no evidence.
    """
    first, last = _day(query.from_, "from"), _day(query.until, "until")
    found = evidence_page(check_in_id, first=first, last=last, at=call.now)
    if found is None:
        raise NotThere(f"evidence of check-in {check_in_id}")
    days = {"from": found.dates.first_day.isoformat(), "until": found.dates.last_day.isoformat()}

    def rows(which: Which) -> str:
        return f"{ROOT}/check-ins/{check_in_id}/evidence/rows?{urlencode(words_of(which) | days)}"

    return Evidence.read(found, rows)


@reads("/check-ins/{int:check_in_id}/evidence/rows", act=DO, room=ROOM, gives=EvidenceRows)
def list_evidence_rows(call: Call, check_in_id: Id, query: Query[FigureFilter]) -> EvidenceRows:
    """List the rows that a figure of the evidence counts, the latest first; the pages that follow are of the moment of the first."""
    asked = query.model_dump(mode="json", exclude={"after", "limit"}, by_alias=True)
    narrowed = ["evidence", check_in_id, *asked.values()]
    place = opened(query.after, of=narrowed)
    skip, at = (place[0], datetime.fromisoformat(place[1])) if place else (0, call.now)
    first, last = _day(query.from_, "from"), _day(query.until, "until")
    which = figure_named({key: value for key, value in asked.items() if value})
    try:
        found, _ = rows_behind_figure(check_in_id, which, first=first, last=last, at=at, limit=query.limit, skip=skip)
    except UsageTrouble as trouble:
        raise Refused(
            [Problem("usage", f"Usage cannot be asked just now: {trouble}.", "Ask again in a while.")]
        ) from trouble
    seen = skip + len(found.rows)
    more = sealed([seen, at.isoformat()], of=narrowed) if found.rows and seen < found.many else None
    return EvidenceRows.model_construct(
        number=found.many, items=[EvidenceRow.read(row) for row in found.rows], next=more
    )


def _day(asked: date | None, field: str) -> date | None:
    """Take a day on which there may be usage, as the page does. Raises Refused."""
    if asked is not None and not EARLIEST <= asked <= LATEST:
        text = f"No usage is known before {EARLIEST.year} or after {LATEST.year}."
        raise Refused([Problem("no day", text, "Choose another day.", field=field)])
    return asked
