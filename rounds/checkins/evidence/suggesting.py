"""The grade that the figures suggest, with the figures that speak for it and against a better one; a person decides (A7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from rounds.checkins.clauses import Grades, Suggests
from rounds.checkins.evidence.dates import INSTANT
from rounds.checkins.evidence.kept import Suggestion, kept
from rounds.policies.book import Book
from rounds.policies.conditions import When
from rounds.telemetry.answering import Question
from rounds.telemetry.asking import ask
from rounds.telemetry.clauses import Counts, NamedFact, Of
from rounds.telemetry.figures import Asked, Told, asked_of, told_of
from rounds.telemetry.queries import stands
from rounds.telemetry.questions.counting import Stretch, tallied
from rounds.telemetry.questions.facts import number_of
from rounds.telemetry.questions.people import last_seen

type Numbers = Mapping[Asked, Mapping[int, int]]
"""What each fact comes to, by account; who has none is left out."""


def suggested(accounts: Sequence[int], grades: Grades, manual: Book, *, at: datetime) -> dict[int, Suggestion]:
    """Say which grade the figures of each account suggest now. at: aware, UTC. Raises UsageTrouble.

    What is kept and holds still is given; only of the others usage is asked. Source: A7; clause kind `grades`, key `suggest`.
    """
    known = stands(at)
    if known is None or not grades.suggest or not accounts:
        return {account: Suggestion(as_of=known.until if known else None) for account in accounts}
    found = kept(accounts, grades, manual, known)
    return found | asked_anew([each for each in accounts if each not in found], grades, manual, as_of=known.until)


def asked_anew(accounts: Sequence[int], grades: Grades, manual: Book, *, as_of: datetime) -> dict[int, Suggestion]:
    """Ask usage which grade the figures of each account suggest at a moment, aware UTC. Raises UsageTrouble."""
    if not accounts or not grades.suggest:
        return {}
    when = manual.when(as_of)
    wanted = list(dict.fromkeys(each for one in grades.suggest for each in asked_of(one.when, when)))
    numbers, known = _counted(accounts, wanted, when, manual)
    return {
        account: _judged(account, grades.suggest, numbers, when) if account in known else Suggestion(as_of=as_of)
        for account in accounts
    }


def _judged(account: int, suggests: Sequence[Suggests], numbers: Numbers, when: When) -> Suggestion:
    """Take the first grade whose tests are all met."""

    def number(asked: Asked) -> int:
        return numbers[asked].get(account, 0)

    against: list[tuple[str, tuple[Told, ...]]] = []
    for one in suggests:
        told = told_of(one.when, when, number)
        if all(each.met for each in told):
            return Suggestion(one.grade, told, tuple(against), when.now)
        against.append((one.grade, tuple(each for each in told if not each.met)))
    return Suggestion("", (), tuple(against), when.now)


def _counted(
    accounts: Sequence[int], wanted: Sequence[Asked], when: When, manual: Book
) -> tuple[Numbers, frozenset[int]]:
    """Count all that is wanted for all accounts at once, and say of which any usage is known."""
    facts = {each: manual.get(NamedFact, each.fact) for each in wanted}
    until = when.now + INSTANT
    plain = {each: fact for each, fact in facts.items() if fact.count == Counts.USAGE}
    names = {f"n{place}": each for place, each in enumerate(plain)}
    others = [each for each in wanted if each not in plain]
    questions: list[Question] = [last_seen]
    if plain:
        which = {
            name: Stretch(plain[each].where, when, each.since + INSTANT if each.since else None, until)
            for name, each in names.items()
        }
        questions.append(partial(tallied, which=which))
    questions += [
        partial(
            number_of, fact=facts[each], of=Of.ACCOUNT, when=when, since=each.since + INSTANT if each.since else None
        )
        for each in others
    ]
    answers = iter(ask(*questions, accounts=accounts, until=until))
    known = frozenset(row["account"] for row in next(answers))
    found: dict[Asked, dict[int, int]] = {each: {} for each in wanted}
    if plain:
        for row in next(answers):
            for name, each in names.items():
                found[each][row["account"]] = row[name]
    for each, rows in zip(others, answers, strict=True):
        found[each] = {row["account"]: row["number"] for row in rows}
    return found, known
