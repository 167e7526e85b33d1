"""Rules of the house: what Rounds does whatever a manual says. Each room declares its own; one page lists them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rounds.timeline.rules import Because, Fact


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One rule that holds in every company.

    name: stable, and never given another meaning, for history quotes it. says: whole sentences, as people read them. steps: kinds of events
    that are mere bookkeeping of it, and are recorded without a reason of their own. before: kinds whose rows of earlier versions
    carry none.
    """

    name: str
    says: str
    steps: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def because(self, *facts: Fact, then: str = "", then_at: datetime | None = None) -> Because:
        """Say that this rule did it. facts: what was seen. then, then_at: what comes next, and when; aware, UTC."""
        return Because("", 0, facts, then, then_at, rule=self.name)


_rules: dict[str, HouseRule] = {}
_steps: dict[str, HouseRule] = {}
_before: dict[str, HouseRule] = {}


def add(rules: Iterable[HouseRule]) -> None:
    """Make rules known, at start. Raises ValueError where a name, or a kind of event, has one already."""
    for rule in rules:
        _only_once(_rules, rule.name, rule)
        for kind in rule.steps:
            _only_once(_steps, kind, rule)
        for kind in rule.before:
            _only_once(_before, kind, rule)


def all_rules() -> tuple[HouseRule, ...]:
    """List every rule of the house, in the order of the rooms."""
    return tuple(_rules.values())


def called(name: str) -> HouseRule | None:
    """Give the rule of this name; None for one that this version does not know."""
    return _rules.get(name)


def is_step(kind: str) -> bool:
    """Say whether events of this kind are mere bookkeeping of a rule."""
    return kind in _steps


def steps() -> tuple[tuple[str, HouseRule], ...]:
    """List the kinds of events that are mere bookkeeping, each with its rule."""
    return tuple(sorted(_steps.items(), key=lambda each: each[0]))


def why(kind: str) -> Because | None:
    """Give the reason of an event that Rounds recorded and that carries none of its own; None where no rule explains its kind."""
    rule = _steps.get(kind) or _before.get(kind)
    return rule.because() if rule else None


def _only_once(known: dict[str, HouseRule], name: str, rule: HouseRule) -> None:
    if known.setdefault(name, rule) != rule:
        raise ValueError(f"Two rules of the house have “{name}”.")
