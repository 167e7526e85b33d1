"""Somebody is to be erased: how far that is, and what has to wait for it.

Between asking and done who they are stays as it is, so that nothing of theirs gets away: their names and addresses are what is looked for.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rounds.accounts.erasing import NOBODY
from rounds.accounts.models import Contact, ContactAddress
from rounds.basics.problems import NotThere, Problem, refuse_if

BEING_ERASED = Problem(
    "being erased",
    "This person is being erased.",
    "Take the row out; where it is meant for all that, bring it once that is done.",
)
"""What a row of an import about such a one meets. It is not kept: it may call them what nothing here does, and stay unfound."""


ERASED_MEANWHILE = Problem(
    "erased",
    "This person was erased just now.",
    "Where they are meant for all that, begin anew with their address: they are somebody new.",
)
"""What meets whoever had looked somebody up before they were erased, and refers to them behind it."""


class Stage(StrEnum):
    """How far an erasing is. STOPPED: it could not be done, and waits to be asked for again."""

    UNDER_WAY = "under way"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erasing:
    """An erasing. asked_at, by_id: when and by which member it was asked for last; None where a program before this one did it.

    by_id: None for whoever holds the machine, too. done_at: None until it is. trouble: why it stopped or, under way, why it could not be
    done yet, and what helps; "" elsewhere. tries: how often it was tried in vain. next_at: when it is tried again; None where it never was.
    """

    contact_id: int
    stage: Stage
    asked_at: datetime | None
    by_id: int | None
    done_at: datetime | None
    trouble: str
    tries: int = 0
    next_at: datetime | None = None


def erasing_of(contact: Contact) -> Erasing | None:
    """Say how far erasing somebody is; None where nobody asked for it, or they are known again since."""
    if contact.erasing_due_at:
        stage = Stage.UNDER_WAY
    elif is_erased(contact):
        stage = Stage.DONE
    elif contact.erasing_trouble:
        stage = Stage.STOPPED
    else:
        return None
    done_at = contact.erased_at if stage is Stage.DONE else None
    tries = contact.erasing_tries
    return Erasing(
        contact_id=contact.pk,
        stage=stage,
        asked_at=contact.erasing_asked_at,
        by_id=contact.erasing_by_id,
        done_at=done_at,
        trouble=contact.erasing_trouble,
        tries=tries,
        next_at=contact.erasing_due_at if tries else None,
    )


def erasing(contact_id: int) -> Erasing:
    """Say how far erasing somebody is. Raises NotThere where nobody asked for it."""
    contact = Contact.objects.filter(id=contact_id).first()
    found = erasing_of(contact) if contact else None
    if found is None:
        raise NotThere(f"erasing of contact {contact_id}")
    return found


def is_erased(contact: Contact) -> bool:
    """Say whether a contact was erased and nothing is known of it since; whoever is can be erased once more."""
    known = contact.name != NOBODY or contact.title or contact.phone or contact.fields
    return bool(contact.erased_at and not known and not ContactAddress.objects.filter(contact=contact).exists())


def next_to_erase(*, besides: Collection[int]) -> int | None:
    """Give whose erasing is under way and was asked for first. besides: those that are not meant."""
    waiting = Contact.objects.exclude(erasing_due_at=None).exclude(id__in=besides)
    return waiting.order_by("erasing_asked_at", "id").values_list("id", flat=True).first()


def being_erased(contact_ids: Iterable[int]) -> frozenset[int]:
    """Say which of these contacts are being erased."""
    found = Contact.objects.filter(id__in=list(contact_ids)).exclude(erasing_due_at=None)
    return frozenset(found.values_list("id", flat=True))


def meanwhile_problems(*contacts: Contact) -> list[Problem]:
    """Say why nothing can be done with somebody while they are being erased."""
    return [
        Problem("being erased", f"{each.name} is being erased.", "Wait until it is done; their page says when.")
        for each in contacts
        if each.erasing_due_at
    ]


def refuse_meanwhile(*contact_ids: int) -> None:
    """Refuse at once while one of these is being erased: whoever erases them holds rows that would be waited for. Raises Refused."""
    refuse_if(meanwhile_problems(*Contact.objects.filter(id__in=contact_ids).exclude(erasing_due_at=None)))


def refuse_to_begin_with(*contact_ids: int) -> None:
    """Refuse to begin something with somebody who is being erased, as `refuse_meanwhile` does. Raises Refused, NotThere."""
    found = Contact.objects.in_bulk(list(contact_ids))
    if missing := set(contact_ids) - found.keys():
        raise NotThere(f"contact {min(missing)}")
    refuse_if(meanwhile_problems(*found.values()))
