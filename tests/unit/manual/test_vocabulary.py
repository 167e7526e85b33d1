"""What the editor offers is what the checker takes."""

from rounds.manual.vocabulary import vocabulary
from rounds.policies.registry import kinds
from tests import manuals  # registers the kinds


def test_every_kind_and_key_is_offered():
    assert manuals.SHIPPED
    offered = vocabulary()
    assert {kind: list(keys) for kind, keys in offered.items()} == {
        kind: list(model.known_keys()) for kind, model in sorted(kinds().items())
    }


def test_a_key_that_takes_a_name_says_of_which_kind():
    assert vocabulary()["queue"]["worked by"]["names"] == "role"
    assert "adopt the manual" in vocabulary()["role"]["may"]["words"]
