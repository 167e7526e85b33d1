"""What kinds of tickets, queues and priorities decide: a change of each key in the manual, and what comes of a ticket then."""

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.duties import HAND_OUT
from rounds.desk.models import Ticket
from rounds.team import commands as team
from rounds.team.models import Notice
from tests.rooms.desk.date_rules import answered, sleeping
from tests.rooms.manual.proofs import Changes, Proof, Proofs
from tests.rooms.passing import rounds_to
from tests.world import MONDAY, Cast, a_customer, a_ticket, later


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


def queue_of_a_question(cast: Cast) -> str:
    with cast.inside():
        return a_ticket().queue


IN_TURN: Changes = [("worked by: rep\n", "worked by: rep\ngiven: in turn\nif nobody fits: {tell: lead}\n")]
QUEUE_RULES: Proofs = {
    ("ticket kind", "worked by"): Proof(
        [("ticket kind: question\n", "ticket kind: question\nworked by: production\n")],
        may_be_given,
    ),
    ("ticket kind", "stand-in"): Proof([("stand-in: manager\n", "stand-in: production\n")], who_may_take_billing),
    ("ticket kind", "answers with"): Proof(
        [("answers with: website change", "answers with: billing")],
        lambda cast: answered(cast, "website change")[1],
    ),
    ("priorities", "highest first"): Proof([("[urgent, high, normal", "[urgent, important, normal")], may_be_urgent),
    ("priorities", "to begin with"): Proof(
        [("to begin with: normal", "to begin with: low")],
        lambda cast: sleeping(cast).priority,
    ),
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
    ("queue", "worked by"): Proof([("worked by: rep", "worked by: production")], may_be_given),
}
