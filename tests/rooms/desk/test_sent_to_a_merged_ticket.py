"""Where things go that come for a merged ticket: mails, bounces, drafts, and answers that have not left yet."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Draft, Message
from rounds.desk.queries import thread_of_message_ids, thread_of_ticket
from rounds.desk.queries.merged import whole_ticket_page
from rounds.desk.rules import MessageKind
from rounds.mail.commands import deliveries
from rounds.mail.commands.deliveries import MAIL_ROOM
from rounds.timeline.models import Outbox
from tests.rooms.desk.two_tickets import Two
from tests.world import MONDAY, later


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


def test_what_is_typed_on_a_page_that_was_merged_meanwhile_is_kept_on_the_survivor():
    two = Two()
    two.merge()
    with two.cast.inside():
        kept = desk.keep_draft(number=two.two.number, kind=MessageKind.NOTE, text="Hm", by=two.cast.rep, at=MONDAY)
    assert kept.ticket_id == two.one.pk
