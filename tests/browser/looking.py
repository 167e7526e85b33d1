"""Looking a page over: whatever axe can find, in both modes, at every width that it is drawn for."""

import os
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE

MODES: tuple[Literal["dark"], Literal["light"]] = ("dark", "light")
NARROW = {"width": 320, "height": 700}
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
ARRIVED = (
    """() => document.getAnimations().filter(each => each instanceof CSSTransition).forEach(each => each.finish())"""
)
"""Not waited for: what lies in closed details never gets there by itself."""

FOUND = """options => axe.run(options).then(
    found => found.violations.map(each => [each.id, each.nodes.map(node => node.target)]))"""

COLOURS = EVERYTHING | {"runOnly": ["color-contrast"]}
"""All that another mode can change for axe: one style sheet, other colours."""


def looked_over(page: Page, name: str = "page") -> None:
    """Find nothing wrong in either mode, and nothing that spills; leave the page wide and light. name: of its pictures, if wanted."""
    for width in (NARROW, PHONE, WIDE):
        page.set_viewport_size(width)
        assert spill(page) <= 0, (name, width)
        for mode in MODES:
            in_mode(page, mode)
            _pictured(page, f"{name}-{mode}-{width['width']}")
            if width is not NARROW:
                found = wrong(page, COLOURS if mode == "dark" else EVERYTHING)
                assert found == [], (name, width, mode)


def in_mode(page: Page, mode: Literal["light", "dark"]) -> None:
    """Show the page in a mode, and let its colours arrive there."""
    page.emulate_media(color_scheme=mode)
    page.evaluate(ARRIVED)


def wrong(page: Page, options: dict[str, Any] = EVERYTHING) -> list[str]:
    """List what axe finds. options: axe's own. Axe is handed to a page once: it is half a megabyte, and asked four times."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FOUND, options)
    return [f"{rule}: {targets[:3]}" for rule, targets in found]


def spill(page: Page) -> int:
    """Say by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _pictured(page: Page, name: str) -> None:
    if folder := os.environ.get("ROUNDS_PICTURES"):  # for whoever wants to see them
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
