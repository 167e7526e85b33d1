"""Several tickets of one customer become one: what becomes of what was there."""

from rounds.desk import commands as desk
from rounds.desk.duties import DUTIES
from rounds.desk.facts import File
from rounds.desk.links import Seen
from rounds.desk.models import Party
from rounds.desk.queries import drafts_of
from rounds.desk.queries.listing import Segment
from rounds.desk.queries.merged import whole_ticket_page
from rounds.desk.queries.records import message_records
from rounds.desk.rules import MessageKind
from rounds.engine.loop import one_round
from rounds.timeline.models import TimelineEvent
from tests.rooms.desk.two_tickets import MONTH, WEEK, Two, segments, texts
from tests.world import MONDAY, a_customer, a_ticket, later


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
