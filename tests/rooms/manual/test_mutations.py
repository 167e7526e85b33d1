"""The shipped manuals, mutated: the checker never crashes, and what it accepts comes into force and goes back."""

from collections import Counter

from rounds.policies.registry import kinds
from rounds.timeline.rules import Actor
from soak.judging import judge
from soak.mutating import VALUES, mutated
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
