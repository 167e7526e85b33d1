"""Reports that a cloud sends as JSON in a mail: Amazon's SNS tells of what its SES could not deliver.

Source: "Contents of Amazon SNS notifications for Amazon SES" and "JSON formats" of SNS; fields that are missing count as empty.
"""

import json
from typing import Any

from rounds.mail.reading import Letter
from rounds.mail.robots.sorts import Bounce, Seen, Sort

LONGEST = 1_000
MARK = "x-amz-sns-message-id"
SORTS = {"Complaint": Sort.FEEDBACK, "Delivery": Sort.RECEIPT, "Send": Sort.RECEIPT}
DECODER = json.JSONDecoder(strict=False)
"""Lenient with line ends inside strings, which servers put into lines that are too long."""


def seen_of_notification(letter: Letter) -> Seen | None:
    """Say what a notification is about; None where the mail is none. Two signs: SNS's own field, and a text of its form."""
    if not letter.headers.raw(MARK):
        return None
    told = _object(letter.text)
    told = _object(_text(told, "Message")) or told
    kind = _text(told, "notificationType") or _text(told, "eventType")
    if kind == "Bounce":
        return Seen(Sort.BOUNCE, _bounce(told))
    return Seen(SORTS[kind]) if kind in SORTS else None


def _bounce(told: dict[str, Any]) -> Bounce:
    """Read the first recipient that was not reached."""
    bounce, mail = _inside(told, "bounce"), _inside(told, "mail")
    recipients = bounce.get("bouncedRecipients")
    first = next((each for each in recipients if isinstance(each, dict)), {}) if isinstance(recipients, list) else {}
    kind, _, said = _text(first, "diagnosticCode").partition(";")
    message_id = _text(_inside(mail, "commonHeaders"), "messageId")
    return Bounce(
        recipient=_text(first, "emailAddress")[:LONGEST],
        status=_text(first, "status")[:LONGEST],
        diagnostic=(said or kind).strip()[:LONGEST],
        final=_text(bounce, "bounceType") != "Transient",
        returned_ids=(message_id,) if message_id.startswith("<") else (),
    )


def _object(text: str) -> dict[str, Any]:
    """Read the JSON object that a text begins with; empty where it begins with none."""
    try:
        found, _ = DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _inside(told: dict[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _text(told: dict[str, Any], name: str) -> str:
    found = told.get(name)
    return found if isinstance(found, str) else ""
