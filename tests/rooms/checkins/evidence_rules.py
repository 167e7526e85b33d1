"""What each key of evidence and suggestions decides: a change of it in the manual, and what is seen of a firm otherwise."""

from rounds.accounts.commands import add_asset
from rounds.checkins import commands as checkins
from rounds.checkins.commands import compare_grades
from rounds.checkins.queries import evidence_page, suggested_grade
from rounds.checkins.queries.evidence import words_for_letter
from rounds.checkins.queries.standing import programme_of
from rounds.desk import commands as desk
from rounds.team.models import Notice
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import EVIDENCE, GRADES
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.manual.proofs import Proof, Proofs
from tests.world import MONDAY, Cast, a_ticket, later

OTHER = "```clause\nevidence: other evidence\nfigures: past due\n```\n"
FEATURES = next(line for line in EVIDENCE.splitlines() if line.startswith("features: "))
IDLE, BUSY = (f"{line}\n" for line in GRADES.splitlines() if line.startswith("  - {grade"))
DIFFER = next(line for line in GRADES.splitlines() if line.startswith("if they differ"))
TOLD = (
    ("item submitted", 3, {"media": "audio", "item": "i1", "user": "u1"}),
    ("item submitted", 40, {"media": "video", "item": "i2", "user": "u2"}),
    ("item past due", 20, {"media": "audio", "item": "i3"}),
    ("feature opened", 200, {"feature": "billing export"}),
    ("feature opened", 190, {"feature": "old desk"}),
    ("feature closed", 180, {"feature": "old desk"}),
    ("feature used", 100, {"feature": "quick tips", "user": "u3"}),
    ("feature used", 60, {"feature": "charts", "user": "u1"}),
    ("feature wished for", 90, {"feature": "maps"}),
    ("integration on", 150, {"feature": "auto-dub"}),
    ("integration on", 140, {"feature": "weather"}),
    ("integration off", 130, {"feature": "weather"}),
    ("draft begun", 50, {"item": "d1", "user": "u1"}),
    ("draft begun", 30, {"item": "d2", "user": "u2"}),
    ("draft dropped", 10, {"item": "d2", "user": "u2"}),
)
"""What a firm did: the event, how many days ago, and what else is known of it."""


def used(cast: Cast) -> Firm:
    """Make a firm that has used the product for some months, has stations, and wrote once a year and a half ago."""
    with cast.inside():
        a_ticket(at=later(-550))
    firm = a_firm(cast)
    with cast.inside():
        for kind in ("terrestrial station", "internet station"):
            add_asset(account_id=firm.id, values={"kind": kind}, fields={}, by=Actor.system(), at=MONDAY)
        old = a_ticket(by=firm.contact, at=later(-500))
        desk.name_account(number=old.number, name="Harbour FM", by=cast.lead, at=later(-499))
        rows = [
            Usage(source="app", knows=OURS, account=str(firm.id), at=later(-ago), key=f"k{n}", event=event, **more)
            for n, (event, ago, more) in enumerate(TOLD)
        ]
        take_in(rows=rows, by=Actor.system(), at=MONDAY)
    return firm


def seen(cast: Cast) -> object:
    """Say what the page shows of the firm."""
    firm = used(cast)
    with cast.inside():
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
        assert page is not None
        assert page.trouble == ""
        people = [[each.name for each in those] for those in (page.active, page.quiet)]
        found = page.seen
        return (
            {name: each.number for name, each in found.figures.items()},
            [(month.first, month.number) for month in found.months],
            found.media,
            found.quiet,
            people[1],
            [(use.feature, use.had, use.used, use.wanted) for use in found.features],
            dict(found.assets),
            [(switch.name, switch.on) for switch in found.integrations],
            found.drafts,
            found.tickets,
        )


def written(cast: Cast) -> object:
    """Say what a letter to the firm says of what it does not use."""
    firm = used(cast)
    with cast.inside():
        return words_for_letter(firm.check_in, *programme_of(firm.check_in), at=later(1))


