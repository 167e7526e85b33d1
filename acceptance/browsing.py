"""A member in a real browser (Playwright, Chromium): signs in, opens a ticket, answers it, reads why it woke."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

INSTALLED = Path(os.environ.get("ROUNDS_CHROMIUM") or "/usr/bin/chromium")


@contextmanager
def browser(base: str, email: str, password: str) -> Iterator[Page]:
    """Open a browser and sign in."""
    with sync_playwright() as playwright:
        program = str(INSTALLED) if INSTALLED.exists() else None
        unboxed = ["--no-sandbox"] if os.geteuid() == 0 else []
        window = playwright.chromium.launch(executable_path=program, args=unboxed)
        page = window.new_page(base_url=base)
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/desk"))
        yield page
        window.close()


def answer(page: Page, subject: str, text: str, *, date: str) -> str:
    """Find a ticket on the list by its subject, answer it and give it a date; give the words of its page afterwards.

    date: a span that the manual offers.
    """
    page.goto("/desk")
    while not (row := page.get_by_role("link", name=subject)).count():
        page.get_by_role("link", name="Next 25").click()
    row.first.click()
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_label("Comes back").first.select_option(date)
    page.get_by_role("button", name=re.compile("Send reply")).click()
    page.get_by_text(text).first.wait_for()
    return page.locator("article").inner_text()


def read_why(page: Page, number: int) -> tuple[str, str]:
    """Open a ticket that woke, press its last Why?, and open the page behind it; give (its address, its words)."""
    page.goto(f"/desk/{number}")
    page.locator("article").get_by_role("button", name="Why?").last.click()
    page.locator(".why-card:popover-open").get_by_role("link", name="All of it").click()
    page.wait_for_url(re.compile("/why/"))
    return page.url, page.locator("main").inner_text()
