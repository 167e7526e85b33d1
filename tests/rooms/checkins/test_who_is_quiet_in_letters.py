"""A letter asks about those who are quiet by name, and stays short however many they are (A5, A8)."""

from datetime import UTC, datetime

import pytest

from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.saying import letter_words
from rounds.checkins.evidence.seen import Seen
from rounds.telemetry.queries import User
from rounds.telemetry.queries.people import ERASED

ALL = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal", "Ida", "Jo")


@pytest.mark.parametrize(
    ("named", "many", "said"),
    [
        ((), 0, ""),
        (("Ada",), 1, "Ada"),
        (("Ada", "Ben"), 2, "Ada and Ben"),
        (ALL[:6], 6, "Ada, Ben, Cleo, Dan, Eve and 1 other"),
        (ALL, 1_217, "Ada, Ben, Cleo, Dan, Eve and 1,212 others"),
        (("Ada", ERASED, "Cleo"), 3, "Ada, Cleo and 1 other"),
        ((ERASED,), 1, "1 person"),
        (("Ada\n{team}",), 1, "Ada {team}"),
    ],
)
def test_those_who_are_quiet_stand_in_one_line_the_first_by_name_A8(named, many, said):
    quiet = [User(1, place, name, datetime(2026, 8, 1, tzinfo=UTC), 3) for place, name in enumerate(named)]
    words = letter_words(Seen(1, quiet=many), Evidence.read("e", {"earlier tickets": "1 year"}), quiet=quiet)
    assert words["quiet users"] == said
