"""The shipped manuals, mutated: the checker never crashes, and what it accepts comes into force and goes back."""

import re
from collections import Counter
from collections.abc import Iterator

from rounds.manual.checking import check
from rounds.policies.registry import kinds
from rounds.timeline.rules import Actor
from soak.judging import judge
from soak.mutating import CLAUSE, LINE, MANUALS, NOT_SHIPPED, VALUES, mutated, written_at
from tests.rooms.manual.proofs import declared
from tests.world import MONDAY, a_workspace

SOME = 120


def test_a_mutated_manual_is_refused_at_its_places_or_adopts_and_reverts_cleanly():
    """Issue 4; `make soak` tries 10,000."""
    cast = a_workspace()
    became = Counter(
        judge(mutated(number), workspace_id=cast.workspace_id, by=Actor.system(), at=MONDAY) for number in range(SOME)
    )
    assert became["refused"] > SOME / 10, "the mutations do damage"
    assert became["adopted"] > SOME / 10, "and some of them leave a manual"


def test_the_mutations_know_every_key_of_every_clause_kind():
    keys = {
        field.alias or name.replace("_", " ")
        for kind in kinds().values()
        if kind.kind != "template"  # a fence of its own, with words
        for name, field in kind.model_fields.items()
    }
    assert keys - {key for key, _ in VALUES} == {"name", "does"}, (
        "the name follows the kind; what a macro does is lines of its own"
    )


def test_the_mutations_know_every_word_that_a_key_takes():
    words = {(path[-1], word) for path, key in declared().items() for word in key.shape.words}
    known: dict[str, str] = {}
    for key, value in VALUES:
        known[key] = f"{known.get(key, '')}, {value},"
    assert {(key, word) for key, word in words if not re.search(rf"[\[, ]{word}[\],}}]", known.get(key, ""))} == set()


def test_each_value_that_no_shipped_manual_has_is_one_that_its_key_takes():
    """A value that no clause takes tries nothing but that it is refused: somewhere in a shipped manual it leaves a sound one."""
    lines_too = (
        "of",
        "accounts",
    )  # a list of accounts has no columns of tickets: it comes about where such lines are left out too
    assert [pair for pair in NOT_SHIPPED if all(check(text) for text in _with(*pair))] == [lines_too]


def _with(key: str, value: str) -> Iterator[str]:
    """Write a key with its value into each clause of a shipped manual that may have it."""
    may = {path[0] for path in declared() if key in path}
    for text in (path.read_text("utf-8") for path in MANUALS):
        for clause in CLAUSE.finditer(text):
            if clause[0].splitlines()[1].partition(":")[0] not in may:
                continue
            lines = [line for line in LINE.finditer(text, clause.start() + 10, clause.end() - 3) if line[2] == key]
            yield from (text[: line.start(3)] + value + text[line.end(3) :] for line in lines)
            if block := re.search(rf"^{key}:\n(?:[ -].*\n)+", clause[0], re.MULTILINE):
                start = clause.start() + block.start()
                yield f"{text[:start]}{key}: {value}\n{text[clause.start() + block.end() :]}"
            elif not lines:
                yield from (written_at(text, clause.end() - 3, key, value, within=within) for within in ("", "  "))
