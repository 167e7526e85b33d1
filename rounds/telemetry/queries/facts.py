"""What a fact of the manual comes to, for many accounts or assets in one question."""

from collections.abc import Sequence
from functools import partial

from rounds.policies.conditions import When
from rounds.telemetry.asking import ask
from rounds.telemetry.clauses import NamedFact, Of
from rounds.telemetry.questions.facts import page_of


def numbers(
    fact: NamedFact,
    *,
    of: Of,
    when: When,
    accounts: Sequence[int] | None = None,
    limit: int | None = None,
    after: int = 0,
) -> dict[int, int]:
    """Count a fact, of each account or asset that has any; those without are left out. Counts what happened until now.

    of: one of the fact's own. accounts: only theirs. limit, after: a page, by id. Raises ValueError where the fact is not of these.
    """
    if of not in fact.of:
        raise ValueError(f"{fact.identity} is not of each {of}")
    [found] = ask(partial(page_of, fact=fact, of=of, when=when, after=after, limit=limit), accounts=accounts)
    return {row[of.value]: row["number"] for row in found}
