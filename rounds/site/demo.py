"""The demo: one workspace per shipped manual, with people, firms, and mails that came in by the same door as real ones.

Nothing here writes tickets by hand: letters are received, answers are given, dates are promised through the rooms' commands.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from django.db import transaction

from rounds.accounts import commands as accounts
from rounds.basics import clock
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Message
from rounds.lists.commands import save_view
from rounds.mail import commands as mail
from rounds.mail.models import Via
from rounds.manual.commands import adopt
from rounds.site import demo_check_ins
from rounds.team.commands import add_member, become_available, set_hours
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace
from rounds.workspaces.queries import id_of
from rounds.workspaces.rows import execute

PASSWORD = "rounds demo"  # noqa: S105
"""Printed beside each sign-in; the demo listens on loopback alone."""

SLUG = "fenwick"
MANUAL = "web-agency-desk"
DOMAIN = "fenwick.example"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody whom the demo knows."""

    name: str
    email: str
    roles: tuple[str, ...]
    password: str = PASSWORD
    zone: str = "America/Chicago"
    hours: tuple[str, ...] = ("Mon-Fri 8:00-12:00", "Mon-Fri 13:00-17:00")


PEOPLE = (
    SignIn("Teo Okafor", f"teo@{DOMAIN}", ("rep",)),
    SignIn("Elin Berg", f"elin@{DOMAIN}", ("rep",), zone="America/New_York", hours=("Mon-Thu 9:00-15:30",)),
    SignIn("Priya Nair", f"priya@{DOMAIN}", ("lead", "rep")),
    SignIn("Bram de Wit", f"bram@{DOMAIN}", ("production",)),
    SignIn("Mara Lindqvist", f"mara@{DOMAIN}", ("manager",)),
)


@dataclass(frozen=True, slots=True)
class Firm:
    name: str
    person: str
    address: str


