"""What macros decide, each act of one too: a change of it in the manual, and what comes of a ticket then."""

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.models import Hold, Message, Ticket
from rounds.team.models import Member
from tests.rooms.manual.proofs import Proof, Proofs
from tests.world import MONDAY, Cast, a_ticket, later

BEFORE = "## A second look"
HOLD = "hold: {for: supplier, until: 1 week, reason: They move.}"


def a_macro(does: str) -> str:
    return f"```clause\nmacro: mine\ndoes: {{priority: high, {does}}}\n```\n\n{BEFORE}"


def ran(cast: Cast) -> object:
    """Run the macro on a new ticket that a teammate has and on a closed one; say what each of them is then."""
    with cast.inside():
        taken, closed = a_ticket(), a_ticket()
        desk.assign(number=taken.number, member_id=cast.teammate.id or 0, by=cast.lead, at=later(hours=0.1))
        desk.close(number=closed.number, by=cast.lead, at=later(hours=0.1))
    return [_outcome(cast, each.number) for each in (taken, closed)]


def _outcome(cast: Cast, number: int) -> object:
    try:
        with cast.inside():
            desk.run_macro(number=number, name="mine", by=cast.lead, at=later(hours=1))
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    with cast.inside():
        ticket = Ticket.objects.get(number=number)
        has_it = Member.objects.filter(id=ticket.assignee_id).values_list("name", flat=True).first()
        reason = Hold.objects.filter(ticket=ticket).values_list("reason", flat=True).first()
        held = (ticket.held_by, ticket.held_until, reason)
        texts = list(Message.objects.filter(ticket=ticket).order_by("id").values_list("kind", "text"))
        return ticket.kind, ticket.priority, has_it, ticket.state, ticket.wakes_at, held, texts


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


def does(was: str, now: str) -> Proof:
    """Prove an act of a macro by another value of it."""
    return Proof([(a_macro(was), a_macro(now))], ran, [(BEFORE, a_macro(was))])


MACRO_RULES: Proofs = {
    ("macro", "for"): Proof(
        [("macro: domain is moving\n", "macro: domain is moving\nfor: {ticket kind: billing}\n")],
        moved_by_macro,
    ),
    ("macro", "run by"): Proof(
        [("run by: [rep, lead]\ndoes:\n  answer: domain", "run by: lead\ndoes:\n  answer: domain")], moved_by_macro
    ),
    ("macro", "does", "kind"): does("kind: billing", "kind: website change"),
    ("macro", "does", "priority"): Proof(
        [("does: {priority: high", "does: {priority: low")], ran, [(BEFORE, a_macro("kind: billing"))]
    ),
    ("macro", "does", "give to"): does("give to: whoever runs it", "give to: the queue"),
    ("macro", "does", "note"): does("note: glad to help", "note: domain is moving"),
    ("macro", "does", "answer"): does("answer: glad to help", "answer: domain is moving"),
    ("macro", "does", "comes back in"): does("comes back in: 2 weeks", "comes back in: 3 weeks"),
    ("macro", "does", "sleep"): does("sleep: 2 weeks", "sleep: 3 weeks"),
    ("macro", "does", "hold"): does(HOLD, "kind: question"),
    ("macro", "does", "hold", "for"): does(HOLD, HOLD.replace("supplier", "engineering")),
    ("macro", "does", "hold", "until"): does(HOLD, HOLD.replace("1 week", "2 weeks")),
    ("macro", "does", "hold", "reason"): does(HOLD, HOLD.replace("They", "We")),
    ("macro", "does", "then"): does("then: close", "then: open again"),
}
