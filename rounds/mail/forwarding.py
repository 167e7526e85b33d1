"""The way a mail was passed on before it came to us: the firm's old address, a group, a colleague who sent it on.

Who stands in it is a way, not somebody who takes part: an answer sent there would come back to us.
"""

import re

from rounds.mail.reading import Letter

PASSED_ON = (
    "delivered-to",
    "x-delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "x-forwarded-for",
    "resent-from",
    "resent-sender",
    "resent-to",
    "resent-cc",
)
"""What servers and programs write as they pass a mail on: Postfix, Exim, qmail, Gmail, and RFC 5322 section 3.6.6."""

ADDRESS = re.compile(r"[^\s<>,;:\"()@]{1,64}@[^\s<>,;:\"()@]{1,255}")
MOST = 50
"""Addresses that are looked at; a mail that went further is none of a person."""


def way_here(letter: Letter) -> tuple[str, ...]:
    """List the addresses that a mail was delivered to or passed on by on its way, lower case, each once."""
    found = (each.group().lower() for each in ADDRESS.finditer(letter.headers.every_raw(*PASSED_ON)))
    return tuple(dict.fromkeys(found))[:MOST]
