"""What is known of whom a mail is from, as pages draw it: a warning stands before the words, all else behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rounds.mail.models import Via
from rounds.mail.trust import Proof, Verdict, details, headline
from rounds.web.marks import Drawn


@dataclass(frozen=True, slots=True)
class ShownSender:
    """warns: whoever reads the words should know it first. lines: sentences that stand behind the mark."""

    mark: Drawn
    warns: bool
    lines: tuple[str, ...]


WAYS = {
    Via.SMTP: "Came straight in by SMTP",
    Via.IMAP: "Came out of a mail folder (IMAP)",
    Via.FILE: "Came out of a file of old mails",
}
"""By which way a mail came in, as its message says it."""

TONES = {
    Verdict.PROVED: ("good", "s-done"),
    Verdict.UNPROVED: ("plain", "s-unknown"),
    Verdict.UNCHECKED: ("plain", "s-unknown"),
    Verdict.FAILED: ("late", "s-late"),
}


def shown_sender(facts: Mapping[str, Any] | None) -> ShownSender | None:
    """Draw what is known of a sender; None for what came by no mail, or before it was written down."""
    if facts is None:
        return None
    return drawn_sender(Proof.of(facts))


def drawn_sender(proof: Proof) -> ShownSender:
    """Draw it."""
    warns = proof.verdict is Verdict.FAILED or bool(proof.doubts)
    tone, shape = (
        ("check", "s-unknown") if proof.doubts and proof.verdict is not Verdict.FAILED else TONES[proof.verdict]
    )
    return ShownSender(Drawn(headline(proof), tone, shape), warns, details(proof))
