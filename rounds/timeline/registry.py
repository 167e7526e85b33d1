"""All kinds of events, filled at start by each room's AppConfig."""

from rounds.timeline.rules import Event

_kinds: dict[str, type[Event]] = {}


def add(*events: type[Event]) -> None:
    """Make kinds of events known. Raises ValueError where a kind is taken."""
    for event in events:
        if _kinds.setdefault(event.kind, event) is not event:
            raise ValueError(f"Two events are called {event.kind}.")


def kind_of(name: str) -> type[Event] | None:
    """Give the class of a stored event; None for a kind that this version does not know."""
    return _kinds.get(name)


def kinds() -> tuple[str, ...]:
    """List every kind."""
    return tuple(sorted(_kinds))
