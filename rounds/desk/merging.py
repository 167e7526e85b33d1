"""Several tickets of one customer become one: which may, and how the one stands that stays.

Nothing is moved: what was said on a merged ticket stays in its rows, and is read together with the one that it was merged into.
So taking a merge back brings the former state back, whatever was said meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rounds.basics.problems import Problem
from rounds.basics.text import listed
from rounds.desk.rules import LIVE, State
from rounds.desk.sending import DATE, TURN, reverted

MOST = 25
"""Tickets that go into one at a time; each is locked, and all of them are read on one page from then on."""

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A ticket as a merge sees it. columns: TURN and DATE of `sending.py`."""

    number: int
    requester_id: int | None
    account_id: int | None
    our_turn: bool
    columns: Columns

    @property
    def state(self) -> State:
        return State(self.columns["state"])

    @property
    def lives(self) -> bool:
        return self.state in LIVE

    def is_of_the_customer_of(self, other: "Part") -> bool:
        """Say whether both are one person's, or one firm's."""
        same_person = self.requester_id is not None and self.requester_id == other.requester_id
        same_firm = self.account_id is not None and self.account_id == other.account_id
        return same_person or same_firm


def merge_problems(into: Part, others: Sequence[Part]) -> list[Problem]:
    """Say why these cannot be merged into that one."""
    if not others:
        return [Problem("none chosen", "No other ticket is chosen.", "Tick those that are the same matter.", "number")]
    if len(others) > MOST:
        return [Problem("too many", f"{MOST} tickets are merged at once, at most.", "Choose fewer.", "number")]
    problems = []
    if foreign := [each for each in others if not each.is_of_the_customer_of(into)]:
        text = f"{_named(foreign)} came from another customer than #{into.number}."
        problems.append(Problem("other customer", text, "Link them instead.", "number"))
    return problems


def whole(into: Part, others: Sequence[Part]) -> dict[str, Any]:
    """Say how the ticket stands that stays: columns TURN and DATE.

    It is our turn where it was on one of them: no customer's question gets lost in a merge. The earliest reopen date stands, so
    that none is slept past (A1). Who has it, its kind and how urgent it is stay its own.
    """
    return {**into.columns, **_turn(into, others), **_date(into, others), "said_at": _said_last(into, others)}


def apart(*, before: Columns, after: Columns, now: Columns, held: bool) -> dict[str, Any]:
    """Say which columns go back when a merge is taken back: what changed on the ticket since stays as it is.

    before, after, now: columns TURN and DATE as the merge found and left them, and as they stand. A sleeping ticket keeps a date.
    held: somebody holds it since.
    """
    back = reverted(before=before, after=after, now=now, held=held)
    state, wakes = back.get("state", now["state"]), back.get("wakes_at", now["wakes_at"])
    if state == State.ASLEEP and wakes is None:
        return {name: value for name, value in back.items() if name in TURN}
    return back


def _turn(into: Part, others: Sequence[Part]) -> dict[str, Any]:
    ours = [each for each in others if each.our_turn]
    live = [each for each in others if each.lives]
    if ours and not into.our_turn:
        return _opened_by(_latest(ours))
    if live and not into.lives:
        return _opened_by(_latest(live))
    if into.state is State.CLOSED and any(each.state is State.ASLEEP for each in others):
        return {"state": State.ASLEEP, "closed_at": None}
    return {}


def _opened_by(other: Part) -> dict[str, Any]:
    """Let the ticket be open, with the word that was spoken on the other."""
    spoke = {name: other.columns[name] for name in ("last_word", "woke_at")}
    return {"state": State.OPEN, "closed_at": None, **spoke}


def _date(into: Part, others: Sequence[Part]) -> dict[str, Any]:
    dated = [each for each in (into, *others) if each.columns["wakes_at"]]
    if not dated:
        return {}
    first = min(dated, key=lambda each: each.columns["wakes_at"])
    return {name: first.columns[name] for name in DATE}


def _said_last(into: Part, others: Sequence[Part]) -> Any:
    return max(each.columns["said_at"] for each in (into, *others))


def _latest(parts: Sequence[Part]) -> Part:
    return max(parts, key=lambda each: each.columns["said_at"])


def _named(parts: Sequence[Part]) -> str:
    return listed([f"#{each.number}" for each in parts])
