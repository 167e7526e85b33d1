"""The same rows by Python's `email` package alone, as somebody would write it in an afternoon: what ours is measured beside."""

import email
import email.policy
import hashlib
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any


def bare_row(path: Path) -> dict[str, Any]:
    """Read one file by `email.policy.default`; what it raises on counts as empty."""
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    try:
        name, address = parseaddr(str(mail["from"] or ""))
        subject = str(mail["subject"] or "")
    except Exception:
        name, address, subject = "", "", ""
    text, html = _body(mail, "plain"), _body(mail, "html")
    kind, report = mail.get_content_type(), str(mail.get_param("report-type"))
    is_report = kind == "multipart/report" and report == "delivery-status"
    return {
        "subject": subject,
        "from": {"name": name, "address": address},
        "text": text or html,
        "html": html,
        "reply_text": "\n".join(line for line in text.split("\n") if not line.startswith(">")),
        "attachments": _files(mail),
        "auto_reply": str(mail.get("auto-submitted", "no")).lower().startswith("auto-replied"),
        "bounce": {"recipient": _recipient(mail), "status": None, "diagnostic": None} if is_report else None,
        "error": None,
    }


def _body(mail: EmailMessage, kind: str) -> str:
    try:
        part = mail.get_body((kind,))
        return str(part.get_content()) if part else ""
    except Exception:
        return ""


def _files(mail: EmailMessage) -> list[dict[str, Any]]:
    try:
        return [
            {"name": part.get_filename() or "", "type": part.get_content_type(), "sha256": _digest(part)}
            for part in mail.iter_attachments()
        ]
    except Exception:
        return []


def _digest(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else ""


def _recipient(mail: EmailMessage) -> str:
    for part in mail.walk():
        if part.get("final-recipient"):
            return str(part["final-recipient"]).rpartition(";")[2].strip()
    return ""