def begins(cast: Cast) -> object:
    """Say what a finding begins with."""
    firm = used(cast)
    with cast.inside():
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
        assert page is not None
        return dict(page.offers)


def suggests(cast: Cast) -> object:
    """Say which grade the figures suggest."""
    firm = used(cast)
    with cast.inside():
        found = suggested_grade(firm.check_in.pk, at=later(1))
        return found and found.grade


def is_told(cast: Cast) -> object:
    """Say who has been told three weeks after a grade that the figures do not suggest."""
    firm = used(cast)
    with cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=cast.rep, at=later(1))
        compare_grades(at=later(22))
        told = Notice.objects.filter(event__kind="checkins.grade differs").values_list("member__name", flat=True)
        return sorted(told)


EVIDENCE_RULES: Proofs = {
    ("programme", "evidence"): Proof(
        [
            ("evidence: firm evidence\ntraining", "evidence: other evidence\ntraining"),
            ("## How our mails", f"{OTHER}\n## How our mails"),
        ],
        seen,
    ),
    ("evidence", "figures"): Proof([("figures: [items, past due, ", "figures: [items, ")], seen),
    ("evidence", "by month"): Proof([("by month: items", "by month: past due")], seen),
    ("evidence", "by media kind"): Proof([("by media kind: items", "by media kind: past due")], seen),
    ("evidence", "users"): Proof([("users: {quiet after: 60 days}\n", "")], seen),
    ("evidence", "users", "quiet after"): Proof(
        [("users: {quiet after: 60 days}", "users: {quiet after: 5 days}")], seen
    ),
    ("evidence", "features"): Proof([(f"{FEATURES}\n", "")], seen),
    ("evidence", "features", "had from"): Proof([("had from: feature opened", "had from: feature used")], seen),
    ("evidence", "features", "gone with"): Proof([("gone with: feature closed", "gone with: feature ended")], seen),
    ("evidence", "features", "wanted with"): Proof([(", wanted with: feature wished for", "")], seen),
    ("evidence", "assets"): Proof(
        [("assets: [terrestrial station, internet station]", "assets: terrestrial station")],
        seen,
    ),
    ("evidence", "integrations"): Proof([("integrations: {on: integration on, off: integration off}\n", "")], seen),
    ("evidence", "integrations", "on"): Proof([("{on: integration on,", "{on: integration switched,")], seen),
    ("evidence", "integrations", "off"): Proof([("off: integration off}", "off: integration ended}")], seen),
    ("evidence", "drafts"): Proof(
        [("drafts: {begun: draft begun, ended: [item submitted, draft dropped]}\n", "")], seen
    ),
    ("evidence", "drafts", "begun"): Proof([("begun: draft begun,", "begun: draft opened,")], seen),
    ("evidence", "drafts", "ended"): Proof([("ended: [item submitted, draft dropped]", "ended: item submitted")], seen),
    ("evidence", "earlier tickets"): Proof([("earlier tickets: 3 years", "earlier tickets: 1 year")], seen),
    ("evidence", "in the finding"): Proof(
        [("in the finding: {going well: figures}", "in the finding: {going well: drafts}")], begins
    ),
    ("evidence", "tips"): Proof([("half an hour with us, or", "an hour with us, or")], written),
    ("grades", "suggest"): Proof([(f"suggest:\n{IDLE}{BUSY}{DIFFER}\n", "")], suggests),
    ("grades", "suggest", "grade"): Proof([("{grade: A, when: {features", "{grade: B, when: {features")], suggests),
    ("grades", "suggest", "when"): Proof(
        [("{features used: {at least: 2,", "{features used: {at least: 9,")], suggests
    ),
    ("grades", "if they differ"): Proof([(f"{DIFFER}\n", "")], is_told),
    ("grades", "if they differ", "for"): Proof([("differ: {for: 2 weeks,", "differ: {for: 8 weeks,")], is_told),
    ("grades", "if they differ", "tell"): Proof(
        [("differ: {for: 2 weeks, tell: lead}", "differ: {for: 2 weeks, tell: manager}")], is_told
    ),
}
