"""What a change of the manual touches: the tickets, the clocks and the people that are here now."""

from rounds.manual.comparing import Comparison
from rounds.manual.sides import Side
from rounds.manual.touching import check_ins, promises, tickets, waits
from rounds.manual.touching.here import Here

__all__ = ["Here", "touched"]


def touched(comparison: Comparison, *, after: Side, here: Here) -> tuple[str, ...]:
    """Say what the differences touch, in sentences; none where nothing is here that they would."""
    found = {each.clause: each for each in comparison.differences}
    return tuple(
        sentence
        for sentences in (
            promises.clocks(found, after, here),
            promises.first_hours(found),
            tickets.dates(found, here),
            waits.held(found, after, here),
            tickets.answers(found, after, here),
            tickets.kinds(found, after, here),
            waits.asked(found, here),
            tickets.queues(found, after, here),
            waits.given(found, after, here),
            waits.urgent(found, after, here),
            waits.leaving(found, here),
            promises.lists(found, here),
            promises.macros(found),
            promises.mail(found),
            promises.facts(found),
            check_ins.programmes(found, after, here),
            check_ins.moving(here),
            check_ins.on_two(here),
            check_ins.mornings(here),
            check_ins.grades(found, after, here),
            check_ins.titles(here),
            check_ins.evidence(found, after, here),
            tickets.roles(found, here),
        )
        for sentence in sentences
    )
