"""Issue 4: a newcomer's manual runs on the clock of their own office, with the holidays of their own country."""

from zoneinfo import available_timezones

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
    ("zone", "country"),
    [
        ("Asia/Calcutta", "IN"),
        ("Asia/Saigon", "VN"),
        ("Asia/Rangoon", "MM"),
        ("Asia/Katmandu", "NP"),
        ("Europe/Kiev", "UA"),
        ("America/Buenos_Aires", "AR"),
        ("America/Godthab", "GL"),
        ("Atlantic/Faeroe", "FO"),
        ("US/Eastern", "US"),
        ("Iceland", "IS"),
        ("Africa/Asmera", "ER"),
        ("America/Coral_Harbour", "CA"),
        ("Pacific/Truk", "FM"),
        ("CET", ""),
        ("EST", ""),
        ("Etc/UTC", ""),
    ],
)
def test_an_older_name_of_a_zone_which_browsers_still_report_lies_in_its_own_country(zone: str, country: str):
    """Not in that of the zone whose clock it shares: Iceland's is Abidjan's."""
    assert country_of(zone) == country


def test_every_zone_that_is_a_place_has_a_country():
    places = {each for each in available_timezones() if "/" in each and not each.startswith("Etc/")}
    assert {each for each in places if not country_of(each)} == set()


OWN = "---\nmanual: Ours\nzone: America/Chicago\n{}---\n\nWords.\n\n---\n"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "holidays: [US]\n",
        "holidays: US  # ours\n",
        "holidays:\n  - US\n  - CA\n",
        "holidays:\n- US\n",
        "holidays: [US,\n  CA,\n]\n",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_ones_own_manual_is_put_where_the_office_stands_however_its_head_is_written(said: str, ends: str):
    own = OWN.format(f"{said}words: {{account: client}}\n").replace("\n", ends)
    moved = at_home(own, zone="Europe/Berlin")
    assert sorted(head(moved)) == ["holidays: [DE]", "manual: Ours", "words: {account: client}", "zone: Europe/Berlin"]
    assert moved.endswith("---\n\nWords.\n\n---\n")
    assert "holidays" not in at_home(own, zone="Europe/Berlin", holidays=NONE)
    assert days(
        at_home(shipped()[0].text.replace("holidays: [US]\n", said).replace("\n", ends), zone="Europe/Kiev")
    ) == ("UA",)


@pytest.mark.parametrize("text", ["", "No head.\n", "---\nmanual: Never ended\n"])
def test_a_text_without_a_head_stays_as_it_is_and_the_check_says_what_it_lacks(text: str):
    assert at_home(text, zone="Europe/Berlin") == text
    assert checked(text).findings


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
