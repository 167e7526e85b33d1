"""An address is taken away from somebody: nothing goes there any more, and whoever writes from it is somebody new."""

import threading

import pytest
from django.db import connection, transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import ContactAddress
from rounds.accounts.records import contact_record, contact_records
from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Party, Ticket
from rounds.mail import commands as mail
from rounds.timeline.models import Outbox, TimelineEvent
from tests.outgoing import brought
from tests.rooms.attacks.test_leaving_meanwhile import until_waiting
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


def test_a_mail_that_comes_back_from_an_address_that_was_taken_away_since_still_opens_the_ticket_A3():
    cast = a_workspace()
    with cast.inside():
        dana, _ = with_a_second(cast)
        ticket = a_ticket(by=dana)
        message = desk.answer(number=ticket.number, text="It is swapped.", by=cast.rep, at=MONDAY)
        brought(Outbox.objects.all(), "sent")
        desk.take_address_away(contact_id=dana.contact_id, address_id=dana.address_id, by=cast.rep, at=later(0.1))
        assert desk.answer_failed(message_id=message.pk, address_id=dana.address_id, by=cast.rep, at=later(0.2))
        assert Ticket.objects.get(id=ticket.pk).our_turn


@pytest.mark.parametrize("state", ["stopped", "bounced", "may have arrived"])
def test_nothing_is_sent_again_to_an_address_that_was_taken_away(state):
    cast = a_workspace()
    with cast.inside():
        dana, _ = with_a_second(cast)
        ticket = a_ticket(by=dana)
        desk.answer(number=ticket.number, text="It is swapped.", by=cast.rep, at=MONDAY)
        brought(Outbox.objects.all(), state)
        desk.take_address_away(contact_id=dana.contact_id, address_id=dana.address_id, by=cast.rep, at=later(0.1))
        row = Outbox.objects.get()
        with pytest.raises(Refused) as why, transaction.atomic():
            mail.retry(outbox_id=row.pk, by=cast.manager, at=later(0.2))
        assert [each.code for each in why.value.problems] == ["taken away"]
        done = mail.settle_many(outbox_ids=[row.pk], settling=mail.Settling.AGAIN, by=cast.manager, at=later(0.2))
        assert (done.done, done.passed) == (0, 1)
        assert Outbox.objects.get().state == state
        mail.drop(outbox_id=row.pk, by=cast.manager, at=later(0.3))
        assert Outbox.objects.get().state == "dropped"


def test_of_two_who_give_one_address_to_different_people_at_once_the_second_is_refused():
    """The first is not committed when the second looks; the second's write waits for it, and meets its row."""
    cast = a_workspace()
    with cast.inside():
        dana, ruth = a_customer(address="dana@harbour.example"), a_customer("Ruth Hartwell")
    given, problems = threading.Event(), list[str]()

    def second() -> None:
        given.wait()
        try:
            with cast.inside():
                accounts.give_address(contact_id=ruth.contact_id, address="d@two.example", by=cast.rep, at=MONDAY)
        except Refused as refused:
            problems.extend(each.code for each in refused.problems)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    other.start()
    with cast.inside():
        row = accounts.give_address(contact_id=dana.contact_id, address="d@two.example", by=cast.rep, at=MONDAY)
        given.set()
        until_waiting()
    other.join()
    assert problems == ["address taken"]
    with cast.inside():
        assert ContactAddress.objects.get(key="d@two.example").contact_id == dana.contact_id == row.contact_id


def test_an_address_is_taken_away_from_the_person_that_was_read_and_their_version_knows_of_addresses():
    """Stale writes are refused; an ETag that stayed would say that nothing had changed."""
    cast = a_workspace()
    with cast.inside():
        dana, second = with_a_second(cast)
        read = contact_record(dana.contact_id).version
    with cast.inside():
        third = accounts.give_address(contact_id=dana.contact_id, address="d@x.example", by=cast.teammate, at=MONDAY)
    with cast.inside():
        desk.take_address_away(contact_id=dana.contact_id, address_id=second, by=cast.teammate, at=MONDAY)
    mine = {"contact_id": dana.contact_id, "address_id": dana.address_id}
    with pytest.raises(ChangedMeanwhile) as refused, cast.inside():
        desk.take_address_away(**mine, version=read, by=cast.rep, at=later(1))
    assert refused.value.theirs == {"Addresses": "dana@harbour.example, d@x.example"}
    with cast.inside():
        left = desk.take_address_away(**mine, version=str(refused.value.version), by=cast.rep, at=later(1))
        assert left.pk == third.pk
