"""What stands at an address of the page: each makes a record and gives the words that name it there."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.test import Client

from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.desk import commands as desk
from rounds.desk.facts import File
from rounds.desk.models import Attachment
from rounds.desk.rules import MessageKind
from rounds.lists import commands as lists
from rounds.mail.models import Received
from rounds.team import commands as team
from rounds.team.models import Member
from rounds.team.queries.signing_in import mark_of
from rounds.telemetry.commands import take_in
from rounds.telemetry.queries import unknown
from rounds.telemetry.rules import Usage
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.prepared.check_ins import a_check_in as of_a_check_in
from tests.rooms.prepared.desk import with_a_merge, with_ones_own_many
from tests.rooms.prepared.firms import with_a_file, with_a_joining
from tests.rooms.prepared.mail import a_mailbox, a_way, an_alias, on_a_held_mail, on_a_stopped_mail
from tests.rooms.prepared.people import with_a_second_factor, with_a_teammates_token, with_work_put_off
from tests.world import (
    MONDAY,
    Cast,
    a_customer,
    a_ticket,
)


def a_number(cast: Cast) -> list[int]:
    return [a_ticket().number]


def an_act_on_many(cast: Cast) -> list[int]:
    return [with_ones_own_many(cast, cast.rep)["many_id"]]


def a_merge(cast: Cast) -> list[int]:
    return [with_a_merge(cast, cast.rep)["merge_id"]]


def a_file(cast: Cast) -> list[object]:
    number, picture = a_ticket().number, File("a.png", "image/png", b"\x89PNG")
    desk.note(number=number, text="See.", files=[picture], by=Actor.system(), at=MONDAY)
    return [Attachment.objects.latest("id").pk, "a.png"]


def a_forwarded_mail(cast: Cast) -> list[int]:
    forwarded = File("a.eml", "message/rfc822", b"From: a@b.example\n\nHello")
    desk.note(number=a_ticket().number, text="See.", files=[forwarded], by=Actor.system(), at=MONDAY)
    return [Attachment.objects.latest("id").pk]


def a_draft(cast: Cast) -> list[int]:
    kept = desk.keep_draft(number=a_ticket().number, kind=MessageKind.NOTE, text="Begun", by=cast.rep, at=MONDAY)
    return [kept.pk]


def a_contact(cast: Cast) -> list[int]:
    return [a_customer(account="Harbour Tile & Stone").contact_id]


def a_joining(cast: Cast) -> list[int]:
    return [with_a_joining(cast, cast.rep)["join_id"]]


def an_account(cast: Cast) -> list[int]:
    a_customer(account="Harbour Tile & Stone")
    return [Account.objects.latest("id").pk]


def a_check_in(cast: Cast) -> list[int]:
    return [of_a_check_in(cast).pk]


def an_exempt_check_in(cast: Cast) -> list[int]:
    check_in = of_a_check_in(cast)
    checkins.exempt(check_in_id=check_in.pk, reason="They closed.", by=cast.rep, at=MONDAY)
    return [check_in.pk]


def a_reason(cast: Cast) -> list[int]:
    desk.answer(number=a_ticket().number, text="Done.", by=Actor.system(), at=MONDAY)
    return [TimelineEvent.objects.filter(clause__isnull=False).latest("id").pk]


def an_outbox_row(cast: Cast) -> list[int]:
    on_a_stopped_mail("stopped")(cast, cast.rep)
    return [Outbox.objects.latest("id").pk]


def a_held_mail(cast: Cast) -> list[int]:
    on_a_held_mail(cast, cast.rep)
    return [Received.objects.filter(state="quarantined").latest("id").pk]


def a_colleague(cast: Cast) -> list[int]:
    return [cast.teammate.id or 0]


def a_colleague_with_more_than_a_password(cast: Cast) -> list[int]:
    return [with_a_second_factor(cast, cast.manager)["member_id"]]


def somebody_gone(cast: Cast) -> list[int]:
    team.take_off(member_id=cast.production.id or 0, by=Actor.system(), at=MONDAY)
    return [cast.production.id or 0]


def days_off(cast: Cast) -> list[int]:
    return [days_off_of(cast.teammate)]


def days_off_of(who: Actor) -> int:
    day = date(2031, 1, 2)
    away = team.go_away(member_id=who.id or 0, first_on=day, last_on=day, by=Actor.system(), at=MONDAY)
    return away.pk


def a_colleagues_days_off(cast: Cast) -> list[int]:
    return [cast.lead.id or 0, days_off_of(cast.lead)]


def a_colleagues_sign_in(cast: Cast) -> list[str]:
    client = Client()
    person = Member.objects.get(id=cast.teammate.id).person
    assert person
    client.force_login(person)
    return [mark_of(client.session.session_key or "")]


def a_view(cast: Cast) -> list[int]:
    return [lists.save_view(name=f"Late {uuid4().hex[:6]}", search="is:missed", by=cast.rep, at=MONDAY).pk]


def a_deleted_view(cast: Cast) -> list[int]:
    [view_id] = a_view(cast)
    lists.delete_view(view_id=view_id, by=cast.rep, at=MONDAY)
    return [view_id]


def a_box(cast: Cast) -> list[int]:
    return [a_mailbox().pk]


def an_other_address(cast: Cast) -> list[int]:
    return [a_mailbox().pk, an_alias().pk]


def a_read_account(cast: Cast) -> list[int]:
    return [a_mailbox().pk, a_way().pk]


def an_invitation(cast: Cast) -> list[int]:
    return [team.invite(email="nina@new.example", roles=["rep"], by=Actor.system(), at=MONDAY)[0].pk]


def an_import(stage: str = "brought") -> Callable[[Cast], list[int]]:
    return lambda cast: [with_a_file(stage)(cast, cast.manager)["import_id"]]


def a_token(cast: Cast) -> list[int]:
    values = with_a_teammates_token(cast, cast.rep)
    return [values["token_id"]]


def a_stranger(cast: Cast) -> list[Any]:
    """Have usage wait for a firm that nobody knows."""
    rows = [Usage("app", "1", "crm", "nobody", "item submitted", MONDAY)]
    take_in(rows=rows, by=Actor.system(), at=MONDAY)
    return [unknown()[-1].id]


def work_put_off(cast: Cast) -> list[int]:
    return [with_work_put_off(cast, cast.manager)["put_off_id"]]
