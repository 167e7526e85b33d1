"""The draft of the next manual: kept as it is written, never over somebody else's, and in force only when it is whole."""

import threading

import pytest
from django.db import connection

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.manual.commands import adopt, adopt_draft, bring_back, drop_draft, save_draft
from rounds.manual.models import Draft
from rounds.manual.queries import draft_page, proposal, versions_page
from rounds.policies.models import Manual
from rounds.policies.queries import version_in_force
from rounds.timeline.models import TimelineEvent
from tests.manuals import SHIPPED
from tests.world import MONDAY, a_ticket, a_workspace, later

TEN_DAYS = SHIPPED.replace("after an answer: 1 week", "after an answer: 10 days")
TWO_WEEKS = SHIPPED.replace("after an answer: 1 week", "after an answer: 2 weeks")
WRONG = SHIPPED.replace("worked by: rep", "worked by: reb")


def test_a_draft_is_kept_as_it_is_written_errors_and_all_and_nothing_runs_by_it():
    """F1."""
    cast = a_workspace()
    with cast.inside():
        assert not draft_page().kept
        save_draft(text=WRONG, version=0, by=cast.manager, at=MONDAY)
        page = draft_page()
        assert (page.text, page.version, page.based_on, page.saved_by) == (WRONG, 1, 1, "Mara Lindqvist")
        assert version_in_force() == 1
        event = TimelineEvent.objects.get(kind="manual.draft saved")
        assert event.payload == {"draft": Draft.objects.get().pk, "based_on": 1}


def test_a_draft_that_somebody_saved_meanwhile_is_not_written_over_and_both_sides_are_shown():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
    with pytest.raises(ChangedMeanwhile) as stale, cast.inside():
        save_draft(text=TWO_WEEKS, version=0, by=cast.manager, at=later(1))
    assert stale.value.version == 1
    assert "after an answer: 2 weeks" in stale.value.mine["It reads"]
    assert "after an answer: 10 days" in stale.value.theirs["It reads"]
    assert stale.value.theirs["Draft"] == "saved by Mara Lindqvist"
    with cast.inside():
        assert draft_page().text == TEN_DAYS
        save_draft(text=TWO_WEEKS, version=1, by=cast.manager, at=later(1))
        assert (draft_page().text, draft_page().version) == (TWO_WEEKS, 2)


def test_two_who_begin_a_draft_at_once_do_not_make_two():
    cast = a_workspace()
    outcome: list[object] = []
    begun, written = threading.Event(), threading.Event()

    def second() -> None:
        try:
            with cast.inside():
                version_in_force()
                begun.set()
                written.wait(20)
                save_draft(text=TWO_WEEKS, version=0, by=cast.manager, at=MONDAY)
        except ChangedMeanwhile as changed:
            outcome.append(changed)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    assert begun.wait(20)
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
    written.set()
    thread.join(20)
    assert [type(one) for one in outcome] == [ChangedMeanwhile]


def test_an_adopted_draft_decides_and_is_then_done():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
        manual = adopt_draft(version=1, by=cast.manager, at=later(1))
        assert (manual.version, manual.text, manual.adopted_by_id) == (2, TEN_DAYS, cast.manager.id)
        assert version_in_force() == 2
        assert Draft.objects.count() == 0


def test_a_draft_that_changed_after_it_was_compared_is_not_put_in_force():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
        save_draft(text=TWO_WEEKS, version=1, by=cast.manager, at=MONDAY)
    for act in (adopt_draft, drop_draft):
        with pytest.raises(ChangedMeanwhile) as stale, cast.inside():
            act(version=1, by=cast.manager, at=later(1))
        assert "1 week → 2 weeks" in stale.value.theirs["It changes"]
        assert stale.value.version == 2
    with cast.inside():
        assert version_in_force() == 1


def test_another_manual_in_force_makes_a_draft_that_was_compared_before_it_stale():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
        adopt(text=TWO_WEEKS, by=cast.manager, at=later(1))
        assert draft_page().overtaken
    with pytest.raises(ChangedMeanwhile) as stale, cast.inside():
        adopt_draft(version=1, by=cast.manager, at=later(2))
    assert stale.value.theirs["In force"] == "version 2"
    assert "2 weeks → 10 days" in stale.value.theirs["It changes"]
    with cast.inside():
        assert adopt_draft(version=stale.value.version, by=cast.manager, at=later(2)).version == 3


def test_a_draft_with_errors_or_with_nothing_new_is_refused_and_kept():
    cast = a_workspace()
    for text, words in ((WRONG, "There is no role “reb”"), (SHIPPED, "nothing to put in force")):
        with cast.inside():
            save_draft(text=text, version=draft_page().version, by=cast.manager, at=MONDAY)
        with pytest.raises(Refused, match=words), cast.inside():
            adopt_draft(version=draft_page().version, by=cast.manager, at=later(1))
        with cast.inside():
            assert draft_page().text == text
            assert version_in_force() == 1


