"""The life of a mail that leaves: from which state it goes to which, and to no other.

The database holds to this table too (the trigger `goes_its_way`): whatever a program does, what was sent is never queued again by it,
what was dropped or taken back never leaves, and none is handed over that nobody claimed.
"""

from collections.abc import Mapping

from rounds.timeline.models import OutboxState as State

LIFE: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CLAIMED, State.DROPPED, State.TAKEN_BACK}),
    State.CLAIMED: frozenset({State.HANDING_OVER, State.QUEUED, State.STOPPED}),
    State.HANDING_OVER: frozenset(
        {
            State.SENT,
            State.MAY_HAVE_ARRIVED,
            State.QUEUED,
            State.STOPPED,
            State.BOUNCED,
        }  # a bounce may be faster than the word
    ),
    State.MAY_HAVE_ARRIVED: frozenset({State.SENT, State.QUEUED, State.STOPPED, State.BOUNCED, State.DROPPED}),
    State.SENT: frozenset({State.BOUNCED, State.STOPPED}),  # stopped: as programs before this one say of a bounce
    State.STOPPED: frozenset({State.QUEUED, State.DROPPED}),
    State.BOUNCED: frozenset({State.QUEUED, State.DROPPED}),
    State.DROPPED: frozenset(),
    State.TAKEN_BACK: frozenset(),
}


def before(state: State) -> tuple[State, ...]:
    """List the states from which a mail comes to this one."""
    return tuple(each for each, after in LIFE.items() if state in after)
