"""Erasing a person at a customer's, whole: the one act that everything of theirs goes with, from the mail as it came to the outbox."""

from datetime import datetime

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Lower, StrIndex

from rounds.accounts.erasing import ERASED, FORGETTING, blot, blot_all
from rounds.accounts.models import Contact
from rounds.basics.problems import Problem, Refused
from rounds.desk import commands as desk
from rounds.engine.models import PutOff
from rounds.lists.models import View
from rounds.mail.commands.deliveries import ERRAND
from rounds.mail.commands.outbox import STANDS, let_go
from rounds.mail.events import HeldMailDropped
from rounds.mail.models import ANSWERED_AT_ONCE, Errand, Received, ReceivedState
from rounds.team.models import ApiToken
from rounds.team.queries import require
from rounds.team.rules import MANAGE_PEOPLE
from rounds.timeline.commands import record
from rounds.timeline.models import Outbox, OutboxState
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch

ERASINGS = 4_127_005
"""The lock's name among the advisory locks of the database."""

UNDER_WAY = (OutboxState.CLAIMED, OutboxState.HANDING_OVER)


class BeingSent(Refused):
    """A mail to whoever is to be erased is being sent; in a minute it has left, or has not."""


@command
def erase_asked(*, contact_id: int, at: datetime) -> bool:
    """Erase somebody whose erasing is under way, as whoever asked for it. False where somebody is at an erasing of this company.

    One at a time: each looks through all that was said, and two would wait for each other's rows. at: aware, UTC.
    Raises Refused, as `erase_person` does.
    """
    [(alone,)] = fetch("SELECT pg_try_advisory_xact_lock(%s, %s)", [ERASINGS, here() % 2**31])
    if not alone:
        return False
    if asked := Contact.objects.filter(id=contact_id).exclude(erasing_due_at=None).first():
        erase_person(contact_id=contact_id, by=Actor.whoever(asked.erasing_by_id), at=at)
    return True


@command
def erase_person(*, contact_id: int, by: Actor, at: datetime) -> None:
    """Erase a contact and all that says who they were; their id stays, which history keeps.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (a mail of theirs is being sent, a held mail that is not theirs names them, a
    file that waits to come in does). Source: architecture §3, §5.
    """
    require(by, MANAGE_PEOPLE)
    erased = desk.erase_person(contact_id=contact_id, by=by, at=at)
    _empty_the_outbox(erased, by=by, at=at)
    _erase_mails(erased, by=by, at=at)
    _blot_names(erased.was.traces())
    _empty_errands(erased)
    for forget in FORGETTING:
        forget(erased.was)


def _blot_names(traces: str) -> None:
    """Blot the person out of what members called their own things: tokens and views; and out of what the engine stumbled on.

    A member's views have different names, so each that named them gets its id behind it.
    """
    blot(PutOff.objects.all(), "trouble", traces)
    blot(ApiToken.objects.all(), "name", traces)
    blot(View.objects.all(), "search", traces)
    named = blot(
        View.objects.filter(deleted_at=None),
        "name",
        traces,
        behind=Concat(Value(" ", output_field=TextField()), Cast("id", TextField()), output_field=TextField()),
    )
    blot(View.objects.exclude(id__in=named), "name", traces)


def _empty_the_outbox(erased: desk.Erased, *, by: Actor, at: datetime) -> None:
    """Let nothing leave any more to the person, or of what was erased. Raises BeingSent while one is."""
    about = Q(ref_id__in=erased.messages) | Q(recipient_id__in=erased.was.address_ids)
    rows = list(Outbox.objects.select_for_update().filter(about, channel="mail").order_by("id"))
    if any(row.state in UNDER_WAY for row in rows):
        text = "A mail to them, or on one of their tickets, is being sent."
        raise BeingSent([Problem("being sent", text, "It is tried again in a minute.")])
    for row in rows:
        if row.state in (*STANDS, OutboxState.QUEUED):
            let_go(row, by=by, at=at)
    blot_all(Outbox.objects.all(), ("last_error", "bounce_recipient", "bounce_diagnostic"), erased.was.traces())


def _empty_errands(erased: desk.Erased) -> None:
    """Erase what was written to them by itself; an address that is a member's too has errands of its own."""
    theirs = Errand.objects.filter(about_kind=ANSWERED_AT_ONCE, about_id__in=erased.was.address_ids)
    ids = list(theirs.values_list("id", flat=True))
    Outbox.objects.filter(channel=ERRAND, ref_id__in=ids, state=OutboxState.QUEUED).update(state=OutboxState.DROPPED)
    theirs.update(recipient=ERASED, subject=ERASED, text="", reply_to="", answers="")


def _erase_mails(erased: desk.Erased, *, by: Actor, at: datetime) -> None:
    """Erase mails as they came: the person's own with all marks, those of others that name them, as bytes only.

    Each is looked for once: all mails are read for it.
    """
    own = list(
        Received.objects.filter(_from(erased.was.addresses) | Q(message_id__in=erased.messages)).values_list(
            "id", flat=True
        )
    )
    theirs = Received.objects.filter(id__in=own)
    others = Received.objects.filter(id__in=list(_naming(erased).exclude(id__in=own).values_list("id", flat=True)))
    _refuse_held(others)
    for received_id in theirs.filter(state=ReceivedState.QUARANTINED).values_list("id", flat=True):
        record(HeldMailDropped(received=received_id), by=by, at=at)
    theirs.filter(state=ReceivedState.QUARANTINED).update(state=ReceivedState.DROPPED, settled_at=at)
    _empty(others)
    blot_all(Received.objects.exclude(id__in=own), ("subject", "reason"), erased.was.traces())
    _empty(
        theirs,
        key=Concat(Value(f"{ERASED}:"), Cast("id", TextField())),
        digest="",
        subject=ERASED,
        sender="",
        reason="",
    )


def _empty(rows: QuerySet[Received], **marks: object) -> None:
    ids = list(rows.values_list("id", flat=True))
    Received.objects.filter(id__in=ids).update(raw=ERASED.encode(), size=len(ERASED), **marks)


def _refuse_held(others: QuerySet[Received]) -> None:
    if others.filter(state=ReceivedState.QUARANTINED).exists():
        text = "A held mail that is not theirs, or cannot be read, names this person."
        raise Refused([Problem("held", text, "Settle it in quarantine first, for its text would be lost.")])


def _from(addresses: tuple[str, ...]) -> Q:
    return Q(*[Q(sender__iexact=address) for address in addresses], _connector=Q.OR)


def _naming(erased: desk.Erased) -> QuerySet[Received]:
    """Find mails that have one of these addresses in their bytes as they stand; what is encoded is found by its message."""
    text = Lower(Func(F("raw"), Value("escape"), function="encode", output_field=TextField()))
    addresses = sorted({address.lower() for address in erased.was.addresses})
    places = {f"place_{number}": StrIndex(text, Value(address)) for number, address in enumerate(addresses)}
    named = [Q(message_id__in=erased.named), *[Q(**{f"{place}__gt": 0}) for place in places]]
    return Received.objects.alias(**places).filter(Q(*named, _connector=Q.OR))
