"""Somebody who writes from two addresses, as two contacts."""

import pytest
from django.db import transaction

from rounds.accounts.models import Contact, ContactAddress, ContactJoin
from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Message, Party, Ticket
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast, a_customer, later

HOME, WORK = "dana@home.example", "dana@harbour.example"


def two(**more: str) -> tuple[Taking, Taking]:
    """Let Dana write from her firm, and from home."""
    return a_customer(address=WORK, **more), a_customer("D. Whitlock", address=HOME)


def join(cast: Cast, kept: Taking, other: Taking, *, at=MONDAY) -> ContactJoin:
    return desk.join_contacts(kept_id=kept.contact_id, other_id=other.contact_id, by=cast.rep, at=at)


def writes_again(ticket: Ticket, who: Taking) -> None:
    """Let somebody write once more on a ticket."""
    desk.add_customer_message(
        ticket_id=ticket.pk,
        text="And one more thing.",
        contact_id=who.contact_id,
        address_id=who.address_id,
        by=Actor.contact(who.contact_id),
        at=later(hours=1),
    )


def copied(cast: Cast, ticket: Ticket, who: Taking) -> None:
    """Let somebody read along on a ticket."""
    Party.objects.create(
        workspace_id=cast.workspace_id, ticket=ticket, contact_id=who.contact_id, address_id=who.address_id, role="cc"
    )


def snapshot(*contacts: Taking) -> dict[str, list[tuple[object, ...]]]:
    """Say all that refers to these contacts, and what is known of them."""
    ids = [each.contact_id for each in contacts]
    return {
        "tickets": list(Ticket.objects.filter(requester__in=ids).order_by("id").values_list("id", "requester_id")),
        "parties": sorted(
            Party.objects.filter(contact__in=ids).values_list("ticket_id", "contact_id", "address_id", "role")
        ),
        "messages": list(
            Message.objects.filter(author_contact__in=ids).order_by("id").values_list("id", "author_contact_id")
        ),
        "addresses": sorted(
            ContactAddress.objects.filter(contact__in=ids).values_list("id", "contact_id", "key", "position")
        ),
        "known": list(
            Contact.objects.filter(id__in=ids)
            .order_by("id")
            .values_list("id", "name", "title", "phone", "account_id", "fields", "joined_into_id")
        ),
    }


def refused(code: str, act, **values) -> str:
    """Say why an act is refused, and that nothing of it stays."""
    with pytest.raises(Refused) as why, transaction.atomic():
        act(**values)
    assert [each.code for each in why.value.problems] == [code]
    return why.value.problems[0].text
