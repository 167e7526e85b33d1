"""Rows of a ticket table become tickets: a row each, or all rows of one ticket its past. No ticket comes in half."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from rounds.accounts.coming import Named, Turned
from rounds.basics.problems import Problem
from rounds.basics.text import listed, nearest
from rounds.desk.imported import Asker, Change, ComingTicket, PastState
from rounds.imports.mapping import CHANGES, Map
from rounds.imports.reading import Table
from rounds.imports.states import OURS
from rounds.imports.turning import Read, Turning

OWN = "fact "


def tickets(found: Map, table: Table, zone: ZoneInfo) -> list[ComingTicket | Turned]:
    """Turn rows into tickets, in the order in which each first stands in the file."""
    grouped: dict[str, list[Read]] = {}
    lost: list[ComingTicket | Turned] = []
    for row in Turning(found, table, zone).rows():
        _state(row)
        key = row.texts.get("external id", "")
        if not key:
            problem = row.problem or Problem("missing", "The row has no id of a ticket.", "Give each its id.")
            lost.append(Turned(row.line, "", problem))
        else:
            grouped.setdefault(key[:300], []).append(row)
    many = found.rows_are == CHANGES
    return [*lost, *(_ticket(key, rows, many=many) for key, rows in grouped.items())]


def _state(row: Read) -> None:
    """Read the state's word; a map may say ours directly."""
    word = _plain_state(row)
    if word and word not in OURS:
        near = nearest(word, OURS)
        fix = f"Did you mean “{near}”?" if near else f"Say under “values” which it is: {listed(list(OURS), last='or')}."
        row.fail(Problem("no state", f"The state “{word[:60]}” means nothing here.", fix))


HELD = "waiting for "
"""How a map names for whom a state waits: "waiting for customer", a word of the clause `holds`."""


def _plain_state(row: Read) -> str:
    """Give the state's word without for whom it waits."""
    word = row.texts.get("state", "").casefold()
    return "waiting" if word.startswith(HELD) else word


def _holder(row: Read) -> str:
    word = row.texts.get("state", "")
    return word[len(HELD) :].strip() if word.casefold().startswith(HELD) else ""


def _ticket(key: str, rows: list[Read], *, many: bool) -> ComingTicket | Turned:
    if wrong := next((row for row in rows if row.problem), None):
        assert wrong.problem
        whole = f" Its {len(rows)} rows wait for this one." if len(rows) > 1 else ""
        return Turned(wrong.line, key, Problem(wrong.problem.code, f"{wrong.problem.text}{whole}", wrong.problem.fix))
    if len(rows) > 1 and not many:
        text = f"“{key[:60]}” is in row {rows[0].line} already."
        return Turned(rows[1].line, key, Problem("twice", text, "If each row is a change, say “rows are: changes”."))
    if many:
        if bare := next((row for row in rows if "changed at" not in row.moments), None):
            return Turned(bare.line, key, Problem("missing", "A change does not say when it was.", "Fill it in."))
        rows = sorted(rows, key=_when)
    return _made(key, rows, many=many)


def _when(row: Read) -> tuple[object, int, int]:
    return row.moments["changed at"], int(float(row.texts.get("change order") or 0)), row.line


def _made(key: str, rows: list[Read], *, many: bool) -> ComingTicket | Turned:
    first, last = rows[0], rows[-1]
    opened = first.moments.get("opened at") or first.moments.get("changed at")
    missing = [word for word in ("subject", "kind") if not first.texts.get(word)]
    if opened is None:
        missing.append("opened at")
    if missing or opened is None:
        text = f"The ticket has no {listed(missing, last='and no')}."
        return Turned(first.line, key, Problem("missing", text, "Fill it in, or give one word for all under “always”."))
    texts = first.texts
    return ComingTicket(
        line=first.line,
        key=key,
        subject=texts["subject"][:500],
        kind=texts["kind"],
        opened_at=opened,
        state=_last_state(rows),
        text=texts.get("text", ""),
        queue=last.texts.get("queue", ""),
        solved_at=last.moments.get("solved at"),
        closed_at=last.moments.get("closed at"),
        priority=last.words.get("priority", last.texts.get("priority", "")),
        urgency=last.texts.get("priority", ""),
        reopened=int(float(last.texts.get("reopened") or 0)),
        firm=_firm(texts),
        asker=_asker(first),
        assignee=last.texts.get("assignee", ""),
        changes=tuple(_change(row) for row in rows) if many else (),
        facts=_facts(last.texts),
    )


def _last_state(rows: Iterable[Read]) -> PastState:
    """Give the last state that means something."""
    states = [OURS[word] for row in rows if (word := _plain_state(row))]
    return next((state for state in reversed(states) if state is not PastState.UNKNOWN), PastState.OPEN)


def _change(row: Read) -> Change:
    texts = row.texts
    return Change(
        at=row.moments["changed at"],
        state=OURS[plain] if (plain := _plain_state(row)) else PastState.UNKNOWN,
        holder=_holder(row),
        word=row.words.get("state", texts.get("state", "")),
        by=texts.get("changed by", ""),
        assignee=texts.get("assignee", ""),
        group=texts.get("group", ""),
        priority=row.words.get("priority", texts.get("priority", "")),
        reopened=int(float(texts.get("reopened") or 0)),
    )


def _firm(texts: Mapping[str, str]) -> Named | None:
    key, name = texts.get("account id", ""), texts.get("account", "")
    return Named(key, name) if key or name else None


def _asker(row: Read) -> Asker | None:
    key, name = row.texts.get("requester id", ""), row.texts.get("requester", "")
    address = row.addresses[0] if row.addresses else ""
    return Asker(key, address, name) if key or address else None


def _facts(texts: Mapping[str, str]) -> dict[str, object]:
    return {word.removeprefix(OWN): text for word, text in texts.items() if word.startswith(OWN) and text}
