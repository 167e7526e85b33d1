"""Saved views and the manual's lists on the page: kept, counted, moved, shared, deleted and brought back; whole without a script."""

import html
import json
import re
from datetime import date

import pytest

from rounds.basics.problems import NotAllowed, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.lists import commands as lists
from rounds.lists.models import View
from rounds.manual.checking import check
from rounds.manual.commands import adopt
from rounds.team.commands import set_roles, take_off
from rounds.timeline.models import TimelineEvent
from tests.manuals import SHIPPED
from tests.rooms.api.program import program
from tests.rooms.web.visitor import LIST, statements, visitor
from tests.world import MONDAY, a_customer, a_ticket, a_workspace, later

SOON = """
```clause
list: soon again
of: sleeping tickets
where: {ticket kind: question}
shows: [number, reopens, with]
```
"""


def kept(cast, who=None, *, name="Late billing", search="queue:billing older:3d", role=""):
    with cast.inside():
        return lists.save_view(name=name, search=search, role=role, by=who or cast.rep, at=MONDAY).pk


def text(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def names(page):
    return re.findall(r'data-list="view:\d+" title="([^"]+)"', page)


def test_a_search_is_kept_from_the_page_and_stands_in_the_rail_of_every_page():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket(kind="billing").number
    client = visitor(cast)
    found = text(client, "/desk?q=queue:billing+sort:due")
    assert "Keep as a view" in found
    sent = {"name": "Money, due first", "search": "queue:billing sort:due"}
    answer = client.post("/desk/views/saving", sent)
    assert answer.status_code == 302
    page = text(client, answer["Location"])
    assert "“Money, due first” is kept" in page
    assert ">Money, due first</h1>" in page
    assert f'href="/desk/{number}?view=' in page
    assert names(text(client, "/accounts")) == ["Money, due first"]
    assert names(text(visitor(cast, cast.teammate), "/desk")) == []


def test_what_stands_in_a_list_or_a_view_can_be_ticked_done_to_and_taken_back():
    """One act on many: on a list of the manual, a view and a search as on the desk; the way leads back to it."""
    cast = a_workspace(manual=SHIPPED + SOON.replace("sleeping tickets", "open tickets"))
    with cast.inside():
        numbers = [a_ticket().number for _ in range(2)]
        other = a_ticket(kind="billing").number
    client = visitor(cast, cast.lead)
    view = kept(cast, cast.lead, name="Questions", search="kind:question")
    for asked in ("?list=soon+again", f"?view={view}", "?q=kind%3Aquestion"):
        assert f'href="/desk/choose{asked}"' in text(client, f"/desk{asked}"), asked
        page = text(client, f"/desk/choose{asked}")
        ticked = [int(number) for number in re.findall(r'name="number" value="(\d+)"', page)]
        assert sorted(ticked) == numbers, asked
        assert other not in ticked
        [action] = re.findall(r'action="(/desk/many[^"]*)"', page)
        answer = client.post(action, {"number": ticked, "do": "priority:high"}, follow=True)
        done = answer.content.decode()
        assert "2 tickets done" in done
        assert f'href="/desk{asked}"' in done
        back = client.post(re.findall(r'action="(/desk/many/\d+/undoing[^"]*)"', done)[0], follow=True).content.decode()
        assert "2 as before" in back


def test_ticks_on_a_list_follow_its_pages():
    cast = a_workspace(manual=SHIPPED + SOON.replace("sleeping tickets", "open tickets"))
    with cast.inside():
        for _ in range(27):
            a_ticket()
    client = visitor(cast, cast.lead)
    first = text(client, "/desk/choose?list=soon+again")
    older = html.unescape(re.findall(r'href="(/desk/choose\?[^"]*after=[^"]*)"', first)[0])
    assert len(re.findall(r'name="number"', text(client, older))) == 2


def test_what_cannot_be_kept_says_what_is_missing():
    cast = a_workspace()
    client = visitor(cast)
    kept(cast)
    for sent, says in (
        ({"name": "", "search": "is:open"}, "A view has a name."),
        ({"name": "Mine", "search": ""}, "A view keeps a search."),
        ({"name": "late BILLING", "search": "is:open"}, "You have a view “late BILLING” already."),
        ({"name": "Mine", "search": "queue:biling"}, "There is no queue “biling”."),
        ({"name": "Mine", "search": "is:open", "role": "lead"}, "You may not share views."),
        ({"name": "x" * 61, "search": "is:open"}, "The name has 61 characters."),
    ):
        answer = client.post("/desk/views/saving", sent)
        assert answer.status_code in {403, 409}, sent
        assert says in answer.content.decode(), sent
    with cast.inside():
        assert View.objects.count() == 1


def test_counts_of_all_lists_and_views_are_one_statement_and_stop_at_a_bound(monkeypatch):
    cast = a_workspace()
    monkeypatch.setattr("rounds.lists.queries.counting.MOST", 3)
    with cast.inside():
        for _ in range(5):
            a_ticket(kind="billing")
        a_ticket()
    many = [kept(cast, name=f"View {n}", search=search) for n, search in enumerate(SEARCHES)]
    client = visitor(cast)
    client.get("/desk")
    found = json.loads(text(client, "/desk/lists/counts"))
    assert found[f"view:{many[0]}"] == "3+"
    assert found[f"view:{many[1]}"] == "1"
    assert found[f"view:{many[2]}"] == "0"
    assert f"view:{many[3]}" not in found  # words are not counted
    assert found["list:long holds"] == "0"
    few = len(statements(client, "/desk/lists/counts"))
    with cast.inside():
        View.objects.exclude(id=many[0]).update(deleted_at=MONDAY)
    assert len(statements(client, "/desk/lists/counts")) == few <= 4


SEARCHES = ("queue:billing", 'queue:"front desk"', "is:asleep", "lift")


def test_a_member_moves_their_views_renames_and_deletes_them_and_brings_them_back():
    cast = a_workspace()
    first, second, third = (kept(cast, name=name) for name in ("A", "B", "C"))
    client = visitor(cast)
    answer = client.post(f"/desk/views/{third}/move", {"way": "up"})
    assert names(text(client, "/desk")) == ["A", "C", "B"]
    page = text(client, answer["Location"].partition("#")[0])
    assert re.search(r'value="up"[^>]*aria-label="Move C up" autofocus', page)
    assert client.post(f"/desk/views/{first}/move", {"way": "up"}).status_code == 409
    client.post(f"/desk/views/{second}/change", {"name": "Bee", "search": "is:open", "version": "1"})
    assert names(text(client, "/desk")) == ["A", "C", "Bee"]
    stale = client.post(f"/desk/views/{second}/change", {"name": "Bea", "search": "is:open", "version": "1"})
    assert stale.status_code == 409
    gone = client.post(f"/desk/views/{first}/deletion")
    assert names(text(client, "/desk")) == ["C", "Bee"]
    page = text(client, gone["Location"])
    assert f"/desk/views/{first}/bringing-back" in page
    client.post(f"/desk/views/{first}/bringing-back")
    assert names(text(client, "/desk")) == ["A", "C", "Bee"]
    with cast.inside():
        kinds = list(TimelineEvent.objects.filter(subject_kind="view").order_by("id").values_list("kind", flat=True))
    assert kinds[3:] == [
        "lists.view moved",
        "lists.view changed",
        "lists.view deleted",
        "lists.view brought back",
    ]


def test_a_shared_view_is_seen_by_the_role_and_changed_by_whoever_may_share():
    cast = a_workspace()
    shared = kept(cast, cast.lead, name="For reps", role="rep")
    own = kept(cast, cast.lead, name="Mine alone")
    rep, manager = visitor(cast), visitor(cast, cast.manager)
    assert names(text(rep, "/desk")) == ["For reps"]
    assert names(text(manager, "/desk")) == []
    assert text(rep, f"/desk?view={shared}")
    assert rep.get(f"/desk?view={own}").status_code == 404
    assert rep.post(f"/desk/views/{own}/deletion").status_code == 404
    assert rep.post(f"/desk/views/{shared}/deletion").status_code == 403
    assert manager.post(f"/desk/views/{shared}/deletion").status_code == 302


def test_a_list_of_the_manual_shows_what_its_clause_says_and_why():
    assert not check(SHIPPED + SOON)
    cast = a_workspace(manual=SHIPPED + SOON)
    with cast.inside():
        number = a_ticket(by=a_customer()).number
        desk.put_to_sleep(number=number, wish=Wish(day=date(2026, 12, 1)), by=cast.rep, at=MONDAY)
        a_ticket()
    page = text(visitor(cast, cast.production), "/desk?list=soon+again", **LIST)
    assert f'href="/desk/{number}?list=soon+again"' in page
    assert re.search(rf"#{number}, reopens <time [^>]+>Tue 1 Dec, 08:00</time>, with nobody", page)
    assert "Why these?" in page
    assert "§ list: soon again" in page
    assert "1 here, the oldest first." in page


def test_who_sees_a_list_stands_in_the_manual():
    cast = a_workspace()
    assert "/desk?list=long+holds" in text(visitor(cast), "/desk")
    assert "/desk?list=long+holds" not in text(visitor(cast, cast.production), "/desk")
    assert visitor(cast, cast.production).get("/desk?list=long+holds").status_code == 404
    assert visitor(cast).get("/desk?list=no+such").status_code == 404


def test_the_page_of_lists_and_views_is_whole_without_a_script_and_cheap():
    cast = a_workspace()
    kept(cast)
    shared = kept(cast, cast.lead, name="For reps", role="rep")
    client = visitor(cast)
    page = text(client, "/desk/lists")
    for each in ("Late billing", "For reps", "Long holds", "in billing, older than 3d", "By <bdi>Priya Nair</bdi>"):
        assert each in page, each
    assert f'id="change-{shared}"' not in page
    assert len(statements(client, "/desk/lists")) <= 14
    for path in ("/desk?view=1&after=x", "/desk?list=long+holds", "/desk?view=abc"):
        assert client.get(path).status_code in {200, 404}


def test_statements_of_a_desk_with_views_are_those_of_one_without():
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    client = visitor(cast)
    client.get("/desk")
    before = [len(statements(client, "/desk")), len(statements(client, "/desk", LIST))]
    view = kept(cast)
    assert [len(statements(client, "/desk")), len(statements(client, "/desk", LIST))] == before
    assert len(statements(client, f"/desk?view={view}", LIST)) <= 8
    assert len(statements(client, "/desk?list=long+holds", LIST)) <= 8
    assert len(statements(client, f"/desk?view={view}")) <= 14


def test_the_palette_and_go_know_the_lists():
    cast = a_workspace()
    view = kept(cast)
    client = visitor(cast)
    assert f'href="/desk?view={view}"' in text(client, "/accounts").partition('id="palette-list"')[2]
    assert client.get("/go?q=late+bill")["Location"] == f"/desk?view={view}"
    assert client.get("/go?q=long+hol")["Location"] == "/desk?list=long+holds"


def test_another_companys_view_is_not_there():
    theirs, ours = a_workspace(), a_workspace()
    view = kept(theirs)
    assert visitor(ours).get(f"/desk?view={view}").status_code == 404
    assert visitor(ours).post(f"/desk/views/{view}/deletion").status_code == 404


def test_an_act_comes_back_to_the_ticket_beside_the_list_that_stood_there():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = visitor(cast)
    stood = f"http://testserver/desk/{number}?show=ours&say=note"
    answer = client.post(f"/desk/{number}/note", {"text": "Ask Bram."}, headers={"Referer": stood})
    assert answer["Location"] == f"/desk/{number}?show=ours"
    away = "http://elsewhere.example/desk/1?show=ours"
    answer = client.post(f"/desk/{number}/note", {"text": "Ask again."}, headers={"Referer": away})
    assert answer["Location"] == f"/desk/{number}"


def test_whoever_may_share_no_more_puts_nothing_new_before_others_and_may_take_back_what_they_shared():
    """What others see stays as it was when its owner might share; only those who may share change it."""
    cast = a_workspace()
    view = kept(cast, cast.lead, role="rep")
    with cast.inside():
        set_roles(member_id=cast.lead.id, roles=["rep"], by=cast.manager, at=MONDAY)
    for change in ({"name": "Call this number"}, {"search": "is:closed"}, {"role": "production"}):
        with pytest.raises(NotAllowed, match="share views"), cast.inside():
            lists.change_view(view_id=view, **change, by=cast.lead, at=MONDAY)
    assert names(text(visitor(cast, cast.rep), "/desk")) == ["Late billing"]
    client = visitor(cast, cast.lead)
    [version] = re.findall(r'name="version" value="(\d+)"', card := text(client, "/desk/lists"))
    assert '<input type="hidden" name="role" value="">' in card
    form = {"name": "My own", "search": "queue:billing older:3d", "role": "", "version": version}
    assert client.post(f"/desk/views/{view}/change", form).status_code == 302
    assert names(text(visitor(cast, cast.rep), "/desk")) == []
    assert names(text(client, "/desk")) == ["My own"]


def test_what_somebody_shared_who_has_left_stays_shared_and_whoever_may_share_looks_after_it():
    """A shared view is the team's. It finds what its reader may read, whoever made it."""
    cast = a_workspace()
    view = kept(cast, cast.lead, role="rep", search="with:me is:open")
    mine = kept(cast, cast.lead, name="Mine alone")
    with cast.inside():
        ticket = a_ticket()
        desk.take(number=ticket.number, by=cast.rep, at=MONDAY)
        take_off(member_id=cast.lead.id, by=cast.manager, at=MONDAY)
    client = visitor(cast, cast.rep)
    assert names(text(client, "/desk")) == ["Late billing"]
    assert f"/desk/{ticket.number}?" in text(client, f"/desk?view={view}"), "“me” is who reads"
    assert client.get(f"/desk?view={mine}").status_code == 404
    with pytest.raises(NotAllowed), cast.inside():
        lists.delete_view(view_id=view, by=cast.rep, at=MONDAY)
    with cast.inside():
        lists.delete_view(view_id=view, by=cast.manager, at=MONDAY)
    assert names(text(client, "/desk")) == []


def test_a_view_whose_search_names_a_span_longer_than_any_breaks_nobodys_lists_and_can_be_deleted():
    """Issue 4, "Full-text search with typed filters": reading a search never fails, whoever kept it."""
    cast = a_workspace()
    with pytest.raises(Refused, match="due:600w” is too long"):
        kept(cast, search="due:600w")
    far = [kept(cast, cast.lead, name=f"Far {span}", search="due:2h", role="rep") for span in ("600w", "101y")]
    with cast.inside():
        for view_id, span in zip(far, ("600w", "101y"), strict=True):
            View.objects.filter(id=view_id).update(search=f"due:{span}")  # as it could be kept before
    client = visitor(cast)
    assert "“due:600w” is too long." in text(client, "/desk?q=due:600w")
    for path in ("/desk/lists", "/desk/lists/counts", "/desk"):
        text(client, path)
    assert "“due:101y” is too long." in text(client, f"/desk?view={far[1]}")
    answer = program(cast, cast.rep).get("/views")
    assert [each["name"] for each in answer.json()["items"]] == ["Far 101y", "Far 600w"]
    for view_id in far:
        assert visitor(cast, cast.lead).post(f"/desk/views/{view_id}/deletion").status_code == 302
    assert program(cast, cast.rep).get("/views").json()["items"] == []


MONEY = SHIPPED.replace("queue: billing\n", "queue: money\n")
"""The shipped manual with another name for the queue of billing."""


def test_a_view_whose_queue_went_with_a_new_manual_says_so_in_every_list_of_views_at_once():
    """Before, only whoever opened it was told, and its number counted what was left of its search."""
    cast = a_workspace()
    broken = kept(cast, cast.lead, name="Late billing", search="queue:billing is:our-turn", role="rep")
    sound = kept(cast, name="Ours", search="is:our-turn")
    with cast.inside():
        a_ticket()
    client = visitor(cast)
    assert "Cannot be read" not in text(client, "/desk/lists")
    assert numbers_of(client, broken, sound) == ["0", "1"]
    with cast.inside():
        adopt(text=MONEY, by=cast.manager, at=later(1))
    assert numbers_of(client, broken, sound) == ["!", "1"]
    for who, help_ in ((cast.lead, "Change its search, or delete it."), (cast.rep, "can change it.")):
        page = text(visitor(cast, who), "/desk/lists")
        assert page.count("Cannot be read any more.") == 1
        said = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page[page.index("Cannot be read") :])).split())
        assert said.startswith("Cannot be read any more. There is no queue “billing”. There is ")
        assert help_ in said[:250]


def numbers_of(client, *views):
    found = json.loads(text(client, "/desk/lists/counts"))
    return [found[f"view:{each}"] for each in views]
