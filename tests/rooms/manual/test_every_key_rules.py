"""The manual rules: for each key of each kind of clause, and of the head, another value in the shipped manual makes another decision.

A key without its line here fails the build, however deep it stands: nothing may stand in a manual and do nothing.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache
from uuid import uuid4

import pytest
from django.test import Client

from rounds.basics import clock
from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.clauses import TicketKind
from rounds.desk.dates import Wish
from rounds.desk.duties import HAND_OUT
from rounds.desk.models import Ticket
from rounds.lists import duties as lists
from rounds.lists.clauses import NamedList
from rounds.lists.queries import named_page
from rounds.lists.queries.standing import hours_of
from rounds.mail.commands.deliveries import claim
from rounds.manual.checking import checked
from rounds.manual.comparing import HEAD, compare
from rounds.manual.describing import all_keys, keys_of
from rounds.manual.sides import Side, side_of
from rounds.policies.queries import book
from rounds.policies.rules import Keys
from rounds.targets import duties as targets
from rounds.targets.models import Run
from rounds.team import commands as team
from rounds.team.models import Member, Notice, Person
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.manuals import SHIPPED, a_yearly_manual
from tests.rooms.checkins.evidence_rules import EVIDENCE_RULES
from tests.rooms.checkins.key_rules import CHECK_IN_RULES
from tests.rooms.desk.key_rules import IN_TURN, MACRO_RULES
from tests.rooms.mail.key_rules import COMING_RULES, LEAVING_RULES
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.manual.proofs import Decide, Path, Proof, Proofs, declared, rewritten, standing
from tests.rooms.passing import rounds_to
from tests.rooms.telemetry.key_rules import FACT_RULES
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, PASSWORD, Cast, a_customer, a_ticket, a_workspace, later

FRIDAY = Wish(day=date(2026, 12, 4))
THANKSGIVING = Wish(day=date(2026, 11, 26))
ALL_WEEK = "```clause\nhours: all week\nopen: Mon-Sun 0:00-24:00\n```\n"
FIRMS = "```clause\nlist: every firm\nof: accounts\nwhere: {known since: {at most: 1 year ago}}\n"
MORNINGS = "```clause\nhours: afternoons\nopen: Mon-Fri 13:00-17:00\n```\n"


def allowed(cast: Cast) -> bool:
    """Say whether a rep may close a ticket."""
    with cast.inside():
        ticket = a_ticket()
    try:
        with cast.inside():
            desk.close(number=ticket.number, by=cast.rep, at=MONDAY)
    except Refused:
        return False
    return True


def sleeping(cast: Cast) -> Ticket:
    """Put a ticket to sleep until a day."""
    with cast.inside():
        return desk.put_to_sleep(number=a_ticket().number, wish=FRIDAY, by=cast.rep, at=MONDAY)


def over_thanksgiving(cast: Cast) -> object:
    """Say when a ticket comes back that sleeps until a day that is free in the United States."""
    with cast.inside():
        return desk.put_to_sleep(number=a_ticket().number, wish=THANKSGIVING, by=cast.rep, at=MONDAY).wakes_at


def answered(cast: Cast, kind: str = "question") -> tuple[str, str, object]:
    """Answer a ticket: the mail's subject and text, and when it comes back."""
    with cast.inside():
        ticket = a_ticket(kind=kind)
        message = desk.answer(number=ticket.number, text="It is done.", by=cast.rep, at=MONDAY)
        return message.subject, message.text, Ticket.objects.get(id=ticket.pk).wakes_at


def may_be_given(cast: Cast) -> bool:
    """Say whether a question may be assigned to a rep."""
    with cast.inside():
        ticket = a_ticket()
    try:
        with cast.inside():
            desk.assign(number=ticket.number, member_id=cast.rep.id or 0, by=cast.lead, at=MONDAY)
    except Refused:
        return False
    return True


