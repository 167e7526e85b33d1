"""Issue 4: words are found in subjects and messages by index, in one's own workspace only, the newest first."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from rounds.accounts.models import Contact
from rounds.accounts.queries import contact_at
from rounds.desk import commands as desk
from rounds.desk.asking import asking
from rounds.desk.models import Message, Ticket
from rounds.desk.queries import find
from rounds.desk.queries.narrowing import Reader
from rounds.mail import commands as mail
from tests.database import owner_url
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later


def found(cast, text, *, notes=True, after=""):
    reader = Reader(cast.rep.id, later(1), ZoneInfo("America/Chicago"), {}, notes=notes)
    return find(asking(text, known=KNOWN), reader, after=after)


KNOWN = {"is": ("open", "closed", "our-turn"), "queue": ("front desk",), "with": ("me", "nobody")}


def numbers(page):
    return [each.row.number for each in page.found]


def said(ticket, text, *, at=MONDAY, by=None):
    return desk.add_customer_message(ticket_id=ticket.pk, contact_id=ticket.requester_id, text=text, by=by, at=at)


def test_a_word_is_found_in_subject_and_message_in_any_form_and_without_accents():
    cast = a_workspace()
    with cast.inside():
        by_subject = a_ticket(subject="Two invoices for the Café")
        by_text = a_ticket()
        desk.answer(number=by_text.number, text="The invoice is paid.", by=cast.rep, at=later(hours=1))
        assert numbers(found(cast, "invoice")) == [by_text.number, by_subject.number]
        assert numbers(found(cast, "cafe invoices")) == [by_subject.number]
        assert numbers(found(cast, "invoice -cafe")) == [by_text.number]
        assert numbers(found(cast, "harpsichord")) == []


def test_a_phrase_stands_side_by_side():
    cast = a_workspace()
    with cast.inside():
        apart, together = a_ticket(subject="The lift is broken"), a_ticket(subject="A broken lift")
        assert numbers(found(cast, '"broken lift"')) == [together.number]
        assert set(numbers(found(cast, "broken lift"))) == {apart.number, together.number}


def test_another_workspaces_words_are_never_found():
    ours, theirs = a_workspace(), a_workspace()
    with theirs.inside():
        ticket = a_ticket(subject="Zanzibar")
        desk.answer(number=ticket.number, text="Zanzibar it is", by=theirs.rep, at=MONDAY)
    with ours.inside():
        assert numbers(found(ours, "zanzibar")) == []
    with theirs.inside():
        assert numbers(found(theirs, "zanzibar")) == [1]


def test_the_function_itself_keeps_to_the_workspace_where_the_shelves_would_not():
    """The filter stands inside the function: rows whose shelves name another workspace are still not read."""
    ours, theirs = a_workspace(), a_workspace()
    with theirs.inside():
        ticket = a_ticket(subject="Zanzibar")
    with psycopg.connect(owner_url()) as owner:
        owner.execute("ALTER TABLE ticket ALTER COLUMN shelves DROP EXPRESSION")
        owner.execute(
            "UPDATE ticket SET shelves = shelves_of(%s, opened_at) WHERE id = %s", [ours.workspace_id, ticket.pk]
        )
        owner.execute("SELECT set_config('rounds.workspace', %s, true)", [str(ours.workspace_id)])
        rows = owner.execute("SELECT * FROM tickets_saying('zanzibar', NULL, NULL, 10, true)").fetchall()
        owner.rollback()
    assert rows == []


def test_without_a_workspace_the_functions_raise():
    with psycopg.connect(owner_url()) as owner, pytest.raises(psycopg.Error, match=r"rounds\.workspace|bigint"):
        owner.execute("SELECT * FROM tickets_saying('zanzibar', NULL, NULL, 10, true)")


def test_notes_are_found_by_those_who_may_read_them_only():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.note(number=ticket.number, text="Kumquat, between ourselves", by=cast.rep, at=later(hours=1))
        assert numbers(found(cast, "kumquat")) == [ticket.number]
        assert numbers(found(cast, "kumquat", notes=False)) == []


def test_pages_follow_each_other_without_a_gap_or_a_repeat_though_tickets_have_several_hits():
    cast = a_workspace()
    with cast.inside():
        for place in range(60):
            ticket = a_ticket(subject=f"Lantern {place}", at=later(-place * 3))
            if place % 4 == 0:
                desk.answer(number=ticket.number, text="The lantern again", by=cast.rep, at=later(-place))
        seen, after = [], ""
        while after is not None:
            page = found(cast, "lantern", after=after)
            seen += numbers(page)
            after = page.next
        assert len(seen) == len(set(seen)) == 60
        moments = {each.number: each for each in Ticket.objects.all()}
        newest = {
            number: max(
                [
                    moments[number].opened_at,
                    *Message.objects.filter(ticket=moments[number], text__contains="lantern").values_list(
                        "at", flat=True
                    ),
                ]
            )
            for number in seen
        }
        assert [newest[number] for number in seen] == sorted(newest.values(), reverse=True)


def test_old_and_rare_words_are_found_however_far_back():
    cast = a_workspace()
    with cast.inside():
        old = a_ticket(subject="Xylophone", at=later(-4000))
        for days in range(12):
            a_ticket(at=later(-days * 40))
        assert numbers(found(cast, "xylophone")) == [old.number]


SAYING = "SELECT ticket_id, at FROM tickets_saying(%s, %s, %s, 10, %s)"


def test_what_no_newer_day_has_is_found_alike_whoever_has_most_of_the_tickets():
    """Where most are ours, the last look is for the words alone: what another workspace says with them is still not ours."""
    cast, other = a_workspace(), a_workspace()
    for house in (cast, other):
        with house.inside():
            newer_days()
            old = a_ticket(subject="A celesta", at=later(-4000))
            said(old, "Tune the celesta", at=later(-3000), by=house.rep)
            desk.note(number=old.number, text="The theremin goes with the celesta", by=house.rep, at=later(-2000))
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE ticket")
        [(theirs, _)] = found_alike(owner, other, "celesta")
        [(ours, at)] = found_alike(owner, cast, "celesta")
        assert at == later(-2000) and ours != theirs
        assert found_alike(owner, cast, "celesta", notes=False) == [(ours, later(-3000))]
        assert found_alike(owner, cast, "theremin celesta") == [(ours, later(-2000))]
        assert found_alike(owner, cast, "celesta", below=later(-1000)) == [(ours, later(-2000))]
        assert found_alike(owner, cast, "celesta", below=later(-2500)) == []


def newer_days():
    """Open more tickets, a day each, than the look at the newest days has steps."""
    for days in range(5):
        a_ticket(subject="Something newer", at=later(-days))


def found_alike(owner, house, text, *, below=None, notes=True):
    """Ask by shelves and for the words alone, and insist on one answer."""
    few, most = (asked_as_if(owner, house, last, text, below, notes) for last in (0, 1_000_000))
    assert few == most
    return few


def asked_as_if(owner, house, last, text, below=None, notes=True, *, first=""):
    """Ask as if the workspace had so many tickets, after `first`; nothing of it stays."""
    with owner.transaction(force_rollback=True):
        owner.execute("SELECT set_config('rounds.workspace', %s, true)", [str(house.workspace_id)])
        owner.execute("UPDATE ticket_number SET last = %s WHERE workspace_id = %s", [last, house.workspace_id])
        owner.execute(first.encode() or b"SELECT")
        return owner.execute(SAYING, [text, below, below and 0, notes]).fetchall()


def test_words_are_looked_for_alone_only_where_most_tickets_are_ours():
    """A desk with a small part of all tickets would have to read what all the others say."""
    cast = a_workspace()
    with cast.inside():
        newer_days()
        old = a_ticket(subject="A carillon", at=later(-4000))
    off_the_shelves = """
        ALTER TABLE ticket ALTER COLUMN shelves DROP EXPRESSION;
        ALTER TABLE message ALTER COLUMN shelves DROP EXPRESSION;
        UPDATE ticket SET shelves = '{}' WHERE subject = 'A carillon';
        UPDATE message SET shelves = '{}' WHERE subject = 'A carillon'
    """
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE ticket")
        assert [each for each, _ in asked_as_if(owner, cast, 1_000_000, "carillon", first=off_the_shelves)] == [old.pk]
        assert asked_as_if(owner, cast, 0, "carillon", first=off_the_shelves) == []


def test_filters_keep_some_of_what_words_find():
    cast = a_workspace()
    with cast.inside():
        one, two = a_ticket(subject="Lantern one"), a_ticket(subject="Lantern two")
        desk.close(number=one.number, by=cast.rep, at=later(hours=1))
        desk.take(number=two.number, by=cast.rep, at=later(hours=1))
        assert numbers(found(cast, "lantern is:closed")) == [one.number]
        assert numbers(found(cast, "lantern -is:closed")) == [two.number]
        assert numbers(found(cast, "lantern with:me")) == [two.number]
        assert numbers(found(cast, "lantern with:nobody")) == [one.number]
        assert numbers(found(cast, "lantern older:3d")) == []


@pytest.mark.parametrize(
    ("typed", "now", "ago"),
    [
        (
            "1m",
            datetime(2026, 11, 23, 15, tzinfo=UTC),
            datetime(2026, 10, 23, 14, tzinfo=UTC),
        ),  # 9:00, summer time then
        ("1m", datetime(2027, 3, 31, 14, tzinfo=UTC), datetime(2027, 2, 28, 15, tzinfo=UTC)),  # February has no 31st
        ("1y", datetime(2028, 2, 29, 15, tzinfo=UTC), datetime(2027, 2, 28, 15, tzinfo=UTC)),
        ("3d", datetime(2026, 11, 2, 15, tzinfo=UTC), datetime(2026, 10, 30, 14, tzinfo=UTC)),
        ("6h", datetime(2026, 11, 1, 10, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_months_and_years_of_a_search_go_by_the_calendar_as_the_glossary_says(typed, now, ago):
    """The same question of the database: what was opened a second before is older, at that moment it is newer."""
    cast = a_workspace()
    with cast.inside():
        before, since = a_ticket(at=ago - timedelta(seconds=1)), a_ticket(at=ago)
        reader = Reader(cast.rep.id, now, ZoneInfo("America/Chicago"), {})
        older, newer = (find(asking(f"banner {word}:{typed}", known=KNOWN), reader) for word in ("older", "newer"))
        assert (numbers(older), numbers(newer)) == ([before.number], [since.number])


def test_firms_and_people_narrow_by_name_domain_and_address():
    cast = a_workspace()
    with cast.inside():
        anna = a_customer("Anna Birch", address=f"anna-{cast.workspace_id}@birchwood.example", account="Birch & Sons")
        hers = a_ticket(by=anna, subject="Lantern")
        Ticket.objects.filter(id=hers.pk).update(account_id=_account_of(anna))
        a_ticket(subject="Lantern too")
        for text in (
            "from:anna",
            "from:@birchwood",
            'from:"anna birch"',
            'account:"birch & sons"',
            "account:birchwood.example",
            "account:birchs",
        ):
            assert numbers(found(cast, f"lantern {text}")) == [hers.number], text
        assert len(numbers(found(cast, "lantern -from:anna"))) == 1


def _account_of(customer):
    return Contact.objects.get(id=customer.contact_id).account_id


def test_an_erased_persons_words_are_in_no_index():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer("Dana Whitlock", address=f"dana-{cast.workspace_id}@customer.example")
        theirs = a_ticket(by=dana, subject="Marzipan for Dana Whitlock")
        other = a_ticket(by=a_customer("Somebody Else"), subject="Dana Whitlock asked too")
        assert set(numbers(found(cast, "whitlock"))) == {theirs.number, other.number}
        mail.erase_person(
            contact_id=contact_at(f"dana-{cast.workspace_id}@customer.example"), by=cast.manager, at=later(hours=1)
        )
        assert numbers(found(cast, "whitlock")) == numbers(found(cast, "marzipan")) == []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM message WHERE words::text LIKE '%whitlock%' OR words::text LIKE '%marzipan%'"
            )
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT * FROM contacts_named('whitlock', 10)")
            assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "text",
    [
        "a " * 90_000,
        "".join(f"{n:x}-" for n in range(20_000)),
        "ß\u0101\u4e00 " * 45_000,
        "x" * 199_000,
        "\u0085\ufffe",
    ],
)
def test_no_text_is_too_strange_to_be_kept_for_its_words(text):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        desk.answer(number=ticket.number, text=f"Okapi {text}", by=cast.rep, at=later(hours=1))
        assert numbers(found(cast, "okapi")) == [ticket.number]
