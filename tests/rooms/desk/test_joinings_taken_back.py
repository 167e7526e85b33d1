"""Two contacts that were joined are two again: each has what was its own."""

from rounds.accounts import commands as accounts
from rounds.accounts.records import contact_record
from rounds.desk import commands as desk
from rounds.desk.commands.recurring import write_to
from rounds.desk.facts import Taking
from rounds.desk.models import Party, Ticket
from rounds.desk.queries import of_requester
from rounds.timeline.models import TimelineEvent
from tests.rooms.desk.two_contacts import WORK, copied, join, refused, snapshot, two
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def test_parted_whoever_wrote_on_a_merged_ticket_takes_part_in_the_one_that_stands():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        into, gone = a_ticket(by=kept), a_ticket(by=other)
        made = join(cast, kept, other)
        desk.merge(number=into.number, others=[gone.number], by=cast.rep, at=MONDAY)
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        takes_part = set(Party.objects.filter(ticket=into).values_list("contact_id", flat=True))
        assert takes_part == {kept.contact_id, other.contact_id}


def test_a_joining_that_is_taken_back_leaves_all_as_it_was():
    cast = a_workspace()
    with cast.inside():
        kept, other = two(account="Harbour Tile & Stone")
        a_ticket(by=kept), a_ticket(by=other), a_ticket(by=other)
        before = snapshot(kept, other)
        made = join(cast, kept, other)
        assert snapshot(kept, other) != before
        desk.part_contacts(join_id=made.pk, by=cast.teammate, at=later(1))
        assert snapshot(kept, other) == before
        assert TimelineEvent.objects.latest("id").kind == "accounts.contacts parted"
        assert refused("undone", desk.part_contacts, join_id=made.pk, by=cast.rep, at=later(2))
        again = join(cast, kept, other, at=later(3))
        assert again.pk != made.pk


def test_tickets_that_were_opened_since_go_back_with_the_address_that_they_are_answered_at():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        made = join(cast, kept, other)
        since = a_ticket(by=Taking(kept.contact_id, other.address_id), at=later(1))
        mine = a_ticket(by=kept, at=later(1))
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(2))
        assert Ticket.objects.get(id=since.pk).requester_id == other.contact_id
        assert Party.objects.get(ticket=since).contact_id == other.contact_id
        assert Ticket.objects.get(id=mine.pk).requester_id == kept.contact_id


def test_what_was_written_on_the_one_that_stays_since_is_not_taken_from_it():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        accounts.change_contact(
            contact_id=other.contact_id, values={"title": "Owner"}, fields={}, by=cast.rep, at=MONDAY
        )
        made = join(cast, kept, other)
        accounts.change_contact(
            contact_id=kept.contact_id, values={"title": "Partner"}, fields={}, by=cast.rep, at=later(1)
        )
        accounts.give_address(contact_id=kept.contact_id, address="dana@third.example", by=cast.rep, at=later(1))
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(2))
        known = contact_record(kept.contact_id)
        assert known.title == "Partner"
        assert [each.address for each in known.addresses] == [WORK, "dana@third.example"]


def test_whoever_was_joined_before_follows_and_comes_back_in_turn():
    cast = a_workspace()
    with cast.inside():
        first, second = two()
        third = a_customer("Dana at the fair", address="dana@fair.example")
        tickets = [a_ticket(by=each) for each in (first, second, third)]
        before = snapshot(first, second, third)
        inner = join(cast, second, third)
        between = snapshot(first, second, third)
        outer = join(cast, first, second)
        assert contact_record(third.contact_id).joined_into_id == first.contact_id
        assert {row.id for row in of_requester(first.contact_id, limit=9)[0]} == {ticket.pk for ticket in tickets}
        text = refused("joined on", desk.part_contacts, join_id=inner.pk, by=cast.rep, at=later(1))
        assert text == "D. Whitlock was itself joined into another contact since."
        desk.part_contacts(join_id=outer.pk, by=cast.rep, at=later(1))
        assert snapshot(first, second, third) == between
        desk.part_contacts(join_id=inner.pk, by=cast.rep, at=later(1))
        assert snapshot(first, second, third) == before


def test_of_several_that_were_joined_into_one_the_last_is_taken_back_first():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        third = a_customer("Dana at the fair", address="dana@fair.example")
        ticket = a_ticket(by=other)
        copied(cast, ticket, third)
        before = snapshot(kept, other, third)
        one, two_ = join(cast, kept, other), join(cast, kept, third)
        refused("joined since", desk.part_contacts, join_id=one.pk, by=cast.rep, at=later(1))
        desk.part_contacts(join_id=two_.pk, by=cast.rep, at=later(1))
        desk.part_contacts(join_id=one.pk, by=cast.rep, at=later(1))
        assert snapshot(kept, other, third) == before


