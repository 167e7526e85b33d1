"""Whether a mail may be answered by itself: only what a person wrote to us, and what no robot would take for a question. Source: RFC 3834.

Two programs that answer each other by themselves go on for ever; so whatever smells of a program is left to people.
"""

import re
from collections.abc import Collection

from rounds.mail.reading import Letter
from rounds.mail.robots import Seen, Sort
from rounds.mail.trust import Doubt, Proof, Verdict

NOBODY = re.compile(
    r"(?:mailer-daemon|postmaster|daemon|root|(?:no|do-?not|not?)[-_.]?reply|noreply|bounces?|notifications?|alerts?)(?:[-+_.=].*)?"
    r"|owner-.*|.*-(?:request|bounces?|owner|relay)",
    re.IGNORECASE,
)
"""Local parts behind which nobody reads."""

FIELDS_OF_PROGRAMS = ("x-auto-response-suppress", "list-id", "list-unsubscribe", "list-post", "feedback-id", "x-loop")
PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})


def may_be_answered(letter: Letter, *, seen: Seen, sender: Proof, ours: Collection[str], null_sender: bool) -> bool:
    """Say whether whoever wrote may be answered by itself.

    ours: those of our addresses that To and Cc name. null_sender: the server that brought it gave no address for bounces.
    """
    if seen.sort is not Sort.PERSON or null_sender or not ours:
        return False
    if sender.verdict is Verdict.FAILED or {Doubt.SEVERAL, Doubt.COLLEAGUE} & set(sender.doubts):
        return False
    return not (_says_that_a_program_wrote(letter) or NOBODY.fullmatch(letter.sender.key.rpartition("@")[0]))


def _says_that_a_program_wrote(letter: Letter) -> bool:
    headers = letter.headers
    return (
        headers.text("auto-submitted").strip().lower() not in ("", "no")
        or headers.text("precedence").strip().lower() in PRECEDENCE
        or headers.text("return-path").strip() == "<>"
        or any(headers.raw(field) for field in FIELDS_OF_PROGRAMS)
    )
