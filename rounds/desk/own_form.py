"""What a kind of ticket asks for, beside the text: what is missing is named, and the answers stay with the ticket."""

import json
from collections.abc import Mapping

from rounds.basics.problems import Problem
from rounds.desk.clauses import TicketKind

MOST = 2_000
"""Characters that one answer may have."""


def field_of(kind: TicketKind, name: str) -> str:
    """Give the field of a form that holds one answer: two kinds may ask for the same thing on one page."""
    return f"asked.{kind.name}.{name}"


def asked_problems(kind: TicketKind, answers: Mapping[str, str]) -> list[Problem]:
    """Name what a new ticket of this kind still needs. Source: D1; clause kind `ticket kind`, key `asks for`."""
    return [
        found
        for ask in kind.asks_for or ()
        if (found := _problem(kind, ask.name, ask.required, answers.get(ask.name, "")))
    ]


def _problem(kind: TicketKind, name: str, required: bool, answer: str) -> Problem | None:
    if required and not answer.strip():
        text = f"A {kind.name} needs its “{name}”."
        return Problem(
            "asked for", text, "Ask the customer, and write what they say.", field_of(kind, name), kind.identity
        )
    if len(answer) > MOST:
        return Problem(
            "too long",
            f"“{name}” has {MOST:,} characters at most.",
            "Write the rest into the text.",
            field_of(kind, name),
        )
    return None


def kept(kind: TicketKind, answers: Mapping[str, str]) -> str | None:
    """Write down the answers to what is asked, in the manual's order; None where there are none."""
    given = {ask.name: answers[ask.name].strip() for ask in kind.asks_for or () if answers.get(ask.name, "").strip()}
    return json.dumps(given, ensure_ascii=False) if given else None


def answers_of(written: str | None, kind: TicketKind | None) -> dict[str, str]:
    """Read the answers of a ticket, and put what its kind needs and nobody has said beside them, empty."""
    given: dict[str, str] = json.loads(written) if written else {}
    needed = {ask.name: "" for ask in (kind.asks_for or () if kind else ()) if ask.required}
    return {**needed, **given}
