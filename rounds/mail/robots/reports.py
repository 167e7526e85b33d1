"""Reports in the form that programs read. Source: RFC 3464 (delivery), RFC 8098 (receipts), RFC 6533 (both in UTF-8)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from rounds.mail.reading import Letter, Unreadable, take_apart
from rounds.mail.reading.headers import Headers, one_line, parse_headers
from rounds.mail.robots.returned import returned_ids
from rounds.mail.robots.sorts import Bounce
from rounds.mail.robots.texts import is_post_robot

DELIVERY = ("message/delivery-status", "message/global-delivery-status", "message/delivery-status-notification")
RECEIPT = ("message/disposition-notification", "message/global-disposition-notification")
BLANK = re.compile(rb"\n[ \t]*\n")
WRAPPED_AT_MOST = 3
BYTES_AT_MOST = 1_000_000
GROUPS_AT_MOST = 1_000
LONGEST = 1_000
FIELDS_IN_TEXT = re.compile(r"^[ \t]*(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(r"[^\s<>()\[\]:;,/\"]+@[^\s<>()\[\]:;,\"]+|\"[^\"\n]{1,100}\"@[^\s<>()\[\]:;,\"]+")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
BARE = re.compile(r"[^\s<>;,@\"]{1,100}")
DONE_WELL = frozenset({"delivered", "relayed", "expanded"})


def bounce_of_report(letter: Letter) -> Bounce | None:
    """Read the first recipient that a delivery report says was not reached; None where it says of nobody so."""
    groups = _groups(letter)
    told = [bounce for group in groups if (bounce := _bounce(group))]
    if not told:
        return None
    worst = next((each for each in told if each.final), told[0])
    ids = [each for report in (letter, *_wrapped(letter)) for each in returned_ids(report)]
    return replace(worst, recipient=_as_address(worst.recipient, letter), returned_ids=tuple(dict.fromkeys(ids)))


def _as_address(recipient: str, letter: Letter) -> str:
    """Prefer an address, where the head of the mail names one, to the folder or the name that a report calls the recipient."""
    failed = ADDRESS.search(letter.headers.raw("x-failed-recipients"))
    return failed.group() if failed and "@" not in recipient else recipient


def is_receipt(letter: Letter) -> bool:
    """Say whether a mail is word that another one arrived or was read."""
    if any(each.media_type in RECEIPT for each in letter.attachments):
        return True
    return any(_action(group) in DONE_WELL for group in _groups(letter))


def _groups(letter: Letter) -> list[Headers]:
    """Give the groups of fields of a report: of its own part, or written out in the text."""
    blocks = _blocks(letter) or [block for inner in _wrapped(letter) for block in _blocks(inner)]
    if not blocks and (found := FIELDS_IN_TEXT.search(letter.text)):
        start = letter.text.rfind("\n\n", 0, found.start()) + 1
        blocks = [re.sub(r"^[ \t]+(?=[A-Za-z-]+:)", "", letter.text[start:], flags=re.MULTILINE).encode()]
    found_groups: list[Headers] = []
    for block in blocks:
        plain = block[:BYTES_AT_MOST].replace(b"\r\n", b"\n")
        found_groups += [parse_headers(group) for group in BLANK.split(plain)[:GROUPS_AT_MOST]]
    return _whole(found_groups)


def _blocks(letter: Letter) -> list[bytes]:
    return [each.data for each in letter.attachments if each.media_type in DELIVERY]


def _wrapped(letter: Letter) -> Iterator[Letter]:
    """Give the reports that a server wrapped into a report of its own, as scanners on the way do. What a person forwards is theirs."""
    if is_post_robot(letter):
        inside = [each for each in letter.attachments if each.media_type == "message/rfc822"]
        for each in inside[:WRAPPED_AT_MOST]:
            with suppress(Unreadable):
                yield take_apart(each.data[:BYTES_AT_MOST])


def _whole(groups: list[Headers]) -> list[Headers]:
    """Join groups that a stray blank line has torn: what names no recipient belongs to the one before that has no status."""
    found: list[Headers] = []
    for group in groups:
        torn = found and _named(found[-1]) and not found[-1].raw("status") and not _named(group)
        if torn and group.fields:
            found[-1] = Headers((*found[-1].fields, *group.fields))
        else:
            found.append(group)
    return found


def _named(group: Headers) -> str:
    """Give the recipient of a group, as its fields name them; empty where they do not."""
    names = ("final-recipient", "original-recipient", "x-actual-recipient")
    values = [value for name in names if (value := one_line(group.raw(name)).partition(";")[2] or group.raw(name))]
    addresses = [found.group() for value in values if (found := ADDRESS.search(value))]
    if addresses:
        return addresses[0].strip(".'")
    return next((found.group() for value in values if (found := BARE.search(value))), "")


def _action(group: Headers) -> str:
    return one_line(group.raw("action")).lower().partition(" ")[0].partition(";")[0].strip(".")


def _bounce(group: Headers) -> Bounce | None:
    recipient, action = _named(group), _action(group)
    if not recipient or action in DONE_WELL:
        return None
    diagnostic = one_line(group.raw("diagnostic-code"))
    told = STATUS.search(group.raw("status")) or STATUS.search(diagnostic)
    status = told[1] if told else ""
    if not action and status.startswith("2"):
        return None
    kind, _, rest = diagnostic.partition(";")
    said = rest.strip() if rest and len(kind) < 30 and " " not in kind.strip() else diagnostic
    return Bounce(
        recipient, _better(status, said), said[:LONGEST], final=action != "delayed" and not _goes_on(action, status)
    )


def _better(status: str, said: str) -> str:
    """Prefer what the other server said over a report's "something is wrong" (x.0.0)."""
    told = STATUS.search(said)
    return told[1] if told and (not status or status.endswith(".0.0")) and told[1][0] != "2" else status


def _goes_on(action: str, status: str) -> bool:
    """Say whether a report without an action is about a trouble that passes."""
    return not action and status.startswith("4")
