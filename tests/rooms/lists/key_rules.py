"""What a list decides: a change of each key in the manual, and what stands on it then, what it says, and who hears of it."""

import re
from datetime import datetime, timedelta

from django.test import Client

from rounds.basics import clock
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.lists import duties as lists
from rounds.lists.clauses import NamedList
from rounds.lists.queries import named_page
from rounds.lists.queries.standing import hours_of
from rounds.policies.queries import book
from rounds.team.models import Member, Notice
from tests.rooms.manual.proofs import Proof, Proofs
from tests.rooms.passing import rounds_to
from tests.world import MONDAY, Cast, a_customer, a_ticket, later

ALL_WEEK = "```clause\nhours: all week\nopen: Mon-Sun 0:00-24:00\n```\n"
FIRMS = "```clause\nlist: every firm\nof: accounts\nwhere: {known since: {at most: 1 year ago}}\n"


def two_long_holds(cast: Cast, *, since: datetime = MONDAY) -> None:
    """Hold two tickets for a quarter, the older one later."""
    with cast.inside():
        for place, hours in ((1, 0), (0, 1)):
            ticket = a_ticket(at=later(hours=place, since=since))
            wish = Wish(span=Span.parse("1 quarter"))
            desk.hold(
                number=ticket.number,
                holder="engineering",
                reason="A defect.",
                wish=wish,
                by=cast.rep,
                at=later(hours=2 + hours, since=since),
            )


def on_the_list(cast: Cast, *, at: datetime | None = None) -> list[int]:
    """Say which tickets stand on the list of long holds, in its order, on the ninth day."""
    two_long_holds(cast)
    with cast.inside():
        manual = book()
        clause = manual.get(NamedList, "long holds")
        page = named_page(clause, manual, manual.when(at or later(9), hours_of(clause, manual)))
        return [row.number for row in page.rows]


def on_the_list_early(cast: Cast) -> list[int]:
    return on_the_list(cast, at=later(6, hours=5))


def said_on_the_list(cast: Cast) -> str:
    """Give what a rep reads on the list of long holds: of the rows no names, for those are each workspace's own."""
    two_long_holds(cast, since=clock.now().replace(hour=15, minute=0, second=0, microsecond=0) - timedelta(days=20))
    with cast.inside():
        person = Member.objects.get(id=cast.rep.id).person
    client = Client()
    client.force_login(person)
    answer = client.get("/desk?list=long+holds", headers={"HX-Request": "true", "HX-Target": "list"})
    return " ".join(re.findall(r'<span class="ticket-x" dir="auto">(.*?)</span>', answer.content.decode()))


def offered_lists(cast: Cast) -> list[str]:
    """Say which lists stand beside the desk of a rep with nothing to do."""
    client = Client()
    with cast.inside():
        person = Member.objects.get(id=cast.rep.id).person
    assert person
    client.force_login(person)
    return re.findall(r'data-list="list:([^"]+)"', client.get("/desk").content.decode())


def opened_from_lists(cast: Cast) -> list[str]:
    """Say what a list of accounts opens for each."""
    client = Client()
    with cast.inside():
        a_customer(account="Harbour Tile")
        person = Member.objects.get(id=cast.rep.id).person
    assert person
    client.force_login(person)
    return re.findall(r'href="/desk/new\?kind=(\w+)', client.get("/accounts?list=every+firm").content.decode())


def who_hears_of_long_holds(cast: Cast) -> list[str]:
    """Say who is told of a hold that stays on the list."""
    two_long_holds(cast)
    for days in (8, 9, 20):
        rounds_to(cast, lists.DUTIES, now=later(days))
    with cast.inside():
        found = Notice.objects.filter(event__kind="lists.stood too long").values_list("member__name", flat=True)
        return sorted(found)


LIST_RULES: Proofs = {
    ("list", "of"): Proof([("of: open tickets", "of: sleeping tickets")], on_the_list),
    ("list", "where"): Proof([("{at least: 5 working days ago}", "{at least: 10 working days ago}")], on_the_list),
    ("list", "order"): Proof([("order: longest held first", "order: oldest first")], on_the_list),
    ("list", "shows"): Proof([("shows: [hold began, with]", "shows: [number, queue]")], said_on_the_list),
    ("list", "seen by"): Proof([("seen by: [rep, lead, manager]", "seen by: [lead, manager]")], said_on_the_list),
    ("list", "hours"): Proof(
        [
            ("seen by: [rep, lead, manager]\nhours: help desk", "seen by: [rep, lead, manager]\nhours: all week"),
            ("## A second look", f"{ALL_WEEK}\n## A second look"),
        ],
        on_the_list_early,
    ),
    ("list", "offered when"): Proof(
        [
            (
                "seen by: [rep, lead, manager]",
                "seen by: [rep, lead, manager]\noffered when: {open tickets: {at least: 3}}",
            )
        ],
        offered_lists,
    ),
    ("list", "opens"): Proof(
        [("## A second look", f"{FIRMS}opens: {{ticket: billing}}\n```\n\n## A second look")],
        opened_from_lists,
    ),
    ("list", "opens", "ticket"): Proof(
        [("opens: {ticket: billing}", "opens: {ticket: question}")],
        opened_from_lists,
        [("## A second look", f"{FIRMS}opens: {{ticket: billing}}\n```\n\n## A second look")],
    ),
    ("list", "stays"): Proof([("stays: {longer than: 5 working days, tell: lead}\n", "")], who_hears_of_long_holds),
    ("list", "stays", "longer than"): Proof(
        [("longer than: 5 working days, tell", "longer than: 15 working days, tell")], who_hears_of_long_holds
    ),
    ("list", "stays", "tell"): Proof(
        [("tell: lead}\n```\n\n## What we", "tell: manager}\n```\n\n## What we")],
        who_hears_of_long_holds,
    ),
}
