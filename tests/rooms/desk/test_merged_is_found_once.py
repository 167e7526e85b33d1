"""Lists, counts, search and pages have what was merged once: with the ticket that stands."""

from zoneinfo import ZoneInfo

from rounds.desk.asking import Being, Field, asking
from rounds.desk.queries import filtered, find, list_page
from rounds.desk.queries.listing import Segment
from rounds.desk.queries.narrowing import Reader
from rounds.lists.clauses import NamedList
from rounds.lists.queries.standing import named_page
from rounds.policies.queries import book
from tests.rooms.desk.two_tickets import Two, segments
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, MONDAY, Cast, a_customer, a_workspace, later

KNOWN = {Field.IS: tuple(Being)}


def found_by(cast: Cast, words: str, *, after: str = "") -> list[int]:
    with cast.inside():
        reader = Reader(cast.rep.id or 0, later(1), ZoneInfo("America/Chicago"), {})
        return [each.row.number for each in find(asking(words, known=KNOWN), reader, after=after).found]


def test_lists_and_counts_have_it_once():
    two = Two()
    two.merge()
    shown = segments(two.cast)
    assert shown[Segment.ALL] == shown[Segment.OURS] == [two.one.number]
    assert shown[Segment.CLOSED] == shown[Segment.ASLEEP] == []
    with two.cast.inside():
        assert list_page(Segment.ALL).counts[Segment.ALL] == 1


def test_search_finds_the_survivor_once_by_the_words_of_each():
    two = Two()
    for ticket in (two.one, two.two):
        two.wrote(ticket.pk, f"About xylophone{ticket.number} and marimbas.", at=later(hours=2))
    two.merge()
    for words in (f"xylophone{two.one.number}", f"xylophone{two.two.number}", "marimbas", "is:open marimbas"):
        assert found_by(two.cast, words) == [two.one.number], words
    beyond = f"{later(hours=2).isoformat()}~{two.two.pk}"
    assert found_by(two.cast, "marimbas", after=beyond) == [], "the survivor stood on the page before"


def test_the_page_merges_without_scripts_says_where_each_went_and_takes_it_back():
    two = Two()
    client = visitor(two.cast, two.cast.rep)
    page = client.get(f"/desk/merge?number={two.one.number}").content.decode()
    assert page.count('name="number"') == 2
    answer = client.post("/desk/merging", {"into": two.one.number, "number": [two.two.number]}, follow=True)
    assert f"Merged into #{two.one.number}" in answer.content.decode()
    gone = client.get(f"/desk/{two.two.number}", follow=True)
    assert gone.redirect_chain == [(f"/desk/{two.one.number}", 302)]
    assert f"#{two.two.number} was merged into this ticket" in gone.content.decode()
    assert "Has in it" in gone.content.decode()
    client.post(f"{answer.redirect_chain[-1][0]}/undoing")
    assert client.get(f"/desk/{two.two.number}").status_code == 200


def test_what_was_typed_on_a_page_that_was_merged_meanwhile_is_shown_on_the_survivor():
    two = Two()
    two.merge()
    values = {"text": "Dear Dana, it is done.", "version": "1"}
    answer = visitor(two.cast, two.cast.rep).post(f"/desk/{two.two.number}/answer", values)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Dear Dana, it is done." in shown
    assert f'action="/desk/{two.one.number}/answer"' in shown


def test_tickets_chosen_in_the_list_are_offered_for_a_merge():
    two = Two()
    client = visitor(two.cast, two.cast.rep)
    assert "Merge them" in client.get("/desk/choose").content.decode()
    page = client.get(f"/desk/merge?number={two.one.number}&number={two.two.number}").content.decode()
    assert page.count(" checked") == 2 + 1, "one goes in, one stays; and the switch of the keys"


def test_neither_a_list_of_the_manual_nor_a_search_shows_what_stands_in_another_ticket():
    """Counts, lists and views agree: a merged ticket is nobody's work."""
    every = "\n```clause\nlist: every ticket\nof: tickets\nwhere: {ticket kind: question}\n```\n"
    two = Two()
    cast = two.cast = a_workspace(manual=MANUAL.read_text() + every)
    with cast.inside():
        two.dana = a_customer()
        two.one, two.two = (two._ticket(at=MONDAY) for _ in range(2))
    two.merge()
    with cast.inside():
        manual = book()
        page = named_page(manual.get(NamedList, "every ticket"), manual, manual.when(later(1)))
        assert [row.number for row in page.rows] == [two.one.number]
        reader = Reader(cast.rep.id or 0, later(1), ZoneInfo("America/Chicago"), {})
        kept = filtered(asking("-is:closed", known=KNOWN), reader).found
        assert [each.row.number for each in kept] == [two.one.number]
