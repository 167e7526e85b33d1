"""The ladder of a programme: what is due at each of its steps, and what follows where nobody has answered.

A *step* is a place in it: at a `wait` an answer is waited for, at a `send` another reach-out is due.
"""

from dataclasses import dataclass

from rounds.basics.spans import Span
from rounds.checkins.clauses import OwnPace, Programme
from rounds.policies.values import TemplateName

FIRST_WAIT = 0
"""Where a ladder begins: the wait behind the reach-out that it starts with."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What follows a wait that nobody answered. notes: what Rounds writes on the ticket; tell: roles that hear of it.

    step: at which the check-in is then: a `send`, for which it opens, or another wait. None: the ladder has come to its end.
    """

    step: int | None
    notes: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()


def template_of(programme: Programme, step: int | None) -> TemplateName:
    """Give the template of the reach-out that is due at a step; None: of the first."""
    due = programme.unanswered[step].send if step is not None else None
    return due or programme.starts_with.send


def wait_behind(programme: Programme, step: int | None) -> int:
    """Say at which wait a check-in is once the reach-out has left that is due at a step."""
    return FIRST_WAIT if step is None else step + 1


def after_silence(programme: Programme, step: int) -> Silence:
    """Say what follows a wait that is over without an answer. Source: A10; clause kind `programme`, key `unanswered`."""
    notes: list[str] = []
    tell: list[str] = []
    for place, each in enumerate(programme.unanswered[step + 1 :], start=step + 1):
        if each.send or each.wait:
            return Silence(place, tuple(notes), tuple(tell))
        notes += [each.note] if each.note else []
        tell += [str(each.tell)] if each.tell else []
    return Silence(None, tuple(notes), tuple(tell))


def own_pace(programme: Programme) -> Span | None:
    """Give after how long a check-in comes round that nobody answered to the end, where the ladder says one; None: by its cadence.

    Source: A10; clause kind `programme`, key `unanswered`, its `then`.
    """
    then = programme.unanswered[-1].then
    return then if isinstance(then, OwnPace) else None
