"""What a change touches of promises, of lists, of macros, and of mail that comes in."""

from collections.abc import Iterator, Mapping

from rounds.basics.text import counted
from rounds.desk.macros import Macro
from rounds.lists.clauses import NamedList
from rounds.manual.comparing import HEAD, Difference, How
from rounds.manual.sides import Side
from rounds.manual.touching.here import Here, many, of_kind
from rounds.targets.clauses import Target
from rounds.team.rules import HoursClause
from rounds.telemetry.clauses import NamedFact

MAILBOX = "mailbox: "
"""The mail room stands above; only its clause's name is known here."""


def clocks(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """A clock keeps the words that it began with; one whose clause goes stops (decision 11)."""
    for name, each in of_kind(found, Target):
        running = here.clocks.get(name, 0)
        if running and each.how is How.GONE:
            yield f"{counted(running, 'clock')} of “{name}” {_stops(running)}, and {_their(running)} so."
        elif running and each.how is How.CHANGED and not each.means_the_same:
            yield f"{counted(running, 'clock')} of “{name}” {_keeps(running, 'words')}."
        if gains := here.gains.get(name):
            yield _gained(name, *gains)
    for (first, second), number in here.overtaken.items():
        yield _overtaken(first, second, number)
    clock = HEAD in found and any(found[HEAD].changes(key) for key in ("zone", "holidays"))
    moved = {name for name, each in of_kind(found, HoursClause) if not each.means_the_same}
    targets = {
        clause.name for clause in after.clauses if isinstance(clause, Target) and (clock or clause.hours in moved)
    }
    running = sum(here.clocks.get(name, 0) for name in targets)
    if running:
        yield f"{counted(running, 'running clock')} {_keeps(running, 'hours')}."


def first_hours(found: Mapping[str, Difference]) -> Iterator[str]:
    """Whatever names no hours counts in the first of the manual."""
    for name, each in of_kind(found, HoursClause):
        if each.place:
            yield f"What counts days or working time, and names no hours, counts in “{name}” from then on."


def lists(found: Mapping[str, Difference], here: Here) -> Iterator[str]:
    """A list is found anew each time it is opened."""
    for name, each in of_kind(found, NamedList):
        now, then = here.listed.get(name, (None, None))
        what = _firms if name in here.of_firms else _tickets
        if each.how is How.GONE and now is not None:
            yield f"The list “{name}” goes, with {many(now)} {what(now)} in it; they stay where they are."
        elif each.how is How.ADDED and then is not None:
            yield f"The list “{name}” begins with {many(then)} {what(then)}."
        elif now is not None and then is not None:
            yield f"The list “{name}” shows {many(then)} {what(then)} instead of {many(now)}."


def mail(found: Mapping[str, Difference]) -> Iterator[str]:
    """Mail that has come stays the ticket that it became."""
    for clause, each in found.items():
        if clause.startswith(MAILBOX) and each.how is How.CHANGED:
            yield f"What came in at “{clause.removeprefix(MAILBOX)}” stays what it is; the next mail opens as it is written."


def macros(found: Mapping[str, Difference]) -> Iterator[str]:
    """A macro that was run has been run."""
    for name, each in of_kind(found, Macro):
        if each.how is not How.ADDED:
            then = "does what is written then" if each.how is How.CHANGED else "finds it no more"
            yield f"Whoever wants to run “{name}” {then}; what it did stays done."


def _gained(name: str, number: int, closed: int) -> str:
    said = f"{many(number)} {_tickets(number)} {'that is here gets' if number == 1 else 'that are here get'} the target “{name}”"
    return f"{said}, {many(closed)} of them closed." if closed else f"{said}."


def _overtaken(first: str, second: str, number: int) -> str:
    theirs = "its ticket" if number == 1 else "their tickets"
    clocks = f"{many(number)} {'clock' if number == 1 else 'clocks'} of “{second}” {_keeps(number, 'words')}"
    return f"{clocks}; “{first}” is for {theirs} too, and comes first from then on."


def _tickets(number: int) -> str:
    return "ticket" if number == 1 else "tickets"


def _firms(number: int) -> str:
    return "firm" if number == 1 else "firms"


def _stops(number: int) -> str:
    return "stops" if number == 1 else "stop"


def _their(number: int) -> str:
    return "its ticket says" if number == 1 else "their tickets say"


def _keeps(number: int, what: str) -> str:
    return f"keeps the {what} that it began with" if number == 1 else f"keep the {what} that they began with"


def facts(found: Mapping[str, Difference]) -> Iterator[str]:
    """A fact is counted anew whenever it is asked."""
    for name, each in of_kind(found, NamedFact):
        if each.how is How.CHANGED:
            yield f"“{name}” is counted in the new words from then on, of all the usage that is here."
