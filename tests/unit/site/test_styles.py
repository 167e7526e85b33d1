"""The stylesheet says nothing that no page shows: it grows with what is drawn, and shrinks with it."""

from tests.styles import SHEET, is_drawn, spoken_of


def test_every_class_of_the_stylesheet_is_drawn_somewhere():
    """What a picture of the design has and no page shows yet comes into the sheet with its page."""
    sheet = SHEET.read_text("utf-8")
    assert {name for name in spoken_of(sheet) if not is_drawn(name)} == set()
    assert len(spoken_of(sheet)) > 300


def test_a_class_that_nothing_draws_is_found():
    dead = ".health-bar .btn { color: red; } @media print { .btn:hover, .nowhere-drawn { content: '.said'; } }"
    assert {name for name in spoken_of(dead) if not is_drawn(name)} == {"health-bar", "nowhere-drawn"}
