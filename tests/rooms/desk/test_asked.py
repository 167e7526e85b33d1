"""A kind of ticket has its own form: what it asks for is asked, what is missing is named, and the answers stay with the ticket."""

import pytest

from rounds.accounts.queries import contact_at
from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.clauses import TicketKind
from rounds.desk.models import Ticket
from rounds.desk.own_form import answers_of
from rounds.desk.queries import ticket_page
from rounds.mail.commands import erase_person
from rounds.manual.commands import adopt
from rounds.timeline.rules import Actor
from tests.manuals import SHIPPED
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace

FORM = {
    "address": "dana@customer.example",
    "name": "Dana Whitlock",
    "kind": "website change",
    "subject": "Swap the banner",
    "text": "She called about it.",
}


def opened(cast: Cast, **asked: str) -> Ticket:
    with cast.inside():
        return desk.open_ticket(
            subject="Swap the banner",
            text="She called about it.",
            kind="website change",
            requester=a_customer(address="dana@customer.example"),
            account_id=None,
            asked=asked,
            by=cast.rep,
            at=MONDAY,
        ).ticket


def test_what_is_missing_is_named_and_nothing_is_opened():
    """D1; clause kind `ticket kind`, key `asks for`."""
    cast = a_workspace()
    with pytest.raises(Refused) as refusal:
        opened(cast, page=" ")
    assert [(each.field, each.text) for each in refusal.value.problems] == [
        ("asked.website change.page", "A website change needs its “page”."),
        ("asked.website change.wish", "A website change needs its “wish”."),
    ]
    with cast.inside():
        assert not Ticket.objects.exists()


def test_the_answers_stand_with_the_ticket_in_the_order_of_the_manual():
    cast = a_workspace()
    ticket = opened(cast, wish="the red one", page="the first", unasked="nothing")
    with cast.inside():
        assert list(ticket_page(ticket.number).asked.items()) == [("page", "the first"), ("wish", "the red one")]


def test_who_writes_a_mail_is_asked_for_nothing_and_the_page_says_what_is_not_known():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(kind="website change")
        assert ticket_page(ticket.number).asked == {"page": "", "wish": ""}
    page = visitor(cast, cast.rep).get(f"/desk/{ticket.number}").content.decode()
    assert page.count("not said</span>") == 2


def test_the_page_asks_names_what_is_missing_and_keeps_what_was_typed():
    cast = a_workspace()
    client = visitor(cast, cast.rep)
    page = client.get("/desk/new").content.decode()
    assert (
        page.index("asked.website change.page")
        < page.index("asked.website change.wish")
        < page.index("asked.website change.pictures")
    )
    again = client.post("/desk/opening", {**FORM, "asked.website change.page": "the first one"})
    assert again.status_code == 409
    said = again.content.decode()
    assert "A website change needs its “wish”." in said
    assert 'value="the first one"' in said
    done = client.post(
        "/desk/opening", {**FORM, "asked.website change.page": "the first one", "asked.website change.wish": "red"}
    )
    assert done.status_code == 302
    shown = client.get(done.headers["Location"]).content.decode()
    assert "What they said" in shown
    assert "the first one" in shown


def test_a_kind_that_asks_for_nothing_is_opened_as_before():
    cast = a_workspace()
    assert visitor(cast, cast.rep).post("/desk/opening", {**FORM, "kind": "question"}).status_code == 302


def test_what_somebody_said_goes_when_they_are_erased():
    cast = a_workspace()
    ticket = opened(cast, page="Dana Whitlock's own", wish="red")
    with cast.inside():
        erase_person(contact_id=contact_at("dana@customer.example"), by=cast.manager, at=MONDAY)
        assert Ticket.objects.get(id=ticket.pk).asked is None


def test_a_manual_that_asks_for_other_things_leaves_old_answers_where_they_are():
    cast = a_workspace()
    ticket = opened(cast, page="the first", wish="red")
    with cast.inside():
        text = SHIPPED.replace("{page: required, wish: required, pictures: optional}", "{address: required}")
        adopt(text=text, by=Actor.system(), at=MONDAY)
        assert ticket_page(ticket.number).asked == {"address": "", "page": "the first", "wish": "red"}


def test_answers_are_read_without_a_kind():
    assert answers_of(None, None) == {}
    assert TicketKind.read("x", {}).asks_for is None
