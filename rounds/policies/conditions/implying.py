"""Whether all that one condition means is meant by another too: never said wrongly, though not always seen."""

from collections.abc import Iterable

from rounds.policies.conditions.condition import Condition, Test
from rounds.policies.conditions.wants import Amount, Is, Want


def implies(narrow: Condition, wide: Condition) -> bool:
    """Say whether every record that meets the one meets the other, by what is written alone."""
    if narrow.record != wide.record or not all(_asked_by(test, narrow.tests) for test in wide.tests):
        return False
    return wide.denied is None or _denies(narrow, wide.denied)


def _asked_by(test: Test, tests: Iterable[Test]) -> bool:
    """Say whether some of these tests leaves only what this one lets through."""
    return any(each.field.name == test.field.name and _within(each.wants, test.wants) for each in tests)


def _within(narrow: tuple[Want, ...], wide: tuple[Want, ...]) -> bool:
    return all(any(one == other or _lies_in(one, other) for other in wide) for one in narrow)


def _lies_in(one: Want, other: Want) -> bool:
    """Say whether an amount lies in another one; of moments only the same words mean the same."""
    if not (isinstance(one, Amount) and isinstance(other, Amount)):
        return False
    if (one.within, one.share_of) != (other.within, other.share_of):
        return False
    over = other.least is None or (one.least is not None and one.least >= other.least)
    under = other.most is None or (one.most is not None and one.most <= other.most)
    return over and under


def _denies(narrow: Condition, denied: Condition) -> bool:
    """Say whether no record that meets the one meets what is denied: it denies that too, or asks for something else."""
    if narrow.denied and implies(denied, narrow.denied):
        return True
    return any(
        test.field.name == asked.field.name and _apart(test.wants, asked.wants)
        for test in narrow.tests
        for asked in denied.tests
    )


def _apart(some: tuple[Want, ...], others: tuple[Want, ...]) -> bool:
    """Say whether no value is one of both; of single values alone."""
    if not all(isinstance(want, Is) for want in (*some, *others)):
        return False
    return set(some).isdisjoint(others)
