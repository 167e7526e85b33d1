"""A person at the page, as HTTP sees them: cookies kept, forms filled in and sent. Standard library only."""

import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from outside.page import Form, Page


@dataclass(frozen=True)
class Answer:
    """What came back. location: where a redirect points, else empty."""

    status: int
    location: str
    body: bytes

    @property
    def page(self) -> Page:
        """The body, read as a page."""
        return Page(self.body.decode())


class ServerFailed(OSError):
    """The server answered that something broke on its side (5xx)."""


class Visitor:
    """One browser without a window, over one kept connection.

    base: http://host:port. cookies: of somebody who is signed in already.
    Errors of the network come through as OSError and http.client.HTTPException.
    """

    def __init__(self, base: str, *, timeout: float = 20, cookies: dict[str, str] | None = None) -> None:
        self.base = base
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=timeout)
        self.cookies: dict[str, str] = dict(cookies or {})

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; redirects are not followed."""
        return self._ask("GET", path, None, headers)

    def open(self, path: str) -> Page:
        """Ask for a page, follow redirects, and insist that it is there. LookupError where not, ServerFailed on a 5xx."""
        for _ in range(5):
            answer = self.get(path)
            if answer.status not in {301, 302, 303, 307}:
                break
            path = answer.location
        if answer.status >= 500:
            raise ServerFailed(f"{path} answered {answer.status}: {answer.page.text[:300]}")
        if answer.status != 200:
            raise LookupError(f"{path} answered {answer.status}: {answer.page.text[:300]}")
        return answer.page

    def submit(self, form: Form, at: str = "/", **values: str | list[str]) -> Answer:
        """Send a form with these values over what it held; a list is sent as that many fields of the name.

        at: the page's own path, for forms without an action.

        A value whose field the form lacks is a LookupError: the page has changed and the script must too.
        """
        missing = set(values) - form.names
        if missing:
            raise LookupError(f"the form to {form.action} has no field {sorted(missing)}, only {sorted(form.names)}")
        body = urlencode({**form.values, **values}, doseq=True).encode()
        path = urlsplit(urljoin(self.base + at, form.action)).path
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by password on the sign-in page."""
        form = next(form for form in self.open("/sign-in").forms if "password" in form.names)
        answer = self.submit(form, at="/sign-in", login=email, password=password)
        if answer.status != 302:
            raise LookupError(f"the sign-in of {email} was not accepted ({answer.status}): {answer.page.text[:300]}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": self.base + path,
        }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, path, body, sent)
            got = self._connection.getresponse()
            answer = Answer(got.status, urlsplit(got.getheader("Location", "")).path, got.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for line in got.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer
