"""Figures as they stand on a page: each link that says a number, and all the rows of the list behind it, page after page."""

import html
import re
from dataclasses import dataclass

from django.test import Client

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"([^>]*)>(.*?)</a>', re.DOTALL)
SAID = re.compile(r'aria-label="[^"]*: ([\d,]+) check-ins?"')
BOLD = re.compile(r"<b>([\d,]+)</b>")
SHOWN = re.compile(r"<title>.*?</title>|<tspan.*?</tspan>|<[^>]*>", re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*")
NEXT = re.compile(r'<a class="btn btn-sm" href="([^"]+)" rel="next"')
ITEM = re.compile(r'<li><(?:a|div) class="item"')
CHECK_IN = re.compile(r'<li><a class="item" href="/check-ins/(\d+)"')


@dataclass(frozen=True)
class Shown:
    """A number that a page shows as a link."""

    address: str
    number: int


def figures(page: str, *, to: str) -> list[Shown]:
    """List the links of a page that say a number and lead to an address with this in it, in order."""
    found = []
    for address, words, inside in LINK.findall(page):
        bold = BOLD.search(inside) or SAID.search(words)
        number = bold[1] if bold else next(iter(NUMBER.findall(SHOWN.sub(" ", inside))), None)
        if to in address and number:
            found.append(Shown(html.unescape(address), int(number.replace(",", ""))))
    return found


def lists(client: Client, address: str) -> list[str]:
    """Give the pages of the list behind a figure, from the first to the last."""
    pages, at = [], address
    while at:
        answer = client.get(at)
        assert answer.status_code == 200, at
        pages.append(answer.content.decode())
        following = NEXT.search(pages[-1])
        at = html.unescape(following[1]) if following else ""
    return pages


def rows(client: Client, address: str) -> int:
    """Count the rows of the list behind a figure."""
    return sum(len(ITEM.findall(page)) for page in lists(client, address))


def check_ins(client: Client, address: str) -> list[int]:
    """List the check-ins behind a figure, by their ids in order; one that is counted twice stands twice."""
    return sorted(int(each) for page in lists(client, address) for each in CHECK_IN.findall(page))
