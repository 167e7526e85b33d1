"""An address is taken away from somebody: nothing goes there any more, and whoever writes from it is somebody new."""

import pytest
from django.db import transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import ContactAddress
from rounds.accounts.records import contact_record, contact_records
from rounds.basics.problems import NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Party
from rounds.timeline.models import Outbox, TimelineEvent
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later


def with_a_second(cast: Cast) -> tuple[Taking, int]:
    dana = a_customer(address="dana@harbour.example")
    second = accounts.give_address(contact_id=dana.contact_id, address="dana@home.example", by=cast.rep, at=MONDAY)
    return dana, second.pk


def test_tickets_that_were_answered_at_an_address_are_answered_at_the_one_that_is_left():
    cast = a_workspace()
    with cast.inside():
        dana, second = with_a_second(cast)
        ticket = a_ticket(by=dana)
        left = desk.take_address_away(contact_id=dana.contact_id, address_id=dana.address_id, by=cast.rep, at=MONDAY)
        assert left.pk == second
        assert Party.objects.get(ticket=ticket).address_id == second
        assert [each.address for each in contact_record(dana.contact_id).addresses] == ["dana@home.example"]
        assert contact_records(address="dana@harbour.example", limit=9) == []
        event = TimelineEvent.objects.latest("id")
        assert (event.kind, event.payload) == (
            "accounts.address taken away",
            {"contact": dana.contact_id, "address": dana.address_id},
        )


def test_whoever_writes_from_an_address_that_was_taken_away_is_somebody_new_who_may_have_it():
    cast = a_workspace()
    with cast.inside():
        dana, _ = with_a_second(cast)
        desk.take_address_away(contact_id=dana.contact_id, address_id=dana.address_id, by=cast.rep, at=MONDAY)
        ruth = a_customer("Ruth Hartwell", address="dana@harbour.example")
        assert ruth.contact_id != dana.contact_id
        assert ContactAddress.objects.filter(address="dana@harbour.example").count() == 2  # mails had gone there


def test_an_only_address_and_one_to_which_a_mail_is_on_its_way_stay():
    cast = a_workspace()
    with cast.inside():
        dana, second = with_a_second(cast)
        ticket = a_ticket(by=dana)
        desk.answer(number=ticket.number, text="It is swapped.", by=cast.rep, at=MONDAY)
        act = {"contact_id": dana.contact_id, "by": cast.rep, "at": later(1)}
        for address, code in ((dana.address_id, "on its way"), (second, None)):
            if code is None:
                desk.take_address_away(address_id=address, **act)
                continue
            with pytest.raises(Refused) as why, transaction.atomic():
                desk.take_address_away(address_id=address, **act)
            assert why.value.problems[0].code == code
        Outbox.objects.update(state="claimed")
        Outbox.objects.update(state="handing over")
        Outbox.objects.update(state="sent")
        with pytest.raises(Refused) as why, transaction.atomic():
            desk.take_address_away(address_id=dana.address_id, **act)
        assert why.value.problems[0].code == "only address"


def test_somebody_else_s_address_and_one_that_is_gone_are_not_there():
    cast = a_workspace()
    with cast.inside():
        dana, second = with_a_second(cast)
        ruth = a_customer("Ruth Hartwell")
        desk.take_address_away(contact_id=dana.contact_id, address_id=second, by=cast.rep, at=MONDAY)
        for address in (ruth.address_id, second):
            with pytest.raises(NotThere), transaction.atomic():
                desk.take_address_away(contact_id=dana.contact_id, address_id=address, by=cast.rep, at=MONDAY)
