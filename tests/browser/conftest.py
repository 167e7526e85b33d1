"""A real browser on the real page: Chromium, and the page served from this process on a port of its own.

The browser is ROUNDS_CHROMIUM, else an installed Chromium, else Playwright's own; where there is none, these tests say so.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Thread, local
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.database import ready

# Playwright keeps an event loop in this thread; the ORM, called beside it and never from it, would take that for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ready()

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections

# While that loop runs, Django would take this thread for another task's and give it a second connection beside the one it has.
connections._connections = local()

settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # as slow as scrypt, five times a company, is no test
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: a failed test shows the page itself."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the page for as long as the tests run."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    path = os.environ.get("ROUNDS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


Opens = Callable[..., Page]


def _keys_wait_for_scripts(page: Page) -> None:
    """Let no key be pressed between a page's first words and its scripts: nobody is that quick, and nothing would hear it."""
    keys: Any = page.keyboard
    press = keys.press

    def press_when_heard(key: str, **more: Any) -> None:
        page.wait_for_load_state("domcontentloaded")
        press(key, **more)

    keys.press = press_when_heard


@pytest.fixture
def opens(chromium: Browser, address: str) -> Iterator[Opens]:
    """Give a function that opens a page for nobody in particular; what its console says wrong fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(*, width: dict[str, int] = WIDE, scripts: bool = True, **more: Any) -> Page:
        usual = {"base_url": address, "viewport": width, "java_script_enabled": scripts}
        context = chromium.new_context(**usual | more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
        _keys_wait_for_scripts(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def _is_wrong(message: Any) -> bool:
    """A refusal's own status (403, 409, 422) is meant; all else that the console calls an error is not."""
    return message.type == "error" and "the server responded with a status of 4" not in message.text
