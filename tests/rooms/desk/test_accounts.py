"""Which firm a person belongs to."""

import pytest
from django.db import transaction

from rounds.accounts.models import Account, Contact
from rounds.basics.problems import NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.desk.queries import of_account
from tests.world import MONDAY, a_customer, a_ticket, a_workspace


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
