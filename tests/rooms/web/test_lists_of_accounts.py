"""Lists of accounts, lists that are offered while there is little to do, and what is opened from them (C6, C7)."""

import html
import re

import pytest
from django.urls import reverse

from rounds.accounts.models import Account
from rounds.desk import commands as desk
from rounds.manual.checking import check
from rounds.manual.queries import proposal
from tests.manuals import SHIPPED
from tests.rooms.api.program import program
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later


def a_list(more: str = "", *, name: str = "gold firms", where: str = "{tier: gold}", of: str = "accounts") -> str:
    return f"\n```clause\nlist: {name}\nof: {of}\nwhere: {where}\n{more}```\n"


def firms(cast: Cast, *named: str, tier: str = "gold") -> None:
    with cast.inside():
        for place, name in enumerate(named):
            a_customer(f"Ada {name}", address=f"ada{place}@{name.lower()}.example", account=name, at=later(place))
        Account.objects.filter(name__in=named).update(tier=tier)


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def rail(page: str) -> dict[str, str]:
    """The lists of the rail, by name, with their addresses."""
    found = re.findall(r'href="([^"]+)" data-go="" data-list="list:([^"]+)"', page)
    return {html.unescape(name): html.unescape(url) for url, name in found}


def named(page: str) -> list[str]:
    return re.findall(r'href="/accounts/\d+" dir="auto" data-row>([^<]+)<', page)


def test_a_list_of_accounts_stands_in_the_rail_and_finds_them_by_its_condition():
    """Clause kind `list`, key `of`; C7."""
    cast = a_workspace(manual=SHIPPED + a_list())
    firms(cast, "Harbour", "Quay")
    firms(cast, "Silver", tier="silver")
    client = visitor(cast, cast.rep)
    assert rail(text(client, "/desk"))["gold firms"] == "/accounts?list=gold+firms"
    page = text(client, "/accounts?list=gold+firms")
    assert named(page) == ["Harbour", "Quay"]
    assert "2 here, the oldest first" in page
    assert 'aria-current="page"' in page.split('data-list="list:gold firms"')[1][:120]
    assert "§ list: gold firms" in page
    assert client.get(reverse("view-counts")).json()["list:gold firms"] == "2"
    assert "Accounts where tier is gold" in text(client, reverse("views"))


def test_the_newest_stand_first_where_the_manual_says_so_and_pages_follow():
    cast = a_workspace(manual=SHIPPED + a_list("order: newest first\n"))
    firms(cast, *(f"Firm{place:02}" for place in range(52)))
    client = visitor(cast, cast.rep)
    first = text(client, "/accounts?list=gold+firms")
    assert named(first)[:2] == ["Firm51", "Firm50"]
    older = html.unescape(re.findall(r'href="(/accounts\?list=gold[^"]*after=[^"]*)"', first)[0])
    assert named(text(client, older)) == ["Firm01", "Firm00"]
    assert named(text(client, "/accounts?list=gold+firms&after=nonsense"))[:1] == ["Firm51"]


def test_nobody_finds_a_list_that_is_not_for_them_or_of_something_else():
    cast = a_workspace(manual=SHIPPED + a_list("seen by: manager\n"))
    assert visitor(cast, cast.rep).get("/accounts?list=gold+firms").status_code == 404
    assert visitor(cast, cast.manager).get("/accounts?list=gold+firms").status_code == 200
    assert visitor(cast, cast.manager).get("/desk?list=gold+firms").status_code == 404
    assert visitor(cast, cast.manager).get("/accounts?list=long+holds").status_code == 404


def test_a_ticket_is_opened_for_whom_the_list_is_of_in_one_step():
    """Clause kind `list`, key `opens`."""
    cast = a_workspace(manual=SHIPPED + a_list("opens: {ticket: billing}\n"))
    firms(cast, "Harbour")
    client = visitor(cast, cast.rep)
    [form] = re.findall(r'href="(/desk/new[^"]+)"', text(client, "/accounts?list=gold+firms"))
    page = text(client, html.unescape(form))
    assert 'value="ada0@harbour.example"' in page
    assert "<option selected>billing</option>" in page


