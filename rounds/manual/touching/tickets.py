"""What a change touches of dates, answers, kinds, queues and roles."""

from collections.abc import Iterator, Mapping

from rounds.basics.text import counted
from rounds.desk.clauses import PromisedDates, Queue, Template, TicketKind
from rounds.manual.comparing import HEAD, Difference, How
from rounds.manual.sides import Side
from rounds.manual.touching.here import Here, of_kind
from rounds.team.rules import HoursClause, Role


def dates(found: Mapping[str, Difference], here: Here) -> Iterator[str]:
    """A date that was set stays, whatever the manual says later; the next one follows the new words."""
    promises = [each for _, each in of_kind(found, PromisedDates)]
    hours = any(not each.means_the_same for _, each in of_kind(found, HoursClause))
    clock = HEAD in found and any(found[HEAD].changes(key) for key in ("zone", "holidays"))
    if here.dated and (promises or clock or hours):
        keep = "keeps the date that was" if here.dated == 1 else "keep the dates that were"
        yield f"{counted(here.dated, 'ticket')} asleep or dated {keep} set."
    open_to_it = sum(here.kinds.values()) - here.promised
    if open_to_it and any(each.changes("after an answer") for each in promises):
        yield f"{counted(open_to_it, 'ticket')} not closed {_get(open_to_it)} the new date with the next answer."


def _get(number: int) -> str:
    return "gets" if number == 1 else "get"


def answers(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """Answers go out in the words of the template that stands when they are written."""
    templates = {name for name, _ in of_kind(found, Template)}
    named = {name for name, each in of_kind(found, TicketKind) if each.changes("answers with")}
    for clause in after.clauses:
        if not isinstance(clause, TicketKind) or not (number := here.kinds.get(clause.name, 0)):
            continue
        if clause.name in named or clause.answers_with in templates:
            verb = "is" if number == 1 else "are"
            yield f"{counted(number, 'ticket')} of the kind “{clause.name}” {verb} answered in the new words."


def kinds(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """Whoever works a kind may be given its tickets from now on; who has one keeps it."""
    known = {clause.name: clause for clause in after.clauses if isinstance(clause, TicketKind)}
    for name, each in of_kind(found, TicketKind):
        if (number := here.kinds.get(name, 0)) and name in known and each.changes("worked by"):
            worked_by = known[name].worked_by
            whom = f"whoever is {worked_by}" if worked_by else "whoever works its queue"
            yield f"{counted(number, 'ticket')} of the kind “{name}” {'waits' if number == 1 else 'wait'} for {whom}."


def queues(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    known = {clause.name: clause for clause in after.clauses if isinstance(clause, Queue)}
    for name, each in of_kind(found, Queue):
        if not (number := here.queues.get(name, 0)) or name not in known:
            continue
        waiting = f"{counted(number, 'ticket')} in the queue “{name}”"
        if each.changes("worked by"):
            yield f"{waiting} {'waits' if number == 1 else 'wait'} for whoever is {known[name].worked_by}."
        if each.changes("takes"):
            yield f"{waiting} {'stays' if number == 1 else 'stay'} there; the next ones go as it is written."


def roles(found: Mapping[str, Difference], here: Here) -> Iterator[str]:
    for name, each in of_kind(found, Role):
        if not (number := here.roles.get(name, 0)):
            continue
        people = f"{counted(number, 'person', 'people')} with the role “{name}”"
        if each.how is How.GONE:
            yield f"{people} {'has' if number == 1 else 'have'} no right by it any more."
            continue
        if each.changes("second factor"):
            yield f"What sign-in asks of {people} changes; who needs a second factor and has none sets it up at the next click."
        if each.how is How.CHANGED and {change.key for change in each.keys} != {"second factor"}:
            yield f"What {people} may do changes at once."
