"""Manuals to test with: the shipped one, and a small sound one to which tests add what is wrong."""

from pathlib import Path

from rounds.checkins.clauses import CLAUSES as OF_CHECKINS
from rounds.desk.clauses import CLAUSES as OF_THE_DESK
from rounds.desk.macros import Macro
from rounds.lists.clauses import CLAUSES as OF_LISTS
from rounds.mail.clauses import CLAUSES as OF_MAIL
from rounds.manual.checking import check
from rounds.manual.findings import Finding
from rounds.policies.registry import register
from rounds.targets.clauses import CLAUSES as OF_TARGETS
from rounds.team.rules import CLAUSES as OF_THE_TEAM
from rounds.telemetry.clauses import CLAUSES as OF_TELEMETRY

register((*OF_THE_TEAM, *OF_THE_DESK, Macro, *OF_CHECKINS, *OF_TARGETS, *OF_LISTS, *OF_MAIL, *OF_TELEMETRY))

MANUALS = Path(__file__).parent.parent / "manuals"

SHIPPED = (MANUALS / "web-agency-desk.md").read_text("utf-8")

FRONT = "---\nmanual: A small desk\nzone: Europe/Berlin\n---\n\n"

GROUND = {
    "role: lead": "may: [read the desk, adopt the manual]",
    "hours: days": "open: Mon-Fri 9:00-17:00",
    "ticket kind: question": "answers with: plain",
    "queue: desk": "takes: {ticket kind: question}\nworked by: lead",
    "promised dates: on the desk": "offer: 1 week\nhours: days",
}

LETTER = "```template\nname: plain\nsubject: Re: {subject}\n\n{text}\n```\n"


def a_manual(*more: str, without: str = "", **changed: str) -> str:
    """Write a small sound manual. more: blocks below it. without: a clause left out. changed: a kind → its keys."""
    clauses = {
        identity: changed.get(identity.partition(":")[0].replace(" ", "_"), keys) for identity, keys in GROUND.items()
    }
    clauses.pop(without, None)
    blocks = [clause(f"{identity}\n{keys}") for identity, keys in clauses.items()]
    return FRONT + "\n".join([*blocks, LETTER, *more])


def clause(inside: str) -> str:
    """Put lines into a clause's fence."""
    return f"```clause\n{inside}\n```\n"


def places(text: str) -> list[tuple[int, int]]:
    """List the places of all findings."""
    return [(finding.line, finding.column) for finding in check(text)]


def the_finding(text: str) -> Finding:
    """Give the one finding of a manual that has just one."""
    (finding,) = check(text)
    return finding


def at(text: str, piece: str, *, nth: int = 1, inside: str = "") -> tuple[int, int]:
    """Find line and column of a piece of text, as an editor counts them. inside: of this longer piece."""
    start = text.index(inside) - 1
    for _ in range(nth):
        start = text.index(piece, start + 1)
    return text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1


def mended(text: str, finding: Finding) -> str:
    """Put a finding's fix in its place."""
    assert finding.fix is not None
    assert finding.written is not None
    lines = text.split("\n")
    line, start = lines[finding.line - 1], finding.column - 1
    assert line[start:].startswith(finding.written), "the fix knows what stands there"
    lines[finding.line - 1] = line[:start] + finding.fix + line[start + len(finding.written) :]
    return "\n".join(lines)


PROGRAMME = """programme: yearly check-in
for: {lifecycle: customer}
ticket kind: check-in
every: 1 year
hours: help desk
starts with: {send: how is it going}
unanswered:
  - wait: 2 weeks
  - send: second try
  - wait: 1 week
  - note: Nobody answered twice.
  - tell: lead
  - then: next cadence
note needs: [spoke with, going well]
grades: firm grades
evidence: firm evidence
training wish: {open a ticket: question}"""

GRADES = """grades: firm grades
scale: {A: most features and well, B: some features and well, E: not using}
in the title: {E: not using}
suggest:
  - {grade: E, when: {items: {none within: 90 days}}}
  - {grade: A, when: {features used: {at least: 2, within: 1 year}, not: {quiet users: {at least: 3}}}}
if they differ: {for: 2 weeks, tell: lead}"""

FACT = """fact: items
of: account
count: usage
where: {event: item submitted}"""

MORE_FACTS = (
    "fact: past due\nof: account\ncount: usage\nwhere: {event: item past due}",
    "fact: quiet users\nof: account\ncount: users\nwhere: {last activity: {at least: 60 days ago}}",
    "fact: features used\nof: account\ncount: features\nwhere: {event: [item submitted, feature used]}",
    "fact: active months\nof: account\ncount: months\nwhere: {event: item submitted}",
)

EVIDENCE = """evidence: firm evidence
figures: [items, past due, quiet users, features used, active months]
by month: items
by media kind: items
users: {quiet after: 60 days}
features: {had from: feature opened, gone with: feature closed, wanted with: feature wished for}
assets: [terrestrial station, internet station]
integrations: {on: integration on, off: integration off}
drafts: {begun: draft begun, ended: [item submitted, draft dropped]}
earlier tickets: 3 years
in the finding: {going well: figures}
tips: {billing export: "half an hour with us, or https://help.example/billing"}"""

LETTERS = """```template
name: how is it going
subject: How is it going at {account}?

Hello {contact first name},

{what goes well}

how do you get on?

{what is not used}

{training}
```

```template
name: second try
subject: Is all well at {account}?

Hello {contact first name},

we wrote two weeks ago.
```
"""


def check_ins(programme: str = PROGRAMME, grades: str = GRADES) -> str:
    """Write what a manual needs for check-ins: a kind of ticket with its queue, a programme, grades and letters."""
    return "\n".join(
        [
            clause("ticket kind: check-in"),
            clause("queue: check-ins\ntakes: {ticket kind: check-in}\nworked by: rep"),
            clause(programme),
            clause(grades),
            clause(FACT),
            *(clause(each) for each in MORE_FACTS),
            clause(EVIDENCE),
            LETTERS,
        ]
    )


CHECK_INS = "\n" + check_ins()


def a_yearly_manual(programme: str = PROGRAMME, grades: str = GRADES) -> str:
    """Write the shipped manual with a programme of check-ins in it."""
    return f"{SHIPPED}\n{check_ins(programme, grades)}"
