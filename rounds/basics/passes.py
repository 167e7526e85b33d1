"""A pass: what the page lets a browser hear, signed, so that another process believes it without asking."""

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import sha256

FRESH = 600
"""Seconds for which a pass opens the door; what it opened stays open as long as the sign-in stands."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Who may hear what.

    session: digest of the sign-in's key, so that the pass is worth nothing without it. roles, manual: as they were when it
    was written; others make it void. sees: kinds of records whose ids may be told. until: seconds since 1970.
    """

    workspace_id: int
    member_id: int
    session: str
    roles: tuple[str, ...]
    manual: int
    sees: tuple[str, ...]
    until: int


def write(given: Pass, secret: str) -> str:
    """Write a pass as an address can carry it."""
    body = json.dumps(asdict(given), separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_mark(body, secret))}"


def read(text: str, secret: str, *, now: float) -> Pass | None:
    """Read a pass; None for one that is forged, broken or past its time."""
    try:
        body, mark = (base64.urlsafe_b64decode(f"{part}==") for part in text.split("."))
    except ValueError:
        return None
    if not hmac.compare_digest(mark, _mark(body, secret)):
        return None
    values = json.loads(body)
    found = Pass(**values | {"roles": tuple(values["roles"]), "sees": tuple(values["sees"])})
    return found if now < found.until else None


def digest(session_key: str) -> str:
    """Name a sign-in without giving it away."""
    return sha256(session_key.encode()).hexdigest()[:32]


def _mark(body: bytes, secret: str) -> bytes:
    return hmac.digest(f"rounds.live {secret}".encode(), body, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
