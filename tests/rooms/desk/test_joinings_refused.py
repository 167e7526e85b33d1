"""Who is joined with nobody, and what becomes of acts on whoever was joined."""

import pytest
from django.db import IntegrityError, transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import Contact
from rounds.accounts.queries import account_page, contacts_without_account, people_like
from rounds.accounts.records import contact_record, contact_records
from rounds.basics.problems import ChangedMeanwhile, NotThere
from rounds.desk import commands as desk
from tests.rooms.desk.two_contacts import join, refused, two
from tests.world import MONDAY, a_customer, a_workspace


def test_a_contact_is_not_joined_with_itself_nor_in_a_ring_nor_twice():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        third = a_customer("Dana at the fair")
        by = {"by": cast.rep, "at": MONDAY}
        same = refused("same", desk.join_contacts, kept_id=kept.contact_id, other_id=kept.contact_id, **by)
        assert same == "This is one contact already."
        join(cast, kept, other)
        for one, two_ in ((other, kept), (kept, other), (third, other), (other, third)):
            text = refused("joined", desk.join_contacts, kept_id=one.contact_id, other_id=two_.contact_id, **by)
            assert text == "D. Whitlock was joined into another contact."
        with pytest.raises(IntegrityError), transaction.atomic():  # and the database's own word for it
            Contact.objects.filter(id=kept.contact_id).update(joined_into=kept.contact_id)


def test_contacts_of_another_workspace_are_not_there():
    ours, theirs = a_workspace(), a_workspace()
    with theirs.inside():
        stranger = a_customer()
    with ours.inside():
        kept, _ = two()
        for pair in ((kept, stranger), (stranger, kept)):
            with pytest.raises(NotThere), transaction.atomic():
                join(ours, *pair)
        with pytest.raises(NotThere), transaction.atomic():
            desk.part_contacts(join_id=2**40, by=ours.rep, at=MONDAY)


def test_whoever_read_another_version_of_the_one_that_stays_is_shown_both():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        read = contact_record(kept.contact_id).version
    with cast.inside():
        accounts.change_contact(
            contact_id=kept.contact_id, values={"title": "Owner"}, fields={}, by=cast.rep, at=MONDAY
        )
    with cast.inside(), pytest.raises(ChangedMeanwhile), transaction.atomic():
        desk.join_contacts(kept_id=kept.contact_id, other_id=other.contact_id, version=read, by=cast.rep, at=MONDAY)


def test_an_erased_contact_is_joined_with_nobody():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        accounts.erase_contact(contact_id=other.contact_id, by=cast.manager, at=MONDAY)
        for pair in ((kept, other), (other, kept)):
            ids = {"kept_id": pair[0].contact_id, "other_id": pair[1].contact_id}
            refused("erased", desk.join_contacts, **ids, by=cast.rep, at=MONDAY)


def test_who_was_joined_is_written_no_more_and_stands_in_no_list():
    cast = a_workspace()
    with cast.inside():
        kept, other = two(account="Harbour Tile & Stone")
        firm = contact_record(kept.contact_id).account_id or 0
        desk.place_at(contact_id=other.contact_id, account_id=firm, by=cast.rep, at=MONDAY)
        join(cast, kept, other)
        by = {"by": cast.rep, "at": MONDAY}
        refused("joined", accounts.change_contact, contact_id=other.contact_id, values={"title": "x"}, fields={}, **by)
        refused("joined", accounts.give_address, contact_id=other.contact_id, address="x@y.example", **by)
        refused("joined", desk.place_at, contact_id=other.contact_id, account_id=firm, **by)
        assert [each.id for each in account_page(firm).contacts] == [kept.contact_id]
        assert account_page(firm).people == 1
        assert contacts_without_account() == ()
        assert [each.id for each in contact_records(limit=9)] == [kept.contact_id]
        assert [each.id for each in people_like("D. Whitlock", limit=9)] == [
            kept.contact_id
        ]  # by the name they had, too
        assert [each.id for each in people_like("Whitlock", limit=9)] == [kept.contact_id]