def who_may_take_billing(cast: Cast) -> list[str]:
    """Say who may take a ticket about money while no lead is at work."""
    able = []
    for name, who in (("manager", cast.manager), ("production", cast.production)):
        try:
            with cast.inside():
                desk.assign(number=a_ticket(kind="billing").number, member_id=who.id or 0, by=cast.lead, at=MONDAY)
        except Refused:
            continue
        able.append(name)
    return able


def moved_by_macro(cast: Cast) -> object:
    """Run the macro for domains that move on a website change, and say until when it waits."""
    with cast.inside():
        number = a_ticket(kind="website change").number
    try:
        with cast.inside():
            desk.run_macro(number=number, name="domain is moving", by=cast.rep, at=MONDAY)
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    with cast.inside():
        return Ticket.objects.get(number=number).held_until


def may_be_urgent(cast: Cast) -> bool:
    """Say whether a ticket may be given the priority high."""
    with cast.inside():
        ticket = a_ticket()
    try:
        with cast.inside():
            desk.set_priority(number=ticket.number, priority="high", by=cast.rep, at=MONDAY)
    except Refused:
        return False
    return True


def held(cast: Cast, *, written: bool = False) -> Ticket | None:
    """Hold a ticket for engineering until a day, where it can be; written: the customer answers then."""
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
    try:
        with cast.inside():
            desk.hold(
                number=ticket.number, holder="engineering", reason="A defect.", wish=FRIDAY, by=cast.rep, at=MONDAY
            )
    except Refused:
        return None
    with cast.inside():
        if written:
            desk.add_customer_message(
                ticket_id=ticket.pk,
                contact_id=dana.contact_id,
                text="And?",
                by=Actor.contact(dana.contact_id),
                at=later(1),
            )
        return Ticket.objects.get(id=ticket.pk)


def may_leave(cast: Cast) -> bool:
    """Say whether an answer leaves within half a minute."""
    with cast.inside():
        message = desk.answer(number=a_ticket().number, text="Done.", by=cast.rep, at=MONDAY)
        row = Outbox.objects.get(ref_id=message.pk)
        return claim(outbox_id=row.pk, token=uuid4(), at=later(hours=1 / 120)) is not None


def offered(cast: Cast) -> bool:
    """Say whether the ticket's page offers three months."""
    with cast.inside():
        ticket = a_ticket()
        person = Person.objects.get(id=Member.objects.get(id=cast.rep.id).person_id)
    client = Client()
    client.force_login(person)
    return "3 months" in client.get(f"/desk/{ticket.number}", follow=True).content.decode()


def opened_by_mail(cast: Cast) -> str:
    """Let a mail come in, and give the kind of its ticket."""
    post = a_post(cast)
    outcome = post.bring(a_letter(to=post.address), at=later(0.1))
    with cast.inside():
        return Ticket.objects.get(id=outcome.ticket_id).kind


def opened_by_hand(cast: Cast, **asked: str) -> list[str]:
    """Open a website change for a customer, and give what is missing."""
    with cast.inside():
        customer = a_customer()
    try:
        with cast.inside():
            desk.open_ticket(
                subject="Swap the banner",
                text="The new one is red.",
                kind="website change",
                requester=customer,
                account_id=None,
                asked=asked,
                by=cast.rep,
                at=MONDAY,
            )
    except Refused as refusal:
        return [problem.text for problem in refusal.problems]
    return []


def given_by_turn(cast: Cast) -> bool:
    """Say whether a question that comes is given to a rep who is at work."""
    with cast.inside():
        windows = ["Mon-Fri 8:00-17:00"]
        zone = "America/Chicago"
        team.set_hours(
            member_id=cast.rep.id or 0, zone=zone, windows=windows, version=0, by=cast.rep, at=later(hours=-48)
        )
        team.become_available(by=cast.rep, at=MONDAY)
        a_ticket()
    rounds_to(cast, [HAND_OUT], now=later(hours=0.1))
    with cast.inside():
        return Ticket.objects.exclude(assignee=None).exists()


def may_have_two(cast: Cast) -> bool:
    """Say whether a rep may be given two questions."""
    with cast.inside():
        numbers = [a_ticket().number, a_ticket().number]
    try:
        with cast.inside():
            for number in numbers:
                desk.assign(number=number, member_id=cast.rep.id or 0, by=cast.lead, at=MONDAY)
    except Refused:
        return False
    return True


