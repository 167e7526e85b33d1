"""The judge: what was promised against what is there. A plain function of facts; it never asks the product.

Every line it gives is a broken promise. No line: all held.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from crash.deeds import Deed, Trace, broken_deeds


@dataclass(frozen=True)
class Promised:
    """What the outside heard acknowledged (sure), or asked for without hearing back (unsure). Sets of markers.

    mails: Message-IDs. answers: words within the text. timers: ticket numbers put to sleep (sure only).
    deeds: what can be taken back, each with how far it came.
    """

    mails: frozenset[str]
    unsure_mails: frozenset[str]
    answers: frozenset[str]
    unsure_answers: frozenset[str]
    timers: frozenset[str]
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One outbox row. marker: the answer it carries. state: as it stands there; "put off": refused for the moment."""

    marker: str
    message_id: str
    state: str


@dataclass
class Found:
    """What the database and the far side hold.

    tickets_of: Message-ID of a customer's mail to how many tickets hold it. messages_of: the same to how many messages.
    answers: marker to how many messages carry it. arrived: Message-ID to how often the far side accepted it.
    woke: (ticket number, moment of the date) to how often it fired. overdue: ticket numbers whose date has passed
    and which did not wake. held_too_long: those whose hold should have ended by itself. given_again: tickets that were given in turn more
    than once, and how often. left_lying: those that nobody was given. traces: mark of a deed to what is left of it. waiting: mails
    taken and not yet placed.
    """

    tickets_of: Counter[str] = field(default_factory=Counter)
    messages_of: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    deliveries: list[Delivery] = field(default_factory=list)
    arrived: Counter[str] = field(default_factory=Counter)
    woke: Counter[tuple[str, str]] = field(default_factory=Counter)
    set_dates: Counter[str] = field(default_factory=Counter)
    overdue: list[str] = field(default_factory=list)
    held_too_long: list[str] = field(default_factory=list)
    given_again: dict[str, int] = field(default_factory=dict)
    left_lying: list[str] = field(default_factory=list)
    traces: dict[str, Trace] = field(default_factory=dict)
    waiting: int = 0


def broken(promised: Promised, found: Found) -> list[str]:
    """List every promise that was broken."""
    return [
        *_mails(promised, found),
        *_answers(promised, found),
        *_departures(found),
        *_timers(promised, found),
        *_giving(found),
        *broken_deeds(promised.deeds, found.traces),
    ]


def _mails(promised: Promised, found: Found) -> Iterator[str]:
    for marker in sorted(promised.mails | promised.unsure_mails):
        tickets, messages = found.tickets_of[marker], found.messages_of[marker]
        if marker in promised.mails and not tickets:
            yield f"mail {marker} was taken with 250 and has no ticket"
        if tickets > 1:
            yield f"mail {marker} made {tickets} tickets"
        if messages > 1:
            yield f"mail {marker} stands {messages} times in a conversation"
    if found.waiting:
        yield f"{found.waiting} mails were taken and never placed"


def _answers(promised: Promised, found: Found) -> Iterator[str]:
    for marker in sorted(promised.answers | promised.unsure_answers):
        if marker in promised.answers and not found.answers[marker]:
            yield f"answer {marker} was acknowledged and is not there"
        if found.answers[marker] > 1:
            yield f"answer {marker} stands {found.answers[marker]} times"


def _departures(found: Found) -> Iterator[str]:
    carried = Counter(delivery.marker for delivery in found.deliveries)
    for marker, count in found.answers.items():
        if count and not carried[marker]:
            yield f"answer {marker} has nothing in the outbox"
    for delivery in found.deliveries:
        yield from _departure(delivery, found.arrived[delivery.message_id])
    ours = {delivery.message_id for delivery in found.deliveries}
    yield from (f"the far side holds {it}, which no outbox row sent" for it in found.arrived if it not in ours)


def _departure(delivery: Delivery, times: int) -> Iterator[str]:
    if times > 1:
        yield f"answer {delivery.marker} arrived {times} times"
    if delivery.state == "sent" and not times:
        yield f"answer {delivery.marker} is called sent and never arrived"
    if delivery.state not in {"sent", "may have arrived", "put off"}:
        yield f"answer {delivery.marker} did not leave: it is {delivery.state}"


def _timers(promised: Promised, found: Found) -> Iterator[str]:
    for (number, date), times in found.woke.items():
        if times > 1:
            yield f"the date of ticket {number} ({date}) fired {times} times"
    for number in found.overdue:
        yield f"the date of ticket {number} has passed and it did not wake"
    for number in found.held_too_long:
        yield f"the hold of ticket {number} is past its limit and did not end"
    for number in sorted(promised.timers):
        if not found.set_dates[number]:
            yield f"ticket {number} was put to sleep, acknowledged, and has no date on record"


def _giving(found: Found) -> Iterator[str]:
    for number, times in found.given_again.items():
        yield f"ticket {number} was given in turn {times} times"
    for number in found.left_lying:
        yield f"ticket {number} was given to nobody though somebody is at work"
