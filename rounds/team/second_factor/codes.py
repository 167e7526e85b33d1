"""The codes of an authenticator app (RFC 6238): six digits that change every 30 seconds."""

from datetime import datetime
from hmac import compare_digest

import pyotp
import segno

STEP = 30
"""Seconds that a code is shown. Every app assumes 30 and six digits."""

AROUND = (0, -1, 1)
"""Steps whose codes count: this one, the last (people type slowly) and the next (clocks of phones run ahead)."""

ISSUER = "Rounds"


def new_secret() -> str:
    """Make what the app and we share, 160 bits by chance, in the letters that people can type."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Find the step that a code belongs to; None for a wrong code, and for one of a step that was used.

    at: aware, UTC. after: the last step that was used; each code counts once, so whoever reads along cannot repeat it.
    """
    now, app = int(at.timestamp()) // STEP, pyotp.HOTP(secret)
    for step in (now + away for away in AROUND):
        if step > after and compare_digest(app.at(step).encode(), code.encode()):
            return step
    return None


def address_of(secret: str, *, account: str) -> str:
    """Give the address that an app takes the secret from. account: the mail address, by which the app lists it."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """Draw an address as a QR code: SVG for the page itself, without styles or sizes of its own."""
    return segno.make(address, error="m").svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)


def grouped(secret: str) -> str:
    """Write a secret in fours, as people read it off."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
