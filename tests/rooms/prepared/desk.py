"""Tickets in every state that an act needs, and whatever stands beside them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from rounds.desk import commands as desk
from rounds.desk.commands import TicketBatch
from rounds.desk.dates import Wish
from rounds.desk.events.talk import Noted
from rounds.desk.imported import Change, ComingTicket, PastState
from rounds.desk.links import Seen
from rounds.desk.many import ManyAct, Verb
from rounds.desk.rules import MessageKind
from rounds.lists.models import View
from rounds.team.models import Member
from rounds.team.notices import notices_of
from rounds.team.queries import rights_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from rounds.workspaces.rows import insert
from tests.rooms.prepared.people import own_or
from tests.world import MONDAY, Cast, a_customer, a_ticket

WISH = Wish(day=date(2026, 12, 24))


def on_a_ticket(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    return lambda cast, by: {"number": a_ticket().number, **more}


def on_a_sleeping_ticket(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        ticket = a_ticket()
        desk.put_to_sleep(number=ticket.number, wish=WISH, by=Actor.system(), at=MONDAY)
        return {"number": ticket.number, **more}

    return made


def with_ones_own_view(
    *, more: bool = False, deleted: bool = False, **values: Any
) -> Callable[[Cast, Actor], dict[str, Any]]:
    """Give whoever asks a view, where they are a member; more: and another behind it."""

    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        place = View.objects.filter(member_id=own_or(cast, by)).count()
        view = View.objects.create(
            workspace_id=here(), member_id=own_or(cast, by), name=f"View {place}", search="is:open", position=place
        )
        if more:
            View.objects.create(
                workspace_id=here(), member_id=view.member_id, name="Another", search="is:open", position=place + 1
            )
        if deleted:
            View.objects.filter(id=view.pk).update(deleted_at=MONDAY)
        return {"view_id": view.pk, **values}

    return made


def on_a_held_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    desk.hold(number=ticket.number, holder="supplier", reason="Domain.", wish=WISH, by=Actor.system(), at=MONDAY)
    return {"number": ticket.number}


def on_two_tickets(*, linked: bool = False) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        one, two = a_ticket().number, a_ticket().number
        if linked:
            desk.link(number=one, other=two, seen=Seen.RELATED, by=Actor.system(), at=MONDAY)
        return {"number": one, "other": two} | ({} if linked else {"seen": Seen.RELATED})

    return made


def on_two_of_one_customer(cast: Cast, by: Actor) -> dict[str, Any]:
    customer = a_customer()
    one, two = a_ticket(by=customer).number, a_ticket(by=customer).number
    return {"number": one, "others": [two]}


def with_a_merge(cast: Cast, by: Actor) -> dict[str, Any]:
    values = on_two_of_one_customer(cast, by)
    return {"merge_id": desk.merge(**values, by=Actor.system(), at=MONDAY).pk}


def on_a_followed_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    number = a_ticket().number
    ours = by.kind == "member" and Member.objects.filter(id=by.id or 0, active=True).exists()
    desk.follow(number=number, by=by if ours and rights_of(by).may("read the desk") else cast.rep, at=MONDAY)
    return {"number": number}


def on_a_dated_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    desk.set_reopen_date(number=ticket.number, wish=WISH, by=Actor.system(), at=MONDAY)
    return {"number": ticket.number}


def on_ones_own_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    ours = Member.objects.filter(id=by.id or 0).exists()
    ticket.assignee_id = by.id if by.kind == "member" and ours else cast.rep.id
    ticket.save(update_fields=["assignee"])
    return {"number": ticket.number}


def a_page_ticket(cast: Cast, by: Actor) -> dict[str, Any]:
    customer = a_customer()
    return {"subject": "By phone", "text": "She called.", "kind": "question", "requester": customer, "account_id": None}


def with_ones_own_many(cast: Cast, by: Actor) -> dict[str, Any]:
    ours = by.kind == "member" and Member.objects.filter(id=by.id or 0, active=True).exists()
    who = by if ours and rights_of(by).may("read the desk") else cast.rep
    act = ManyAct(Verb.PRIORITY, "high")
    return {"many_id": desk.do_to_many(numbers=[a_ticket().number], act=act, by=who, at=MONDAY).pk}


def with_ones_own_answer(cast: Cast, by: Actor) -> dict[str, Any]:
    ticket = a_ticket()
    ours = Member.objects.filter(id=by.id or 0, active=True).exists()
    who = by if by.kind == "member" and ours and rights_of(by).may("answer customers") else cast.rep
    message = desk.answer(number=ticket.number, text="Done.", by=who, at=MONDAY)
    return {"number": ticket.number, "message_id": message.pk}


def with_ones_own_unsent(cast: Cast, by: Actor) -> dict[str, Any]:
    number = a_ticket().number
    ours = Member.objects.filter(id=by.id or 0, active=True).exists()
    who = by if by.kind == "member" and ours and rights_of(by).may("write notes") else cast.rep
    kept = desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Half a thought", by=who, at=MONDAY)
    return {"draft_id": kept.pk}


def with_a_notice(cast: Cast, by: Actor) -> dict[str, Any]:
    here = Member.objects.filter(id=by.id or 0).exists()
    event = entry(Noted(ticket=a_ticket().pk, message=0), by=cast.rep, at=MONDAY)
    insert(event, *notices_of(event, [by.id if here and by.kind == "member" else cast.rep.id or 0], at=MONDAY))
    return {"up_to": 2**40}


def a_batch_of_tickets(cast: Cast, by: Actor) -> dict[str, Any]:
    past = (Change(MONDAY, PastState.OPEN, "Active", by="Oliver Hand-Over"),)
    coming = ComingTicket(2, "INC1", "The lift stands", "question", MONDAY, PastState.OPEN, changes=past)
    return {"batch": TicketBatch("snow", 1, (coming,))}


def with_tickets_inside(cast: Cast, by: Actor) -> dict[str, Any]:
    desk.import_tickets(**a_batch_of_tickets(cast, by), by=Actor.system(), at=MONDAY)
    return {"import_id": 1}
