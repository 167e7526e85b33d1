"""The company that is measured, and the member who works in it."""

from pathlib import Path

from outside.company import Company, Person, founded
from outside.serving import Rounds

MANUAL = Path(__file__).parent.parent / "manuals" / "web-agency-desk.md"
EMAIL = "mara@house.test"


def founding(rounds: Rounds, person: Person) -> Person:
    """Make the company by the command line; say who can sign in."""
    return founded(rounds, Company(MANUAL, "manager", "support", "support@house.test", person))
