"""The manual as people read it: chapters, prose, cards; and nothing in it can act in a page."""

import pytest

from rounds.manual.cards import card_of
from rounds.manual.checking import checked
from rounds.manual.pages import Layout, Prose, laid_out
from tests.manuals import FRONT, SHIPPED, a_manual, clause


def page(text: str, title: str = "A small desk") -> Layout:
    lines = text.split("\n")
    cards = {
        sheet.written.line_from: card_of(
            sheet.clause, lines, line_from=sheet.written.line_from, line_to=sheet.written.line_to
        )
        for sheet in checked(text).sheets
    }
    return laid_out(text, title=title, cards=cards)


def html(markdown: str) -> str:
    return "".join(block.html for block in page(FRONT + markdown).blocks if isinstance(block, Prose))


def test_every_clause_in_force_is_shown_once_in_the_manuals_order():
    shown = [block.clause.identity for block in page(SHIPPED).blocks if block.clause]
    assert shown == [sheet.clause.identity for sheet in checked(SHIPPED).sheets]


def test_a_card_shows_the_lines_as_they_are_written():
    text = a_manual()
    card = next(block for block in page(text).blocks if block.clause and block.clause.identity == "queue: desk")
    assert [(line.tone, line.text) for line in card.source] == [
        ("fence", "```clause"),
        ("kw", "queue: desk"),
        ("", "takes: {ticket kind: question}"),
        ("", "worked by: lead"),
        ("fence", "```"),
    ]
    assert card.source[0].number == card.line_from


def test_chapters_and_their_parts_can_be_linked_to():
    layout = page(FRONT + "# A small desk\n\n## Our day\n\n### Early\n\n#### Very\n\n## Our day\n")
    assert [(chapter.id, [part.id for part in chapter.parts]) for chapter in layout.chapters] == [
        ("ch-our-day", ["ch-early"]),
        ("ch-our-day-2", []),
    ]


def test_levels_of_headings_never_jump_and_leave_the_first_to_the_page():
    """Screen readers and axe count on it."""
    assert html("# One\n\n#### Deep\n\n###### Deeper\n\n# Two\n").count("<h2") == 2
    assert "<h3" in html("# One\n\n#### Deep\n")
    assert "<h1" not in html("# One\n\n> # Quoted\n")


@pytest.mark.parametrize(
    "writing",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "![a](https://elsewhere.example/a.png)",
        '<https://a.example/"onmouseover=alert(1)>',
        "## <b onclick=x>h</b>",
        "&lt;script&gt;",
    ],
)
def test_nothing_written_in_a_manual_can_act_in_the_page(writing):
    shown = html(writing)
    assert not any(
        bad in shown.lower() for bad in ("<script", "<img", "<b ", 'href="javascript', 'href="data', '"onmouse')
    )


def test_a_clause_inside_of_html_still_runs_and_is_shown():
    text = a_manual(f"<!--\n\n{clause('role: rep\nmay: read the desk')}\n-->\n")
    assert "role: rep" in [sheet.clause.identity for sheet in checked(text).sheets]
    assert "role: rep" in [block.clause.identity for block in page(text).blocks if block.clause]
