"""The demo's second company: a team that checks in with each of its customers once a year, some months on its way.

The firms come in from a table, what time makes due is done, and people act, by the rooms' commands, each at its own moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rounds.accounts.commands import add_asset
from rounds.accounts.models import Account, ContactAddress
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import programme_of
from rounds.checkins.rules.states import How
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Ticket
from rounds.imports.bringing_in import run
from rounds.imports.commands import bring_file, start
from rounds.imports.targets import What
from rounds.mail.commands import add_mailbox
from rounds.manual.commands import adopt
from rounds.team.commands import add_member, become_available, set_hours
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace

SLUG, DOMAIN, MAILBOX = "beacon", "beacon.example", "hello@beacon.example"
AGO = timedelta(weeks=30)
HOURS = ["Mon-Fri 9:00-17:00"]
BY = Actor.system()

PEOPLE = (
    ("Nora Vale", f"nora@{DOMAIN}", ("specialist",)),
    ("Tomas Reyes", f"tomas@{DOMAIN}", ("specialist",)),
    ("Kofi Mensah", f"kofi@{DOMAIN}", ("trainer",)),
    ("Ines Amado", f"ines@{DOMAIN}", ("lead", "specialist")),
)

FIRMS = (
    ("Prairie Voice", "Hollis Crane"),
    ("Fjord Wave", "Signe Dahl"),
    ("Saffron Sound", "Amara Sethi"),
    ("Quarry FM", "Pete Lomax"),
    ("North Pier Radio", "Gwen Price"),
    ("Delta Nine", "Rufus Beale"),
    ("Copper Street Audio", "Lena Fox"),
    ("Ostrava Beat", "Jana Novotná"),
    ("Mill & Row", "Abel Stone"),
    ("Linden Broadcasting", "Ute Brandt"),
    ("Halloran Group", "Sean Halloran"),
    ("Birch Lake Media", "Tove Lind"),
)

GRADES = ("A", "B", "B", "C", "E", "A", "B")

FOUND = {
    "contact person": "{person}, who has run the station's traffic desk for four years.",
    "main users and roles": "Two in traffic, one producer. The sales people only read.",
    "users who may have left": "One account has been silent since spring; {person} will tell us.",
    "usage": "About forty orders a month, more in autumn.",
    "pain points": "Copies that come without a length have to be asked for each time.",
    "going well": "Everything goes through the system; nobody sends spots by mail any more.",
    "not used": "The integration with the automation system, which they have and did not switch on.",
}


@dataclass(frozen=True, slots=True)
class Round:
    """One check-in whose day has come. place: how many had come before it."""

    id: int
    ticket: int
    account: int
    place: int
    by: Actor


def make(manual: str, password: str, now: datetime, progress: Callable[[str], None]) -> None:
    """Found the company thirty weeks ago, and let the weeks pass. progress: takes a line for each step."""
    began = now - AGO
    workspace = found(name="Beacon Software", slug=SLUG, at=began)
    with as_workspace(workspace.pk):
        adopt(text=manual, by=BY, at=began)
        members = [
            add_member(name=name, email=email, roles=roles, password=password, by=BY, at=began).pk
            for name, email, roles in PEOPLE
        ]
        add_mailbox(name="hello", address=MAILBOX, by=BY, at=began)
        _bring(
            workspace.pk, What.ACCOUNTS, "{id: external id, name: name, lifecycle: lifecycle stage}", _firms(), began
        )
        _bring(
            workspace.pk,
            What.CONTACTS,
            "{id: external id, name: name, mail: address, firm: account id}",
            _people(),
            began,
        )
        _use(began, now)
        checkins.follow_programmes(at=began)
        done = _weeks(members[:2], began, now)
        _keep_hours(members, now)
    progress(f"A second company that checks in with {len(FIRMS)} firms, {done} of them since spring")


def _keep_hours(members: list[int], now: datetime) -> None:
    """Let everybody's hours be known, and let them be available today: what comes is given to them in turn."""
    for member_id in members:
        them = Actor.member(member_id)
        set_hours(member_id=member_id, zone="America/New_York", windows=HOURS, version=0, by=them, at=now)
        become_available(by=them, at=now)


def _use(began: datetime, now: datetime) -> None:
    """Tell what the firms did with the product since a year before: some a lot, some less and less, one nothing any more."""
    rows = []
    for account in Account.objects.order_by("id"):
        place = account.pk % len(FIRMS)
        for kind, many in (("terrestrial station", 1 + place % 3), ("internet station", place % 2)):
            for _ in range(many):
                add_asset(account_id=account.pk, values={"kind": kind}, fields={}, by=BY, at=began)
        ends = now - timedelta(weeks=14 * (place % 3 == 2))
        rows += [_row(account.pk, number, event, at) for number, (event, at) in enumerate(_events(place, began, ends))]
    take_in(rows=rows, by=BY, at=now)


