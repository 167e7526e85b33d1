"""Which firm a person belongs to."""

from rounds.accounts.models import Account
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
