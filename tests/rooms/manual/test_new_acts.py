"""An upgrade can do more than an old manual knows: its page says so, and nobody loses a room in silence."""

import re

import pytest

from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.manual.commands import adopt, bring_back, draft_new_acts, save_draft
from rounds.manual.models import Draft
from rounds.manual.queries import new_acts
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.team.permissions import ACTS, CAME_LATER
from rounds.team.rules import Role
from tests.manuals import SHIPPED
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_workspace, later

NEW = ("merge tickets", "see reports", "share views")


def without(text: str, *acts: str) -> str:
    for act in acts:
        text = text.replace(f", {act}", "").replace(f"  - {act}\n", "")
    return text


def from_before(*acts: str, known: bool = True) -> Cast:
    """A company whose manual was adopted before there were these acts. known: it was kept which there were."""
    cast = a_workspace(manual=without(SHIPPED, *acts))
    with cast.inside():
        Manual.objects.update(acts=sorted(ACTS - set(acts)) if known else None)
    return cast


def may(cast: Cast) -> dict[str, set[str]]:
    with cast.inside():
        return {role.name: {str(act) for act in role.may} for role in book().all(Role)}


@pytest.mark.parametrize("known", [True, False])
def test_the_page_names_what_no_role_may_and_one_button_drafts_it(known):
    cast = from_before(*NEW, known=known)
    client = visitor(cast, cast.manager)
    page = client.get("/manual").content.decode()
    assert "No role may yet merge tickets, see reports, share views." in page
    assert "role: lead" in page
    assert "Put it into a draft" in page
    answer = client.post("/manual/draft/new-acts", {"version": "0"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/manual/draft/changes"
    changes = answer.content.decode()
    assert "merge tickets" in changes
    assert may(cast)["lead"].isdisjoint(NEW), "a draft changes nothing"
    version = re.findall(r'name="version" value="(\d+)"', changes)[-1]
    client.post("/manual/draft/adoption", {"version": version})
    assert may(cast) == may(a_workspace()), "the roles are those of the manual as it is shipped today"
    assert "Rounds can do more now" not in client.get("/manual").content.decode()


def test_all_that_ever_came_later_is_offered_to_those_who_do_the_like():
    cast = from_before(*CAME_LATER, known=False)
    with cast.inside():
        draft_new_acts(version=0, by=cast.manager, at=MONDAY)
        adopt(text=Draft.objects.get().text, by=cast.manager, at=MONDAY)
    now, shipped = may(cast), may(a_workspace())
    assert {act for acts in now.values() for act in acts} >= set(CAME_LATER)
    assert all(now[role] <= shipped[role] for role in ("rep", "production", "lead")), (
        "nobody is offered more than is shipped"
    )


def test_each_act_that_came_later_stands_beside_one_that_was_there():
    assert set(CAME_LATER) <= ACTS
    assert set(CAME_LATER.values()) <= ACTS - set(CAME_LATER)


def test_whoever_may_not_adopt_is_not_asked():
    cast = from_before(*NEW)
    assert "Rounds can do more now" not in visitor(cast, cast.rep).get("/manual").content.decode()


def test_a_team_that_adopts_without_them_is_not_asked_again():
    cast = from_before(*NEW)
    with cast.inside():
        assert new_acts().acts == NEW
        adopt(text=without(SHIPPED, *NEW) + "\nWe need none of it.\n", by=cast.manager, at=MONDAY)
        assert new_acts() is None
        with pytest.raises(Refused, match="know all that can be done"):
            draft_new_acts(version=0, by=cast.manager, at=MONDAY)


def test_a_manual_brought_back_from_before_is_asked_about_again():
    cast = from_before(*NEW)
    with cast.inside():
        adopt(text=SHIPPED, by=cast.manager, at=MONDAY)
        assert new_acts() is None
        bring_back(number=1, version=2, by=cast.manager, at=later(1))
        assert new_acts().acts == NEW


def test_a_draft_that_is_there_keeps_its_words_and_gets_them_too():
    cast = from_before(*NEW)
    with cast.inside():
        save_draft(text=without(SHIPPED, *NEW) + "\nOne more thought.\n", version=0, by=cast.manager, at=MONDAY)
    with cast.inside(), pytest.raises(ChangedMeanwhile):
        draft_new_acts(version=0, by=cast.manager, at=MONDAY)
    with cast.inside():
        draft = draft_new_acts(version=1, by=cast.manager, at=MONDAY)
        assert draft.text.endswith("One more thought.\n")
        assert "share views" in draft.text


def test_where_nobody_may_do_the_like_it_is_offered_to_whoever_adopts():
    cast = a_workspace(manual=without(SHIPPED, "share views", "assign tickets"))
    with cast.inside():
        Manual.objects.update(acts=sorted(ACTS - {"share views"}))
        assert dict(new_acts().roles) == {"manager": ("share views",)}
