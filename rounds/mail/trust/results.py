"""One field that a server wrote about a mail, read: which checks it made and how each ended.

Strict in what counts, tolerant in how it is written: Exchange leaves out its own name, Yahoo the first semicolon, old servers
have properties of their own. What is not understood is left out, and nothing can be gained by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAMELESS = "nameless"
"""How the manual names a server that leaves out its own name, as Exchange Online does."""

LONGEST = 20_000
"""Characters of a field that are read; real ones have some hundreds."""

MOST_RESULTS = 50

PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"|\\.|[();]|[^"\\();]+|["\\]', re.DOTALL)
DEEPER = {"(": 1, ")": -1}
METHOD = re.compile(r"\s*([A-Za-z][\w-]*+)\s*+(?:/\s*\d+)?\s*=\s*([A-Za-z]+)")
PROPERTY = re.compile(r'([A-Za-z][\w-]*+)\s*+\.\s*+([\w-]++)\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s;"]++)')
SERVER = re.compile(r"\s*([^\s;=\"]{1,255})(?=[\s;]|\Z)")
RECEIVED_SPF = re.compile(r"\s*([A-Za-z]+)")
PAIR = re.compile(r'([A-Za-z][\w-]*+)\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s;"]++)')
SPOKEN_BY = re.compile(r"\A[^(]*\(\s*([A-Za-z0-9.-]{1,255}):")


@dataclass(frozen=True, slots=True)
class Result:
    """One check. method: `dkim`; verdict: `pass`; properties: by name, `header.d` say, as they were written."""

    method: str
    verdict: str
    properties: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether the check ended well."""
        return self.verdict == "pass"

    def value(self, *names: str) -> str:
        """Give the first of these properties that is there; empty where none is."""
        found = dict(reversed(self.properties))
        return next((found[name] for name in names if found.get(name)), "")


@dataclass(frozen=True, slots=True)
class Report:
    """What one server wrote. server: its name, in lower case; `nameless` where it left it out."""

    server: str
    results: tuple[Result, ...]


def read_report(field: str) -> Report | None:
    """Read an Authentication-Results field, without its name; None where it is none."""
    first, *others = pieces_of(field)
    if METHOD.match(first):
        return Report(NAMELESS, _results([first, *others]))
    named = SERVER.match(first)
    return Report(server_name(named[1]), _results(others)) if named else None


def read_received_spf(field: str) -> Report | None:
    """Read a Received-SPF field: who wrote it stands behind `receiver=`, or before the colon of its comment."""
    verdict = RECEIVED_SPF.match(field[:LONGEST])
    if not verdict:
        return None
    pairs = {name.lower(): _unquoted(value) for name, value in PAIR.findall(" ".join(pieces_of(field)))}
    spoken = SPOKEN_BY.match(field[:LONGEST])
    server = pairs.get("receiver") or (spoken[1] if spoken else "")
    sender = pairs.get("envelope-from", "").strip("<>")
    properties = (("smtp.mailfrom", sender),) if sender else ()
    return Report(server_name(server), (Result("spf", verdict[1].lower(), properties),)) if server else None


def server_name(name: str) -> str:
    """Say under which spelling the names of servers are compared."""
    return name.strip().rstrip(".").lower()


def pieces_of(field: str) -> list[str]:
    """Cut a field at its semicolons; comments, nested ones too, become a blank. Never empty."""
    pieces, depth = [""], 0
    for text in PIECE.findall(field[:LONGEST]):
        depth += DEEPER.get(text, 0)
        if text in DEEPER:
            depth = max(depth, 0)
            pieces[-1] += " "
        elif depth == 0 and text == ";":
            pieces.append("")
        elif depth == 0:
            pieces[-1] += text
    return pieces


def _results(pieces: list[str]) -> tuple[Result, ...]:
    return tuple(_each(pieces[:MOST_RESULTS]))


def _each(pieces: list[str]) -> Iterator[Result]:
    for piece in pieces:
        if found := METHOD.match(piece):
            yield Result(found[1].lower(), found[2].lower(), tuple(_properties(piece, found.end())))


def _properties(piece: str, start: int) -> Iterator[tuple[str, str]]:
    for kind, name, value in PROPERTY.findall(piece, start):
        yield f"{kind}.{name}".lower(), _unquoted(value)


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
