"""What each key of evidence and suggestions decides: a change of it in the manual, and what is seen of a firm otherwise."""

from collections.abc import Callable

from rounds.accounts.commands import add_asset
from rounds.checkins import commands as checkins
from rounds.checkins.commands import compare_grades
from rounds.checkins.queries import evidence_page, suggested_grade
from rounds.checkins.queries.evidence import words_for_letter
from rounds.checkins.queries.standing import programme_of
from rounds.desk import commands as desk
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.rooms.checkins.cast import Firm, a_firm
from tests.world import MONDAY, Cast, a_ticket, later

OTHER = "```clause\nevidence: other evidence\nfigures: past due\n```\n"
TOLD = (
    ("item submitted", 3, {"media": "audio", "item": "i1", "user": "u1"}),
    ("item submitted", 40, {"media": "video", "item": "i2", "user": "u2"}),
    ("item past due", 20, {"media": "audio", "item": "i3"}),
    ("feature opened", 200, {"feature": "billing export"}),
    ("feature used", 100, {"feature": "quick tips", "user": "u3"}),
    ("feature used", 60, {"feature": "charts", "user": "u1"}),
    ("feature wished for", 90, {"feature": "maps"}),
    ("integration on", 150, {"feature": "auto-dub"}),
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


def suggests(cast: Cast) -> object:
    """Say which grade the figures suggest."""
    firm = used(cast)
    with cast.inside():
        found = suggested_grade(firm.check_in.pk, at=later(1))
        return found and found.grade


def is_told(cast: Cast) -> object:
    """Say whether three weeks after a grade that the figures do not suggest somebody has been told."""
    firm = used(cast)
    with cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=cast.rep, at=later(1))
        compare_grades(at=later(22))
    return firm.happened("checkins.grade differs")


EVIDENCE_RULES: dict[tuple[str, str], tuple[list[tuple[str, str]], Callable[[Cast], object]]] = {
    ("programme", "evidence"): (
        [
            ("evidence: firm evidence\ntraining", "evidence: other evidence\ntraining"),
            ("## How our mails", f"{OTHER}\n## How our mails"),
        ],
        seen,
    ),
    ("evidence", "figures"): ([("figures: [items, past due, ", "figures: [items, ")], seen),
    ("evidence", "by month"): ([("by month: items", "by month: past due")], seen),
    ("evidence", "by media kind"): ([("by media kind: items", "by media kind: past due")], seen),
    ("evidence", "users"): ([("users: {quiet after: 60 days}", "users: {quiet after: 5 days}")], seen),
    ("evidence", "features"): ([("had from: feature opened", "had from: feature used")], seen),
    ("evidence", "assets"): (
        [("assets: [terrestrial station, internet station]", "assets: terrestrial station")],
        seen,
    ),
    ("evidence", "integrations"): ([("{on: integration on,", "{on: integration switched,")], seen),
    ("evidence", "drafts"): ([("ended: [item submitted, draft dropped]", "ended: item submitted")], seen),
    ("evidence", "earlier tickets"): ([("earlier tickets: 3 years", "earlier tickets: 1 year")], seen),
    ("evidence", "tips"): ([("half an hour with us, or", "an hour with us, or")], written),
    ("grades", "suggest"): ([("{features used: {at least: 2,", "{features used: {at least: 9,")], suggests),
    ("grades", "if they differ"): ([("if they differ: {for: 2 weeks,", "if they differ: {for: 8 weeks,")], is_told),
}
