"""Pages for what is not fine: they say what happened and lose nothing; our own fault needs no database and no styles."""

import re
from pathlib import Path

from django.test import Client, RequestFactory

from rounds.web import failures
from tests.rooms.web.visitor import visitor
from tests.world import a_workspace


def test_our_fault_gives_an_id_that_can_be_read_out_and_needs_nothing_that_may_be_broken():
    answer = failures.our_fault(RequestFactory().post("/desk/1/answer"))
    page = answer.content.decode()
    assert answer.status_code == 500
    fault = page.partition('id-big">')[2].partition("<")[0]
    assert len(fault) == len("R7-KQ4-92M")
    assert not set("01ILOU") & set(fault)
    assert "nothing was changed" in page
    assert "<form" not in page


def test_what_was_written_after_twelve_hours_comes_back_to_be_copied():
    answer = Client().post("/desk/7/answer", {"version": 1, "text": "An answer of an hour’s work."})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "you are signed out" in page
    assert "An answer of an hour’s work." in page
    assert "/sign-in?next=/desk/7" in page


def test_an_address_that_leads_nowhere_says_so_to_whoever_asks():
    answer = Client().get("/desk/ticket/41277")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_refusal_has_one_heading_that_says_what_was_not():
    """The design's states: a page that is refused whole says so once, by its own heading, and names who can help."""
    cast = a_workspace()
    page = visitor(cast, cast.production).get("/settings/people").content.decode()
    assert "<h1>Not allowed</h1>" in page
    assert "You may not manage people." in page
    assert "<h2><svg" not in page.partition("<main")[2].partition("</main>")[0]


def test_each_heading_of_a_refusal_begins_with_not():
    """One rule for all: “Not done”, or what exactly was not done. What would be refused is no refusal yet."""
    pages = Path(failures.__file__).parent / "templates"
    said = {
        title
        for file in pages.rglob("*.html")
        for title in re.findall(r'refusal\.html"[^%]*title="([^"]+)"', file.read_text())
    }
    assert "Not merged" in said
    assert {title for title in said if not title.startswith("Not ")} == {"It would be refused as things are"}
