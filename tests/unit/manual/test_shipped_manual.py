"""The manuals that come with Rounds: sound, and the same after they went through the store."""

import pytest

from rounds.manual.checking import check, checked
from rounds.policies.registry import kinds
from tests.manuals import MANUALS

ALL = {path.stem: path.read_text("utf-8") for path in MANUALS.glob("*.md")}

shipped = pytest.mark.parametrize("text", ALL.values(), ids=ALL)


@shipped
def test_a_shipped_manual_has_no_findings(text: str):
    assert check(text) == []
    assert check(text.encode()) == []
    assert checked(text).doubts == ()


def test_the_shipped_manuals_use_every_kind_of_clause():
    assert {sheet.clause.kind for text in ALL.values() for sheet in checked(text).sheets} == set(kinds())


@shipped
def test_a_clause_read_back_from_its_stored_text_is_the_same(text: str):
    for sheet in checked(text).sheets:
        again = type(sheet.clause).read(sheet.clause.name, sheet.keys)
        assert again == sheet.clause
        assert again.model_fields_set == sheet.clause.model_fields_set


@shipped
def test_a_clause_written_out_from_its_values_reads_the_same(text: str):
    for sheet in checked(text).sheets:
        written = sheet.clause.model_dump(mode="json", by_alias=True, exclude={"name"}, exclude_none=True)
        assert type(sheet.clause).read(sheet.clause.name, written) == sheet.clause
