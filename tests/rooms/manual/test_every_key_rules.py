"""The manual rules: for each key of each kind of clause, and of the head, another value in the shipped manual makes another decision.

Each room has those of its clauses in its `key_rules.py`, or in files beside it. A key without its line fails the build, however deep it
stands: nothing may stand in a manual and do nothing.
"""

from functools import cache

import pytest

from rounds.desk.clauses import TicketKind
from rounds.manual.checking import checked
from rounds.manual.comparing import compare
from rounds.manual.describing import all_keys, keys_of
from rounds.manual.sides import Side, side_of
from rounds.policies.rules import Keys
from tests.manuals import SHIPPED, a_yearly_manual
from tests.rooms.checkins.evidence_rules import EVIDENCE_RULES
from tests.rooms.checkins.key_rules import CHECK_IN_RULES
from tests.rooms.desk.date_rules import DATE_RULES
from tests.rooms.desk.key_rules import MACRO_RULES
from tests.rooms.desk.queue_rules import QUEUE_RULES
from tests.rooms.lists.key_rules import LIST_RULES
from tests.rooms.mail.key_rules import COMING_RULES, LEAVING_RULES
from tests.rooms.manual.head_rules import HEAD_RULES
from tests.rooms.manual.proofs import Decide, Path, Proofs, declared, rewritten, standing
from tests.rooms.targets.key_rules import TARGET_RULES
from tests.rooms.team.key_rules import TEAM_RULES
from tests.rooms.telemetry.key_rules import FACT_RULES
from tests.world import a_workspace

RULES: Proofs = (
    TEAM_RULES
    | QUEUE_RULES
    | DATE_RULES
    | MACRO_RULES
    | TARGET_RULES
    | LIST_RULES
    | HEAD_RULES
    | CHECK_IN_RULES
    | EVIDENCE_RULES
    | FACT_RULES
    | COMING_RULES
    | LEAVING_RULES
)
OF_CHECK_INS = frozenset(kind for kind, *_ in CHECK_IN_RULES | EVIDENCE_RULES | FACT_RULES | LEAVING_RULES)


def base(path: Path) -> str:
    """Give the manual in which a key is changed: the shipped one, or the one with check-ins and a fact; and with the key in it."""
    kind, *_ = path
    return rewritten(a_yearly_manual() if kind in OF_CHECK_INS else SHIPPED, RULES[path].ground)


def sound_side(text: str) -> Side:
    """Read a manual that has to be sound."""
    found = checked(text)
    assert not found.findings, "the changed manual is sound"
    return side_of(found)


@cache
def decided_twice(decide: Decide, manual: str) -> object:
    """Decide under a manual, and again in another company; both decisions must be the same. Many keys ask for the same one."""
    first = decide(a_workspace(manual=manual))
    assert decide(a_workspace(manual=manual)) == first
    return first


def test_every_key_of_every_kind_has_its_rule_here():
    """Those inside other keys, and those of the head, too."""
    assert set(declared()) == set(RULES)


def test_a_key_that_decides_nothing_cannot_slip_in():
    """A new key fails the build until somebody shows what it decides: at the top of a clause, or inside a key of it."""

    class Colours(Keys):
        """Of which colour it is."""

        front: str = "red"

    class Inert(TicketKind):
        """A kind with more keys."""

        paint: Colours = Colours()

    assert {path for path, _ in all_keys(tuple(keys_of(Inert)))} - {path[1:] for path in RULES} == {
        ("paint",),
        ("paint", "front"),
    }


@pytest.mark.parametrize("path", list(RULES), ids=", ".join)
def test_another_value_makes_another_decision(path):
    """F1: what is written is what the system does.

    The decision is the same twice under the same manual, so it differs for what was changed; and what was changed is this key.
    """
    proof, before = RULES[path], base(path)
    after = rewritten(before, proof.changes)
    was, now = sound_side(before), sound_side(after)
    assert standing(was, path) != standing(now, path)
    assert path[:2] in changes_in_words(was, now)
    assert proof.decide(a_workspace(manual=after)) != decided_twice(proof.decide, before)


def changes_in_words(was: Side, now: Side) -> set[tuple[str, str]]:
    """Say which keys of which kinds differ between two manuals, as the page's own comparison has it."""
    found = compare(was, now).differences
    return {(each.clause.partition(":")[0], change.key) for each in found for change in each.keys}
