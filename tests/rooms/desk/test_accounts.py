"""Which firm a person belongs to."""

import threading

import pytest
from django.db import connection, transaction

from rounds.accounts.models import Account, Contact
from rounds.accounts.people import contact_page
from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.desk.queries import of_account
from tests.rooms.attacks.test_leaving_meanwhile import until_waiting
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def test_naming_the_firm_of_who_wrote_gives_it_to_all_their_tickets():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        first, second, others = a_ticket(by=dana), a_ticket(by=dana), a_ticket()
        desk.name_account(number=first.number, name=" Harbour Tile & Stone ", by=cast.rep, at=MONDAY)
        account = Account.objects.get()
        assert account.name == "Harbour Tile & Stone"
        assert {row.number for row in of_account(account.pk)} == {first.number, second.number}
        assert Ticket.objects.get(id=others.pk).account_id is None


def test_a_known_name_finds_the_firm_and_later_mail_of_that_person_belongs_to_it():
    cast = a_workspace()
    with cast.inside():
        dana, ruth = a_customer(account="Hartwell Dental"), a_customer("Ruth Hartwell")
        ticket = a_ticket(by=ruth)
        desk.name_account(number=ticket.number, name="Hartwell Dental", by=cast.rep, at=MONDAY)
        assert Account.objects.count() == 1
        assert Ticket.objects.get(id=ticket.pk).account.name == "Hartwell Dental"
        assert dana.contact_id != ruth.contact_id


def test_whoever_is_placed_at_a_firm_takes_along_what_stood_under_none_and_leaves_the_rest_where_it_is():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        loose = a_ticket(by=dana)
        desk.place_at(contact_id=dana.contact_id, name="Harbour Tile & Stone", by=cast.rep, at=MONDAY)
        harbour = Account.objects.get()
        desk.place_at(contact_id=dana.contact_id, name="Hartwell Dental", by=cast.rep, at=MONDAY)
        hartwell = Account.objects.exclude(id=harbour.pk).get()
        assert Contact.objects.get(id=dana.contact_id).account_id == hartwell.pk
        assert Ticket.objects.get(id=loose.pk).account_id == harbour.pk
        desk.place_at(contact_id=dana.contact_id, account_id=harbour.pk, by=cast.rep, at=MONDAY)
        assert Contact.objects.get(id=dana.contact_id).account_id == harbour.pk


def test_nobody_is_placed_at_a_firm_without_a_name_nor_at_one_that_is_not_there():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        with pytest.raises(Refused), transaction.atomic():
            desk.place_at(contact_id=dana.contact_id, name=" ", by=cast.rep, at=MONDAY)
        for whom, firm in ((dana.contact_id, 2**40), (2**40, None)):
            with pytest.raises(NotThere), transaction.atomic():
                desk.place_at(contact_id=whom, account_id=firm, name="Harbour", by=cast.rep, at=MONDAY)
        assert not Account.objects.exists()


def test_a_firm_is_known_by_its_name_in_whatever_case_and_first_as_it_is_written():
    """The form for a new account says that it is known; a second one of it would be made here, without a word."""
    cast = a_workspace()
    with cast.inside():
        a_customer(account="Hartwell Dental")
        ruth, dana = a_customer("Ruth Hartwell"), a_customer("Dana Whitfield")
        desk.place_at(contact_id=ruth.contact_id, name="hartwell DENTAL", by=cast.rep, at=MONDAY)
        assert [each.name for each in Account.objects.all()] == ["Hartwell Dental"]
        Account.objects.create(workspace_id=cast.workspace_id, name="HARTWELL DENTAL", created_at=MONDAY)
        desk.place_at(contact_id=dana.contact_id, name="HARTWELL DENTAL", by=cast.rep, at=MONDAY)
        assert Contact.objects.get(id=dana.contact_id).account.name == "HARTWELL DENTAL"


def test_two_who_place_one_person_at_once_do_not_overrule_each_other_unseen():
    """Stale writes are refused: 409 shows both sides, on the page and by the command."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        read = contact_page(dana.contact_id).version
    client = visitor(cast)
    here = f"/contacts/{dana.contact_id}"
    assert f'name="version" value="{read}"' in client.get(here).content.decode()
    with cast.inside():
        desk.place_at(contact_id=dana.contact_id, name="Harbour Tile", version=read, by=cast.teammate, at=MONDAY)
    answer = client.post(f"{here}/account", {"account": "Hartwell Dental", "version": read})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Harbour Tile" in page
    assert "Hartwell Dental" in page
    with pytest.raises(ChangedMeanwhile) as refused, cast.inside():
        desk.place_at(contact_id=dana.contact_id, name="Hartwell Dental", version=read, by=cast.rep, at=later(1))
    with cast.inside():
        assert Contact.objects.get(id=dana.contact_id).account.name == "Harbour Tile"
        mine = {"contact_id": dana.contact_id, "name": "Hartwell Dental", "version": str(refused.value.version)}
        desk.place_at(**mine, by=cast.rep, at=later(1))
        assert Contact.objects.get(id=dana.contact_id).account.name == "Hartwell Dental"


def test_a_ticket_that_somebody_works_on_gets_the_firm_of_who_asked_it_too():
    """It was passed over without a word while its row was held, and stayed with no firm for good."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        busy, other = a_ticket(by=dana), a_ticket(by=dana)
    failed: list[BaseException] = []

    def place() -> None:
        try:
            with cast.inside():
                desk.name_account(number=other.number, name="Harbour Tile", by=cast.teammate, at=MONDAY)
        except BaseException as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    beside = threading.Thread(target=place)
    with cast.inside():
        desk.answer(number=busy.number, text="It is swapped.", by=cast.rep, at=MONDAY)
        beside.start()
        until_waiting()
    beside.join()
    assert not failed
    with cast.inside():
        assert {each.account.name for each in Ticket.objects.all()} == {"Harbour Tile"}


def test_two_who_name_the_firm_of_one_person_on_two_tickets_at_once_wait_for_each_other():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        numbers = [a_ticket(by=dana).number for _ in range(4)]
    ends: list[str] = []

    def place(number: int, name: str) -> None:
        try:
            with cast.inside():
                desk.name_account(number=number, name=name, by=cast.rep, at=MONDAY)
            ends.append(name)
        except Refused as refused:
            ends.append(refused.problems[0].code)
        except BaseException as wrong:
            ends.append(repr(wrong))
        finally:
            connection.close()

    tried = [threading.Thread(target=place, args=(number, f"Firm {number}")) for number in (numbers[-1], numbers[0])]
    for each in tried:
        each.start()
    for each in tried:
        each.join()
    assert sorted(ends)[1] == "named", ends
    with cast.inside():
        assert {each.account.name for each in Ticket.objects.all()} == {sorted(ends)[0]}
