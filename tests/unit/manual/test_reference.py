"""What can be written is described once, from the models, for people, for editors and for the page."""

import json
from pathlib import Path

from rounds.manual.describing import described
from rounds.manual.reference import reference
from rounds.manual.schema import schema
from rounds.policies.registry import kinds
from tests import manuals  # registers the kinds

PAGE = Path(__file__).parents[3] / "docs" / "manual.md"


def test_the_reference_page_says_what_the_code_takes():
    """Issue 4: docs/manual.md is generated from the code. `make reference` writes it anew."""
    assert manuals.SHIPPED
    assert PAGE.read_text() == reference()


def test_every_kind_and_every_key_stands_in_it():
    text = reference()
    for kind, model in kinds().items():
        part = text.split(f"## {kind}\n")[1].split("\n## ")[0]
        for key in model.known_keys():
            assert f"| `{key}` |" in part, f"{kind}: {key}"


def test_a_key_that_may_be_left_out_says_what_is_true_then():
    (queue,) = [kind for kind in described() if kind.name == "ticket kind"]
    (answers,) = [key for key in queue.keys if key.name == "answers with"]
    assert answers.default == "Answers go out in the template plain."


def test_the_schema_knows_the_same_keys():
    for one in schema()["oneOf"]:
        model = kinds()[one["title"]]
        assert set(one["properties"]) == {one["title"], *model.known_keys()}
    assert json.dumps(schema())
