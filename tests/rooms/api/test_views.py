"""Programs keep views, read what they find in their order, and change nobody else's."""

from rounds.lists.commands import bring_view_back, delete_view, save_view
from rounds.lists.models import View
from rounds.manual.commands import adopt
from rounds.team.commands import set_roles
from tests.manuals import SHIPPED
from tests.rooms.api.program import codes, program
from tests.world import MONDAY, a_ticket, a_workspace, later


def test_a_program_keeps_a_view_reads_its_tickets_changes_it_deletes_it_and_brings_it_back():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        numbers = [a_ticket(kind="billing", at=later(hours=place)).number for place in range(30)]
        a_ticket()
    made = asking.ask("POST", "/views", {"name": "Money", "search": "queue:billing sort:newest"})
    assert made.status_code == 201
    view = made.json()
    assert (view["count"], made["Location"], made["ETag"]) == (30, view["url"], '"1"')
    own = view["url"].removeprefix("/api/v1")
    first = asking.get(f"{own}/tickets").json()
    rest = asking.get(f"{own}/tickets?after={first['next']}").json()
    found = [each["number"] for each in [*first["items"], *rest["items"]]]
    assert found == numbers[::-1]
    assert rest["next"] is None
    assert asking.ask("PATCH", own, {"name": "Money first"}).status_code == 428
    changed = asking.ask("PATCH", own, {"name": "Money first", "search": "is:closed"}, If_Match='"1"')
    assert (changed.json()["name"], changed.json()["count"], changed["ETag"]) == ("Money first", 0, '"2"')
    assert asking.ask("PATCH", own, {"name": "Late"}, If_Match='"1"').status_code in {409, 412}
    assert asking.ask("DELETE", own).status_code == 200
    assert asking.get(own).status_code == 404
    assert asking.get("/views").json()["items"] == []
    assert asking.ask("POST", f"{own}/bringing-back").status_code == 200
    assert [each["name"] for each in asking.get("/views").json()["items"]] == ["Money first"]


def test_a_search_that_is_not_understood_is_refused_with_what_helps():
    asking = program(a_workspace())
    answer = asking.ask("POST", "/views", {"name": "Money", "search": "queue:biling"})
    assert answer.status_code == 409
    assert codes(answer) == ["no such value"]


def test_a_view_that_nobody_shared_is_not_there():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        view = save_view(name="Mine", search="is:open", by=cast.rep, at=MONDAY)
    assert asking.get(f"/views/{view.pk}").status_code == 404
    assert asking.ask("DELETE", f"/views/{view.pk}").status_code == 404


def test_a_view_keeps_its_name_and_search_in_one_line_whoever_writes_them():
    """A name of spaces alone would be a place in the rail that nobody can see or reach."""
    asking = program(a_workspace())
    made = asking.ask("POST", "/views", {"name": "Late\n billing", "search": " queue:billing\nis:open "}).json()
    assert (made["name"], made["search"]) == ("Late billing", "queue:billing is:open")
    own = made["url"].removeprefix("/api/v1")
    assert codes(asking.ask("PATCH", own, {"name": " \n "}, If_Match='"1"')) == ["no name"]
    changed = asking.ask("PATCH", own, {"name": " Late \n"}, If_Match='"1"').json()
    assert changed["name"] == "Late"


def test_whoever_may_share_no_more_brings_a_shared_view_back_for_themselves_alone():
    """A lead has deleted it; its owner, who is no lead any more, cannot put it before the team again."""
    cast = a_workspace()
    with cast.inside():
        view = save_view(name="Late", search="is:open", role="rep", by=cast.lead, at=MONDAY)
        delete_view(view_id=view.pk, by=cast.lead, at=MONDAY)
        set_roles(member_id=cast.lead.id, roles=["rep"], by=cast.manager, at=MONDAY)
        bring_view_back(view_id=view.pk, by=cast.lead, at=later(hours=1))
        assert View.objects.get(id=view.pk).role == ""


def test_a_view_that_cannot_be_read_any_more_says_so_to_a_program_and_is_not_counted():
    cast = a_workspace()
    asking = program(cast)
    asking.ask("POST", "/views", {"name": "Money", "search": "queue:billing is:open"})
    [before] = asking.get("/views").json()["items"]
    assert (before["count"], before["problems"]) == (0, [])
    with cast.inside():
        adopt(text=SHIPPED.replace("queue: billing\n", "queue: money\n"), by=cast.manager, at=later(1))
    [now] = asking.get("/views").json()["items"]
    assert now["count"] is None
    [why] = now["problems"]
    assert why.startswith("There is no queue “billing”. There is ")
