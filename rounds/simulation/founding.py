"""How the simulated company begins: its manual, its people, and firms that come in from a table, as firms do."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rounds.imports.bringing_in import run
from rounds.imports.commands import bring_file, start
from rounds.imports.targets import What
from rounds.mail.clauses import MailboxClause
from rounds.mail.commands import add_mailbox
from rounds.manual.commands import adopt
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.commands import add_member, set_hours
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.timeline.rules import Actor
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace

DO = "do check-ins"
KEEPS = "keep own hours"
OFFICE = "Mon-Fri 9:00-17:00"
MANY = 5
"""Members who do check-ins, at any time: for whoever leaves, somebody begins."""

NAMES = ("Ada Quist", "Ben Okoro", "Cleo Marsh", "Dov Lindt", "Elin Berg", "Finn Abara", "Gus Toledo", "Hana Roth")
BY = Actor.system()
SAME = "columns: {id: external id, name: name, lifecycle: lifecycle stage, zone: time zone}\n"
PEOPLE = "columns: {id: external id, name: name, email: address, firm: account id}\n"


def company(manual: str, *, accounts: int, at: datetime) -> int:
    """Found the company; gives its workspace's id. at: aware, UTC."""
    workspace = found(name="Simulated", slug="simulated", at=at)
    with as_workspace(workspace.pk):
        adopt(text=manual, by=BY, at=at)
        rules = book()
        _people(rules, at)
        for number, box in enumerate(rules.all(MailboxClause)):
            add_mailbox(name=box.name, address=f"desk{number}@simulated.example", by=BY, at=at)
    _bring(workspace.pk, What.ACCOUNTS, SAME, firms(range(accounts)), at)
    _bring(workspace.pk, What.CONTACTS, PEOPLE, contacts(range(accounts)), at)
    return workspace.pk


def hire(name: str, *, at: datetime) -> None:
    """Let somebody join who does check-ins. at: aware, UTC."""
    _join(name, f"{name.split(' ')[0].lower()}@simulated.example", doing(book()), at)


def doing(rules: Book) -> list[str]:
    """Name the role whose people do check-ins: of several, the one that may least besides."""
    may = [role for role in rules.all(Role) if DO in role.may]
    return [min(may, key=lambda role: len(role.may)).name]


def somebody(at: datetime) -> int:
    """Give the member who has done check-ins for longest, and is still there at that moment."""
    those = set(doing(book()))
    here = Member.objects.filter(active=True, joined_at__lte=at).order_by("id")
    return next(member.pk for member in here if those & set(member.roles))


def firms(numbers: Sequence[int]) -> str:
    """Write the table of firms."""
    lines = (f"f{number},Station {number},{stage_of(number)},{FAR_AWAY.get(number % 20, '')}" for number in numbers)
    return "\n".join(["id,name,lifecycle,zone", *lines, ""])


FAR_AWAY = {0: "America/Los_Angeles", 5: "Europe/Berlin", 10: "Asia/Kolkata", 15: "Australia/Lord_Howe"}
"""Of twenty firms, those whose clocks show another time than the company's, and change on other days, or never, or by half an hour."""


def stage_of(number: int) -> str:
    """Say in which stage a firm is at the beginning: of ten, nine are customers."""
    return "prospect" if number % 10 == 9 else "customer"


def contacts(numbers: Sequence[int]) -> str:
    """Write the table of their people: two at each."""
    lines = (
        f"p{number}.{person},Person {number} {person},person{person}@firm{number}.example,f{number}"
        for number in numbers
        for person in range(2)
    )
    return "\n".join(["id,name,email,firm", *lines, ""])


def _people(rules: Book, at: datetime) -> None:
    """Let those who do check-ins begin, and one for each other role."""
    for name in NAMES[:MANY]:
        hire(name, at=at)
    for number, role in enumerate(sorted({role.name for role in rules.all(Role)} - set(doing(rules)))):
        _join(f"Other {number}", f"other{number}@simulated.example", [role], at)


def _join(name: str, email: str, roles: list[str], at: datetime) -> None:
    """Let somebody join, who keeps the hours of an office on the company's clock where their role lets them."""
    rules = book()
    made = add_member(name=name, email=email, roles=roles, by=BY, at=at)
    if any(role.name in roles and KEEPS in role.may for role in rules.all(Role)):
        set_hours(member_id=made.pk, zone=rules.zone.key, windows=[OFFICE], version=0, by=BY, at=at)


def _bring(workspace_id: int, what: What, way: str, table: str, at: datetime) -> None:
    clock: Callable[[], datetime] = lambda: at  # noqa: E731
    with as_workspace(workspace_id):
        made = bring_file(what=what, name=f"{what}.csv", data=table.encode(), map_text=way, by=BY, at=at)
        start(import_id=made.pk, by=BY, at=at, here_and_now=True)
    run(workspace_id=workspace_id, import_id=made.pk, clock=clock, say=lambda done, of: None)
