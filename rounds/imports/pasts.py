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
SAID_ONCE = (
    "subject",
    "kind",
    "text",
    "queue",
    "priority",
    "account",
    "account id",
    "requester",
    "requester id",
    "assignee",
)
"""What a ticket takes of one of its rows, looked up once for all tickets."""


def tickets(found: Map, table: Table, zone: ZoneInfo) -> list[ComingTicket | Turned]:
    """Turn rows into tickets, in the order in which each first stands in the file."""
    pasts = _Pasts(given(found, table, zone), many=found.rows_are == CHANGES)
    grouped: dict[str, list[int]] = {}
    lost: list[ComingTicket | Turned] = []
    unreadable = pasts.rows.unreadable
    for place, key in enumerate(pasts.rows.text("external id")):
        if key and place not in unreadable:
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
    if word not in rows.words:
        return rows.text(word)
    pairs = zip(rows.words[word], rows.text(word), strict=True)
    return [theirs or ours for theirs, ours in pairs]


def _numbers(rows: Given, word: str) -> list[int]:
    """Read whole numbers; nothing is none of them."""
    if word not in rows.texts:
        return [0] * len(rows.lines)
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
        if None in meant.values():
            for place, word in enumerate(words):
                if meant[word] is None:
                    rows.fail(place, _no_state(word))
        self._standing = [meant[word] or NOWHERE for word in words]
        self._priority = _as_written(rows, "priority")
        self._reopened = _numbers(rows, "reopened")
        self._changed_at = rows.moment("changed at")
        order = _numbers(rows, "change order")
        self._turn = list(zip(self._changed_at, order, rows.lines, strict=True)) if many else []
        self._changes = list(map(Change._make, self._columns())) if many else []
        self._undated = many and None in self._changed_at
        self._own = {word.removeprefix(OWN): cells for word, cells in rows.texts.items() if word.startswith(OWN)}
        self._texts = {word: rows.text(word) for word in SAID_ONCE}
        self._moments = {word: rows.moment(word) for word in ("opened at", "solved at", "closed at")}

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
        undated = [place for place in places if self._changed_at[place] is None] if self._undated else []
        if undated:
            problem = Problem("missing", "A change does not say when it was.", "Fill it in.")
            return Turned(lines[undated[0]], key, problem)
        if self._many:
            places = sorted(places, key=self._turn.__getitem__)
        return self._made(key, places)

    def _made(self, key: str, places: Sequence[int]) -> ComingTicket | Turned:
        texts, moments, first, last = self._texts, self._moments, places[0], places[-1]
        opened = moments["opened at"][first] or self._changed_at[first]
        missing = [word for word in ("subject", "kind") if not texts[word][first]]
        if missing or opened is None:
            missing += ["opened at"] if opened is None else []
            text = f"The ticket has no {listed(missing, last='and no')}."
            fix = "Fill it in, or give one word for all under “always”."
            return Turned(self.rows.lines[first], key, Problem("missing", text, fix))
        return ComingTicket(
            line=self.rows.lines[first],
            key=key,
            subject=texts["subject"][first][:500],
            kind=texts["kind"][first],
            opened_at=opened,
            state=self._last_state(places),
            text=texts["text"][first],
            queue=texts["queue"][last],
            solved_at=moments["solved at"][last],
            closed_at=moments["closed at"][last],
            priority=self._priority[last],
            urgency=texts["priority"][last],
            reopened=self._reopened[last],
            firm=self._firm(first),
            asker=self._asker(first),
            assignee=texts["assignee"][last],
            changes=tuple(self._changes[place] for place in places) if self._many else (),
            facts=self._facts(last),
        )

    def _last_state(self, places: Sequence[int]) -> PastState:
        """Give the last state that means something."""
        for place in reversed(places):
            if (state := self._standing[place].state) is not PastState.UNKNOWN:
                return state
        return PastState.OPEN

    def _firm(self, place: int) -> Named | None:
        key, name = self._texts["account id"][place], self._texts["account"][place]
        return Named(key, name) if key or name else None

    def _asker(self, place: int) -> Asker | None:
        key, name = self._texts["requester id"][place], self._texts["requester"][place]
        address = next(iter(self.rows.addresses[place]), "")
        return Asker(key, address, name) if key or address else None

    def _facts(self, place: int) -> dict[str, object]:
        return {name: text for name, cells in self._own.items() if (text := cells[place])}
