"""A merge is taken back: all is as it was before, but for what was done or said since."""

from typing import Any

import pytest

from rounds.accounts.erasing import ERASED
from rounds.accounts.models import Account
from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.links import Seen
from rounds.desk.models import Draft, Follower, Hold, Link, Merged, Message, Party, Ticket, UnsentFile
from rounds.desk.queries import ticket_page
from rounds.desk.queries.merged import whole_ticket_page
from rounds.desk.rules import MessageKind
from rounds.mail.commands import erase_person
from rounds.timeline.models import TimelineEvent
from tests.rooms.desk.two_tickets import WEEK, Two, segments, texts
from tests.world import MANUAL, MONDAY, Cast, a_customer, a_ticket, a_workspace, later

TABLES = (Party, Follower, Link, Draft, UnsentFile, Message, Merged)
UNCOUNTED = {"version", "since_event", "hand_out_at", "text"}


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
