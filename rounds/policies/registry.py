"""Which clause kinds there are: each room registers its own when the program starts, and `manual` reads by them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rounds.policies.rules import Clause

_kinds: dict[str, type[Clause]] = {}


def register(clauses: Iterable[type[Clause]]) -> None:
    """Add a room's clause kinds; raises ValueError where two rooms claim one kind."""
    for model in clauses:
        if _kinds.setdefault(model.kind, model) is not model:
            raise ValueError(f"Two clause models claim the kind “{model.kind}”: {_kinds[model.kind]} and {model}.")


def kinds() -> Mapping[str, type[Clause]]:
    """Give every registered kind with its model."""
    return MappingProxyType(_kinds)
