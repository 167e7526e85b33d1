"""Rows of a ticket table become tickets: a row each, or all rows of one ticket its past. No ticket comes in half."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rounds.accounts.coming import Named, Turned
from rounds.basics.problems import Problem
from rounds.basics.text import listed, nearest
from rounds.desk.imported import Asker, Change, ComingTicket, PastState
from rounds.imports.mapping import CHANGES, Map
from rounds.imports.reading import Table
from rounds.imports.states import OURS
from rounds.imports.turning import NUMBER, Given, given

OWN = "fact "
HELD = "waiting for "
"""How a map names for whom a state waits: "waiting for customer", a word of the clause `holds`."""


def tickets(found: Map, table: Table, zone: ZoneInfo) -> list[ComingTicket | Turned]:
    """Turn rows into tickets, in the order in which each first stands in the file."""
    pasts = _Pasts(given(found, table, zone), many=found.rows_are == CHANGES)
    grouped: dict[str, list[int]] = {}
    lost: list[ComingTicket | Turned] = []
    for place, key in enumerate(pasts.rows.text("external id")):
        if key and place not in pasts.rows.unreadable:
            grouped.setdefault(key[:300], []).append(place)
        else:
            lost.append(pasts.lost(place))
    return [*lost, *(pasts.ticket(key, places) for key, places in grouped.items())]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a state's word means: where a ticket stands, and for whom it waits."""

    state: PastState = PastState.UNKNOWN
    holder: str = ""


NOWHERE = _Standing()


def _standing(word: str) -> _Standing | None:
    """Read a state's word; a map may say ours directly. None where it means nothing here."""
    plain, holder = word.casefold(), ""
    if plain.startswith(HELD):
        plain, holder = "waiting", word[len(HELD) :].strip()
    if not plain:
        return NOWHERE
    return _Standing(OURS[plain], holder) if plain in OURS else None


def _no_state(word: str) -> Problem:
    near = nearest(word.casefold(), OURS)
    fix = f"Did you mean “{near}”?" if near else f"Say under “values” which it is: {listed(list(OURS), last='or')}."
    return Problem("no state", f"The state “{word.casefold()[:60]}” means nothing here.", fix)


def _as_written(rows: Given, word: str) -> Sequence[str]:
    """Give the file's own words, where the map has others."""
    pairs = zip(rows.words.get(word, rows.blank), rows.text(word), strict=True)
    return [theirs or ours for theirs, ours in pairs]


def _numbers(rows: Given, word: str) -> list[int]:
    """Read whole numbers; nothing is none of them."""
    known = {text: int(float(text)) for text in set(rows.text(word)) if NUMBER.fullmatch(text)} | {"": 0}
    for place, text in enumerate(rows.text(word)):
        if text not in known:
            rows.fail(
                place, Problem("no number", f"“{word}” is “{text[:40]}”, which is no number.", "Write digits alone.")
            )
    return [known.get(text, 0) for text in rows.text(word)]


class _Pasts:
    """All rows of a file, of which each ticket takes its own."""

    def __init__(self, rows: Given, *, many: bool) -> None:
        self.rows, self._many = rows, many
        words = rows.text("state")
        meant = {word: _standing(word) for word in set(words)}
        for place, word in enumerate(words):
            if meant[word] is None:
                rows.fail(place, _no_state(word))
        self._standing = [meant[word] or NOWHERE for word in words]
        self._priority = _as_written(rows, "priority")
        self._reopened = _numbers(rows, "reopened")
        self._changed_at = rows.moment("changed at")
        self._order = _numbers(rows, "change order")
        self._changes = list(map(Change._make, self._columns())) if many else []

    def _columns(self) -> Iterable[tuple[object, ...]]:
        """Give the fields of a change, in their order, row by row."""
        return zip(
            self._changed_at,
            [each.state for each in self._standing],
            _as_written(self.rows, "state"),
            self.rows.text("changed by"),
            self.rows.text("assignee"),
            self.rows.text("group"),
            self._priority,
            self._reopened,
            [each.holder for each in self._standing],
            strict=True,
        )

    def lost(self, place: int) -> Turned:
        """Turn a row away that belongs to no ticket."""
        missing = Problem("missing", "The row has no id of a ticket.", "Give each its id.")
        return Turned(self.rows.lines[place], "", self.rows.problems.get(place, missing))

    def ticket(self, key: str, places: list[int]) -> ComingTicket | Turned:
        """Make a ticket of its rows, or turn all of them away for one."""
        problems, lines = self.rows.problems, self.rows.lines
        if problems and (wrong := next((place for place in places if place in problems), None)) is not None:
            said = problems[wrong]
            whole = f" Its {len(places)} rows wait for this one." if len(places) > 1 else ""
            return Turned(lines[wrong], key, Problem(said.code, f"{said.text}{whole}", said.fix))
        if len(places) > 1 and not self._many:
            text = f"“{key[:60]}” is in row {lines[places[0]]} already."
            return Turned(
                lines[places[1]], key, Problem("twice", text, "If each row is a change, say “rows are: changes”.")
            )
        if self._many:
            bare = next((place for place in places if self._changed_at[place] is None), None)
            if bare is not None:
                problem = Problem("missing", "A change does not say when it was.", "Fill it in.")
                return Turned(lines[bare], key, problem)
            places = sorted(places, key=lambda place: (self._changed_at[place], self._order[place], lines[place]))
        return self._made(key, places)

    def _made(self, key: str, places: Sequence[int]) -> ComingTicket | Turned:
        rows, first, last = self.rows, places[0], places[-1]
        opened = rows.moment("opened at")[first] or self._changed_at[first]
        missing = [word for word in ("subject", "kind") if not rows.text(word)[first]]
        if missing or opened is None:
            missing += ["opened at"] if opened is None else []
            text = f"The ticket has no {listed(missing, last='and no')}."
            fix = "Fill it in, or give one word for all under “always”."
            return Turned(rows.lines[first], key, Problem("missing", text, fix))
        return ComingTicket(
            line=rows.lines[first],
            key=key,
            subject=rows.text("subject")[first][:500],
            kind=rows.text("kind")[first],
            opened_at=opened,
            state=self._last_state(places),
            text=rows.text("text")[first],
            queue=rows.text("queue")[last],
            solved_at=rows.moment("solved at")[last],
            closed_at=rows.moment("closed at")[last],
            priority=self._priority[last],
            urgency=rows.text("priority")[last],
            reopened=self._reopened[last],
            firm=self._firm(first),
            asker=self._asker(first),
            assignee=rows.text("assignee")[last],
            changes=tuple(self._changes[place] for place in places) if self._many else (),
            facts=self._facts(last),
        )

    def _last_state(self, places: Sequence[int]) -> PastState:
        """Give the last state that means something."""
        said = (self._standing[place] for place in reversed(places))
        return next((each.state for each in said if each.state is not PastState.UNKNOWN), PastState.OPEN)

    def _firm(self, place: int) -> Named | None:
        key, name = self.rows.text("account id")[place], self.rows.text("account")[place]
        return Named(key, name) if key or name else None

    def _asker(self, place: int) -> Asker | None:
        key, name = self.rows.text("requester id")[place], self.rows.text("requester")[place]
        address = next(iter(self.rows.addresses[place]), "")
        return Asker(key, address, name) if key or address else None

    def _facts(self, place: int) -> dict[str, object]:
        texts = {word: cells[place] for word, cells in self.rows.texts.items() if word.startswith(OWN)}
        return {word.removeprefix(OWN): text for word, text in texts.items() if text}
