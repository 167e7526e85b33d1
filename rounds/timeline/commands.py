"""The only way into the timeline."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from rounds.timeline import house
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Event
from rounds.workspaces import setwise
from rounds.workspaces.current import here
from rounds.workspaces.rows import insert

_TIME_ACTS: ContextVar[bool] = ContextVar("time acts", default=False)


@contextmanager
def as_time() -> Iterator[None]:
    """Let time itself act in here: a duty runs, nobody asked for it, and whatever it records says why, whoever it names (F2)."""
    token = _TIME_ACTS.set(True)
    try:
        yield
    finally:
        _TIME_ACTS.reset(token)


def time_acts() -> bool:
    """Say whether a duty runs."""
    return _TIME_ACTS.get()


def record(event: Event, *, by: Actor, at: datetime, because: Because | None = None) -> None:
    """Write one event into the running transaction.

    at: aware, UTC; when it happened. because: needed where no person did it (a clause acts).
    """
    insert(entry(event, by=by, at=at, because=because))


def record_all(entries: Iterable[TimelineEvent]) -> None:
    """Write what one act caused in one statement, in this order; `insert` keeps it of events of one shape alone."""
    rows = list(entries)
    if len(rows) == 1:
        insert(*rows)
    else:
        record_many(rows)


COLUMNS = (
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "kind",
    "subject_kind",
    "subject_id",
    "account_id",
    "clause",
    "because",
    "payload",
)


def record_many(entries: Sequence[TimelineEvent], *, with_ids: bool = False) -> None:
    """Write the events of thousands of records in one statement, in this order. with_ids: each has been given its own already."""
    names = ("id", *COLUMNS) if with_ids else COLUMNS
    setwise.insert(TimelineEvent, [{name: getattr(row, name) for name in names} for row in entries])


def record_alike(events: Sequence[Event], *, by: Actor, at: datetime) -> None:
    """Write what one act of a person or of a program did to thousands of records, in this order and without a row object for each.

    at: aware, UTC. Raises ValueError where nobody acts: what Rounds does by itself has a reason for each.
    """
    if time_acts() or not by.is_somebody:
        raise ValueError("what Rounds does by itself is recorded one by one, and says why.")
    actor = {"actor_kind": by.kind, "actor_id": by.id, "actor_name": by.name}
    setwise.insert(TimelineEvent, [_said(event) for event in events], at=at, **actor)


def _said(event: Event) -> setwise.Row:
    return {
        "kind": event.kind,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "account_id": event.account,
        "payload": event.payload(),
    }


def entry(event: Event, *, by: Actor, at: datetime, because: Because | None = None) -> TimelineEvent:
    """Make the row of an event without writing it yet.

    Raises ValueError where Rounds did it by itself and does not say why: by which clause or rule of the house, and on what was seen (F2).
    """
    if because is None and (time_acts() or not by.is_somebody) and not house.is_step(event.kind):
        raise ValueError(f"{event.kind}: Rounds did this by itself and does not say why.")
    if because is not None and not ((because.clause or because.rule) and because.facts):
        raise ValueError(
            f"{event.kind}: its reason names no clause and no rule of the house, or nothing that was seen."
        )
    return TimelineEvent(
        workspace_id=here(),
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        kind=event.kind,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        account_id=event.account,
        clause=(because.clause or None) if because else None,
        because=because.as_json() if because else None,
        payload=event.payload(),
    )
