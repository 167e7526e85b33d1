"""Which of a mail's fields count as the word of a server that is named, and which anybody may have written.

Anybody may write a field that bears a server's name into a mail before that server takes it. A server takes those out (RFC 8601 §5)
and puts its own on top; so the topmost counts, with those that stand beside it in the same hop, up to the next Received field,
and of these only the first that speaks of a check. What stands below the hop in which a named server took the mail in is from outside,
whatever name it bears: that server may have written nothing.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rounds.mail.reading.charsets import decoded
from rounds.mail.reading.headers import Headers
from rounds.mail.trust.domains import domain_of, is_of
from rounds.mail.trust.results import NAMELESS, Report, Result, pieces_of, read_received_spf, read_report, server_name

MOST_HOPS = 50
"""Sets of ARC that a mail may have (RFC 8617 §4.2.1)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a named server found. handed_on: what a named server before it had found, where the chain between them holds (ARC)."""

    server: str
    results: tuple[Result, ...]
    handed_on: Report | None = None

    def of(self, method: str) -> tuple[Result, ...]:
        """Give the results of one check."""
        return tuple(each for each in self.results if each.method == method)


def evidence_of(headers: Headers, servers: Collection[str]) -> Evidence | None:
    """Find what the servers that are named wrote; None where none of them wrote anything that counts."""
    named = frozenset(map(server_name, servers))
    reports = list(_topmost(headers, named))
    if not reports:
        return None
    found: dict[str, tuple[Result, ...]] = {}
    for report in reports:
        for method in {each.method for each in report.results}:
            found.setdefault(method, tuple(each for each in report.results if each.method == method))
    results = tuple(result for method in sorted(found) for result in found[method])
    holds = any(each.passed for each in found.get("arc", ()))
    return Evidence(reports[0].server, results, _handed_on(headers, named) if holds else None)


def _topmost(headers: Headers, named: frozenset[str]) -> Iterator[Report]:
    """Give the fields of the first named server that is met from the top, until the hop below it begins.

    No server takes a foreign Received-SPF out (RFC 8601 §5 asks that for Authentication-Results alone). So below the server's own
    Received field one counts only above its results: what lies beneath them came with the mail.
    """
    server, taken_in, has_results = "", False, False
    for name, value in headers.fields:
        if name == "received":
            if server or taken_in:
                return
            taken_in = _taken_in_by(decoded(value)) in named
        report = READERS[name](decoded(value)) if name in READERS else None
        if report is None or report.server not in ({server} if server else named):
            continue
        if name == "received-spf" and taken_in and has_results:
            continue
        server, has_results = report.server, has_results or name == "authentication-results"
        yield report


BY = re.compile(r"(?:\A|\s)by\s+([^\s;]+)", re.IGNORECASE)


def _taken_in_by(received: str) -> str:
    """Name the server that wrote a Received field (RFC 5321 §4.4); empty where it leaves that out."""
    named = BY.search(pieces_of(received)[0])
    return server_name(named[1]) if named else ""


READERS = {"authentication-results": read_report, "received-spf": read_received_spf}


def _handed_on(headers: Headers, named: frozenset[str]) -> Report | None:
    """Follow the chain from its newest set back to the oldest that named servers alone have sealed.

    A seal proves its own domain, not the name that its owner writes into the results: both have to belong together.
    """
    seals = _sets(headers, "arc-seal")
    results = _sets(headers, "arc-authentication-results")
    reached = None
    for hop in range(max(seals, default=0), 0, -1):
        tags = _tags(seals.get(hop, ""))
        report = read_report(results.get(hop, "").partition(";")[2])
        if tags.get("cv") not in ("pass", "none") or report is None or report.server == NAMELESS:
            break
        if report.server not in named or not is_of(report.server, domain_of(tags.get("d", ""))):
            break
        reached = report
    return reached


def _sets(headers: Headers, field: str) -> dict[int, str]:
    """Give the fields of that name by the number of their set; the topmost of two with the same."""
    found: dict[int, str] = {}
    for name, value in headers.fields:
        text = decoded(value) if name == field else ""
        number = _tags(text).get("i", "")
        if number.isascii() and number.isdigit() and len(number) <= 2 and 0 < int(number) <= MOST_HOPS:
            found.setdefault(int(number), text)
    return found


def _tags(text: str) -> dict[str, str]:
    parts = (piece.partition("=") for piece in pieces_of(text) if "=" in piece)
    return {name.strip().lower(): value.strip() for name, _, value in reversed(list(parts))}
