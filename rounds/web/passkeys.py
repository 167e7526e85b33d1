"""Passkeys at the page: for which address they hold, and what this browser was asked to sign."""

import ipaddress
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from rounds.basics import clock
from rounds.team.second_factor.challenges import new_challenge, take
from rounds.team.second_factor.commands.passkeys import Shown
from rounds.team.second_factor.passkeys import Site

CHALLENGE = "challenge"
"""The session's word for what this browser was asked to sign, and what for."""


class For(StrEnum):
    """What a signature is for; one that was asked for here does nothing there."""

    ADDING = "adding"
    ALONE = "alone"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. handle: what the browser was told to know the person by, where it made a passkey."""

    shown: Shown
    handle: bytes


def site_of(request: HttpRequest) -> Site | None:
    """Say whose passkeys may be asked for on this page; None where browsers know none: an address in numbers, or without HTTPS.

    The name is one that was configured (ROUNDS_ADDRESS, else ROUNDS_HOSTS), never merely what a request says.
    """
    origin = f"{request.scheme}://{request.get_host().lower()}"
    parts = urlsplit(origin)
    name = parts.hostname or ""
    one_of_ours = not settings.ADDRESS and name in settings.ALLOWED_HOSTS
    known = one_of_ours or origin == settings.ADDRESS
    trusted = parts.scheme == "https" or name == "localhost"
    return Site(name, origin) if known and trusted and not _in_numbers(name) else None


def ask(request: HttpRequest, purpose: For, *, handle: bytes = b"") -> bytes:
    """Make a challenge for this browser; an earlier one of its holds no more."""
    challenge = new_challenge(at=clock.now())
    request.session[CHALLENGE] = [str(purpose), b64encode(challenge).decode(), b64encode(handle).decode()]
    return challenge


def answered(request: HttpRequest, purpose: For) -> Answered:
    """Take what the browser answered, and use its challenge up, whatever becomes of the act. Called outside of its transaction."""
    asked_for, challenge, handle = request.session.pop(CHALLENGE, None) or ("", "", "")
    holds = asked_for == purpose and take(b64decode(challenge), at=clock.now())
    site = site_of(request) or Site("", "")
    shown = Shown(request.POST.get("answer", ""), b64decode(challenge) if holds and site.name else None, site)
    return Answered(shown, b64decode(handle))


def _in_numbers(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