def test_a_dropped_draft_is_gone_and_leaves_what_is_in_force():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
        drop_draft(version=1, by=cast.manager, at=later(1))
        assert draft_page().text == SHIPPED
        assert TimelineEvent.objects.filter(kind="manual.draft dropped").count() == 1
    with pytest.raises(NotThere), cast.inside():
        drop_draft(version=1, by=cast.manager, at=later(1))
    with pytest.raises(ChangedMeanwhile), cast.inside():
        save_draft(text=TWO_WEEKS, version=1, by=cast.manager, at=later(1))


@pytest.mark.parametrize("ended", ["dropped", "adopted"])
def test_a_page_that_shows_a_draft_which_is_gone_writes_over_none_that_was_begun_since_and_adopts_and_drops_none(ended):
    """F1: nobody's words are lost, and no text comes into force that nobody compared."""
    cast = a_workspace()
    end = {"dropped": drop_draft, "adopted": adopt_draft}[ended]
    with cast.inside():
        shown = {save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY).version}
        adopt(text=TWO_WEEKS, by=cast.manager, at=MONDAY)
        shown.add(draft_page().version)
        end(version=draft_page().version, by=cast.manager, at=later(1))
    theirs = SHIPPED.replace("after an answer: 1 week", "after an answer: 3 weeks")
    with cast.inside():
        begun = save_draft(text=theirs, version=draft_page().version, by=cast.manager, at=later(2)).version
    assert begun > max(shown)
    for version in sorted(shown):
        with pytest.raises(ChangedMeanwhile), cast.inside():
            save_draft(text=TWO_WEEKS, version=version, by=cast.manager, at=later(3))
        for act in (adopt_draft, drop_draft):
            with pytest.raises(ChangedMeanwhile), cast.inside():
                act(version=version, by=cast.manager, at=later(3))
    with cast.inside():
        assert draft_page().text == theirs
        assert save_draft(text=TEN_DAYS, version=begun, by=cast.manager, at=later(4)).version == begun + 1


@pytest.mark.parametrize("meanwhile", ["adopted", "drafted and adopted", "brought back", "dropped"])
def test_a_page_without_a_draft_begins_none_over_a_manual_that_came_into_force_since(meanwhile):
    """F1: its words are those of the older manual, and nobody who reads on would know that they take back a newer one."""
    cast = a_workspace()
    with cast.inside():
        if meanwhile == "brought back":
            adopt(text=TEN_DAYS, by=cast.manager, at=MONDAY)
        opened = draft_page()
        assert not opened.kept
    with cast.inside():
        if meanwhile == "adopted":
            adopt(text=TWO_WEEKS, by=cast.manager, at=later(1))
        elif meanwhile == "brought back":
            bring_back(number=1, version=2, by=cast.manager, at=later(1))
        else:
            begun = save_draft(text=TWO_WEEKS, version=opened.version, by=cast.manager, at=later(1)).version
            end = drop_draft if meanwhile == "dropped" else adopt_draft
            end(version=begun, by=cast.manager, at=later(1))
    written = f"{opened.text}\nOne more thought.\n"
    with pytest.raises(ChangedMeanwhile) as refused, cast.inside():
        save_draft(text=written, version=opened.version, by=cast.manager, at=later(2))
    with cast.inside():
        assert not draft_page().kept
        assert "One more thought." in refused.value.mine["It reads"]
        begun_on_top = save_draft(text=written, version=int(refused.value.version), by=cast.manager, at=later(3))
        assert begun_on_top.text == written


def test_versions_go_on_across_drafts_whatever_was_saved_adopted_and_dropped_before():
    """A version is never given twice: it grows with each save and each manual that comes into force."""
    cast = a_workspace()
    seen: list[int] = []
    with cast.inside():
        for time, days in enumerate(range(2, 8)):
            text = SHIPPED.replace("answer: 1 week", f"answer: {days} days")
            for _ in range(1 + time % 3):
                seen.append(save_draft(text=text, version=draft_page().version, by=cast.manager, at=MONDAY).version)
            if time % 2:
                adopt(text=SHIPPED + "\n" * time, by=cast.manager, at=MONDAY)
                seen.append(draft_page().version)
            (adopt_draft if time % 3 else drop_draft)(version=seen[-1], by=cast.manager, at=MONDAY)
    assert seen == sorted(set(seen))