FIRMS = (
    Firm("Harbour Tile & Stone", "Dana Whitlock", "dana@harbourtile.example"),
    Firm("Hartwell Dental", "Ruth Hartwell", "ruth@hartwell.example"),
    Firm("Bellamy Roofing", "Owen Bellamy", "owen@bellamy.example"),
    Firm("Pike Street Plumbing", "Marisol Pike", "marisol@pikestreet.example"),
    Firm("Corner Oven Bakery", "Yusuf Demir", "yusuf@corneroven.example"),
    Firm("Larkspur Veterinary", "Ingrid Sól", "ingrid@larkspur.example"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket's past. hours: how long ago the mail came. answer, date, note, …: what we did.

    holder: for whom it waits, since then, with the note as the reason.
    """

    firm: int
    hours: float
    subject: str
    text: str
    kind: str = ""
    file: str = ""
    note: str = ""
    answer: str = ""
    again: str = ""
    date: str = ""
    sleeps: str = ""
    holder: str = ""
    priority: str = ""
    closes: bool = False


STORIES = (
    Story(
        1,
        120,
        "Footer shows the old phone number",
        "Hello,\n\nour number changed in spring, but the bottom of every page still shows the old one. "
        "A patient told us yesterday. Can you change it everywhere?\n\nRuth",
        answer="Thank you for telling us. We are changing it on every page and in the search listing, and will look at it on a phone too.",
        date="1 working day",
    ),
    Story(
        0,
        52,
        "Swap the summer banner",
        "Morning! The summer sale is long over, but the banner is still on the front page. Please put the attached one there "
        "instead, linked to the stone samples.\n\nDana",
        file="winter-banner.png",
        note="The banner is 1600 px wide, ours is 1920. Asked Bram for a clean upscale rather than stretching it.",
        answer="Thanks, I have it. It goes live this afternoon, and I will look at it on a phone before I tell you.",
        again="Looks great on my phone already! One more thing: can the spring offer run on the same banner from March?",
    ),
    Story(
        2,
        49,
        "Add three reviews to the front page",
        "Three customers left lovely reviews. Could they stand on the front page? I will send the texts if you like the idea.\n\nOwen",
        answer="We do like it. Send the three texts, and first names if the customers agree; we will set them under the photo.",
    ),
    Story(
        3,
        45,
        "Rankings fell for “emergency plumber”",
        "We were second for months and are on page two now. What happened, and what does it take to come back?\n\nMarisol",
        note="A new competitor with many local reviews. SEO looks at it on Thursday.",
        holder="supplier",
    ),
    Story(
        4,
        22,
        "Holiday hours on every page",
        "Hi, we close at noon on 24 December and open again on the 27th. Can the site say so from Monday on?\n\nYusuf",
        answer="It will. From Monday the hours stand in the footer and on the contact page.",
        again="thanks!!",
        date="1 month",
    ),
    Story(
        5,
        20,
        "Invoice for October came twice",
        "Dear team,\n\nwe got invoice 2210 twice, with two dates. Which one do we pay?\n\nIngrid",
    ),
    Story(
        2,
        6,
        "Make me admin of our social page",
        "My nephew set up the page and has moved away. How do I become its admin?\n\nOwen",
    ),
    Story(
        1,
        4,
        "New team page",
        "Dr. Osei joined us on Monday. Her portrait and a few lines are attached.\n\nRuth",
        sleeps="1 week",
        file="osei-portrait.png",
    ),
    Story(
        4,
        2,
        "Contact form sends twice",
        "Every order from the form reaches us twice since the weekend. We nearly baked two wedding cakes.",
        priority="urgent",
    ),
    Story(
        0,
        200,
        "Change of our opening hours",
        "From October we open at nine. Please change it on the site.\n\nDana",
        answer="Done, on the contact page, in the footer and in the search listing.",
        closes=True,
    ),
)


def load(progress: Callable[[str], None]) -> tuple[SignIn, ...]:
    """Make the demo's workspace where it is missing, and say who can sign in. progress: takes a line for each step.

    All of it or nothing: who is interrupted in the first load finds no half of a company at the second. Where the process that began
    a load outlives the demo that asked for it, the next one waits for it.
    """
    with _alone():
        if id_of(SLUG) is None:
            _make(clock.now(), progress)
    with _alone():
        if id_of(demo_check_ins.SLUG) is None:
            demo_check_ins.make(_manual("annual-check-ins"), PASSWORD, clock.now(), progress)
    return PEOPLE + tuple(SignIn(*person) for person in demo_check_ins.PEOPLE)


@contextmanager
def _alone() -> Iterator[None]:
    """Open a transaction in which no other process loads a demo into this database."""
    with transaction.atomic():
        execute("SELECT pg_advisory_xact_lock(hashtext('rounds.site.demo'))")
        yield


def _make(now: datetime, progress: Callable[[str], None]) -> None:
    workspace = found(name="Fenwick Web Studio", slug=SLUG, at=now)
    with as_workspace(workspace.pk):
        _people(workspace.pk, now)
        progress(f"A workspace with {len(PEOPLE)} members and the manual “{MANUAL}”")
        mailbox_id = _mailbox(workspace.pk, now - timedelta(days=30))
        for story in sorted(STORIES, key=lambda story: -story.hours):
            _tell(workspace.pk, mailbox_id, story, now)
        _views(now)
        progress(f"{len(STORIES)} mails received, answered and put to sleep; {len(FIRMS)} firms")


def _views(now: datetime) -> None:
    """Let Priya keep a search, and share another with the reps."""
    priya = Actor.member(Member.objects.get(name="Priya Nair").pk)
    save_view(name="Late, and mine", search="is:missed with:me", by=priya, at=now)
    save_view(name="Waiting for two days", search="is:our-turn older:2d sort:due", role="rep", by=priya, at=now)


def _manual(name: str) -> str:
    inside, beside = (place / "manuals" / f"{name}.md" for place in (Path(__file__).parent, Path(__file__).parents[2]))
    return (inside if inside.exists() else beside).read_text("utf-8")


def _people(workspace_id: int, now: datetime) -> None:
    with as_workspace(workspace_id):
        adopt(text=_manual(MANUAL), by=Actor.system(), at=now - timedelta(days=30))
        for person in PEOPLE:
            member = add_member(
                name=person.name,
                email=person.email,
                roles=person.roles,
                password=person.password,
                by=Actor.system(),
                at=now - timedelta(days=30),
            )
            _keep_hours(member.pk, person, now)


def _keep_hours(member_id: int, person: SignIn, now: datetime) -> None:
    """Let somebody's own hours be known, and let them be available today."""
    them = Actor.member(member_id)
    set_hours(member_id=member_id, zone=person.zone, windows=person.hours, version=0, by=them, at=now)
    become_available(by=them, at=now)


def _mailbox(workspace_id: int, now: datetime) -> int:
    with as_workspace(workspace_id):
        mailbox = mail.add_mailbox(name="support", address=f"support@{DOMAIN}", by=Actor.system(), at=now)
        for firm in FIRMS:
            account = accounts.add_account(name=firm.name, by=Actor.system(), at=now)
            known = accounts.contact_of_address(address=firm.address, name=firm.person, by=Actor.system(), at=now)
            accounts.place_contact(contact_id=known.contact_id, account_id=account.pk, by=Actor.system(), at=now)
        return mailbox.pk


def _tell(workspace_id: int, mailbox_id: int, story: Story, now: datetime) -> None:
    """Let one ticket's past happen, each act at its own time, by its own command."""
    firm, began = FIRMS[story.firm], now - timedelta(hours=story.hours)
    letter = _letter(firm, story.subject, story.text, at=began, file=story.file)
    number = _received(workspace_id, mailbox_id, letter, at=began)
    with as_workspace(workspace_id):
        members = dict(Member.objects.values_list("name", "id"))
        rep = Actor.member(members["Teo Okafor" if story.firm % 2 else "Elin Berg"])
        if story.note:
            desk.note(number=number, text=story.note, by=rep, at=began + timedelta(minutes=25))
        if story.answer:
            desk.take(number=number, by=rep, at=began + timedelta(minutes=30))
            desk.answer(number=number, text=story.answer, by=rep, at=began + timedelta(minutes=40))
        if story.date or story.sleeps:
            act = desk.put_to_sleep if story.sleeps else desk.set_reopen_date
            act(
                number=number,
                wish=Wish(span=Span.parse(story.date or story.sleeps)),
                by=rep,
                at=began + timedelta(hours=1),
            )
        if story.priority:
            desk.set_priority(number=number, priority=story.priority, by=rep, at=began + timedelta(hours=1))
        if story.holder:
            _hold(number, story, by=rep, at=began + timedelta(hours=1))
        if story.closes:
            desk.close(number=number, by=rep, at=began + timedelta(hours=2))
        ours = Message.objects.filter(ticket__number=number, kind="staff").values_list("message_id", flat=True).last()
    if story.again:
        answered = began + timedelta(hours=1, minutes=30)
        again = _letter(firm, f"Re: {story.subject}", story.again, at=answered, answers=ours or "")
        _received(workspace_id, mailbox_id, again, at=answered)


def _hold(number: int, story: Story, *, by: Actor, at: datetime) -> None:
    wish = Wish(span=Span.parse("1 week"))
    desk.hold(number=number, holder=story.holder, reason=story.note, wish=wish, by=by, at=at)


def _received(workspace_id: int, mailbox_id: int, letter: EmailMessage, *, at: datetime) -> int:
    """Receive a letter as the door does, and give its ticket's number."""
    mail.receive(workspace_id=workspace_id, mailbox_id=mailbox_id, raw=letter.as_bytes(), via=Via.SMTP, at=at)
    with as_workspace(workspace_id):
        return Message.objects.values_list("ticket__number", flat=True).get(message_id=letter["Message-ID"])


def _letter(firm: Firm, subject: str, text: str, *, at: datetime, answers: str = "", file: str = "") -> EmailMessage:
    """Write a customer's mail."""
    letter = EmailMessage()
    letter["From"] = f'"{firm.person}" <{firm.address}>'
    letter["To"] = f"support@{DOMAIN}"
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = make_msgid(domain=firm.address.partition("@")[2])
    if answers:
        letter["In-Reply-To"] = letter["References"] = answers
    letter.set_content(text)
    if file:
        letter.add_attachment(PICTURE, maintype="image", subtype="png", filename=file)
    return letter


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGUlEQVR4nGP8z0AaYCJR/aiGUQ1DSAMAQC4BH2bjRnMAAAAASUVORK5CYII="
)
"""A small square, so that attachments are real files."""
