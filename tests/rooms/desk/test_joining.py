"""Two contacts are one person: somebody says so, and all that was the other's is the one's."""

from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.records import contact_record
from rounds.desk import commands as desk
from rounds.desk.asking import asking
from rounds.desk.models import Message, Party, Ticket
from rounds.desk.queries import filtered, ticket_page
from rounds.desk.queries.narrowing import Reader
from rounds.timeline.models import TimelineEvent
from tests.rooms.desk.two_contacts import HOME, WORK, copied, join, snapshot, two, writes_again
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def test_the_one_that_stays_has_addresses_tickets_words_and_places_of_the_other_in_one_event_without_personal_text():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        asked = a_ticket(by=other)
        read_along = a_ticket()
        copied(cast, read_along, other)
        before = TimelineEvent.objects.count()
        made = join(cast, kept, other)
        assert Ticket.objects.get(id=asked.pk).requester_id == kept.contact_id
        assert set(Message.objects.filter(ticket=asked).values_list("author_contact_id", flat=True)) == {
            kept.contact_id
        }
        for ticket in (asked, read_along):
            assert Party.objects.filter(ticket=ticket, contact_id=kept.contact_id, address_id=other.address_id).exists()
        assert [each.address for each in contact_record(kept.contact_id).addresses] == [WORK, HOME]
        [event] = TimelineEvent.objects.order_by("id")[before:]
        assert (event.kind, event.subject_id) == ("accounts.contacts joined", kept.contact_id)
        assert event.payload == {"contact": kept.contact_id, "other_contact": other.contact_id, "join": made.pk}
        assert contact_record(other.contact_id).joined_into_id == kept.contact_id


def test_nothing_in_the_database_refers_to_who_was_joined_but_the_joining_itself():
    """Every key to a contact, from the database's own catalogue: one of a later day counts by itself."""
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        a_ticket(by=other)
        join(cast, kept, other)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text, a.attname FROM pg_constraint c JOIN LATERAL unnest(c.conkey) AS k(number) ON true "
                "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number "
                "WHERE c.contype = 'f' AND c.confrelid = 'contact'::regclass AND a.attname <> 'workspace_id'"
            )
            keys = set(cursor.fetchall())
            assert {table for table, _ in keys} >= {
                "ticket",
                "ticket_party",
                "message",
                "contact_address",
                "contact_known_as",
            }
            refers = set()
            for table, column in keys:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', [other.contact_id])
                refers |= {table} if cursor.fetchone()[0] else set()
        assert refers == {"contact_join"}


@pytest.mark.parametrize("table", ["ticket", "ticket_party", "message", "contact_address", "contact_known_as"])
def test_whatever_is_written_behind_a_joining_refers_to_the_one_that_stays(table):
    """The database sees to it, so that a mail that was on its way lands on the one contact (issue "joining")."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'follows_%%' AND tgenabled = 'O'",
            [table],
        )
        assert cursor.fetchone() == (1,)
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        join(cast, kept, other)
        late = a_ticket(by=other)  # whoever read the sender before
        assert Ticket.objects.get(id=late.pk).requester_id == kept.contact_id
        assert Party.objects.get(ticket=late).contact_id == kept.contact_id
        assert Message.objects.get(ticket=late).author_contact_id == kept.contact_id


def test_who_took_part_twice_takes_part_once_and_is_answered_where_they_asked_from():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        by_other, by_kept = a_ticket(by=other), a_ticket(by=kept)
        for ticket, beside in ((by_other, kept), (by_kept, other)):
            copied(cast, ticket, beside)
        before = snapshot(kept, other)
        made = join(cast, kept, other)
        for ticket, address in ((by_other, other.address_id), (by_kept, kept.address_id)):
            [party] = Party.objects.filter(ticket=ticket)
            assert (party.contact_id, party.address_id, party.role) == (kept.contact_id, address, "requester")
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        assert snapshot(kept, other) == before


def test_what_a_merge_gave_goes_with_it_whoever_was_joined_meanwhile():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        harbour = desk.place_at(contact_id=kept.contact_id, name="Harbour Tile", by=cast.rep, at=MONDAY).account_id
        desk.place_at(contact_id=other.contact_id, account_id=harbour, by=cast.rep, at=MONDAY)
        into, gone, third = a_ticket(by=kept), a_ticket(by=other), a_ticket(by=a_customer("Ruth Hartwell"))
        Ticket.objects.update(account_id=harbour)
        for ticket in (into, third):
            merged = desk.merge(number=ticket.number, others=[gone.number], by=cast.rep, at=MONDAY)
            made = join(cast, kept, other)
            assert set(Party.objects.filter(ticket=ticket).values_list("contact_id", flat=True)) >= {kept.contact_id}
            desk.unmerge(merge_id=merged.pk, by=cast.rep, at=later(1))
            left = set(Party.objects.filter(ticket=ticket).values_list("contact_id", flat=True))
            assert left == {Ticket.objects.get(id=ticket.pk).requester_id}
            desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))


def test_what_the_one_that_stays_lacks_it_learns_and_what_it_has_is_its_own():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        values = {"title": "Owner", "phone": "555-0100"}
        accounts.change_contact(contact_id=other.contact_id, values=values, fields={}, by=cast.rep, at=MONDAY)
        accounts.change_contact(
            contact_id=kept.contact_id, values={"phone": "555-0199"}, fields={}, by=cast.rep, at=MONDAY
        )
        desk.place_at(contact_id=other.contact_id, name="Harbour Tile", by=cast.rep, at=MONDAY)
        before = snapshot(kept, other)
        made = join(cast, kept, other)
        known = contact_record(kept.contact_id)
        assert (known.name, known.title, known.phone) == ("Dana Whitlock", "Owner", "555-0199")
        assert known.account_id == contact_record(other.contact_id).account_id
        assert str(made.moved).find("Owner") == -1  # names of what was learned, and no value of anybody's
        desk.part_contacts(join_id=made.pk, by=cast.rep, at=later(1))
        assert snapshot(kept, other) == before


def test_tickets_are_found_by_the_name_that_whoever_asked_had_before():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket, _ = a_ticket(by=other), a_ticket()
        join(cast, kept, other)
        for who in ('"D. Whitlock"', '"Dana Whitlock"', HOME, WORK):
            reader = Reader(cast.rep.id or 0, later(1), ZoneInfo("America/Chicago"), {}, notes=True)
            shown = filtered(asking(f"from:{who}", known={}), reader).found
            assert ticket.number in {each.row.number for each in shown}


def test_history_goes_on_naming_who_was_joined_on_their_tickets():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket = a_ticket(by=other)
        writes_again(ticket, other)
        join(cast, kept, other)
        page = ticket_page(ticket.number)
        assert {each.author for each in page.thread if hasattr(each, "author")} == {"Dana Whitlock"}
        assert "somebody who is gone" not in {getattr(each, "by_name", "") for each in page.thread}