def who_hears_of_it(cast: Cast) -> list[str]:
    """Say who is told that nobody is at work while a question waits."""
    with cast.inside():
        a_ticket()
    rounds_to(cast, [HAND_OUT], now=later(hours=0.1))
    with cast.inside():
        return list(Notice.objects.values_list("member__name", flat=True))


def pass_to(cast: Cast, moment: datetime) -> None:
    """Let the engine see a moment: what happened is sealed, and all that is due is done."""
    seal_all(cast)
    rounds_to(cast, targets.DUTIES, now=moment)


def promised(cast: Cast) -> list[object]:
    """Say until what, and by when, something is promised on a question that came on Monday at nine."""
    with cast.inside():
        a_ticket()
    pass_to(cast, later(hours=0.1))
    with cast.inside():
        return list(Run.objects.values_list("until", "due_at"))


def warned_by_twelve_past_one(cast: Cast) -> bool:
    """Say whether there was a warning by then on a question that is due at two."""
    with cast.inside():
        a_ticket()
    pass_to(cast, later(hours=0.1))
    pass_to(cast, later(hours=4.2))
    with cast.inside():
        return TimelineEvent.objects.filter(kind="targets.near").exists()


def who_hears_that_it_is_late(cast: Cast) -> list[str]:
    """Say who is told when nobody answered a question in time."""
    with cast.inside():
        a_ticket()
    for hours in (0.1, 4.6, 5.1):
        pass_to(cast, later(hours=hours))
    with cast.inside():
        return list(Notice.objects.filter(event__kind="targets.missed").values_list("member__name", flat=True))


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


def led_to_set_up_more(cast: Cast) -> bool:
    """Say whether a rep who signed in with a password alone is led to set up a second factor before anything else."""
    client = Client()
    with cast.inside():
        email = Member.objects.get(id=cast.rep.id).email
    client.post("/sign-in", {"login": email, "password": PASSWORD})
    return "second-factor" in client.get("/desk").headers.get("Location", "")


def title_of_the_manual(cast: Cast) -> list[str]:
    """Give what the manual is called where people read it."""
    page = visitor(cast, cast.rep).get("/manual").content.decode()
    return re.findall(r"<h1[^>]*>(.*?)</h1>", page)


def act_on_a_ticket(cast: Cast) -> list[str]:
    """Give what the page calls that which is opened."""
    page = visitor(cast, cast.rep).get("/desk/new").content.decode()
    return re.findall(r"<h1[^>]*>(.*?)</h1>", page)


def queue_of_a_question(cast: Cast) -> str:
    with cast.inside():
        return a_ticket().queue


