"""What each key of programmes and grades decides: a change of it in the manual, and what comes out otherwise."""

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import programme_of
from rounds.checkins.rules.ladders import template_of
from rounds.desk.models import Message, Ticket
from rounds.team.models import Notice
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.manual.proofs import Proof, Proofs
from tests.world import MONDAY, Cast, later

YEAR = later(370)
"""After the first check-in has come, whatever the hours."""

MORNINGS = "```clause\nhours: afternoons\nopen: Mon-Fri 13:00-17:00\n```\n"


def comes_round(cast: Cast) -> object:
    """Say when the first check-in of a firm is due."""
    return a_firm(cast).ticket.wakes_at


def is_on_it(cast: Cast) -> bool:
    """Say whether a firm that is a customer is on the programme."""
    firm = a_firm(cast)
    with cast.inside():
        return CheckIn.objects.filter(account_id=firm.id).exists()


def kind_of_ticket(cast: Cast) -> str:
    """Say of which kind a check-in's ticket is."""
    return a_firm(cast).ticket.kind


def first_template(cast: Cast) -> str:
    """Say with which template one begins to write."""
    firm = a_firm(cast)
    with cast.inside():
        return template_of(programme_of(firm.check_in)[0], None)


def after_nobody_answered(cast: Cast) -> object:
    """Say when it comes back, what was noted and who was told, where nobody answers twice."""
    firm = _due(cast)
    firm.reach_out(YEAR)
    firm.passes(later(390))
    second = firm.ticket.state
    firm.reach_out(later(391))
    firm.passes(later(410))
    with cast.inside():
        notes = list(Message.objects.filter(ticket=firm.check_in_ticket_id, kind="note").values_list("text", flat=True))
        told = list(Notice.objects.order_by("id").values_list("member__name", flat=True))
        return second, notes, told, firm.ticket.wakes_at


def second_template(cast: Cast) -> str:
    """Say with which template one writes where nobody answered the first."""
    firm = _due(cast)
    firm.reach_out(YEAR)
    firm.passes(later(390))
    with cast.inside():
        return template_of(programme_of(firm.check_in)[0], firm.check_in.step)


def may_be_found(cast: Cast) -> bool:
    """Say whether a finding about contact and what goes well is enough."""
    firm = a_firm(cast)
    try:
        with cast.inside():
            said = {"spoke with": "Ada Quist", "going well": "All of it."}
            checkins.write_finding(check_in_id=firm.check_in.pk, said=said, by=cast.rep, at=MONDAY)
    except Refused:
        return False
    return True


def may_be_graded(cast: Cast) -> bool:
    """Say whether a firm may be graded B."""
    return graded(cast, "B") is not None


def title_of_e(cast: Cast) -> object:
    """Give what the title of a firm says that is graded E."""
    return graded(cast, "E")


def graded(cast: Cast, grade: str) -> str | None:
    """Grade a firm; give its ticket's title, None where the grade is refused."""
    firm = a_firm(cast)
    try:
        with cast.inside():
            checkins.give_grade(check_in_id=firm.check_in.pk, grade=grade, by=cast.rep, at=MONDAY)
    except Refused:
        return None
    return firm.ticket.subject


def training_kind(cast: Cast) -> str | None:
    """Say of which kind the ticket is that a wish for training opens; None where it opens none."""
    firm = _due(cast)
    firm.reach_out(YEAR)
    try:
        with cast.inside():
            made = checkins.wish_training(check_in_id=firm.check_in.pk, text="A refresher.", by=cast.rep, at=YEAR)
            return Ticket.objects.get(id=made.pk).kind
    except Refused:
        return None


def goes_on(cast: Cast) -> str:
    """Say what a check-in's programme is called that was called otherwise."""
    firm = a_firm(cast)
    with cast.inside():
        CheckIn.objects.update(programme="firm talks")
    firm.passes(YEAR)
    return firm.check_in.programme


def _due(cast: Cast) -> Firm:
    firm = a_firm(cast)
    firm.passes(YEAR)
    return firm


CHECK_IN_RULES: Proofs = {
    ("programme", "for"): Proof([("for: {lifecycle: customer}", "for: {lifecycle: former}")], is_on_it),
    ("programme", "ticket kind"): Proof(
        [("ticket kind: check-in\nevery", "ticket kind: billing\nevery")], kind_of_ticket
    ),
    ("programme", "every"): Proof([("every: 1 year", "every: 6 months")], comes_round),
    ("programme", "hours"): Proof(
        [
            ("every: 1 year\nhours: help desk", "every: 1 year\nhours: afternoons"),
            ("## How our mails", f"{MORNINGS}\n## How our mails"),
        ],
        comes_round,
    ),
    ("programme", "spread"): Proof([("every: 1 year\n", "every: 1 year\nspread: evenly\n")], comes_round),
    ("programme", "starts with", "send"): Proof(
        [
            ("starts with: {send: how is it going}", "starts with: {send: second try}"),
            ("  - send: second try\n", "  - send: how is it going\n"),
        ],
        first_template,
    ),
    ("programme", "unanswered", "wait"): Proof([("  - wait: 1 week\n", "  - wait: 3 weeks\n")], after_nobody_answered),
    ("programme", "unanswered", "send"): Proof(
        [("  - send: second try\n", "  - send: how is it going\n")], second_template
    ),
    ("programme", "unanswered", "note"): Proof(
        [("note: Nobody answered twice.", "note: They are silent.")], after_nobody_answered
    ),
    ("programme", "unanswered", "tell"): Proof([("  - tell: lead\n", "  - tell: manager\n")], after_nobody_answered),
    ("programme", "unanswered", "then"): Proof([("then: next cadence", "then: 6 months")], after_nobody_answered),
    ("programme", "note needs"): Proof(
        [("note needs: [spoke with, going well]", "note needs: [spoke with, going well, usage]")],
        may_be_found,
    ),
    ("programme", "grades"): Proof([("grades: firm grades\nevidence", "evidence")], may_be_graded),
    ("programme", "was"): Proof([("every: 1 year\n", "every: 1 year\nwas: firm talks\n")], goes_on),
    ("programme", "training wish"): Proof([("training wish: {open a ticket: question}\n", "")], training_kind),
    ("programme", "training wish", "open a ticket"): Proof(
        [("{open a ticket: question}", "{open a ticket: billing}")], training_kind
    ),
    ("grades", "scale"): Proof([("B: some features and well, ", "")], may_be_graded),
    ("grades", "in the title"): Proof([("in the title: {E: not using}", "in the title: {E: silent}")], title_of_e),
}
