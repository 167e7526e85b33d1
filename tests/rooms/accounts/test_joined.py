"""Who was joined comes again in a file, and stays one person; what a file says of both is held against what stands."""

import pytest

from rounds.accounts import commands as accounts
from rounds.accounts.coming import Batch, Coming, Fate
from rounds.accounts.fields import Record
from rounds.accounts.models import Contact, ContactAddress, ContactKnownAs
from rounds.desk import commands as desk
from tests.rooms.accounts.test_importing import brought, events
from tests.world import MONDAY, Cast, a_customer, a_workspace, later

WORK = Coming(2, "c1", {"name": "Dana Whitlock", "title": "Owner"}, addresses=("dana@harbour.example",))
HOME = Coming(3, "c2", {"name": "D. Whitlock"}, addresses=("dana@home.example",))


def brought_and_joined() -> tuple[Cast, int, int, int]:
    """Bring both in by one file, and join them; gives the one that stays, the other, and the joining."""
    cast = a_workspace()
    brought(cast, Record.CONTACT, WORK, HOME)
    with cast.inside():
        kept, other = (Contact.objects.get(name=each.values["name"]).pk for each in (WORK, HOME))
        made = desk.join_contacts(kept_id=kept, other_id=other, by=cast.rep, at=MONDAY)
    return cast, kept, other, made.pk


def test_the_same_file_again_brings_nobody_back_and_says_nothing_new():
    cast, kept, _, _ = brought_and_joined()
    before = events(cast)
    assert brought(cast, Record.CONTACT, WORK, HOME, number=2).fates == {Fate.LEFT: 2}
    assert events(cast) == before
    with cast.inside():
        assert Contact.objects.filter(joined_into=None).count() == 1
        assert Contact.objects.count() == 2
        assert set(ContactKnownAs.objects.values_list("record_id", flat=True)) == {kept}
        assert Contact.objects.get(id=kept).name == "Dana Whitlock"


def test_what_the_file_says_anew_of_both_is_all_written_into_the_one():
    cast, kept, _, _ = brought_and_joined()
    work = Coming(2, "c1", {"name": "Dana Whitlock", "title": "Partner"}, addresses=("dana@harbour.example",))
    home = Coming(3, "c2", {"name": "D. Whitlock", "phone": "555-0100"}, addresses=("dana@fair.example",))
    assert brought(cast, Record.CONTACT, work, home, number=2).fates == {Fate.CHANGED: 2}
    with cast.inside():
        known = Contact.objects.get(id=kept)
        assert (known.name, known.title, known.phone) == ("Dana Whitlock", "Partner", "555-0100")
        keys = set(ContactAddress.objects.filter(contact_id=kept).values_list("key", flat=True))
        assert keys == {"dana@harbour.example", "dana@home.example", "dana@fair.example"}
        accounts.take_back(record=Record.CONTACT, import_id=2, by=cast.manager, at=later(1))
        known = Contact.objects.get(id=kept)
        assert (known.title, known.phone) == ("Owner", "")


def test_a_file_that_names_the_other_by_an_address_alone_finds_the_one():
    cast = a_workspace()
    with cast.inside():
        kept, other = a_customer(address="dana@harbour.example"), a_customer(address="dana@home.example")
        desk.join_contacts(kept_id=kept.contact_id, other_id=other.contact_id, by=cast.rep, at=MONDAY)
    assert brought(cast, Record.CONTACT, HOME).fates == {Fate.CHANGED: 1}
    with cast.inside():
        assert ContactKnownAs.objects.get().record_id == kept.contact_id
        assert Contact.objects.filter(joined_into=None).count() == 1


def test_taking_the_import_back_leaves_who_was_joined_and_apart_again_each_has_its_own_id():
    cast, kept, other, join_id = brought_and_joined()
    with cast.inside():
        undone = accounts.take_back(record=Record.CONTACT, import_id=1, by=cast.manager, at=later(1))
        assert undone.removed == 0
        assert Contact.objects.count() == 2
    cast, kept, other, join_id = brought_and_joined()
    with cast.inside():
        desk.part_contacts(join_id=join_id, by=cast.rep, at=later(1))
        assert dict(ContactKnownAs.objects.values_list("key", "record_id")) == {"c1": kept, "c2": other}
    assert brought(cast, Record.CONTACT, WORK, HOME, number=2).fates == {Fate.LEFT: 2}


def test_a_file_that_was_read_before_two_were_joined_writes_into_the_one(monkeypatch):
    """Its batch finds whom its ids mean, and waits for their rows while somebody joins them."""
    from rounds.accounts.commands import matching

    cast, kept, other, join_id = brought_and_joined()
    with cast.inside():
        desk.part_contacts(join_id=join_id, by=cast.rep, at=later(1))
    nature = matching._by_nature

    def joined_meanwhile(*asked):
        desk.join_contacts(kept_id=kept, other_id=other, by=cast.rep, at=later(2))
        return nature(*asked)

    monkeypatch.setattr(matching, "_by_nature", joined_meanwhile)
    home = Coming(3, "c2", {"name": "D. Whitlock", "phone": "555-0100"}, addresses=("dana@fair.example",))
    with cast.inside():
        accounts.bring_in(batch=Batch(Record.CONTACT, "hubspot", 3, (home,)), by=cast.manager, at=later(2))
        assert Contact.objects.get(id=kept).phone == "555-0100"
        assert Contact.objects.get(id=other).phone == ""
        assert ContactAddress.objects.get(key="dana@fair.example").contact_id == kept


@pytest.mark.parametrize("again", ["dana@home.example", "Dana@Home.example"])
def test_an_address_that_somebody_took_away_comes_back_by_no_file(again):
    cast = a_workspace()
    brought(cast, Record.CONTACT, WORK)
    with cast.inside():
        dana = Contact.objects.get()
        added = accounts.give_address(contact_id=dana.pk, address="dana@home.example", by=cast.rep, at=MONDAY)
        desk.take_address_away(contact_id=dana.pk, address_id=added.pk, by=cast.rep, at=MONDAY)
    coming = Coming(2, "c1", dict(WORK.values), addresses=("dana@harbour.example", again))
    assert brought(cast, Record.CONTACT, coming, number=2).fates == {Fate.LEFT: 1}
    with cast.inside():
        assert not ContactAddress.objects.filter(key="dana@home.example").exists()
