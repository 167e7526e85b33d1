"""What people decide about mails that stopped or came back, or of which nobody can know whether they arrived."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rounds.accounts.models import ContactAddress
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk import commands as desk
from rounds.desk.commands.recalling import no_way_back
from rounds.mail.events import MailDropped, MailFoundArrived, MailQueuedAgain
from rounds.team.queries import require
from rounds.timeline import outbox
from rounds.timeline.commands import record
from rounds.timeline.models import Outbox, OutboxState
from rounds.timeline.outbox import JOB_IS_LOST_AFTER
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command

DEAD = (OutboxState.STOPPED, OutboxState.BOUNCED)
"""Of these it is known that they did not arrive."""

STANDS = (*DEAD, OutboxState.MAY_HAVE_ARRIVED)
MOST_AT_ONCE = 500
TAKEN_AWAY = Problem(
    "taken away",
    "The address that this mail would go to was taken away from its person.",
    "Drop it, and answer anew: that goes to the address they have.",
)
BEING_ERASED = Problem(
    "being erased", "Whoever this mail would go to is being erased.", "Nothing: it is dropped with all that is theirs."
)


class Settling(StrEnum):
    """What is done with many mails at once."""

    AGAIN = "again"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many mails were settled, and how many were not: settled meanwhile, under way, or such as nobody sends again unseen."""

    done: int
    passed: int


@command
def retry(*, outbox_id: int, by: Actor, at: datetime) -> None:
    """Send a mail again, or at once where it waits for its next try. Whoever decides so knows that it may arrive twice.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (it is being sent, or settled; its address was taken away, or its
    person is being erased).
    """
    require(by, "settle the outbox")
    refuse_if([BEING_ERASED] if _to_whom_is_erased({outbox_id}) else [])
    row = _settleable(outbox_id, by, *STANDS, OutboxState.QUEUED)
    refuse_if([] if _reaches(row) else [TAKEN_AWAY])
    _send_again(row, by=by, at=at)


@command
def drop(*, outbox_id: int, by: Actor, at: datetime) -> None:
    """Let a mail not be sent (again); where it surely never left, its ticket is our turn (A3).

    at: aware, UTC. Raises NotAllowed, NotThere, Refused.
    """
    _drop(_settleable(outbox_id, by, *STANDS, OutboxState.QUEUED), by=by, at=at)


@command
def settle_many(*, outbox_ids: Collection[int], settling: Settling, by: Actor, at: datetime) -> Settled:
    """Send dead letters again, or drop mails, each as if alone; those that were settled meanwhile are passed over.

    So are those that would be sent again to an address that was taken away, or to somebody who is being erased. One that may have
    arrived is never sent again among many: whoever decides that looks at it. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (none chosen, or too many).
    """
    require(by, "settle the outbox")
    ids = set(outbox_ids)
    refuse_if(_many_problems(len(ids)))
    again = settling is Settling.AGAIN
    left = _to_whom_is_erased(ids) if again else frozenset()
    rows = list(Outbox.objects.select_for_update().filter(id__in=ids - left, channel="mail").order_by("id"))
    if missing := ids - left - {row.pk for row in rows}:
        raise NotThere(f"outbox rows {sorted(missing)}")
    states, act = (DEAD, _send_again) if again else (STANDS, _drop)
    found = sorted(
        (row for row in rows if row.state in states and (not again or _reaches(row))), key=lambda row: row.about_id
    )
    for row in found:  # in the order of their tickets' ids, as those are locked elsewhere
        act(row, by=by, at=at)
    return Settled(len(found), len(ids) - len(found))


@command
def it_arrived(*, outbox_id: int, by: Actor, at: datetime) -> None:
    """Note that a mail of which nobody knew did arrive. at: aware, UTC. Raises NotAllowed, NotThere, Refused."""
    row = _settleable(outbox_id, by, OutboxState.MAY_HAVE_ARRIVED)
    _write(row, OutboxState.SENT, settled_at=at)
    record(MailFoundArrived(**_about(row)), by=by, at=at)


def let_go(row: Outbox, *, by: Actor, at: datetime) -> None:
    """Let a locked mail of the outbox not be sent (again). at: aware, UTC."""
    before = row.state
    _write(row, OutboxState.DROPPED, settled_at=at)
    no_way_back(row.ref_id)
    record(MailDropped(**_about(row), before=before), by=by, at=at)


def _to_whom_is_erased(outbox_ids: Collection[int]) -> frozenset[int]:
    """Say which of these mails go to somebody who is being erased: asked before they are locked, as whoever erases them holds them."""
    theirs = ContactAddress.objects.filter(contact__erasing_due_at__isnull=False).values("id")
    found = Outbox.objects.filter(id__in=list(outbox_ids), channel="mail", recipient_id__in=theirs)
    return frozenset(found.values_list("id", flat=True))


def _reaches(row: Outbox) -> bool:
    """Say whether a mail's address is still somebody's, and let nobody take it away meanwhile."""
    address = ContactAddress.objects.select_for_update(no_key=True).filter(id=row.recipient_id)
    return address.exclude(key=None).first() is not None


def _send_again(row: Outbox, *, by: Actor, at: datetime) -> None:
    before = row.state
    once_more = {"next_try_at": at + JOB_IS_LOST_AFTER, "attempts": 0, "leaves_at": None}
    unbounced = {"bounced_at": None, "bounce_recipient": "", "bounce_status": "", "bounce_diagnostic": ""}
    _write(row, OutboxState.QUEUED, **once_more, **unbounced)
    no_way_back(row.ref_id)
    record(MailQueuedAgain(**_about(row), before=before), by=by, at=at)
    outbox.call_workers_now([row])


def _drop(row: Outbox, *, by: Actor, at: datetime) -> None:
    before = row.state
    let_go(row, by=by, at=at)
    if before != OutboxState.MAY_HAVE_ARRIVED:
        desk.answer_failed(message_id=row.ref_id, address_id=row.recipient_id, by=by, at=at)


def _settleable(outbox_id: int, by: Actor, *states: OutboxState) -> Outbox:
    """Give a mail of the outbox, locked: of two people who settle it, the second finds it settled."""
    require(by, "settle the outbox")
    row = Outbox.objects.select_for_update().filter(id=outbox_id, channel="mail").first()
    if row is None:
        raise NotThere(f"outbox row {outbox_id}")
    if row.state not in states:
        now = OutboxState(row.state).label.lower()
        raise Refused([Problem("settled", f"This mail is settled or under way: {now}.", "Load the page again.")])
    return row


def _many_problems(many: int) -> list[Problem]:
    if not many:
        return [Problem("none", "No mail is ticked.", "Tick those that are meant.")]
    if many > MOST_AT_ONCE:
        return [Problem("too many", f"At most {MOST_AT_ONCE} mails are settled at once; these are {many:,}.")]
    return []


def _write(row: Outbox, state: OutboxState, **values: object) -> None:
    """Change the row, and take it from whoever might still be at it."""
    for name, value in ({"state": state, "token": None, "lease_until": None, "last_error": ""} | values).items():
        setattr(row, name, value)
    row.save()


def _about(row: Outbox) -> dict[str, int]:
    return {"ticket": row.about_id, "message": row.ref_id, "delivery": row.pk}
