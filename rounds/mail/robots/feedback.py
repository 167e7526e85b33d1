"""Complaints: somebody called a mail of ours spam. Source: RFC 5965; Hotmail's older form has no part of its own."""

import re

from rounds.mail.reading import Letter

COMPLAINT = re.compile(r"\Acomplaint about message from \S+", re.IGNORECASE)


def is_feedback(letter: Letter) -> bool:
    """Say whether a mail is a feedback report."""
    if any(each.media_type == "message/feedback-report" for each in letter.attachments):
        return True
    if "feedback-report" in letter.headers.raw("content-type").lower():
        return True
    returned = any(each.media_type == "message/rfc822" for each in letter.attachments)
    return returned and bool(COMPLAINT.match(letter.subject))
