"""Mail that came through a list. Source: RFC 2919, RFC 2369; `Precedence: list` of older servers."""

import re

from rounds.mail.reading import Letter

ID = re.compile(r"<([^<>\s]{1,255})>\s*\Z|\A([^<>\s]{1,255})\Z")
MANY = frozenset({"list", "bulk", "junk"})


def list_of(letter: Letter) -> str:
    """Name the list that a mail came through, as its fields name it; empty where it came through none."""
    field = letter.headers.text("list-id")
    if found := ID.search(field):
        return found[1] or found[2]
    if letter.headers.raw("list-unsubscribe") and letter.headers.text("precedence").lower() in MANY:
        return letter.sender.key.replace("@", ".", 1)
    return ""