def _events(place: int, began: datetime, ends: datetime) -> Iterator[tuple[str, datetime]]:
    """Give what one firm did, week by week."""
    at, week = began - timedelta(weeks=20), 0
    yield from (
        ("feature opened", at),
        ("feature opened", at),
        ("integration on" if place % 2 else "integration off", at),
    )
    while at < ends:
        for nth in range(1 + (place + week) % 4):
            yield ("feature used" if nth == 3 else "item submitted"), at + timedelta(hours=7 * nth)
        if week % (5 + place) == 4:
            yield from (("draft begun", at + timedelta(hours=3)), ("item past due", at + timedelta(hours=30)))
        at, week = at + timedelta(weeks=1), week + 1


def _row(account: int, number: int, event: str, at: datetime) -> Usage:
    """Make a record. Which person, feature and media kind it names follows from its number."""
    person = ("Traffic desk", "Producer", "Sales")[number % 3 if number % 7 else 2]
    feature = ("quick tips", "templates")[number % 2] if event in {"feature opened", "feature used"} else ""
    return Usage(
        source="product",
        key=f"{account}.{number}",
        knows=OURS,
        account=str(account),
        event=event,
        at=at,
        user=person,
        user_name=person,
        product="Spots",
        feature="auto-dub" if event.startswith("integration") else feature,
        media=("audio", "video", "live read")[number % 3] if event == "item submitted" else "",
        item=f"{account}.{number}",
    )


def _firms() -> str:
    return "id,name,lifecycle\n" + "".join(f"f{place},{name},customer\n" for place, (name, _) in enumerate(FIRMS))


def _people() -> str:
    lines = (
        f"p{place},{person},{person.split(' ')[0].lower()}@{''.join(filter(str.isalpha, name.lower()))}.example,f{place}\n"
        for place, (name, person) in enumerate(FIRMS)
    )
    return "id,name,mail,firm\n" + "".join(lines)


def _bring(workspace_id: int, what: What, columns: str, table: str, at: datetime) -> None:
    made = bring_file(
        what=what, name=f"{what}.csv", data=table.encode(), map_text=f"columns: {columns}\n", by=BY, at=at
    )
    start(import_id=made.pk, by=BY, at=at, here_and_now=True)
    run(workspace_id=workspace_id, import_id=made.pk, clock=lambda: at)


def _weeks(members: list[int], began: datetime, now: datetime) -> int:
    """Let each check-in open on its day, and somebody do it; the last two are left as they are. Gives how many came round.

    Those whose day is still to come have their specialists too.
    """
    days = list(Ticket.objects.filter(wakes_at__lte=now).exclude(recurs_by="").order_by("wakes_at"))
    for place, ticket in enumerate(days):
        at = (ticket.wakes_at or began) + timedelta(minutes=70)
        checkins.come_round(ticket_id=ticket.pk, at=at)
        check_in = CheckIn.objects.get(ticket=ticket)
        by = Actor.member(members[place % len(members)])
        desk.take(number=ticket.number, by=by, at=at)
        if place < len(days) - 1:
            _do(Round(check_in.pk, ticket.pk, check_in.account_id, place, by), at, now, last=place == len(days) - 2)
    coming = Ticket.objects.filter(wakes_at__gt=now, assignee=None).exclude(recurs_by="").order_by("wakes_at")
    for place, number in enumerate(coming.values_list("number", flat=True)):
        desk.take(number=number, by=Actor.member(members[place % len(members)]), at=began)
    return len(days)


def _do(one: Round, at: datetime, now: datetime, *, last: bool) -> None:
    """Begin, reach out, and, but for the last one, hear, note, grade and end."""
    checkins.start(check_in_id=one.id, by=one.by, at=at)
    address = ContactAddress.objects.select_related("contact").get(contact__account_id=one.account)
    if one.place % 3 == 2:
        said = "Left word with the front desk; they call back."
        checkins.log_reach_out(check_in_id=one.id, how=How.CALL, text=said, by=one.by, at=at + timedelta(minutes=40))
    else:
        checkins.send_reach_out(
            check_in_id=one.id,
            whom=Taking(address.contact_id, address.pk),
            subject="How is it going?",
            text="Once a year we look closely at how each of our customers works with our software, and then we ask: how do you get on?",
            mailbox=MAILBOX,
            by=one.by,
            at=at + timedelta(minutes=40),
        )
    heard = at + timedelta(days=3, hours=2)
    if last or heard > now:
        return
    desk.add_customer_message(
        ticket_id=one.ticket,
        contact_id=address.contact_id,
        text="Thank you for asking. All in all we are content; one or two things take longer than they should.",
        at=heard,
        by=Actor.contact(address.contact_id),
    )
    _conclude(one, address.contact.name, heard + timedelta(hours=1))


def _conclude(one: Round, person: str, at: datetime) -> None:
    programme, _ = programme_of(CheckIn.objects.get(id=one.id))
    said = {need: FOUND.get(need, "As last year.").format(person=person) for need in programme.note_needs}
    checkins.write_finding(check_in_id=one.id, said=said, by=one.by, at=at)
    checkins.give_grade(check_in_id=one.id, grade=GRADES[one.place % len(GRADES)], by=one.by, at=at)
    checkins.end_round(check_in_id=one.id, by=one.by, at=at)
