"""Issue 4: searching on the page: results with words marked, chips, what helps, firms and people; whole without a script."""

import html
import re
from functools import cache
from urllib.parse import urlencode

import pytest

from rounds.desk import commands as desk
from rounds.desk.asking import Field
from rounds.desk.queries.asked import asked_for
from rounds.desk.queries.understood import MEANS
from rounds.policies.queries import book
from tests.manuals import SHIPPED
from tests.rooms.web.visitor import LIST, statements, visitor
from tests.world import a_customer, a_ticket, a_workspace, later


@cache
def house():
    """Open one house for all of these, which only read."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(
            "Dana Whitlock", address=f"dana-{cast.workspace_id}@harbour.example", account="Harbour Tile & Stone"
        )
        lift = a_ticket(by=dana, subject="The lift <b>stands</b>")
        other = a_ticket(by=a_customer("Somebody Else"), subject="Swap the banner")
        desk.answer(
            number=other.number, text="No lift here, <script>alert(1)</script>.", by=cast.rep, at=later(hours=1)
        )
    return cast, lift, other


@cache
def member(cast):
    return visitor(cast)


def text(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_words_are_marked_and_nothing_in_them_is_markup():
    cast, lift, other = house()
    page = text(member(cast), "/desk?q=lifts")
    assert f'href="/desk/{lift.number}?q=lifts"' in page
    assert f'href="/desk/{other.number}?q=lifts"' in page
    assert "<mark>lift</mark>" in page
    assert "<script>alert" not in page
    assert "The lift &lt;b&gt;stands" in page


def test_a_ticket_stands_beside_what_was_found():
    cast, lift, other = house()
    page = text(member(cast), f"/desk/{lift.number}?q=lift")
    assert f'href="/desk/{other.number}?q=lift"' in page
    assert "Found" in page


def test_filters_are_chips_that_an_address_drops():
    cast, lift, other = house()
    page = text(member(cast), "/desk?q=lift+-is:closed+from:dana", **LIST)
    assert "not closed" in page
    assert "q=from%3Adana+lift" in page
    assert f"/desk/{lift.number}?" in page
    assert f"/desk/{other.number}?" not in page


def test_filters_alone_are_a_list():
    cast, lift, other = house()
    client = member(cast)
    assert f"/desk/{other.number}?" in text(client, "/desk?q=is:their-turn", **LIST)
    assert f"/desk/{lift.number}?" not in text(client, "/desk?q=is:their-turn", **LIST)
    assert "Nothing was found" in text(client, "/desk?q=is:closed", **LIST)


def test_what_is_not_understood_names_the_nearest_word():
    cast, *_ = house()
    assert "Did you mean “is:our-turn”?" in text(member(cast), "/desk?q=lift+is:ourturn")


def test_a_misspelt_word_is_mended_from_the_subjects():
    cast, *_ = house()
    page = text(member(cast), "/desk?q=bannner")
    assert "Did you mean" in page
    assert "?q=banner" in page
    for slip in ("bannre", "baner", "bsnner", "vamner"):
        assert "?q=banner" in text(member(cast), f"/desk?q={slip}"), slip
    assert "Did you mean" not in text(member(cast), "/desk?q=barge")


def test_firms_and_people_of_that_name_are_offered():
    cast, *_ = house()
    page = text(member(cast), "/desk?q=harbour")
    assert "Harbour Tile &amp; Stone" in page
    assert "Dana Whitlock" in text(member(cast), "/desk?q=whitlok")


def test_who_finds_what_they_typed_is_not_offered_names_that_are_only_like_it():
    cast, lift, _ = house()
    with cast.inside():
        a_customer("Anton Lifft", address=f"anton-{cast.workspace_id}@lifft.example", account="Lifft & Daughters")
    page = text(member(cast), "/desk?q=lift")
    assert f"/desk/{lift.number}?" in page
    assert "Lifft" not in page
    assert "Lifft &amp; Daughters" in text(member(cast), "/desk?q=lifft")
    assert "Anton Lifft" in text(member(cast), "/desk?q=liffft")


def test_accounts_are_found_by_name_domain_and_contact():
    cast, *_ = house()
    client = member(cast)
    for words in ("tile", "harbour.example", "dana", "harbor tile"):
        assert "Harbour Tile" in text(client, f"/accounts?q={words}"), words
    assert "No firm is called so" in text(client, "/accounts?q=zzzz")


def test_the_palette_asks_for_its_part_and_go_is_a_page():
    cast, lift, _ = house()
    client = member(cast)
    part = text(client, "/go?q=lift", **{"HX-Request": "true", "HX-Target": "palette-found"})
    assert "<html" not in part
    assert f'href="/desk/{lift.number}"' in part
    page = text(client, "/go?q=lift")
    assert "<html" in page
    assert f'href="/desk/{lift.number}"' in page


def test_whoever_may_not_read_the_desk_is_offered_no_ticket():
    cast, lift, _ = house()
    client = visitor(cast, cast.production)
    answer = client.get("/desk?q=lift")
    part = client.get("/go?q=lift", headers={"HX-Request": "true", "HX-Target": "palette-found"}).content.decode()
    assert (answer.status_code == 403) == (f"/desk/{lift.number}" not in part)


def test_another_companys_words_are_never_shown():
    house()
    cast = a_workspace()
    client = member(cast)
    for path in ("/desk?q=lift", "/desk?q=from:dana", "/accounts?q=harbour", "/go?q=harbour"):
        page = text(client, path)
        assert "Harbour" not in page, path
        assert "The lift" not in page, path


@pytest.mark.parametrize(
    "words", ["lift", "lift is:open from:dana account:harbour with:me", "is:closed", "bannner", "with:teo"]
)
def test_a_search_takes_no_more_statements_than_a_list_may(words):
    cast, *_ = house()
    client = member(cast)
    client.get("/desk")
    assert len(statements(client, f"/desk?q={words}", LIST)) <= 8
    assert len(statements(client, f"/desk?q={words}")) <= 14


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE ticket; --", "%s %(x)s", "\x00", "((", "a & | !", '"', "-", ":", "is:", "٣", "\\", "<->"]
)
def test_nothing_that_is_typed_breaks_the_page(words):
    cast, *_ = house()
    client = member(cast)
    for path in ("/desk", "/accounts", "/go"):
        assert client.get(path, {"q": words}).status_code in {200, 302}
    assert client.get("/desk", {"q": "lift", "after": words}).status_code == 200


def test_the_search_field_says_what_it_understands_with_examples_that_it_understands():
    """One place knows the filters: each stands in the card with a sentence, and whatever the card shows can be asked for."""
    cast, _, _ = house()
    page = text(member(cast), "/desk")
    card = page.split('id="finds"')[1].split('id="me"')[0]
    typed = [html.unescape(each) for each in re.findall(r'class="ex" href="[^"]+"><code>(.*?)</code>', card)]
    with cast.inside():
        read = {each: asked_for(each, book()) for each in typed}
    assert {each: [problem.text for problem in asked.problems] for each, asked in read.items() if asked.problems} == {}
    assert {filter_.field for asked in read.values() for filter_ in asked.filters} == set(Field)
    assert set(MEANS) == set(Field)
    assert 'popovertarget="finds"' in page.split('id="list"')[1].split("</form>")[0]
    for each in typed:
        answer = text(member(cast), f"/desk?{urlencode({'q': each})}")
        assert "find-wrong" not in answer.split('id="list"')[1], each


def test_the_card_knows_the_words_of_the_manual_and_leaves_out_what_it_does_not_have():
    cast = a_workspace(manual=SHIPPED.replace("queue: website work", "queue: web work"))
    page = text(visitor(cast), "/desk")
    assert "<code>queue:&quot;web work&quot;</code>" in page
    assert "<code>priority:urgent</code>" in page
    small = a_workspace(manual=a_small_manual())
    assert "<code>priority:" not in text(visitor(small), "/desk")


def a_small_manual() -> str:
    """The shipped manual without priorities."""
    before, rest = SHIPPED.split("```clause\npriorities: on the desk\n")
    return before + rest.partition("```\n")[2]
