"""A company in a fresh Rounds, made by its command line: one workspace, its manual, one member, one mailbox."""

from dataclasses import dataclass
from pathlib import Path

from outside.serving import Rounds


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    email: str
    password: str


@dataclass(frozen=True)
class Company:
    """manual: a file. role, mailbox: names in that manual. address: of the mailbox."""

    manual: Path
    role: str
    mailbox: str
    address: str
    person: Person


def founded(rounds: Rounds, company: Company) -> Person:
    """Found it; say who can sign in."""
    person = company.person
    rounds.run("workspace", "add", "house", "--name", "The house", "--manual", str(company.manual))
    who = ("member", "add", "house", person.email, "--name", "Mara Lind", "--role", company.role, "--password", "-")
    rounds.run(*who, given=person.password + "\n")
    rounds.run("mailbox", "add", "house", company.mailbox, company.address)
    return person
