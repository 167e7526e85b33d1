"""What a change touches of tickets that wait for somebody, of how urgent they are, and of answers on their way out."""

from collections.abc import Iterator, Mapping

from rounds.basics.text import counted
from rounds.desk.clauses import Given, Holds, Priorities, Queue, Sending, TicketKind
from rounds.manual.comparing import Difference, How
from rounds.manual.sides import Side
from rounds.manual.touching.here import Here, of_kind


def held(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """A hold keeps the words that it began under, until it ends."""
    number = sum(here.holders.values())
    for _ in of_kind(found, Holds)[:1] if number else ():
        yield f"{counted(number, 'ticket')} on hold {'keeps its day and waits' if number == 1 else 'keep their days and wait'} on."
        known = {holder for clause in after.clauses if isinstance(clause, Holds) for holder in clause.held_by}
        for holder in sorted(set(here.holders) - known):
            waiting = here.holders[holder]
            verb = "waits" if waiting == 1 else "wait"
            yield f"{counted(waiting, 'ticket')} {verb} for “{holder}”, whom nobody can choose any more."


def urgent(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """A word for urgency that goes stays on its tickets, which then come last; where all go, none orders any more."""
    changes = of_kind(found, Priorities)
    known = {word for clause in after.clauses if isinstance(clause, Priorities) for word in clause.highest_first}
    if changes and not known:
        if number := sum(here.priorities.values()):
            keeps = "keeps its priority" if number == 1 else "keep their priorities"
            them = "it" if number == 1 else "them"
            comes = "comes" if number == 1 else "come"
            yield f"{counted(number, 'ticket')} {keeps}, and {comes} neither first nor last by {them} any more."
        return
    for word, number in sorted(here.priorities.items()):
        if changes and word and word not in known:
            yield f"{counted(number, 'ticket')} {'stays' if number == 1 else 'stay'} “{word}”, which comes last from then on."
    for _, each in changes:
        if each.changes("to begin with") and (number := sum(here.priorities.values())):
            yield f"{counted(number, 'ticket')} {'keeps its priority' if number == 1 else 'keep their priorities'}."


def given(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """What nobody has is given as the new words say; what somebody has stays with them."""
    queues = {clause.name: clause for clause in after.clauses if isinstance(clause, Queue)}
    for name, each in of_kind(found, Queue):
        if (queue := queues.get(name)) is None:
            continue
        if each.changes("given") and (number := here.nobodys.get(name, 0)):
            how = "in turn, at once" if queue.given is Given.IN_TURN else "by hand"
            yield f"{counted(number, 'ticket')} in “{name}” that nobody has {'is' if number == 1 else 'are'} given {how}."
        if each.changes("open tickets each") and (number := here.queues.get(name, 0) - here.nobodys.get(name, 0)):
            yield f"{counted(number, 'ticket')} in “{name}” {'stays' if number == 1 else 'stay'} with whoever has them."
        if each.changes("if nobody fits") and (number := here.nobodys.get(name, 0)):
            yield f"{counted(number, 'ticket')} in “{name}” {'waits' if number == 1 else 'wait'} for somebody under the new words."


def asked(found: Mapping[str, Difference], here: Here) -> Iterator[str]:
    """What a form asks for counts for the tickets that are opened then."""
    for name, each in of_kind(found, TicketKind):
        if each.how is How.CHANGED and each.changes("asks for") and (number := here.kinds.get(name, 0)):
            keep = "keeps what was asked on it" if number == 1 else "keep what was asked on them"
            yield f"{counted(number, 'ticket')} of the kind “{name}” {keep}."


def leaving(found: Mapping[str, Difference], here: Here) -> Iterator[str]:
    """An answer leaves when it was said to."""
    if here.leaving and of_kind(found, Sending):
        verb = "leaves" if here.leaving == 1 else "leave"
        yield f"{counted(here.leaving, 'answer')} on the way out {verb} when it was said."
