"""The figures of a firm as Rounds shows them: from its page, and from the API, each with the words of its address."""

import html
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from acceptance.check_ins.counting import Figures

LINK = re.compile(r'<a class="numlink" href="([^"]+)"[^>]*>\s*([\d,]+)')
ROOT = "/api/v1"


@dataclass(frozen=True)
class Program:
    """A program at the API."""

    base: str
    token: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Make one call; give the answer. RuntimeError with what it said where it is refused."""
        sent = None if body is None else json.dumps(body).encode()
        address = self.base + (path if path.startswith(ROOT) else ROOT + path)
        asked = urllib.request.Request(address, sent, method=method)
        asked.add_header("Authorization", f"Bearer {self.token}")
        asked.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code == 429:  # a polite program waits, and asks again
                time.sleep(float(refused.headers.get("Retry-After") or 1))
                return self.ask(method, path, body)
            raise RuntimeError(f"{method} {path}: {refused.code} {refused.read().decode()[:500]}") from refused

    def get(self, path: str) -> Any:
        """Read."""
        return self.ask("GET", path)

    def post(self, path: str, body: object = None) -> Any:
        """Do."""
        return self.ask("POST", path, body)

    def all(self, path: str) -> Iterator[Any]:
        """Read a list, page after page."""
        joined, more = "&" if "?" in path else "?", ""
        while more is not None:
            page = self.get(f"{path}{f'{joined}after={more}' if more else ''}")
            yield from page["items"]
            more = page["next"]


def of_the_page(text: str) -> Figures:
    """Read the figures off a check-in's page."""
    return {_named(html.unescape(address)): int(number.replace(",", "")) for address, number in LINK.findall(text)}


def of_the_api(said: Any) -> dict[str, int]:
    """Give each figure of an answer by the address of its rows."""
    found: dict[str, int] = {}
    if isinstance(said, dict) and set(said) == {"number", "rows"}:
        return {said["rows"]: said["number"]}
    for each in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        found |= of_the_api(each)
    return found


def named(addresses: dict[str, int]) -> Figures:
    """Name figures by the words of their addresses."""
    return {_named(address): number for address, number in addresses.items()}


def _named(address: str) -> frozenset[tuple[str, str]]:
    return frozenset(
        (key, value) for key, value in parse_qsl(urlsplit(address).query) if key not in {"from", "to", "until"}
    )
