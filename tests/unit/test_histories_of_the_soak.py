"""Histories by the rules alone hold, and a fault in any rule that they live by is named (A1, A3, A10)."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType

import pytest

from rounds.checkins.rules import coming_round, ladders, waiting
from rounds.checkins.rules.ladders import Silence
from soak.living import What, lived
from soak.nevers import broken

MANY = range(40)


def later(found, days=1):
    return replace(found, at=found.at + timedelta(days=days))


def test_histories_break_nothing_and_everything_happens_in_them():
    lives = [lived(number) for number in MANY]
    assert [each for history in lives for each in broken(history)] == []
    assert {told.what for history in lives for told in history.told} == set(What)


@pytest.mark.parametrize(
    ("rules", "rule"), [(waiting, "after_start"), (waiting, "while_waiting"), (coming_round, "next_round")]
)
def test_a_date_a_day_late_is_named_A3(rules: ModuleType, rule: str, monkeypatch: pytest.MonkeyPatch):
    real = getattr(rules, rule)
    monkeypatch.setattr(rules, rule, lambda *given, **named: later(real(*given, **named)))
    assert any("is meant" in each or "no morning" in each for number in MANY for each in broken(lived(number)))


def test_a_first_date_in_the_afternoon_is_named_A1(monkeypatch: pytest.MonkeyPatch):
    real = coming_round.first_date
    monkeypatch.setattr(coming_round, "first_date", lambda *given, **named: later(real(*given, **named), days=0.25))
    assert any("no morning" in each for number in MANY for each in broken(lived(number)))


def test_a_ladder_that_ends_early_is_named_A10(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ladders, "after_silence", lambda *_: Silence(None))
    assert any("at step None" in each for number in MANY for each in broken(lived(number)))


def test_a_date_in_the_past_is_named_A1(monkeypatch: pytest.MonkeyPatch):
    real = waiting.while_waiting
    monkeypatch.setattr(waiting, "while_waiting", lambda *given, **named: later(real(*given, **named), days=-400))
    assert any("is meant" in each for number in MANY for each in broken(lived(number)))