RULES: Proofs = {
    ("role", "may"): Proof([("write notes, close tickets, set dates", "write notes, set dates")], allowed),
    ("role", "stand-in"): Proof(
        [("role: lead\n", "role: lead\nstand-in: manager\n")],
        who_hears_that_it_is_late,
    ),
    ("ticket kind", "worked by"): Proof(
        [("ticket kind: question\n", "ticket kind: question\nworked by: production\n")],
        may_be_given,
    ),
    ("ticket kind", "stand-in"): Proof([("stand-in: manager\n", "stand-in: production\n")], who_may_take_billing),
    ("role", "second factor"): Proof([("role: rep\n", "role: rep\nsecond factor: required\n")], led_to_set_up_more),
    ("macro", "for"): Proof(
        [("macro: domain is moving\n", "macro: domain is moving\nfor: {ticket kind: billing}\n")],
        moved_by_macro,
    ),
    ("macro", "run by"): Proof(
        [("run by: [rep, lead]\ndoes:\n  answer: domain", "run by: lead\ndoes:\n  answer: domain")], moved_by_macro
    ),
    ("hours", "open"): Proof([("Mon-Fri 8:00-12:00", "Mon-Fri 10:00-12:00")], lambda cast: sleeping(cast).wakes_at),
    ("hours", "zone"): Proof(
        [("hours: help desk\nopen", "hours: help desk\nzone: Europe/Berlin\nopen")],
        lambda cast: sleeping(cast).wakes_at,
    ),
    ("ticket kind", "answers with"): Proof(
        [("answers with: website change", "answers with: billing")],
        lambda cast: answered(cast, "website change")[1],
    ),
    ("priorities", "highest first"): Proof([("[urgent, high, normal", "[urgent, important, normal")], may_be_urgent),
    ("priorities", "to begin with"): Proof(
        [("to begin with: normal", "to begin with: low")],
        lambda cast: sleeping(cast).priority,
    ),
    ("holds", "held by"): Proof(
        [("[engineering, supplier", "[printer, supplier")], lambda cast: held(cast) is not None
    ),
    ("holds", "offer"): Proof(
        [("3 working days, 1 week, 2 weeks]\nhours", "3 working days, 3 months]\nhours")], offered
    ),
    ("holds", "hours"): Proof(
        [
            ("2 weeks]\nhours: help desk", "2 weeks]\nhours: afternoons"),
            ("## Waiting for", f"{MORNINGS}\n## Waiting for"),
        ],
        lambda cast: held(cast).held_until,
    ),
    ("holds", "when the customer answers"): Proof(
        [("answers: end the hold", "answers: keep the hold")],
        lambda cast: held(cast, written=True).held_until,
    ),
    ("sending", "undo within"): Proof([("undo within: 10 seconds", "undo within: 2 minutes")], may_leave),
    ("ticket kind", "asks for"): Proof(
        [("wish: required", "wish: optional")],
        lambda cast: opened_by_hand(cast, page="the first one"),
    ),
    ("queue", "takes", "ticket kind"): Proof(
        [
            ("{ticket kind: question}", "{ticket kind: }"),
            ("kind: billing}", "kind: question}"),
            ("kind: }", "kind: billing}"),
        ],
        queue_of_a_question,
    ),
    ("queue", "given"): Proof([("worked by: rep\n", "worked by: rep\ngiven: in turn\n")], given_by_turn),
    ("queue", "open tickets each"): Proof(
        [("worked by: rep\n", "worked by: rep\nopen tickets each: 1\n")], may_have_two
    ),
    ("queue", "if nobody fits"): Proof(
        [("worked by: rep\n", "worked by: rep\ngiven: in turn\nif nobody fits: {tell: lead}\n")],
        who_hears_of_it,
    ),
    ("queue", "if nobody fits", "tell"): Proof(
        [("fits: {tell: lead}", "fits: {tell: manager}")], who_hears_of_it, IN_TURN
    ),
    ("target", "for"): Proof([("for: {queue: front desk}", "for: {queue: billing}")], promised),
    ("target", "until"): Proof([("within: 4 working hours", "until: solved\nwithin: 4 working hours")], promised),
    ("target", "within"): Proof([("within: 4 working hours", "within: 2 working hours")], promised),
    ("target", "hours"): Proof(
        [
            ("4 working hours\nhours: help desk", "4 working hours\nhours: afternoons"),
            ("## Coming back", f"{MORNINGS}\n## Coming back"),
        ],
        promised,
    ),
    ("target", "warn"): Proof([("warn: 30 minutes before", "warn: 1 hour before")], warned_by_twelve_past_one),
    ("target", "missed"): Proof([("missed: {tell: lead}\n", "")], who_hears_that_it_is_late),
    ("target", "missed", "tell"): Proof(
        [("missed: {tell: lead}", "missed: {tell: manager}")], who_hears_that_it_is_late
    ),
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
    ("queue", "worked by"): Proof([("worked by: rep", "worked by: production")], may_be_given),
    ("promised dates", "offer"): Proof([("2 weeks, 1 month", "2 weeks, 3 months")], offered),
    ("promised dates", "after an answer"): Proof(
        [("after an answer: 1 week", "after an answer: 2 weeks")],
        lambda cast: answered(cast)[2],
    ),
    ("promised dates", "hours"): Proof(
        [("1 week\nhours: help desk", "1 week\nhours: afternoons"), ("## Coming back", f"{MORNINGS}\n## Coming back")],
        lambda cast: sleeping(cast).wakes_at,
    ),
    ("promised dates", "when the customer answers"): Proof(
        [("answers: keep the date", "answers: drop the date")],
        lambda cast: sleeping(cast).wake_keeps,
    ),
    ("template", "subject"): Proof(
        [("name: plain\nsubject: Re: {subject}", "name: plain\nsubject: About {subject}")],
        lambda cast: answered(cast)[0],
    ),
    ("template", "body"): Proof(
        [("name: plain\nsubject: Re: {subject}\n\nHello", "name: plain\nsubject: Re: {subject}\n\nGood day")],
        lambda cast: answered(cast)[1],
    ),
    ("mailbox", "opens"): Proof([("opens: question", "opens: billing")], opened_by_mail),
    (HEAD, "manual"): Proof([("manual: How our help desk works", "manual: How we help")], title_of_the_manual),
    (HEAD, "zone"): Proof([("zone: America/Chicago", "zone: Europe/Berlin")], lambda cast: sleeping(cast).wakes_at),
    (HEAD, "holidays"): Proof([("holidays: [US]", "holidays: [DE]")], over_thanksgiving),
    (HEAD, "words"): Proof([("holidays: [US]\n", "holidays: [US]\nwords: {ticket: case}\n")], act_on_a_ticket),
}