@pytest.mark.parametrize("who", ["rep", "lead", "production"])
def test_only_whoever_may_adopt_writes_on_the_draft(who):
    cast = a_workspace()
    with pytest.raises(NotAllowed), cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=getattr(cast, who), at=MONDAY)


def test_what_a_change_touches_is_counted_from_the_tickets_that_are_here():
    """C4: a date that was set stays."""
    cast = a_workspace()
    with cast.inside():
        for _ in range(2):
            ticket = a_ticket()
            desk.put_to_sleep(number=ticket.number, wish=Wish(at=later(9)), by=cast.rep, at=MONDAY)
        desk.answer(number=a_ticket().number, text="Done.", by=cast.rep, at=MONDAY)
        desk.close(number=a_ticket().number, by=cast.rep, at=MONDAY)
        a_ticket(kind="billing")
        found = proposal(TEN_DAYS, at=MONDAY)
        assert found.touches == (
            "3 tickets asleep or dated keep the dates that were set.",
            "2 tickets not closed get the new date with the next answer.",
        )
        assert proposal(WRONG, at=MONDAY).comparison is None
        assert [finding.nearest for finding in proposal(WRONG, at=MONDAY).findings] == ["rep"]


def test_what_would_be_refused_for_what_is_here_is_said_beforehand():
    cast = a_workspace()
    with cast.inside():
        a_ticket(kind="billing")
        text = SHIPPED.replace("ticket kind: billing", "ticket kind: money")
        (problem,) = proposal(text, at=MONDAY).problems
        assert problem.clause == "ticket kind: billing"


def test_versions_say_who_when_and_what_changed():
    """F1."""
    cast = a_workspace()
    with cast.inside():
        adopt(text=TEN_DAYS, by=cast.manager, at=later(1))
        newest, first = versions_page().versions
        assert (newest.version, newest.adopted_by, newest.adopted_at) == (2, "Mara Lindqvist", later(1))
        assert newest.changed == ("promised dates: on the desk · after an answer: 1 week → 10 days",)
        assert (first.version, first.first, first.adopted_by) == (1, True, "")


def test_many_versions_come_a_page_at_a_time():
    cast = a_workspace()
    with cast.inside():
        for days in range(2, 14):
            adopt(text=SHIPPED.replace("answer: 1 week", f"answer: {days} days"), by=cast.manager, at=later(days))
        page = versions_page()
        assert (len(page.versions), page.older) == (10, 4)
        assert page.versions[-1].changed
        rest = versions_page(below=page.older)
        assert [line.version for line in rest.versions] == [3, 2, 1]
        assert rest.older is None


def test_a_version_brought_back_decides_as_a_new_one_through_the_same_check():
    """F1."""
    cast = a_workspace()
    with cast.inside():
        adopt(text=TEN_DAYS, by=cast.manager, at=later(1))
        manual = bring_back(number=1, version=2, by=cast.manager, at=later(2))
        assert (manual.version, manual.text) == (3, SHIPPED)
        event = TimelineEvent.objects.filter(kind="manual.adopted").latest("id")
        assert event.payload["brought_back"] == 1
        assert Manual.objects.count() == 3


def test_a_version_that_no_longer_fits_is_not_brought_back():
    cast = a_workspace()
    with cast.inside():
        adopt(text=SHIPPED + "\n```clause\nrole: helper\nmay: read the desk\n```\n", by=cast.manager, at=later(1))
        extra = SHIPPED.replace("takes: {ticket kind: question}", "takes: {ticket kind: [question, fault]}")
        adopt(text=extra + "\n```clause\nticket kind: fault\n```\n", by=cast.manager, at=later(2))
        a_ticket(kind="fault", at=later(2))
    with pytest.raises(Refused, match="does not have"), cast.inside():
        bring_back(number=1, version=3, by=cast.manager, at=later(3))


def test_a_version_is_brought_back_only_under_the_one_that_was_read():
    cast = a_workspace()
    with cast.inside():
        adopt(text=TEN_DAYS, by=cast.manager, at=later(1))
    with pytest.raises(ChangedMeanwhile) as stale, cast.inside():
        bring_back(number=1, version=1, by=cast.manager, at=later(2))
    assert stale.value.version == 2
    for number, refused in ((2, Refused), (9, NotThere)):
        with pytest.raises(refused), cast.inside():
            bring_back(number=number, version=2, by=cast.manager, at=later(2))


def test_a_draft_is_its_workspaces_own():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        save_draft(text=TEN_DAYS, version=0, by=ours.manager, at=MONDAY)
    with theirs.inside():
        assert Draft.objects.count() == 0
        save_draft(text=TWO_WEEKS, version=0, by=theirs.manager, at=MONDAY)
    with ours.inside():
        assert draft_page().text == TEN_DAYS
