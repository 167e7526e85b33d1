"""How it is proved that a key decides: what is changed in a manual, and the act whose outcome has to be another one then."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rounds.manual.comparing import HEAD
from rounds.manual.describing import Key, all_keys, described, front_keys
from rounds.manual.sides import Side
from rounds.policies.rules import Keys
from tests.world import Cast

type Changes = Sequence[tuple[str, str]]
"""What stands once in a manual, and what stands there then."""

type Decide = Callable[[Cast], object]
type Path = tuple[str, ...]
"""A kind of clause, or the head of the manual, a key of it, and the keys inside that."""


@dataclass(frozen=True)
class Proof:
    """That a key decides. ground: what is changed in the manual before, so that the key stands there."""

    changes: Changes
    decide: Decide
    ground: Changes = ()


type Proofs = dict[Path, Proof]


def declared() -> dict[Path, Key]:
    """List every key that a manual can have, however deep it stands, by its path.

    A key that has to be there and only holds others is proved by these.
    """
    kinds = [*((kind.name, kind.keys) for kind in described()), (HEAD, front_keys())]
    every = {(kind, *path): key for kind, keys in kinds for path, key in all_keys(keys)}
    return {path: key for path, key in every.items() if not (key.required and key.shape.inner)}


def rewritten(text: str, changes: Changes) -> str:
    """Change a manual."""
    for before, after in changes:
        assert text.count(before) == 1, f"“{before}” stands once"
        text = text.replace(before, after)
    return text


def standing(side: Side, path: Path) -> dict[str, object]:
    """Give all values that stand at a path of a manual, by the clause."""
    kind, *keys = path
    if kind == HEAD:
        return {HEAD: side.head.get(keys[0])}
    return {clause.identity: list(_inside(clause, keys)) for clause in side.clauses if clause.kind == kind}


def _inside(value: object, keys: Sequence[str]) -> Iterator[object]:
    """Follow keys down; of a list, into each of its values."""
    if keys and isinstance(value, tuple):
        for one in value:
            yield from _inside(one, keys)
    elif not keys:
        yield value
    elif isinstance(value, Keys):
        fields = {type(value).key_of(field): field for field in type(value).model_fields}
        yield from _inside(getattr(value, fields[keys[0]]), keys[1:])
