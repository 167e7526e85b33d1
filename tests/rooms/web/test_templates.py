"""The templates as they are written: strict content policy, one sprite, nothing left over."""

import re
from pathlib import Path

from rounds.web.frame import PLACES
from rounds.web.marks import DELIVERIES, EVENTS, FAR, HIGHER, LATE, LOWER, NEAR, TICKETS

TEMPLATES = Path(__file__).parents[3] / "rounds" / "web" / "templates"
SPRITE = (TEMPLATES / "parts" / "sprite.html").read_text()
COMPILED = TEMPLATES.parent / "jinja2"
TEXT = {path.relative_to(root): path.read_text() for root in (TEMPLATES, COMPILED) for path in root.rglob("*.html")}
VIEWS = "".join(path.read_text() for path in (TEMPLATES.parent / "views").glob("*.py"))


def _drawn_from_python() -> set[str]:
    marks = {drawn.shape for drawn in (*TICKETS.values(), *DELIVERIES.values())} | {
        shape for _, shape in (FAR, NEAR, LATE)
    }
    acts = set(re.findall(r'Act\("\w+", "[^"]+", "[^"]+", "([\w-]+)"', VIEWS))
    return marks | acts | {"book", "arrow", HIGHER, LOWER} | set(EVENTS.values()) | {place.icon for place in PLACES}


def _drawn_in_templates() -> set[str]:
    named = {name for text in TEXT.values() for name in re.findall(r'<use href="#([\w-]+)"', text)}
    return named | {name for text in TEXT.values() for name in re.findall(r'icon="([\w-]+)"', text)}


def test_the_sprite_has_every_icon_that_is_drawn_and_no_other():
    there = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    assert there == _drawn_in_templates() | _drawn_from_python()


def test_no_template_holds_styles_or_handlers():
    for name, text in TEXT.items():
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text), name
        assert not re.search(r"<script(?![^>]* src=)", text), name


def test_every_template_part_is_used():
    everything = "".join(TEXT.values()) + VIEWS + (TEMPLATES.parent / "failures.py").read_text()
    unused = [str(name) for name in TEXT if str(name) not in everything and not str(name).startswith("account/")]
    assert unused == []


def test_every_part_is_written_in_one_language_only():
    plain, compiled = ({path.relative_to(root) for path in root.rglob("*.html")} for root in (TEMPLATES, COMPILED))
    assert not plain & compiled


def test_every_time_goes_through_one_tag():
    for name, text in TEXT.items():
        assert "<time" not in text, name
        assert not re.search(r"\|(date|time|timesince|timeuntil)\b", text), name


def test_no_icon_has_the_id_of_a_part_that_a_page_swaps():
    """An icon called “list” once stood before the list, and each swap replaced the icon."""
    wanted = r'(?:hx-target="#|popovertarget=")([\w-]+)"'
    targets = {name for text in TEXT.values() for name in re.findall(wanted, text)} | {"list"}
    icons = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    assert icons & targets == set()
