"""Two contacts are one person: somebody says so, all that was the other's is the one's, and it can be taken back."""

import threading
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import Contact, ContactAddress, ContactJoin
from rounds.accounts.queries import account_page, contacts_without_account, people_like
from rounds.accounts.records import contact_record, contact_records
from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.asking import asking
from rounds.desk.commands.recurring import write_to
from rounds.desk.facts import Taking
from rounds.desk.models import Message, Party, Ticket
from rounds.desk.queries import filtered, of_requester, ticket_page
from rounds.desk.queries.narrowing import Reader
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later

HOME, WORK = "dana@home.example", "dana@harbour.example"


def two(**more: str) -> tuple[Taking, Taking]:
    """Let Dana write from her firm, and from home."""
    return a_customer(address=WORK, **more), a_customer("D. Whitlock", address=HOME)


def join(cast: Cast, kept: Taking, other: Taking, *, at=MONDAY) -> ContactJoin:
    return desk.join_contacts(kept_id=kept.contact_id, other_id=other.contact_id, by=cast.rep, at=at)


def snapshot(*contacts: Taking) -> dict[str, list[tuple[object, ...]]]:
    """Say all that refers to these contacts, and what is known of them."""
    ids = [each.contact_id for each in contacts]
    return {
        "tickets": list(Ticket.objects.filter(requester__in=ids).order_by("id").values_list("id", "requester_id")),
        "parties": sorted(
            Party.objects.filter(contact__in=ids).values_list("ticket_id", "contact_id", "address_id", "role")
        ),
        "messages": list(
            Message.objects.filter(author_contact__in=ids).order_by("id").values_list("id", "author_contact_id")
        ),
        "addresses": sorted(
            ContactAddress.objects.filter(contact__in=ids).values_list("id", "contact_id", "key", "position")
        ),
        "known": list(
            Contact.objects.filter(id__in=ids)
            .order_by("id")
            .values_list("id", "name", "title", "phone", "account_id", "fields", "joined_into_id")
        ),
    }


def refused(code: str, act, **values) -> str:
    """Say why an act is refused, and that nothing of it stays."""
    with pytest.raises(Refused) as why, transaction.atomic():
        act(**values)
    assert [each.code for each in why.value.problems] == [code]
    return why.value.problems[0].text


def test_the_one_that_stays_has_addresses_tickets_words_and_places_of_the_other_in_one_event_without_personal_text():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        asked = a_ticket(by=other)
        copied = a_ticket()
        Party.objects.create(
            workspace_id=cast.workspace_id,
            ticket=copied,
            contact_id=other.contact_id,
            address_id=other.address_id,
            role="cc",
        )
        before = TimelineEvent.objects.count()
        made = join(cast, kept, other)
        assert Ticket.objects.get(id=asked.pk).requester_id == kept.contact_id
        assert set(Message.objects.filter(ticket=asked).values_list("author_contact_id", flat=True)) == {
            kept.contact_id
        }
        for ticket in (asked, copied):
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
            Party.objects.create(
                workspace_id=cast.workspace_id,
                ticket=ticket,
                contact_id=beside.contact_id,
                address_id=beside.address_id,
                role="cc",
            )
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
        Party.objects.create(
            workspace_id=cast.workspace_id,
            ticket=ticket,
            contact_id=third.contact_id,
            address_id=third.address_id,
            role="cc",
        )
        before = snapshot(kept, other, third)
        one, two_ = join(cast, kept, other), join(cast, kept, third)
        refused("joined since", desk.part_contacts, join_id=one.pk, by=cast.rep, at=later(1))
        desk.part_contacts(join_id=two_.pk, by=cast.rep, at=later(1))
        desk.part_contacts(join_id=one.pk, by=cast.rep, at=later(1))
        assert snapshot(kept, other, third) == before


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
        desk.add_customer_message(
            ticket_id=ticket.pk,
            text="And one more thing.",
            contact_id=other.contact_id,
            address_id=other.address_id,
            by=Actor.contact(other.contact_id),
            at=later(hours=1),
        )
        join(cast, kept, other)
        page = ticket_page(ticket.number)
        assert {each.author for each in page.thread if hasattr(each, "author")} == {"Dana Whitlock"}
        assert "somebody who is gone" not in {getattr(each, "by_name", "") for each in page.thread}


def at_once(cast: Cast, *acts) -> list[str]:
    """Do acts in transactions of their own, all at the same time; gives what became of each, sorted."""
    ready, done = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            ready.wait(timeout=30)
            with cast.inside():
                act()
            done.append("done")
        except Refused as why:
            done.append(why.problems[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(done)


def test_of_two_joinings_at_once_one_is_done_whichever_way_round():
    for turned in (False, True):
        cast = a_workspace()
        with cast.inside():
            kept, other = two()
            for each in (kept, other):
                a_ticket(by=each)
        pairs = (kept, other), ((other, kept) if turned else (kept, other))
        assert at_once(cast, *(partial(join, cast, *pair) for pair in pairs)) == ["done", "joined"]
        with cast.inside():
            assert ContactJoin.objects.count() == 1


def test_mails_that_come_in_while_two_are_joined_land_on_the_one_that_stays():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket = a_ticket(by=other)

    def a_mail() -> None:
        a_ticket(by=other)

    def an_answer() -> None:
        desk.add_customer_message(
            ticket_id=ticket.pk,
            text="And one more thing.",
            contact_id=other.contact_id,
            address_id=other.address_id,
            by=Actor.contact(other.contact_id),
            at=later(hours=1),
        )

    outcome = at_once(cast, lambda: join(cast, kept, other), a_mail, an_answer, a_mail, an_answer)
    assert outcome == ["done"] * 5
    with cast.inside():
        assert set(Ticket.objects.values_list("requester_id", flat=True)) == {kept.contact_id}
        assert set(Party.objects.values_list("contact_id", flat=True)) == {kept.contact_id}
        assert set(Message.objects.values_list("author_contact_id", flat=True)) == {kept.contact_id}
        assert Ticket.objects.count() == 3


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