def own_addresses_only(*contacts: Taking) -> bool:
    """Say whether each of these is answered at addresses of its own, none of which was taken away."""
    rows = Party.objects.filter(contact__in=[each.contact_id for each in contacts])
    return all(
        contact == of and key is not None
        for contact, of, key in rows.values_list("contact_id", "address__contact_id", "address__key")
    )


def test_an_address_that_was_taken_away_meanwhile_leaves_nobody_answered_at_the_other_s_address():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket = a_ticket(by=other)
        made = join(cast, kept, other)
        desk.take_address_away(contact_id=kept.contact_id, address_id=other.address_id, by=cast.rep, at=MONDAY)
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        assert own_addresses_only(kept, other)
        assert Party.objects.get(ticket=ticket).contact_id == kept.contact_id  # the other has no address any more
        assert Ticket.objects.get(id=ticket.pk).requester_id == kept.contact_id
        accounts.erase_contact(contact_id=other.contact_id, by=cast.manager, at=later(1))


def test_a_ticket_goes_back_to_another_address_of_theirs_where_the_one_it_had_was_taken_away():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        second = accounts.give_address(contact_id=other.contact_id, address="d@two.example", by=cast.rep, at=MONDAY)
        ticket = a_ticket(by=other)
        made = join(cast, kept, other)
        desk.take_address_away(contact_id=kept.contact_id, address_id=other.address_id, by=cast.rep, at=MONDAY)
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        party = Party.objects.get(ticket=ticket)
        assert (party.contact_id, party.address_id) == (other.contact_id, second.pk)
        assert Ticket.objects.get(id=ticket.pk).requester_id == other.contact_id


def test_whoever_took_part_twice_gets_no_address_back_that_was_taken_away_meanwhile():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        second = accounts.give_address(contact_id=kept.contact_id, address="d@two.example", by=cast.rep, at=MONDAY)
        for by, beside in ((other, kept), (kept, other)):
            Party.objects.create(
                workspace_id=cast.workspace_id,
                ticket=a_ticket(by=by),
                contact_id=beside.contact_id,
                address_id=beside.address_id,
                role="cc",
            )
        made = join(cast, kept, other)
        desk.take_address_away(contact_id=kept.contact_id, address_id=kept.address_id, by=cast.rep, at=MONDAY)
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        assert own_addresses_only(kept, other)
        assert set(Party.objects.filter(contact=kept.contact_id).values_list("address_id", flat=True)) == {second.pk}
        assert Party.objects.filter(contact=other.contact_id, address=other.address_id).count() == 2
        joined = join(cast, kept, other, at=later(2))
        desk.take_address_away(contact_id=kept.contact_id, address_id=other.address_id, by=cast.rep, at=later(2))
        desk.part_contacts(join_id=joined.pk, by=cast.rep, at=later(3))
        assert own_addresses_only(kept, other)
        assert not Party.objects.filter(contact=other.contact_id).exists()


def test_a_letter_to_the_one_that_stays_leaves_nobody_answered_at_the_other_s_address_after_parting():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket = a_ticket(by=other)
        made = join(cast, kept, other)
        write_to(ticket=Ticket.objects.get(id=ticket.pk), whom=kept, mailbox="support@fenwick.example")
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        assert own_addresses_only(kept, other)
        assert Ticket.objects.get(id=ticket.pk).requester_id == Party.objects.get(ticket=ticket).contact_id


def test_a_joining_is_not_taken_back_while_the_one_that_stays_has_no_address_for_its_own_tickets():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket = a_ticket(by=kept)
        made = join(cast, kept, other)
        desk.take_address_away(contact_id=kept.contact_id, address_id=kept.address_id, by=cast.rep, at=MONDAY)
        assert "without an address" in refused(
            "no address left", desk.part_contacts, join_id=made.pk, by=cast.rep, at=later(1)
        )
        own = accounts.give_address(contact_id=kept.contact_id, address="d@new.example", by=cast.rep, at=later(1))
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        party = Party.objects.get(ticket=ticket)
        assert (party.contact_id, party.address_id) == (kept.contact_id, own.pk)
        assert Ticket.objects.get(id=ticket.pk).requester_id == kept.contact_id
