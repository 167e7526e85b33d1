"""What a target decides: a change of each key in the manual, and by when something is promised then, and who hears that it is late."""

from datetime import datetime

from rounds.targets import duties as targets
from rounds.targets.models import Run
from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
from tests.rooms.desk.date_rules import MORNINGS
from tests.rooms.manual.proofs import Proof, Proofs
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import Cast, a_ticket, later


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


TARGET_RULES: Proofs = {
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
}
