"""How a condition is said on a clause's card."""

from collections.abc import Sequence

from rounds.basics.text import single
from rounds.policies.conditions.fields import Field
from rounds.policies.conditions.types import CountType, MomentType, YesNoType
from rounds.policies.conditions.wants import Amount, Is, Want
from rounds.policies.sentences import Part, joined
from rounds.policies.values import NameIn

type Parts = tuple[Part, ...]


def tested(field: Field, wants: Sequence[Want]) -> Parts:
    """Say what one field may be: `ticket kind is refund or credit`."""
    if isinstance(field.type, YesNoType):
        said = [(field.type.yes if want == Is(True) else field.type.no) for want in wants]
        return joined([(Part(each, bold=True),) for each in said], word="or")
    every = joined([_one(field, want) for want in wants], word="or")
    if isinstance(field.type, CountType):
        return every
    verb = "" if isinstance(field.type, MomentType) else "is "
    return (Part(f"{field.name} {verb}"), *every)


def said(tests: Sequence[Parts], *, denied: Parts) -> Parts:
    """Join the tests, and what is denied behind them."""
    every = joined(tests, word="and")
    if not denied:
        return every
    return (*every, Part(", but not where " if every else "not where "), *denied)


def _one(field: Field, want: Want) -> Parts:
    if isinstance(want, Amount) and isinstance(field.type, CountType):
        return _many(field.name, want)
    clause = want.value.clause if isinstance(want, Is) and isinstance(want.value, NameIn) else None
    return (Part(str(want), bold=True, clause=clause),)


def _many(name: str, want: Amount) -> Parts:
    """Say a count: `at least 3 customer messages within 1 month`, `at least 1 customer message`; or a share of one.

    A share stands behind what it is a share of: `quiet users at most 10 % of users within 1 year`.
    """
    within = (Part(" within "), Part(str(want.within), bold=True)) if want.within else ()
    if want.share_of:
        return (Part(f"{name} "), Part(str(want), bold=True), *within)
    number = "no" if want.most == 0 else str(want)
    what = single(name) if {want.least, want.most} <= {1, None} else name
    return (Part(number, bold=True), Part(f" {what}"), *within)
