"""Issue 4: what somebody types is kept as they type, and nothing of it is lost until it is sent or dropped."""

import pytest

from rounds.accounts.queries import contact_at
from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Draft, Ticket
from rounds.desk.queries import drafts_of, ticket_page
from rounds.desk.rules import MOST_TEXT, MessageKind
from rounds.mail import commands as mail
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later

ANSWER, NOTE = MessageKind.STAFF, MessageKind.NOTE


def kept(cast, ticket, text, *, kind=ANSWER, by=None, version=None, at=MONDAY):
    return desk.keep_draft(number=ticket.number, kind=kind, text=text, by=by or cast.rep, at=at, version=version)


def test_an_answer_and_a_note_are_kept_apart_for_each_member():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        kept(cast, ticket, "Dear Dana")
        kept(cast, ticket, "Ask Bram", kind=NOTE)
        kept(cast, ticket, "Hello", by=cast.teammate)
        assert {(each.kind, each.text) for each in drafts_of(cast.rep.id)} == {
            (ANSWER, "Dear Dana"),
            (NOTE, "Ask Bram"),
        }
        assert [each.text for each in ticket_page(ticket.number, reader=cast.teammate.id).begun] == ["Hello"]
        assert ticket_page(ticket.number).begun == ()


def test_going_on_writing_leaves_one_event_and_never_the_text():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        first = kept(cast, ticket, "Dear Dana", version=0)
        second = kept(cast, ticket, "Dear Dana, thank you", version=first.version, at=later(hours=1))
        assert (second.pk, second.version) == (first.pk, 2)
        events = TimelineEvent.objects.filter(kind__startswith="desk.draft")
        assert [event.payload for event in events] == [
            {"unsent": first.pk, "ticket": ticket.pk, "message_kind": "staff"}
        ]


def test_a_ticket_is_not_changed_by_what_somebody_types():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        before = Ticket.objects.filter(id=ticket.pk).values().get()
        kept(cast, ticket, "Dear Dana")
        assert Ticket.objects.filter(id=ticket.pk).values().get() == before


@pytest.mark.parametrize("version", [0, 1])
def test_a_window_left_open_saves_over_nothing_written_in_another(version):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        kept(cast, ticket, "At the office", version=0)
        kept(cast, ticket, "At the office, and on the train", version=1)
    with pytest.raises(ChangedMeanwhile) as refused, cast.inside():
        kept(cast, ticket, "At the office, again", version=version)
    assert refused.value.theirs["Draft"] == "At the office, and on the train"
    assert refused.value.mine == {"Draft": "At the office, again"}
    with cast.inside():
        kept(cast, ticket, "At the office, again", version=refused.value.version)
        assert [each.text for each in drafts_of(cast.rep.id)] == ["At the office, again"]


def test_what_was_sent_in_another_window_does_not_come_back_as_a_draft():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        draft = kept(cast, ticket, "Done.", version=0)
        desk.answer(number=ticket.number, text="Done.", by=cast.rep, at=later(hours=1))
    with pytest.raises(ChangedMeanwhile) as refused, cast.inside():
        kept(cast, ticket, "Done. ", version=draft.version)
    assert refused.value.theirs == {"Draft": "sent or dropped"}
    with cast.inside():
        assert drafts_of(cast.rep.id) == ()


def test_sending_takes_ones_own_draft_of_that_kind_away_and_no_other():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        kept(cast, ticket, "Dear Dana")
        kept(cast, ticket, "Ask Bram", kind=NOTE)
        kept(cast, ticket, "Hello", by=cast.teammate)
        desk.answer(number=ticket.number, text="Dear Dana, done.", by=cast.rep, at=later(hours=1))
        assert sorted(Draft.objects.values_list("text", flat=True)) == ["Ask Bram", "Hello"]
        desk.note(number=ticket.number, text="Ask Bram tomorrow", by=cast.rep, at=later(hours=2))
        assert list(Draft.objects.values_list("text", flat=True)) == ["Hello"]


def test_a_refused_send_leaves_the_draft():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        kept(cast, ticket, "Dear Dana")
    with pytest.raises(ChangedMeanwhile), cast.inside():
        desk.answer(number=ticket.number, text="Dear Dana", version=ticket.version + 5, by=cast.rep, at=later(hours=1))
    with cast.inside():
        assert [each.text for each in drafts_of(cast.rep.id)] == ["Dear Dana"]


def test_an_emptied_text_is_no_draft():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        draft = kept(cast, ticket, "Dear Dana", version=0)
        assert kept(cast, ticket, "  \n", version=draft.version) is None
        assert drafts_of(cast.rep.id) == ()
        assert TimelineEvent.objects.filter(kind="desk.draft dropped", subject_id=draft.pk).count() == 1
        assert kept(cast, ticket, "", version=0) is None


def test_somebody_elses_draft_is_not_there_to_drop():
    cast = a_workspace()
    with cast.inside():
        draft = kept(cast, a_ticket(), "Dear Dana")
    with pytest.raises(NotThere), cast.inside():
        desk.drop_draft(draft_id=draft.pk, by=cast.manager, at=MONDAY)
    with cast.inside():
        desk.drop_draft(draft_id=draft.pk, by=cast.rep, at=MONDAY)
        assert drafts_of(cast.rep.id) == ()


def test_a_text_longer_than_a_message_may_be_is_refused_at_once():
    cast = a_workspace()
    with pytest.raises(Refused, match="200,000"), cast.inside():
        kept(cast, a_ticket(), "x" * (MOST_TEXT + 1))


def test_only_a_member_has_drafts():
    cast = a_workspace()
    with pytest.raises(NotAllowed), cast.inside():
        kept(cast, a_ticket(), "Dear Dana", by=Actor.system())


def test_a_text_given_back_stands_before_what_was_begun_since():
    """Undo of a send gives the text back; what was begun meanwhile is not lost."""
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
        values = {"ticket_id": ticket.pk, "kind": ANSWER, "by": cast.rep, "at": MONDAY}
        desk.give_back_as_draft(text="Taken back", **values)
        desk.give_back_as_draft(text="Another", **values)
        assert [each.text for each in drafts_of(cast.rep.id)] == ["Another\n\nTaken back"]
        assert TimelineEvent.objects.filter(kind="desk.draft begun").count() == 1


def test_an_erased_persons_name_stays_in_no_draft():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer("Dana Whitlock", address=f"dana-{cast.workspace_id}@customer.example")
        theirs, other = a_ticket(by=dana), a_ticket(by=a_customer("Somebody Else"))
        kept(cast, theirs, "Dear Dana Whitlock")
        kept(cast, other, "Dana Whitlock asked the same")
        mail.erase_person(
            contact_id=contact_at(f"dana-{cast.workspace_id}@customer.example"), by=cast.manager, at=later(hours=1)
        )
        assert [each.text for each in drafts_of(cast.rep.id)] == ["erased asked the same"]
