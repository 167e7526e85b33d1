"""What a thing is, as a page draws it: a word, a shape and a hue, never the hue alone."""

from dataclasses import dataclass, replace

from rounds.checkins.rules.states import Phase
from rounds.desk.rules import Mark
from rounds.timeline.models import OutboxState


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mark. tone: its hue, a class of the stylesheet. shape: the icon's name."""

    word: str
    tone: str
    shape: str


HIGHER, LOWER = "s-up", "s-down"
"""The shapes of a priority above and below the one that tickets begin with."""

FAR, NEAR, LATE = ("far", "s-due"), ("near", "s-due"), ("late", "s-late")
"""By when something is promised: tone and shape."""

TICKETS: dict[Mark, Drawn] = {
    Mark.NEW: Drawn(Mark.NEW.value, "new", "s-new"),
    Mark.CUSTOMER_WROTE: Drawn(Mark.CUSTOMER_WROTE.value, "wrote", "s-wrote"),
    Mark.DATE_CAME: Drawn(Mark.DATE_CAME.value, "late", "s-late"),
    Mark.REOPENED: Drawn(Mark.REOPENED.value, "plain", "s-up"),
    Mark.NOT_DELIVERED: Drawn(Mark.NOT_DELIVERED.value, "late", "s-late"),
    Mark.HELD: Drawn(Mark.HELD.value, "plain", "s-held"),
    Mark.HOLD_ENDED: Drawn(Mark.HOLD_ENDED.value, "late", "s-up"),
    Mark.OPEN: Drawn(Mark.OPEN.value, "plain", "s-open"),
    Mark.ASLEEP: Drawn(Mark.ASLEEP.value, "plain", "s-sleep"),
    Mark.CLOSED: Drawn(Mark.CLOSED.value, "plain", "s-done"),
    Mark.MERGED: Drawn(Mark.MERGED.value, "plain", "s-done"),
}


def mark_of(mark: Mark, held_by: str) -> Drawn:
    """Draw what a ticket is; a held one says for whom it waits."""
    drawn = TICKETS[mark]
    return replace(drawn, word=f"Waits for {held_by}") if held_by else drawn


PHASES: dict[Phase, Drawn] = {
    Phase.ASLEEP: Drawn("Asleep", "plain", "s-sleep"),
    Phase.DUE: Drawn("Its day has come", "late", "s-late"),
    Phase.STARTED: Drawn("Begun", "plain", "s-open"),
    Phase.WAITING: Drawn("Waits for an answer", "plain", "s-held"),
    Phase.ANSWERED: Drawn("Customer wrote", "wrote", "s-wrote"),
    Phase.EXEMPT: Drawn("No check-in needed", "plain", "s-done"),
}

DELIVERIES: dict[OutboxState, Drawn] = {
    OutboxState.QUEUED: Drawn("Waits", "plain", "s-held"),
    OutboxState.CLAIMED: Drawn("Leaving", "plain", "s-up"),
    OutboxState.HANDING_OVER: Drawn("Leaving", "plain", "s-up"),
    OutboxState.SENT: Drawn("Sent", "good", "s-done"),
    OutboxState.MAY_HAVE_ARRIVED: Drawn("May have arrived", "check", "s-unknown"),
    OutboxState.STOPPED: Drawn("Stopped", "late", "s-late"),
    OutboxState.BOUNCED: Drawn("Came back", "late", "s-late"),
    OutboxState.DROPPED: Drawn("Dropped", "plain", "s-held"),
    OutboxState.TAKEN_BACK: Drawn("Taken back", "plain", "s-held"),
}

EVENTS: dict[str, str] = {
    "checkins.entered": "loop",
    "checkins.started": "loop",
    "checkins.reached out": "mail",
    "checkins.reach-out void": "warn",
    "checkins.nobody answered": "loop",
    "checkins.finding written": "note",
    "checkins.spread": "renew",
    "checkins.taken back": "back",
    "desk.ticket opened": "plus",
    "desk.customer wrote": "mail",
    "desk.answered": "mail",
    "desk.answer failed": "warn",
    "desk.answer left": "tick",
    "desk.answer taken back": "back",
    "desk.account named": "firm",
    "desk.noted": "note",
    "desk.date set": "clock",
    "desk.date dropped": "x",
    "desk.closed": "tick",
    "desk.reopened": "loop",
    "desk.assigned": "hand",
    "desk.kind changed": "arrow",
    "desk.priority set": "rank",
    "desk.held": "pause",
    "desk.hold ended": "loop",
    "desk.undone": "back",
    "desk.macro run": "loop",
    "desk.merged": "arrow",
    "desk.took in": "in",
    "desk.unmerged": "back",
    "desk.gave back": "back",
    "desk.linked": "clip",
    "desk.unlinked": "x",
    "desk.followed": "user",
    "desk.unfollowed": "user",
    "desk.mentioned": "user",
    "mail.put off": "clock",
    "mail.waits its turn": "clock",
    "mail.stopped": "warn",
    "mail.came back": "warn",
    "mail.may have arrived": "warn",
    "mail.queued again": "outbox",
    "mail.dropped": "x",
    "mail.found arrived": "tick",
    "desk.ticket imported": "in",
    "desk.old mail opened": "in",
    "desk.old mail added": "in",
    "desk.ticket taken back": "x",
    "desk.nobody fitted": "warn",
    "lists.stood too long": "rows",
    "targets.set": "clock",
    "targets.near": "warn",
    "targets.missed": "warn",
    "targets.dropped": "x",
    "targets.ended": "tick",
    "accounts.account added": "firm",
    "accounts.account changed": "firm",
    "accounts.account imported": "in",
    "accounts.contact imported": "in",
    "accounts.asset imported": "in",
    "accounts.asset added": "plus",
    "accounts.account taken back": "x",
    "accounts.contact added": "user",
    "accounts.contact placed": "user",
    "accounts.address added": "mail",
    "accounts.address taken away": "x",
    "accounts.contacts joined": "in",
    "accounts.contacts parted": "back",
    "team.member joined": "user",
    "team.member left": "out",
    "team.member renamed": "user",
    "team.hours set": "clock",
    "team.hours confirmed": "tick",
    "team.became available": "tick",
    "team.signed off": "out",
    "team.away": "clock",
    "team.away given up": "clock",
}


def icon_of(kind: str, *, by_itself: bool) -> str:
    """Name the icon of an event: the manual's book for what it did by itself."""
    return "book" if by_itself else EVENTS.get(kind, "arrow")