def test_useful_work_is_offered_while_little_is_open():
    """C6; clause kind `list`, key `offered when`."""
    cast = a_workspace(manual=SHIPPED + a_list("offered when: {open tickets: {at most: 1}}\n"))
    client = visitor(cast, cast.rep)
    for expected in (True, True, False):
        assert ("gold firms" in rail(text(client, "/desk"))) is expected
        assert ("Gold firms" in text(client, reverse("views"))) is expected
        with cast.inside():
            desk.take(number=a_ticket().number, by=cast.rep, at=MONDAY)
    assert client.get("/accounts?list=gold+firms").status_code == 200, "it can still be opened by its address"
    assert "gold firms" in rail(text(visitor(cast, cast.teammate), "/desk")), "each by their own tickets"


def test_what_is_our_turn_is_counted_apart():
    cast = a_workspace(
        manual=SHIPPED + a_list("offered when: {our turn: {at most: 0}}\n", of="tickets", where="{state: closed}")
    )
    client = visitor(cast, cast.rep)
    with cast.inside():
        number = a_ticket().number
        desk.take(number=number, by=cast.rep, at=MONDAY)
    assert "gold firms" not in rail(text(client, "/desk"))
    with cast.inside():
        desk.answer(number=number, text="Done.", by=cast.rep, at=MONDAY)
    assert "gold firms" in rail(text(client, "/desk"))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("order: due first\n", "Accounts stand oldest first or newest first"),
        ("shows: [number]\n", "These are columns of tickets"),
        ("stays: {longer than: 5 days, tell: lead}\n", "is watched for tickets, not for accounts"),
        ("opens: {ticket: biling}\n", "There is no ticket kind “biling”"),
        ("offered when: {open ticket: 1}\n", "A member has no field “open ticket”"),
    ],
)
def test_what_does_not_go_with_accounts_is_said_while_the_manual_is_written(more, problem):
    assert any(problem in finding.problem for finding in check(SHIPPED + a_list(more)))


def test_a_condition_asks_of_accounts_what_accounts_have_and_of_tickets_what_tickets_have():
    assert any(
        "A firm has no field “queue”" in each.problem for each in check(SHIPPED + a_list(where="{queue: billing}"))
    )
    assert not check(SHIPPED + a_list(of="tickets", where="{tier: gold}"))
    only = check(SHIPPED + a_list("opens: {ticket: billing}\n", of="tickets"))
    assert [each.problem for each in only] == ["Only a list of accounts opens something for each of them"]


def test_the_manuals_page_says_what_stands_there_and_a_draft_what_it_would_be():
    cast = a_workspace(
        manual=SHIPPED + a_list("opens: {ticket: billing}\noffered when: {open tickets: {at most: 2}}\n")
    )
    firms(cast, "Harbour")
    page = text(visitor(cast, cast.manager), "/manual")
    assert "1 firm in it now" in page
    assert 'href="/accounts?list=gold+firms"' in page
    with cast.inside():
        found = proposal(SHIPPED + a_list(where="{tier: [gold, silver]}"), at=MONDAY)
        assert "The list “gold firms” shows 1 firm instead of 1." in found.touches
        gone = proposal(SHIPPED, at=MONDAY)
        assert any("goes, with 1 firm in it" in each for each in gone.touches)


def test_a_program_reads_which_lists_there_are_and_the_accounts_of_one():
    cast = a_workspace(manual=SHIPPED + a_list("order: newest first\noffered when: {open tickets: {at least: 9}}\n"))
    firms(cast, "Harbour", "Quay")
    firms(cast, "Silver", tier="silver")
    asking = program(cast)
    lists = {each["name"]: each for each in asking.get("/lists").json()["items"]}
    assert lists["gold firms"] == {
        "name": "gold firms",
        "what": "accounts",
        "clause": "list: gold firms",
        "offered": False,
        "count": 2,
    }
    first = asking.get("/accounts?list=gold+firms&limit=1").json()
    rest = asking.get(f"/accounts?list=gold+firms&limit=1&after={first['next']}").json()
    assert [each["name"] for page in (first, rest) for each in page["items"]] == ["Quay", "Harbour"]
    assert rest["next"] is None
    assert asking.get("/accounts?list=long+holds").status_code == 404
