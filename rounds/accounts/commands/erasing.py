"""Erasing somebody is asked for, and stops where it cannot be done; the mail room, to which all of theirs is known, does it."""

from datetime import datetime, timedelta

from rounds.accounts.being_erased import is_erased
from rounds.accounts.commands.people import locked_contact
from rounds.accounts.events import ErasingAsked, ErasingHeldUp, ErasingStopped
from rounds.accounts.house import CANNOT_BE_ERASED
from rounds.accounts.models import Contact
from rounds.accounts.stamps import unchanged, version_of_contact
from rounds.basics.problems import Problem, refuse_if
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.notices import notices_of
from rounds.team.queries import require
from rounds.team.rules import MANAGE_PEOPLE, who_may
from rounds.timeline.commands import entry, record
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces.current import command
from rounds.workspaces.rows import insert

AGAIN_AFTER = timedelta(minutes=1)
"""A worker that was called and is at nobody is called again after this: its job was lost, or something stood in the way for a moment."""

TELL_AFTER = 5
"""Tries in vain, after which somebody is told: what passes by itself has passed in so many minutes."""

ERASED_ALREADY = Problem("erased", "They are erased already.", "Nothing that says who they were is left.")


@command
def ask_to_erase(
    *, contact_id: int, by: Actor, at: datetime, here_and_now: bool = False, version: str | None = None
) -> None:
    """Have somebody erased; where that is under way already, it is the same erasing.

    here_and_now: whoever asks does it, no worker. version: of the contact, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (joined into another, erased).
    """
    require(by, MANAGE_PEOPLE)
    if Contact.objects.filter(id=contact_id).exclude(erasing_due_at=None).exists():
        return  # without its lock, which whoever erases holds until it is done
    contact = locked_contact(contact_id, to_erase=True)
    if contact.erasing_due_at:
        return
    refuse_if([ERASED_ALREADY] if is_erased(contact) else [])
    if version is not None:
        act, stands = {"Act": "erase them"}, {"Name": contact.name}
        unchanged(version_of_contact(contact_id), version, what=contact.name, mine=act, theirs=stands)
    contact.erasing_asked_at, contact.erasing_by_id, contact.erasing_trouble = at, by.member_id, ""
    contact.erasing_due_at, contact.erasing_tries = at + AGAIN_AFTER if here_and_now else at, 0
    contact.save(
        update_fields=["erasing_asked_at", "erasing_by_id", "erasing_trouble", "erasing_due_at", "erasing_tries"]
    )
    record(ErasingAsked(contact=contact_id, account=contact.account_id), by=by, at=at)


@command
def call_to_erase(*, contact_id: int, at: datetime) -> bool:
    """Note that a worker is called to erase somebody; False where it is not due any more, or somebody is at it. at: aware, UTC."""
    rows = Contact.objects.select_for_update(skip_locked=True, no_key=True)
    contact = rows.filter(id=contact_id, erasing_due_at__lte=at).first()
    if contact is None:
        return False
    contact.erasing_due_at = at + AGAIN_AFTER
    contact.save(update_fields=["erasing_due_at"])
    return True


@command
def note_tried(*, contact_id: int, trouble: str, at: datetime) -> bool:
    """Note that somebody could not be erased yet, and why; it is tried again. False where it is not under way, or somebody is at it.

    After `TELL_AFTER` tries whoever asked hears of it, once; whoever else may, where nobody asked or they may not any more.
    trouble: plain sentences. at: aware, UTC.
    """
    rows = Contact.objects.select_for_update(skip_locked=True, no_key=True).exclude(erasing_due_at=None)
    contact = rows.filter(id=contact_id).first()
    if contact is None:
        return False
    contact.erasing_tries += 1
    contact.erasing_trouble, contact.erasing_due_at = trouble[:2_000], max(contact.erasing_due_at or at, at)
    contact.save(update_fields=["erasing_tries", "erasing_trouble", "erasing_due_at"])
    if contact.erasing_tries == TELL_AFTER:
        facts = (
            Fact("times it was tried", str(TELL_AFTER)),
            Fact("something stood in the way", "the contact's page says what"),
        )
        because = CANNOT_BE_ERASED.because(*facts, then="it is tried again each minute")
        held_up = ErasingHeldUp(contact=contact_id, account=contact.account_id)
        event = entry(held_up, by=Actor.itself(), at=at, because=because)
        insert(event, *notices_of(event, _told(contact.erasing_by_id), at=at))
    return True


def _told(asked_id: int | None) -> list[int]:
    """Say who hears that somebody cannot be erased."""
    roles = dict(Member.objects.filter(active=True).values_list("id", "roles"))
    able = who_may(MANAGE_PEOPLE, roles, book())
    return [asked_id] if asked_id in able else sorted(able)


@command
def note_not_erased(*, contact_id: int, trouble: str, at: datetime) -> bool:
    """Note that somebody could not be erased, and why: nothing of theirs is gone. False where it is not under way any more.

    trouble: plain sentences. at: aware, UTC.
    """
    rows = Contact.objects.select_for_update(no_key=True).exclude(erasing_due_at=None)
    contact = rows.filter(id=contact_id).first()
    if contact is None:
        return False
    contact.erasing_due_at, contact.erasing_trouble, contact.erasing_tries = None, trouble[:2_000], 0
    contact.save(update_fields=["erasing_due_at", "erasing_trouble", "erasing_tries"])
    because = CANNOT_BE_ERASED.because(
        Fact("something stood in the way", "the contact's page says what"), then="it is tried once somebody asks again"
    )
    record(ErasingStopped(contact=contact_id, account=contact.account_id), by=Actor.itself(), at=at, because=because)
    return True
