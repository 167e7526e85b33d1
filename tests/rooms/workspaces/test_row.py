"""A row takes its columns all at once, and is the row that Django makes field by field."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from rounds.accounts.models import Contact
from rounds.desk.models import Message, Ticket
from rounds.workspaces.models import Row

ROWS = [model for model in apps.get_models() if issubclass(model, Row)]
AT = datetime(2026, 11, 27, tzinfo=UTC)


def said(row: models.Model) -> dict[str, Any]:
    """Give what a row holds; an expression that the database shall fill in by what it says."""
    held = {name: value for name, value in vars(row).items() if name != "_state"}
    return {name: str(value) if hasattr(value, "resolve_expression") else value for name, value in held.items()}


def by_django(model: type[models.Model], **named: Any) -> models.Model:
    row = model.__new__(model)
    models.Model.__init__(row, **named)
    return row


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_that_is_given_one_column_holds_every_default_as_djangos_does(model: type[Row]) -> None:
    made, expected = model(id=1), by_django(model, id=1)
    assert said(made) == said(expected)
    assert (made._state.db, made._state.adding) == (None, True)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_that_was_read_is_djangos(model: type[Row]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    made = model.from_db("default", names, list(range(len(names))))
    expected = by_django(model)
    assert said(made) == {name: place for place, name in enumerate(names)}
    assert (made._state.db, made._state.adding, made._state.fetch_mode) == (
        "default",
        False,
        expected._state.fetch_mode,
    )


def test_defaults_that_are_made_are_made_for_each_row() -> None:
    first, second = Contact(workspace_id=1), Contact(workspace_id=1)
    assert first.fields == {}
    assert first.fields is not second.fields


def test_a_row_may_be_given_another_row_in_the_place_of_its_id() -> None:
    ticket = Ticket(id=7, workspace_id=1)
    message = Message(workspace_id=1, ticket=ticket, text="The lift stands", at=AT)
    assert message.ticket_id == 7
    assert message.ticket is ticket


def test_a_column_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        Ticket(workspace_id=1, subjekt="The lift stands")


def test_a_row_that_was_read_in_part_knows_what_it_lacks() -> None:
    ticket = Ticket.from_db("default", ["id", "number"], [7, 42])
    assert ticket.number == 42
    assert "subject" in ticket.get_deferred_fields()
