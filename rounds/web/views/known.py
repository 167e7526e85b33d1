"""The form with what is known of a firm or a person: the fields that every team has, and those of the team's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rounds.accounts.fields import BUILT_IN, Declared, FieldType, Record, Value
from rounds.accounts.queries import declared
from rounds.checkins.queries import values_of_firms
from rounds.team.queries import zone_names
from rounds.web import forms
from rounds.web.visit import Visit

OWN = "own "
"""What a field of the team's own is called in the form, before its name."""

OFFERS = ("lifecycle", "tier", "region", "firm_type")
"""Columns for which the form offers what other firms have there."""

AS_TYPED = {FieldType.TEXT: "text", FieldType.NUMBER: "text", FieldType.DAY: "date"}
"""How a field of the team's own is typed; yes or no is chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form. id: of its input. name: by which it comes back. words: that people read. type: of the input; `lines` is a
    text of several, "" where one of `offered` is chosen. offered: what may be chosen, or is likely. wrong: it was refused.
    """

    id: str
    name: str
    words: str
    value: str
    type: str
    offered: tuple[str, ...] = ()
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a form asks for."""

    built_in: list[Asked]
    own: list[Asked]


def asks(
    visit: Visit, record: Record, *, stands: Mapping[str, str], own: Mapping[str, Value], offered: bool = False
) -> Known:
    """Ask for what is known, with what stands there, or with what was typed where that was refused.

    stands: columns by name. own: declared fields by name. offered: also what other firms have.
    """
    wrong = {problem.field for problem in visit.problems if problem.field}
    likely = _likely() if offered else {}
    written = _written(visit)
    built_in = [
        Asked(
            f"f-{column}",
            column,
            words,
            written(column, stands.get(column, "")),
            "text",
            tuple(likely.get(column, ())),
            column in wrong,
        )
        for column, words in BUILT_IN[record].items()
    ]
    return Known(
        built_in,
        [
            _own(each, place, written(f"{OWN}{each.name}", _said(own.get(each.name))), each.name in wrong)
            for place, each in enumerate(declared(record))
        ],
    )


def values_in(visit: Visit, record: Record) -> dict[str, str]:
    """Read what the form says in columns."""
    form = visit.request.POST
    return {column: forms.text(form, column) for column in BUILT_IN[record] if column in form}


def fields_in(visit: Visit) -> dict[str, str]:
    """Read what the form says in fields of the team's own."""
    form = visit.request.POST
    return {name.removeprefix(OWN): forms.text(form, name) for name in form if name.startswith(OWN)}


def _likely() -> dict[str, Sequence[str]]:
    return {**values_of_firms(*OFFERS), "zone": list(zone_names())}


def _written(visit: Visit) -> Callable[[str, str], str]:
    typed = visit.typed
    return lambda name, stands: stands if typed is None else typed.get(name, "")


def _own(field: Declared, place: int, value: str, wrong: bool) -> Asked:
    """Ask for a field of the team's own; a text of several lines keeps them."""
    type_ = "lines" if "\n" in value else AS_TYPED.get(field.type, "")
    offered = () if type_ else ("", "yes", "no")
    return Asked(f"own-{place}", f"{OWN}{field.name}", field.name, value, type_, offered, wrong)


def _said(value: object) -> str:
    """Write a value as it is read back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
