"""A newcomer, by keyboard alone: from a Rounds without their company to the first answered mail, in five minutes."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect

from rounds.basics import clock
from rounds.desk.models import Message
from rounds.mail.delivering import deliver
from rounds.mail.door import open_door
from rounds.mail.models import Mailbox
from rounds.mail.queries import mailbox_of
from rounds.timeline.models import Outbox
from rounds.workspaces import first_run
from rounds.workspaces.current import as_workspace
from tests.browser.conftest import Opens
from tests.far_side import far_side

MOST_KEYS = 300
"""Of five minutes: one key a second, which is slow for whoever writes their name, and leaves the time to read."""


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Give the code of a home of its own: the one that tests share holds one code, and another test may use it up."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    cache.clear()
    yield first_run.code(settings.HOME)
    first_run.use(settings.HOME)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; return (e.labels?.[0]?.textContent || e.textContent || '').trim(); }"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"Tab never comes to “{name}”")


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.journey("Settings", by="mail")
def by_smtp(raw: str, *, to: str) -> None:
    """Bring a mail to the door, as the server of whoever wrote it does."""
    with open_door(address=("127.0.0.1", 0)) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("dana@customer.example", [to], raw)


def test_a_newcomer_comes_to_the_first_answered_mail_by_keyboard_alone(
    opens: Opens, code: str, monkeypatch: pytest.MonkeyPatch
):
    page, address = opens(), f"support@{uuid4().hex[:8]}.example"
    pressed = count()
    page.expose_function("pressed", lambda: next(pressed))
    page.add_init_script("addEventListener('keydown', () => window.pressed(), true)")
    page.goto(f"/start/{code}")
    page.keyboard.type("Quiet Harbour")
    write(page, "Your name", "Ada Vance")
    write(page, "Your e-mail", f"ada@{uuid4().hex[:8]}.example")
    write(page, "A password", "a long enough password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Getting started")
    tab_to(page, "Add your mail address")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mail addresses")
    write(page, "Its address", address)
    page.keyboard.press("Enter")
    expect(page.get_by_text("No mail yet")).to_be_visible()

    box = mailbox_of(address)
    assert box
    raw = (
        f"From: Dana Whitlock <dana@customer.example>\r\nTo: {address}\r\nSubject: Swap the banner\r\n"
        f"Message-ID: <{uuid4().hex}@customer.example>\r\n\r\nPlease.\r\n"
    )
    with ThreadPoolExecutor(1) as customer:  # Playwright's loop runs in this thread, and the door has one of its own
        customer.submit(by_smtp, raw, to=address).result()
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("link", name="Swap the banner")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Swap the banner")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("It is swapped. Good morning from us.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".thread, .talk").get_by_text("It is swapped.").first).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")  # a key pressed while a page goes is nobody's
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("People and roles")
    tab_to(page, "Getting started")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Getting started")
    answered = page.get_by_role("listitem").filter(has_text="The first mail is answered")
    expect(answered).to_contain_text("Open")  # nothing has left yet
    with as_workspace(box.workspace_id):
        mail = Outbox.objects.get(channel="mail")
    with far_side() as far:
        monkeypatch.setattr(settings, "SMTP_OUT", far.way)
        deliver(workspace_id=box.workspace_id, outbox_id=mail.pk, clock=lambda: clock.now() + timedelta(minutes=1))
        page.reload()
        expect(answered).to_contain_text("Done")
        assert len(far.mails) == 1
    with as_workspace(box.workspace_id):
        assert Message.objects.filter(text__contains="Good morning from us.").count() == 1
        assert Mailbox.objects.count() == 1
    assert 100 < next(pressed) < MOST_KEYS


def test_all_of_it_goes_without_scripts(opens: Opens, code: str):
    page = opens(scripts=False)
    page.goto(f"/start/{code}")
    page.fill("#company", "Still Water")
    page.fill("#zone", "Europe/Berlin")
    page.fill("#name", "Ada Vance")
    page.fill("#email", f"ada@{uuid4().hex[:8]}.example")
    page.fill("#password", "a long enough password")
    page.get_by_role("button", name="Found the company").click()
    page.get_by_role("link", name="Add your mail address").click()
    page.fill("#address", f"support@{uuid4().hex[:8]}.example")
    page.get_by_role("button", name="Add the address").click()
    expect(page.get_by_text("No mail yet")).to_be_visible()
