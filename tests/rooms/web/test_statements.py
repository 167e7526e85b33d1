"""What a page costs in statements (architecture §6): 8 for the list alone, 14 for a whole page, 12 for an act, however much there is."""

from rounds.accounts.models import ContactAddress
from rounds.desk import commands as desk
from tests.rooms.web.visitor import LIST, statements, through_the_door, written
from tests.world import a_customer, a_ticket, a_workspace, later


def test_the_list_alone_takes_at_most_8_statements_and_a_page_at_most_14():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = through_the_door(cast, cast.manager)
    client.get("/desk")
    assert len(statements(client, "/desk", LIST)) <= 8
    assert len(statements(client, f"/desk/{number}", LIST)) <= 8
    for path in ("/desk", f"/desk/{number}", "/desk/new", "/accounts", "/manual", "/outbox", "/quarantine"):
        assert len(statements(client, path)) <= 14, path


def test_a_long_list_and_a_long_ticket_take_no_more():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(account="Harbour Tile & Stone")
        number = a_ticket(by=dana).number
    client = through_the_door(cast, cast.manager)
    client.get("/desk")
    short = [len(statements(client, path)) for path in ("/desk", f"/desk/{number}")]
    with cast.inside():
        for count in range(30):
            a_ticket(by=dana, subject=f"Change {count}")
            desk.note(number=number, text=f"Note {count}", by=cast.rep, at=later(count))
            desk.answer(number=number, text=f"Answer {count}", by=cast.rep, at=later(count, hours=1))
    assert [len(statements(client, path)) for path in ("/desk", f"/desk/{number}")] == short


def test_creating_a_ticket_and_answering_one_take_at_most_12_statements_and_one_transaction():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
        address = ContactAddress.objects.get(id=dana.address_id).address
    client = through_the_door(cast, cast.manager)
    client.get("/desk")
    words = {"text": "The lift stands again.", "kind": "question", "subject": "The lift", "name": ""}
    asked, commits = written(client, "/desk/opening", address=address, **words)
    assert (len(asked) <= 12, commits) == (True, 1), asked
    answer = {"text": "We had a look.", "version": str(ticket.version)}
    asked, commits = written(client, f"/desk/{ticket.number}/answer", **answer)
    assert (len(asked) <= 12, commits) == (True, 1), asked
