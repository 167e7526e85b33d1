"""How a mail on its way fares, as sentences: on its message, in the outbox and for programs the same."""

from rounds.desk.queries.copies import Copy
from rounds.timeline.models import OutboxState

SAYS = {
    OutboxState.CLAIMED: "It is on its way to the server.",
    OutboxState.HANDING_OVER: "It is being handed to the server.",
    OutboxState.DROPPED: "Somebody dropped it.",
    OutboxState.TAKEN_BACK: "It was taken back before it left.",
}
WITHOUT_A_WORD = {OutboxState.SENT: "The server took it."}
VERDICTS = {
    OutboxState.STOPPED: "It did not arrive.",
    OutboxState.BOUNCED: "It did not arrive.",
    OutboxState.MAY_HAVE_ARRIVED: "Nobody can know whether it arrived.",
}


def says(copy: Copy) -> str:
    """Say what happened to a copy, in a sentence."""
    if copy.state is OutboxState.DROPPED and copy.bounce:
        return "It came back, and somebody dropped it."
    return what(copy.state, copy.said)


def what(state: OutboxState, said: str) -> str:
    """Say what happened to a mail in this state. said: by its server last, "" for nothing."""
    return SAYS.get(state) or said or WITHOUT_A_WORD.get(state, "It waits to be sent.")


def verdict(copy: Copy) -> str:
    """Say what that means; empty where nobody has to decide."""
    return VERDICTS.get(copy.state, "")
