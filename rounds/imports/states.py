"""The words that other help desks have for where a ticket stands."""

from rounds.desk.imported import PastState

OURS: dict[str, PastState] = {
    "new": PastState.NEW,
    "open": PastState.OPEN,
    "waiting": PastState.WAITING,
    "solved": PastState.SOLVED,
    "closed": PastState.CLOSED,
    "unknown": PastState.UNKNOWN,
}
"""What a map may say that a state is."""

BEGINNINGS = (
    ("await", "waiting"),
    ("wait", "waiting"),
    ("pend", "waiting"),
    ("hold", "waiting"),
    ("on hold", "waiting"),
    ("on-hold", "waiting"),
    ("snooz", "waiting"),
    ("solv", "solved"),
    ("resolv", "solved"),
    ("fixed", "solved"),
    ("clos", "closed"),
    ("done", "closed"),
    ("cancel", "closed"),
    ("delet", "closed"),
    ("new", "new"),
    ("created", "new"),
    ("unassigned", "new"),
    ("to do", "new"),
)


def guessed_state(word: str) -> str:
    """Guess what another desk's word means; a word without a letter means nothing, any other is open."""
    plain = word.strip().casefold()
    if not any(letter.isalpha() for letter in plain):
        return "unknown"
    return next((ours for begins, ours in BEGINNINGS if plain.startswith(begins)), "open")
