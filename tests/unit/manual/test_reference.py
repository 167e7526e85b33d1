"""What can be written is described once, from the models, for people, for editors and for the page."""

import json
import re
from pathlib import Path
from textwrap import dedent

import jsonschema_rs
import pytest

from rounds.desk.letters import FIELDS
from rounds.manual.checking import check, checked
from rounds.manual.describing import described
from rounds.manual.reference import reference
from rounds.manual.schema import schema
from rounds.policies.registry import kinds
from tests import manuals  # registers the kinds
from tests.manuals import a_manual

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
            written = (kind, key) != ("template", "body")  # a mail's text has no key
            assert (f"| `{key}` |" in part) is written, f"{kind}: {key}"


def test_every_field_of_a_template_stands_in_it():
    part = reference().split("\n## template\n")[1].split("\n## ")[0]
    for field in FIELDS:
        assert f"| `{{{field}}}` |" in part


def test_the_template_that_it_shows_is_one():
    part = reference().split("\n## template\n")[1].split("\n## ")[0]
    shown = dedent(part[part.index("    ```template") : part.rindex("    ```") + 7])
    assert check(a_manual("\n" + shown + "\n")) == []


def test_no_table_of_what_can_be_asked_is_empty():
    for part in reference().split("\n### ")[1:]:
        assert "\n|---|---|\n| " in part, part


def test_the_small_manual_that_it_shows_is_whole_and_nothing_can_be_left_out():
    shown = reference().split("````\n")[1]
    assert check(shown) == []
    blocks = re.findall(r"```\w+\n.*?```\n", shown, re.DOTALL)
    assert len(blocks) == 6
    for block in blocks:
        assert check(shown.replace(block, "")), block


def test_a_key_that_may_be_left_out_says_what_is_true_then():
    (queue,) = [kind for kind in described() if kind.name == "ticket kind"]
    (answers,) = [key for key in queue.keys if key.name == "answers with"]
    assert answers.default == "Answers go out in the template plain."


@pytest.mark.parametrize(("kind", "within", "key"), [("macro", "does", "give to"), ("programme", "unanswered", "then")])
def test_the_schema_takes_what_may_stand_beside_the_words_of_a_choice(kind, within, key):
    [one] = [one for one in schema()["oneOf"] if one["title"] == kind]
    value = one["properties"][within]
    value = value["anyOf"][0] if "anyOf" in value else value
    words, besides = value["properties"][key]["anyOf"]
    assert words["enum"]
    assert "string" in besides["type"]


def test_the_schema_takes_every_clause_that_the_checker_takes():
    """An editor that reads YAML by the schema marks nothing that comes into force."""
    wants = jsonschema_rs.Draft202012Validator(schema())
    for text in (*(path.read_text() for path in manuals.MANUALS.glob("*.md")), manuals.a_yearly_manual()):
        for sheet in checked(text).sheets:
            written = {sheet.clause.kind: sheet.clause.name, **sheet.keys}
            assert wants.is_valid(written), [each.message for each in wants.iter_errors(written)]


def test_what_can_be_asked_says_where_it_cannot():
    ticket, user = (reference().split(f"### What can be asked of a {record}\n")[1] for record in ("ticket", "user"))
    assert "| `missed` | `yes` or `no`; not in `for` of a `target` |" in ticket
    assert "| `last activity` |" in user


def test_the_schema_knows_the_same_keys():
    for one in schema()["oneOf"]:
        model = kinds()[one["title"]]
        assert set(one["properties"]) == {one["title"], *model.known_keys()}
    assert json.dumps(schema())