RULES |= MACRO_RULES | CHECK_IN_RULES | EVIDENCE_RULES | FACT_RULES | COMING_RULES | LEAVING_RULES

OF_CHECK_INS = frozenset(kind for kind, *_ in CHECK_IN_RULES | EVIDENCE_RULES | FACT_RULES | LEAVING_RULES)


def base(path: Path) -> str:
    """Give the manual in which a key is changed: the shipped one, or the one with check-ins and a fact; and with the key in it."""
    kind, *_ = path
    return rewritten(a_yearly_manual() if kind in OF_CHECK_INS else SHIPPED, RULES[path].ground)


def sound_side(text: str) -> Side:
    """Read a manual that has to be sound."""
    found = checked(text)
    assert not found.findings, "the changed manual is sound"
    return side_of(found)


@cache
def decided_twice(decide: Decide, manual: str) -> object:
    """Decide under a manual, and again in another company; both decisions must be the same. Many keys ask for the same one."""
    first = decide(a_workspace(manual=manual))
    assert decide(a_workspace(manual=manual)) == first
    return first


def test_every_key_of_every_kind_has_its_rule_here():
    """Those inside other keys, and those of the head, too."""
    assert set(declared()) == set(RULES)


def test_a_key_that_decides_nothing_cannot_slip_in():
    """A new key fails the build until somebody shows what it decides: at the top of a clause, or inside a key of it."""

    class Colours(Keys):
        """Of which colour it is."""

        front: str = "red"

    class Inert(TicketKind):
        """A kind with more keys."""

        paint: Colours = Colours()

    assert {path for path, _ in all_keys(tuple(keys_of(Inert)))} - {path[1:] for path in RULES} == {
        ("paint",),
        ("paint", "front"),
    }


@pytest.mark.parametrize("path", list(RULES), ids=", ".join)
def test_another_value_makes_another_decision(path):
    """F1: what is written is what the system does.

    The decision is the same twice under the same manual, so it differs for what was changed; and what was changed is this key.
    """
    proof, before = RULES[path], base(path)
    after = rewritten(before, proof.changes)
    was, now = sound_side(before), sound_side(after)
    assert standing(was, path) != standing(now, path)
    assert path[:2] in changes_in_words(was, now)
    assert proof.decide(a_workspace(manual=after)) != decided_twice(proof.decide, before)


def changes_in_words(was: Side, now: Side) -> set[tuple[str, str]]:
    """Say which keys of which kinds differ between two manuals, as the page's own comparison has it."""
    found = compare(was, now).differences
    return {(each.clause.partition(":")[0], change.key) for each in found for change in each.keys}
