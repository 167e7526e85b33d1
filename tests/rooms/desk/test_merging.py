"""Several tickets of one customer become one, and all of it can be taken back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from rounds.accounts.erasing import ERASED
from rounds.accounts.models import Account
from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.asking import Being, Field, asking
from rounds.desk.dates import Wish
from rounds.desk.duties import DUTIES
from rounds.desk.facts import File, Headers, Taking
from rounds.desk.links import Seen
from rounds.desk.models import Draft, Follower, Hold, Link, Merge, Merged, Message, Party, Ticket, UnsentFile
from rounds.desk.queries import (
    drafts_of,
    filtered,
    find,
    list_page,
    thread_of_message_ids,
    thread_of_ticket,
    ticket_page,
)
from rounds.desk.queries.listing import Segment
from rounds.desk.queries.merged import whole_ticket_page
from rounds.desk.queries.narrowing import Reader
from rounds.desk.queries.records import message_records
from rounds.desk.rules import MessageKind
from rounds.engine.loop import one_round
from rounds.lists.clauses import NamedList
from rounds.lists.queries.standing import named_page
from rounds.mail.commands import deliveries, erase_person
from rounds.mail.commands.deliveries import MAIL_ROOM
from rounds.policies.queries import book
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, MONDAY, Cast, a_customer, a_ticket, a_workspace, later

WEEK, MONTH = Wish(span=Span.parse("1 week")), Wish(span=Span.parse("1 month"))
TABLES = (Party, Follower, Link, Draft, UnsentFile, Message, Merged)
KNOWN = {Field.IS: tuple(Being)}
UNCOUNTED = {"version", "since_event", "hand_out_at", "text"}


class Two:
    """Two tickets of one customer: `one` was there first."""

    def __init__(self) -> None:
        self.cast = a_workspace()
        with self.cast.inside():
            self.dana = a_customer()
            self.one, self.two = (self._ticket(at=later(hours=hours)) for hours in (0, 1))

    def _ticket(self, **more: Any) -> Ticket:
        return a_ticket(by=self.dana, **more)

    def ticket(self, **more: Any) -> Ticket:
        with self.cast.inside():
            return self._ticket(at=later(hours=2), **more)

    def merge(self, *others: int, into: int | None = None, by: Actor | None = None, **more: Any) -> Merge:
        with self.cast.inside():
            return desk.merge(
                number=into or self.one.number,
                others=others or [self.two.number],
                by=by or self.cast.rep,
                at=later(hours=3),
                **more,
            )

    def unmerge(self, act: Merge, *, at: Any = None) -> Merge:
        with self.cast.inside():
            return desk.unmerge(merge_id=act.pk, by=self.cast.rep, at=at or later(hours=4))

    def now(self, ticket: Ticket) -> Ticket:
        with self.cast.inside():
            return Ticket.objects.get(id=ticket.pk)

    def wrote(self, ticket_id: int, text: str = "And one more thing.", at: Any = None) -> Message:
        with self.cast.inside():
            return desk.add_customer_message(
                ticket_id=ticket_id,
                contact_id=self.dana.contact_id,
                text=text,
                at=at or later(hours=3.5),
                by=Actor.contact(self.dana.contact_id),
                headers=Headers(message_id=f"<{uuid4().hex}@customer.example>"),
            )


def everything(cast: Cast) -> dict[str, Any]:
    """Read all rows that a merge touches, but for what counts up."""
    with cast.inside():
        found: dict[str, Any] = {
            model.__name__: [
                {name: value for name, value in row.items() if name not in UNCOUNTED}
                for row in model.objects.order_by("id").values()
            ]
            for model in TABLES
        }
        found["texts"] = list(Draft.objects.order_by("id").values_list("text", flat=True))
        columns = [f.attname for f in Ticket._meta.concrete_fields if f.attname not in UNCOUNTED]
        found["tickets"] = list(Ticket.objects.order_by("id").values(*columns))
    return found


def segments(cast: Cast) -> dict[Segment, list[int]]:
    with cast.inside():
        return {each: sorted(row.number for row in list_page(each).rows) for each in Segment}


def texts(cast: Cast, number: int) -> list[str]:
    with cast.inside():
        return [each.text for each in whole_ticket_page(number).thread if hasattr(each, "text")]


def found_by(cast: Cast, words: str, *, after: str = "") -> list[int]:
    with cast.inside():
        reader = Reader(cast.rep.id or 0, later(1), ZoneInfo("America/Chicago"), {})
        return [each.row.number for each in find(asking(words, known=KNOWN), reader, after=after).found]


# What becomes of what was there


def test_what_was_said_on_all_of_them_stands_on_one_in_order_with_its_files():
    two = Two()
    with two.cast.inside():
        desk.note(number=two.one.number, text="First.", by=two.cast.rep, at=later(hours=2))
        file = File("plan.pdf", "application/pdf", b"%PDF")
        desk.note(number=two.two.number, text="Second.", files=[file], by=two.cast.rep, at=later(hours=2.1))
        desk.note(number=two.one.number, text="Third.", by=two.cast.rep, at=later(hours=2.2))
    two.merge()
    said = texts(two.cast, two.one.number)
    assert said[2:] == ["First.", "Second.", "Third."]
    with two.cast.inside():
        page = whole_ticket_page(two.one.number)
        shown = {each.text: each for each in page.thread if hasattr(each, "text")}
        assert [file.name for file in shown["Second."].files] == ["plan.pdf"]
        assert shown["Second."].on == two.two.number
        assert shown["First."].on is None
        assert [each.text for each in message_records(two.one.number, limit=10)] == said
        assert f"the ticket was opened (#{two.two.number})" in " ".join(
            e.sentence for e in page.thread if hasattr(e, "sentence")
        )


def test_people_followers_links_and_drafts_come_along():
    two = Two()
    cast = two.cast
    with cast.inside():
        other = a_ticket()
        owen = a_customer("Owen Hart")
        Party.objects.create(
            workspace_id=cast.workspace_id,
            ticket=two.two,
            contact_id=owen.contact_id,
            address_id=owen.address_id,
            role="cc",
        )
        desk.follow(number=two.two.number, by=cast.teammate, at=MONDAY)
        desk.link(number=two.two.number, other=other.number, seen=Seen.PARENT, by=cast.rep, at=MONDAY)
        desk.keep_draft(number=two.two.number, kind=MessageKind.STAFF, text="Dear Dana", by=cast.rep, at=MONDAY)
    two.merge()
    with cast.inside():
        page = whole_ticket_page(two.one.number)
        assert {party.name for party in page.parties} == {"Dana Whitlock", "Owen Hart"}
        assert page.followers == (cast.teammate.id,)
        assert [(each.number, each.seen) for each in page.links] == [(other.number, Seen.PARENT)]
        assert [(each.number, each.text) for each in drafts_of(cast.rep.id)] == [(two.one.number, "Dear Dana")]


def test_who_has_begun_on_both_goes_on_with_both_texts():
    two = Two()
    cast = two.cast
    with cast.inside():
        for ticket, text in ((two.one, "One"), (two.two, "Two")):
            desk.keep_draft(number=ticket.number, kind=MessageKind.NOTE, text=text, by=cast.rep, at=MONDAY)
    act = two.merge()
    with cast.inside():
        assert [(each.number, each.text) for each in drafts_of(cast.rep.id)] == [(two.one.number, "One\n\nTwo")]
    two.unmerge(act)
    with cast.inside():
        assert {(each.number, each.text) for each in drafts_of(cast.rep.id)} == {
            (two.one.number, "One\n\nTwo"),
            (two.two.number, "Two"),
        }


def test_no_question_gets_lost_it_is_our_turn_where_it_was_on_one_of_them():
    """C4."""
    two = Two()
    with two.cast.inside():
        desk.answer(number=two.one.number, text="Done.", by=two.cast.rep, at=later(hours=2))
    assert not two.now(two.one).our_turn
    two.merge()
    assert two.now(two.one).our_turn
    assert segments(two.cast)[Segment.OURS] == [two.one.number]


def test_the_earliest_date_stands_and_wakes_it_once():
    """A1: none of them is slept past."""
    two = Two()
    with two.cast.inside():
        desk.put_to_sleep(number=two.one.number, wish=MONTH, by=two.cast.rep, at=later(hours=2))
        desk.put_to_sleep(number=two.two.number, wish=WEEK, by=two.cast.rep, at=later(hours=2))
    date = two.now(two.two).wakes_at
    act = two.merge()
    assert two.now(two.one).wakes_at == date
    assert (two.now(two.two).wakes_at, two.now(two.one).state) == (None, "asleep")
    one_round(DUTIES, now=later(9))
    assert two.now(two.one).state == "open"
    with two.cast.inside():
        assert list(TimelineEvent.objects.filter(kind="desk.woke").values_list("subject_id", flat=True)) == [two.one.pk]
    two.unmerge(act, at=later(9.1))
    assert (two.now(two.two).state, two.now(two.two).wakes_at) == ("asleep", date)
    one_round(DUTIES, now=later(9.2))
    assert two.now(two.two).state == "open", "a date that came meanwhile wakes it at once"


def test_a_closed_ticket_opens_when_an_open_one_is_merged_into_it():
    two = Two()
    with two.cast.inside():
        desk.close(number=two.one.number, by=two.cast.rep, at=later(hours=2))
    act = two.merge()
    assert (two.now(two.one).state, two.now(two.one).our_turn) == ("open", True)
    two.unmerge(act)
    assert two.now(two.one).state == "closed"


def test_a_survivor_that_was_closed_and_is_held_since_stays_open_when_the_merge_is_taken_back():
    """What somebody did meanwhile stays. Found by the state machine."""
    two = Two()
    with two.cast.inside():
        desk.close(number=two.one.number, by=two.cast.rep, at=later(hours=2))
    act = two.merge()
    with two.cast.inside():
        desk.hold(
            number=two.one.number, holder="supplier", reason="Domain.", wish=WEEK, by=two.cast.rep, at=later(hours=3.2)
        )
    two.unmerge(act)
    assert (two.now(two.one).state, two.now(two.one).held_by) == ("open", "supplier")


def test_a_hold_ends_with_the_merge_and_goes_on_after_it():
    two = Two()
    with two.cast.inside():
        desk.hold(number=two.two.number, holder="supplier", reason="Domain.", wish=WEEK, by=two.cast.rep, at=MONDAY)
    act = two.merge()
    two.unmerge(act)
    with two.cast.inside():
        assert list(Hold.objects.order_by("id").values_list("how", flat=True)) == ["merged", ""]
        assert Ticket.objects.get(id=two.two.pk).held_by == "supplier"


# Undo


def test_undo_brings_exactly_the_former_state_back():
    two = Two()
    cast = two.cast
    with cast.inside():
        three = two._ticket(at=later(hours=2))
        other = a_ticket()
        desk.follow(number=two.two.number, by=cast.teammate, at=MONDAY)
        desk.link(number=two.two.number, other=other.number, seen=Seen.PARENT, by=cast.rep, at=MONDAY)
        desk.link(number=three.number, other=two.one.number, seen=Seen.RELATED, by=cast.rep, at=MONDAY)
        desk.keep_draft(number=three.number, kind=MessageKind.STAFF, text="Dear Dana", by=cast.rep, at=MONDAY)
        desk.put_to_sleep(number=two.two.number, wish=WEEK, by=cast.rep, at=later(hours=2))
        desk.close(number=three.number, by=cast.rep, at=later(hours=2.5))
    before, lists = everything(cast), segments(cast)
    act = two.merge(two.two.number, three.number)
    assert everything(cast) != before
    two.unmerge(act)
    assert everything(cast) == before
    assert segments(cast) == lists


def test_mail_that_came_meanwhile_stays_where_it_came_and_undo_still_works():
    """Race: undo after new mail."""
    two = Two()
    with two.cast.inside():
        desk.answer(number=two.one.number, text="Done.", by=two.cast.rep, at=later(hours=2))
    act = two.merge()
    came = two.wrote(two.two.pk, "It is still wrong.")
    assert came.ticket_id == two.one.pk
    two.unmerge(act)
    assert two.now(two.one).our_turn, "what was said since is not taken back"
    assert two.now(two.two).state == "new"
    assert texts(two.cast, two.one.number)[-1] == "It is still wrong."
    assert len(texts(two.cast, two.two.number)) == 1


def test_a_merge_under_a_merge_is_taken_back_in_its_order():
    two = Two()
    three = two.ticket()
    first = two.merge(two.two.number)
    second = two.merge(two.one.number, into=three.number)
    assert len(texts(two.cast, three.number)) == 3
    with pytest.raises(Refused, match=f"#{two.one.number} was itself merged into #{three.number}"):
        two.unmerge(first)
    two.unmerge(second)
    assert len(texts(two.cast, two.one.number)) == 2
    two.unmerge(first)
    assert len(texts(two.cast, two.one.number)) == 1
    with pytest.raises(Refused, match="already"):
        two.unmerge(first)


def test_undo_gives_nobody_more_than_they_may_have():
    """Never: a way of giving that goes over what one may have."""
    two = Two()
    one_each = MANUAL.read_text().replace("queue: front desk\n", "queue: front desk\nopen tickets each: 1\n", 1)
    cast = two.cast = a_workspace(manual=one_each)
    with cast.inside():
        two.dana = a_customer()
        two.one, two.two = (two._ticket(at=MONDAY) for _ in range(2))
        desk.assign(number=two.two.number, member_id=cast.rep.id, by=cast.lead, at=MONDAY)
    act = two.merge()
    with cast.inside():
        desk.assign(number=a_ticket().number, member_id=cast.rep.id, by=cast.lead, at=later(hours=3.5))
    with pytest.raises(Refused, match="Teo Okafor"):
        two.unmerge(act)
    assert two.now(two.two).state == "merged", "nothing of a refused act stays"


# Where things go that come for a merged ticket


def test_mail_for_a_merged_ticket_goes_to_the_survivor_by_address_and_by_message_id():
    two = Two()
    three = two.ticket()
    with two.cast.inside():
        message_id = Message.objects.get(ticket=two.two).message_id
    two.merge()
    two.merge(two.one.number, into=three.number)
    with two.cast.inside():
        for thread in (thread_of_ticket(two.two.number), thread_of_message_ids([message_id])):
            assert thread.ticket_id == three.pk
            assert two.dana.contact_id in thread.parties


@pytest.mark.parametrize("after", range(3))
def test_the_ticket_of_a_mail_is_found_whenever_a_merge_is_taken_back_meanwhile(after: int):
    """after: how many statements of the search have run when somebody else takes the merge back."""
    two = Two()
    act = two.merge()
    ran = count()

    def taken_back_meanwhile(execute, *statement):
        found = execute(*statement)
        if next(ran) == after:
            with ThreadPoolExecutor() as somebody_else:
                somebody_else.submit(unmerge).result()
        return found

    def unmerge() -> None:
        two.unmerge(act)
        connection.close()

    with two.cast.inside(), connection.execute_wrapper(taken_back_meanwhile):
        thread = thread_of_ticket(two.two.number)
    assert thread.ticket_id in {two.one.pk, two.two.pk}


def test_an_answer_that_bounces_after_the_merge_opens_the_survivor():
    """A3: a mail that never left is our turn at once, wherever its ticket went."""
    two = Two()
    with two.cast.inside():
        desk.answer(number=two.one.number, text="One.", by=two.cast.rep, at=later(hours=1.5))
        message = desk.answer(number=two.two.number, text="Done.", by=two.cast.rep, at=later(hours=2))
        address = Outbox.objects.get(ref_id=message.pk).recipient_id
    two.merge()
    assert not two.now(two.one).our_turn
    with two.cast.inside():
        assert desk.answer_failed(message_id=message.pk, address_id=address, by=MAIL_ROOM, at=later(hours=4))
    assert two.now(two.one).our_turn


def with_an_answer_that_waits(**more: Any) -> tuple[Two, Message]:
    """Answer the second ticket a moment before it is merged."""
    two = Two()
    with two.cast.inside():
        desk.answer(number=two.one.number, text="One.", by=two.cast.rep, at=later(hours=1.5))
        waits = desk.answer(number=two.two.number, text="Done.", by=two.cast.rep, at=later(hours=3), **more)
    return two, waits


def test_an_answer_that_waits_may_be_taken_back_where_its_ticket_went_and_the_question_is_open_again():
    """Issue "undo of a send", "merge with undo": neither waits for the other."""
    two, waits = with_an_answer_that_waits(wish=Wish(span=Span.parse("1 day")))
    own = two.now(two.one).wakes_at
    act = two.merge()
    assert two.now(two.one).wakes_at < own
    assert not two.now(two.one).our_turn
    with two.cast.inside():
        page = whole_ticket_page(two.one.number, reader=two.cast.rep.id or 0)
        assert page.waiting[-1].message_id == waits.pk
        stands = desk.take_back(number=two.one.number, by=two.cast.rep, at=later(hours=3))
        assert stands.pk == two.one.pk
        assert not Message.objects.filter(id=waits.pk).exists()
        assert Draft.objects.get(ticket=two.one).text == "Done."
    assert two.now(two.one).our_turn, "the customer's question on the other is not answered after all"
    assert two.now(two.one).wakes_at == own, "the other's date went with the answer"
    two.unmerge(act)
    assert two.now(two.two).our_turn
    assert two.now(two.two).wakes_at is None
    assert not two.now(two.one).our_turn


def test_an_answer_taken_back_opens_the_last_of_several_merges_too():
    two, waits = with_an_answer_that_waits()
    three = two.ticket()
    with two.cast.inside():
        desk.answer(number=three.number, text="Three.", by=two.cast.rep, at=later(hours=2.5))
    acts = [two.merge(), two.merge(two.one.number, into=three.number)]
    assert not two.now(three).our_turn
    with two.cast.inside():
        desk.take_back(number=three.number, message_id=waits.pk, by=two.cast.rep, at=later(hours=3))
    assert two.now(three).our_turn
    for act in reversed(acts):
        two.unmerge(act)
    assert [two.now(each).our_turn for each in (two.one, two.two, three)] == [False, True, False]


def test_an_answer_that_waits_leaves_from_a_merged_ticket():
    two, waits = with_an_answer_that_waits()
    two.merge()
    with two.cast.inside():
        row = Outbox.objects.get(ref_id=waits.pk)
        assert deliveries.claim(outbox_id=row.pk, token=uuid4(), at=later(hours=4))
    with pytest.raises(Refused, match="has left already"), two.cast.inside():
        desk.take_back(number=two.one.number, message_id=waits.pk, by=two.cast.rep, at=later(hours=4))


def test_what_changed_on_the_survivor_since_stays_when_an_answer_is_taken_back():
    two, waits = with_an_answer_that_waits()
    two.merge()
    with two.cast.inside():
        desk.close(number=two.one.number, by=two.cast.teammate, at=later(hours=3.1))
        desk.take_back(number=two.one.number, message_id=waits.pk, by=two.cast.rep, at=later(hours=3))
    assert two.now(two.one).state == "closed"


def test_a_merged_ticket_takes_no_act_and_says_where_it_went():
    two = Two()
    two.merge()
    for act, more in ((desk.close, {}), (desk.answer, {"text": "Hello"}), (desk.follow, {}), (desk.take, {})):
        with pytest.raises(Refused, match=f"#{two.two.number} was merged into #{two.one.number}"), two.cast.inside():
            act(number=two.two.number, by=two.cast.rep, at=later(hours=4), **more)


def test_what_is_typed_on_a_page_that_was_merged_meanwhile_is_kept_on_the_survivor():
    two = Two()
    two.merge()
    with two.cast.inside():
        kept = desk.keep_draft(number=two.two.number, kind=MessageKind.NOTE, text="Hm", by=two.cast.rep, at=MONDAY)
    assert kept.ticket_id == two.one.pk


# Lists, counts, search


def test_lists_and_counts_have_it_once():
    two = Two()
    two.merge()
    shown = segments(two.cast)
    assert shown[Segment.ALL] == shown[Segment.OURS] == [two.one.number]
    assert shown[Segment.CLOSED] == shown[Segment.ASLEEP] == []
    with two.cast.inside():
        assert list_page(Segment.ALL).counts[Segment.ALL] == 1


def test_search_finds_the_survivor_once_by_the_words_of_each():
    two = Two()
    for ticket in (two.one, two.two):
        two.wrote(ticket.pk, f"About xylophone{ticket.number} and marimbas.", at=later(hours=2))
    two.merge()
    for words in (f"xylophone{two.one.number}", f"xylophone{two.two.number}", "marimbas", "is:open marimbas"):
        assert found_by(two.cast, words) == [two.one.number], words
    beyond = f"{later(hours=2).isoformat()}~{two.two.pk}"
    assert found_by(two.cast, "marimbas", after=beyond) == [], "the survivor stood on the page before"


# Who may, and what is refused


def test_tickets_of_one_firm_may_be_merged_and_those_of_two_customers_not():
    two = Two()
    cast = two.cast
    with cast.inside():
        stranger = a_ticket()
        for name in ("Ann", "Bea"):
            person = a_customer(name, account="Harbour Tile & Stone" if name == "Ann" else "")
            ticket = a_ticket(by=Taking(person.contact_id, person.address_id))
            if name == "Bea":
                desk.name_account(number=ticket.number, name="Harbour Tile & Stone", by=cast.rep, at=MONDAY)
                of_firm = ticket
            else:
                Ticket.objects.filter(id=ticket.pk).update(
                    account_id=Ticket.objects.model._meta.apps.get_model("accounts", "Account").objects.latest("id").pk
                )
                same_firm = ticket
    two.merge(same_firm.number, into=of_firm.number)
    with pytest.raises(Refused, match=f"#{stranger.number} came from another customer"):
        two.merge(stranger.number)


@pytest.mark.parametrize(
    ("case", "text"),
    [("none", "No other ticket"), ("itself", "No other ticket"), ("too many", "25")],
)
def test_what_cannot_be_merged_is_said(case, text):
    two = Two()
    others = {"none": [], "itself": [two.one.number], "too many": []}[case]
    if case == "too many":
        others = [two.ticket().number for _ in range(26)]
    with pytest.raises(Refused, match=text), two.cast.inside():
        desk.merge(number=two.one.number, others=others, by=two.cast.rep, at=MONDAY)


def test_what_is_not_there_is_not_merged():
    two = Two()
    for wanted in ((two.one.number, [999]), (999, [two.one.number])):
        with pytest.raises(NotThere), two.cast.inside():
            desk.merge(number=wanted[0], others=wanted[1], by=two.cast.rep, at=MONDAY)


def test_a_stale_page_merges_nothing():
    two = Two()
    with pytest.raises(ChangedMeanwhile):
        two.merge(version=7)


def test_both_histories_say_it_and_that_it_was_taken_back():
    two = Two()
    two.unmerge(two.merge())
    with two.cast.inside():
        rows = TimelineEvent.objects.filter(kind__in=["desk.merged", "desk.took in", "desk.unmerged", "desk.gave back"])
        assert [(row.subject_id, row.kind) for row in rows.order_by("id")] == [
            (two.two.pk, "desk.merged"),
            (two.one.pk, "desk.took in"),
            (two.two.pk, "desk.unmerged"),
            (two.one.pk, "desk.gave back"),
        ]
        page = ticket_page(two.two.number)
        assert "is as before" in " ".join(each.sentence for each in page.thread if hasattr(each, "sentence"))


# At the same time


def at_once(*acts: Any) -> list[object]:
    start, came = threading.Barrier(len(acts)), []

    def run(act: Any) -> None:
        start.wait()
        try:
            came.append(act())
        except (Refused, ChangedMeanwhile) as refused:
            came.append(refused)
        except BaseException as trouble:
            came.append(trouble)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(not isinstance(each, Exception) or isinstance(each, (Refused, ChangedMeanwhile)) for each in came), came
    return came


def test_two_merges_at_once_leave_one_survivor():
    for _ in range(8):
        two = Two()
        came = at_once(
            lambda two=two: two.merge(two.two.number, into=two.one.number),
            lambda two=two: two.merge(two.one.number, into=two.two.number),
        )
        assert sum(isinstance(each, Refused) for each in came) == 1
        with two.cast.inside():
            assert sorted(Ticket.objects.values_list("state", flat=True)) == ["merged", "new"]


def test_mail_during_a_merge_and_during_its_undo_is_kept_once_on_whatever_stands():
    for _ in range(8):
        two = Two()
        acts: list[Merge] = []
        at_once(lambda two=two, acts=acts: acts.append(two.merge()), lambda two=two: two.wrote(two.two.pk))
        at_once(lambda two=two, acts=acts: two.unmerge(acts[0]), lambda two=two: two.wrote(two.two.pk, "Again."))
        with two.cast.inside():
            assert Message.objects.count() == 4
            assert not Merged.objects.exists()
        said = texts(two.cast, two.one.number) + texts(two.cast, two.two.number)
        assert len(said) == 4
        assert two.now(two.two).our_turn


def test_links_made_during_a_merge_never_stop_it():
    for _ in range(5):
        two = Two()
        three = two.ticket()
        with two.cast.inside():
            desk.link(number=two.two.number, other=three.number, seen=Seen.RELATED, by=two.cast.rep, at=MONDAY)

        def link(two=two, three=three) -> object:
            with two.cast.inside():
                return desk.link(
                    number=two.one.number, other=three.number, seen=Seen.RELATED, by=two.cast.rep, at=later(hours=3)
                )

        at_once(two.merge, link)
        with two.cast.inside():
            assert [each.number for each in whole_ticket_page(two.one.number).links] == [three.number]


def test_a_date_that_comes_during_the_merge_is_not_lost():
    """A1."""
    for _ in range(5):
        two = Two()
        with two.cast.inside():
            desk.put_to_sleep(number=two.two.number, wish=WEEK, by=two.cast.rep, at=later(hours=2))
            due = Ticket.objects.get(id=two.two.pk).wakes_at
        moment = due + timedelta(minutes=1)
        at_once(two.merge, lambda moment=moment: one_round(DUTIES, now=moment))
        one_round(DUTIES, now=moment)
        assert two.now(two.one).our_turn
        with two.cast.inside():
            assert TimelineEvent.objects.filter(kind="desk.woke").count() == 1


# The page


def test_the_page_merges_without_scripts_says_where_each_went_and_takes_it_back():
    two = Two()
    client = visitor(two.cast, two.cast.rep)
    page = client.get(f"/desk/merge?number={two.one.number}").content.decode()
    assert page.count('name="number"') == 2
    answer = client.post("/desk/merging", {"into": two.one.number, "number": [two.two.number]}, follow=True)
    assert f"Merged into #{two.one.number}" in answer.content.decode()
    gone = client.get(f"/desk/{two.two.number}", follow=True)
    assert gone.redirect_chain == [(f"/desk/{two.one.number}", 302)]
    assert f"#{two.two.number} was merged into this ticket" in gone.content.decode()
    assert "Has in it" in gone.content.decode()
    client.post(f"{answer.redirect_chain[-1][0]}/undoing")
    assert client.get(f"/desk/{two.two.number}").status_code == 200


def test_what_was_typed_on_a_page_that_was_merged_meanwhile_is_shown_on_the_survivor():
    two = Two()
    two.merge()
    values = {"text": "Dear Dana, it is done.", "version": "1"}
    answer = visitor(two.cast, two.cast.rep).post(f"/desk/{two.two.number}/answer", values)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Dear Dana, it is done." in shown
    assert f'action="/desk/{two.one.number}/answer"' in shown


def test_tickets_chosen_in_the_list_are_offered_for_a_merge():
    two = Two()
    client = visitor(two.cast, two.cast.rep)
    assert "Merge them" in client.get("/desk/choose").content.decode()
    page = client.get(f"/desk/merge?number={two.one.number}&number={two.two.number}").content.decode()
    assert page.count(" checked") == 2 + 1, "one goes in, one stays; and the switch of the keys"


# Beside other acts


def test_whoever_is_erased_while_their_ticket_is_merged_is_gone_from_it_and_the_merge_can_be_taken_back():
    """Architecture 3: history and erasure do not fight."""
    two = Two()
    cast = two.cast
    with cast.inside():
        owen = a_customer("Owen Hart", account="Harbour Tile & Stone")
        theirs = a_ticket(by=owen, subject="Owen’s own matter")
        Ticket.objects.filter(id__in=[two.one.pk, theirs.pk]).update(account_id=Account.objects.latest("id").pk)
    act = two.merge(theirs.number)
    with cast.inside():
        erase_person(contact_id=owen.contact_id, by=cast.manager, at=later(hours=3.5))
        page = whole_ticket_page(two.one.number)
        said = [each.text for each in page.thread if hasattr(each, "files") and each.on]
        assert said == [ERASED]
        assert {party.name for party in page.parties} == {"Dana Whitlock"}
    two.unmerge(act)
    assert two.now(theirs).state == "new"
    assert len(texts(cast, two.one.number)) == 1


def test_neither_a_list_of_the_manual_nor_a_search_shows_what_stands_in_another_ticket():
    """Counts, lists and views agree: a merged ticket is nobody's work."""
    every = "\n```clause\nlist: every ticket\nof: tickets\nwhere: {ticket kind: question}\n```\n"
    two = Two()
    cast = two.cast = a_workspace(manual=MANUAL.read_text() + every)
    with cast.inside():
        two.dana = a_customer()
        two.one, two.two = (two._ticket(at=MONDAY) for _ in range(2))
    two.merge()
    with cast.inside():
        manual = book()
        page = named_page(manual.get(NamedList, "every ticket"), manual, manual.when(later(1)))
        assert [row.number for row in page.rows] == [two.one.number]
        reader = Reader(cast.rep.id or 0, later(1), ZoneInfo("America/Chicago"), {})
        kept = filtered(asking("-is:closed", known=KNOWN), reader).found
        assert [each.row.number for each in kept] == [two.one.number]
