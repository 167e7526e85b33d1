"""What a page costs in statements (architecture §6): 8 for the list alone, 14 for a whole page, however much there is."""

from rounds.desk import commands as desk
from tests.rooms.web.visitor import LIST, statements, visitor
from tests.world import a_customer, a_ticket, a_workspace, later


def test_the_list_alone_takes_at_most_8_statements_and_a_page_at_most_14():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = visitor(cast, cast.manager)
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
    client = visitor(cast, cast.manager)
    client.get("/desk")
    short = [len(statements(client, path)) for path in ("/desk", f"/desk/{number}")]
    with cast.inside():
        for count in range(30):
            a_ticket(by=dana, subject=f"Change {count}")
            desk.note(number=number, text=f"Note {count}", by=cast.rep, at=later(count))
            desk.answer(number=number, text=f"Answer {count}", by=cast.rep, at=later(count, hours=1))
    assert [len(statements(client, path)) for path in ("/desk", f"/desk/{number}")] == short
