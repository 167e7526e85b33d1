"""Checks a manual: every error at once, at its line and column, with the nearest valid word.

First each clause by itself, by the model of its kind and the names that the whole manual declares; then the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pydantic import ValidationError

from rounds.basics.text import listed, nearest
from rounds.manual.explaining import findings_in, unknown_key
from rounds.manual.findings import Finding, Place, found
from rounds.manual.front import Front
from rounds.manual.nodes import bare, plain
from rounds.manual.reading import Reading, read
from rounds.manual.sheets import Sheet, Sheets
from rounds.manual.whole import whole_doubts, whole_findings
from rounds.manual.written import Written
from rounds.policies.registry import kinds
from rounds.policies.rules import Clause
from rounds.policies.values import Registers
from rounds.team.permissions import ACTS

KEPT = 8
"""Of so many texts it is remembered what they are: a draft is checked on its page and in its comparison before it comes into force."""


@dataclass(frozen=True)
class Checked:
    """A manual that was read by its models. doubts: warnings, which hinder nothing."""

    text: str
    front: Front | None
    sheets: Sheets
    findings: tuple[Finding, ...]
    doubts: tuple[Finding, ...] = ()


def check(source: str | bytes) -> list[Finding]:
    """List every error of a manual, in the order of its lines; none means that it can be adopted."""
    return list(checked(source).findings)


@lru_cache(maxsize=KEPT)
def checked(source: str | bytes) -> Checked:
    """Read a manual by its models, and check all of it."""
    reading = read(source)
    front, findings = _front(reading)
    registers = _registers(reading.clauses)
    judged = [_judge(written, registers) for written in reading.clauses]
    sheets = _sheets(reading, [sheet for sheet, _ in judged if sheet])
    findings += [*reading.findings, *(finding for _, wrong in judged for finding in wrong), *_twice(reading.clauses)]
    findings += whole_findings(sheets)
    doubts = sorted(whole_doubts(sheets), key=by_place)
    return Checked(reading.text, front, sheets, tuple(sorted(findings, key=by_place)), tuple(doubts))


def by_place(finding: Finding) -> tuple[int, int, str]:
    """Order findings as they stand."""
    return finding.line, finding.column, finding.problem


def _front(reading: Reading) -> tuple[Front | None, list[Finding]]:
    if reading.front is None:
        return None, []
    try:
        return Front.model_validate(bare(reading.front), by_alias=True, by_name=False), []
    except ValidationError as wrong:
        return None, list(findings_in(wrong, model=Front, keys=reading.front, head=Place(1, 1)))


def _registers(clauses: Sequence[Written]) -> Registers:
    """Collect the names that the manual declares, also those of clauses that are wrong in other ways."""
    names: dict[str, list[str]] = {kind: [] for kind in kinds()}
    names |= {register: [] for model in kinds().values() for register in model.declares}
    for written in clauses:
        names.setdefault(written.kind.text, []).append(written.name.text)
        for register, words in _declared(written):
            names[register] += words
    return {**names, "act": ACTS}


def _declared(written: Written) -> Iterator[tuple[str, list[str]]]:
    """Give the words that a clause declares in one of its keys, such as the priorities there are."""
    model = kinds().get(written.kind.text)
    for register, key in model.declares.items() if model and written.keys else ():
        entry = written.keys.entry(key) if written.keys else None
        value = plain(entry.value) if entry else []
        yield register, [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]


def _judge(written: Written, registers: Registers) -> tuple[Sheet[Clause] | None, list[Finding]]:
    """Read one clause by the model of its kind."""
    if (model := kinds().get(written.kind.text)) is None:
        return None, [_unknown_kind(written)]
    if written.keys is None:
        return None, []
    keys = {key: value for key, value in bare(written.keys).items() if key != "name"}
    known = list(model.known_keys())
    named = [entry.key for entry in written.keys if entry.key.text == "name"]
    findings = [unknown_key(key, known=known, beside=written.keys) for key in named]
    sheet: Sheet[Clause] | None = None
    try:
        sheet = Sheet(written, keys, model.read(written.name.text, keys, registers=registers))
    except ValidationError as wrong:
        findings += findings_in(wrong, model=model, keys=written.keys, head=written.kind.place)
    return sheet, [replace(finding, clause=written.identity) for finding in findings]


def _unknown_kind(written: Written) -> Finding:
    known = list(kinds())
    problem = f"There is no kind of clause “{written.kind.text}”; there are {listed([f'“{kind}”' for kind in known])}"
    near = nearest(written.kind.text, known)
    return found(written.kind.place, problem, clause=written.identity, nearest=near, written=written.kind.source)


def _twice(clauses: Sequence[Written]) -> Iterator[Finding]:
    """Find clauses that share kind and name."""
    first: dict[str, Written] = {}
    for written in clauses:
        earlier = first.setdefault(written.identity, written)
        if earlier is not written:
            problem = f"“{written.identity}” stands twice, first in line {earlier.line_from}"
            yield found(written.name.place, problem, clause=written.identity)


def _sheets(reading: Reading, held: list[Sheet[Clause]]) -> Sheets:
    """Put the clauses that hold side by side, and remember which kinds have one that could not be read."""
    read = {sheet.written for sheet in held}
    broken = frozenset(written.kind.text for written in reading.clauses if written not in read)
    return Sheets(tuple(held), None if reading.lost or not broken <= kinds().keys() else broken)
