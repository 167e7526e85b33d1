"""How a value of a clause is said in a sentence, with what can be changed in bold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rounds.policies.values import NameIn


@dataclass(frozen=True)
class Part:
    """A piece of a sentence. clause: the identity of the clause it names, for a link (`role: lead`)."""

    text: str
    bold: bool = False
    clause: str | None = None


@dataclass(frozen=True)
class Line:
    """One readable line of a clause's card: the key, and a sentence in parts.

    left_out: the manual does not write this key, so the line shows its default (in grey).
    """

    key: str
    parts: tuple[Part, ...]
    left_out: bool = False


@runtime_checkable
class Speaks(Protocol):
    """A value that says itself, such as a condition."""

    def parts(self) -> tuple[Part, ...]: ...


@dataclass(frozen=True)
class Says:
    """The sentence of a key, with `{}` where its value stands.

    absent: what is true when there is no value. joined: the word before the last of several.
    """

    sentence: str = "{}."
    absent: str = "Nothing."
    joined: str = "and"


def sentence_of(field: FieldInfo, value: object) -> tuple[Part, ...]:
    """Put a field's value into its sentence."""
    says = next((one for one in field.metadata if isinstance(one, Says)), Says())
    if value is None:
        return (Part(says.absent),)
    before, _, after = says.sentence.partition("{}")
    parts = (Part(before), *said(value, last=says.joined), Part(after))
    return tuple(part for part in parts if part.text)


def said(value: object, *, last: str = "and") -> tuple[Part, ...]:
    """Say a value: names and texts in bold, a list as people list things, a mapping key by key."""
    if isinstance(value, Speaks):
        return value.parts()
    if isinstance(value, tuple):
        return joined([said(one, last=last) for one in value], word=last)
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        word = getattr(type(value), "joined", "and")
        return joined([sentence_of(fields[name], inner) for name, inner in value if inner is not None], word=word)
    if isinstance(value, NameIn):
        return (Part(str(value), bold=True, clause=value.clause),)
    return (Part(str(value), bold=True),)


def joined(many: Iterable[tuple[Part, ...]], *, word: str) -> tuple[Part, ...]:
    """Join as `a, b and c`, with the word that is asked for, or a space alone."""
    several = list(many)
    found: list[Part] = []
    for place, parts in enumerate(several):
        if place:
            found.append(Part(f" {word} ".replace("  ", " ") if place == len(several) - 1 else ", "))
        found.extend(parts)
    return tuple(found)
