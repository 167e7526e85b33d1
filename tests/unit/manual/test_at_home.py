"""Issue 4: a newcomer's manual runs on the clock of their own office, with the holidays of their own country."""

import pytest

from rounds.basics.problems import Refused
from rounds.manual.at_home import NONE, at_home, countries, country_of
from rounds.manual.checking import checked
from rounds.manual.shipped import shipped

EACH = pytest.mark.parametrize("text", [each.text for each in shipped()], ids=[each.name for each in shipped()])


def head(text: str) -> list[str]:
    return text.split("---\n", 2)[1].splitlines()


def days(text: str) -> tuple[str, ...]:
    """Give the countries of a manual that is sound."""
    found = checked(text)
    assert found.front
    assert found.findings == ()
    return found.front.holidays


@EACH
def test_every_shipped_manual_stands_where_the_office_does_and_is_sound(text: str):
    moved = at_home(text, zone="Europe/Berlin")
    assert {"zone: Europe/Berlin", "holidays: [DE]"} <= set(head(moved))
    assert moved.split("---\n", 2)[2] == text.split("---\n", 2)[2]
    assert days(moved) == ("DE",)


@EACH
def test_holidays_of_another_country_or_none_are_a_choice_of_their_own(text: str):
    assert "holidays: [PL]" in head(at_home(text, zone="Europe/Berlin", holidays="PL"))
    assert days(at_home(text, zone="Europe/Berlin", holidays=NONE)) == ()


def test_a_zone_without_a_country_has_no_holidays():
    assert country_of("UTC") == ""
    assert days(at_home(shipped()[0].text, zone="UTC")) == ()


@pytest.mark.parametrize(
    ("zone", "holidays", "field", "fix"),
    [
        ("Europe/Berlino", "", "zone", "Did you mean “Europe/Berlin”?"),
        ("", "", "zone", "It is a place, as in Europe/Berlin."),
        (
            "Europe/Berlin",
            "Germany",
            "holidays",
            "A country is written in two letters, as in US or DE; “none” is none.",
        ),
    ],
)
def test_what_is_no_place_is_refused_with_what_may_be_meant(zone: str, holidays: str, field: str, fix: str):
    with pytest.raises(Refused) as refused:
        at_home(shipped()[0].text, zone=zone, holidays=holidays)
    assert [(problem.field, problem.fix) for problem in refused.value.problems] == [(field, fix)]


def test_countries_have_names_people_know():
    assert ("DE", "Germany") in countries()
    assert len(countries()) > 200
