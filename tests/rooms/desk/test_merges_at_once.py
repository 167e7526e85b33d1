"""Merges while something else happens to the same tickets."""

from datetime import timedelta

from rounds.desk import commands as desk
from rounds.desk.duties import DUTIES
from rounds.desk.links import Seen
from rounds.desk.models import Merge, Merged, Message, Ticket
from rounds.desk.queries.merged import whole_ticket_page
from rounds.engine.loop import one_round
from rounds.timeline.models import TimelineEvent
from tests.at_once import at_once, refused_of
from tests.rooms.desk.two_tickets import WEEK, Two, texts
from tests.world import MONDAY, later


def test_two_merges_at_once_leave_one_survivor():
    for _ in range(8):
        two = Two()
        came = at_once(
            lambda two=two: two.merge(two.two.number, into=two.one.number),
            lambda two=two: two.merge(two.one.number, into=two.two.number),
        )
        assert len(refused_of(came)) == 1
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
