"""What can be written in a manual, taken from the models of the clauses themselves.

The reference page, the JSON Schema and the completion of the editor all read this, so none of them can say anything else
than what the checker takes.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from inspect import cleandoc
from typing import Annotated, Any, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic.fields import FieldInfo

from rounds.basics.paces import Pace
from rounds.basics.spans import Span
from rounds.basics.text import listed
from rounds.basics.windows import Window
from rounds.manual.front import Front
from rounds.manual.markdown import CLAUSE, TEMPLATE
from rounds.policies.conditions import Fields, Over, OverEither
from rounds.policies.registry import kinds
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says, sentence_of
from rounds.policies.values import Ask, Choice, Meaning, MemberAddress, NameIn
from rounds.policies.words import KNOWN


@dataclass(frozen=True)
class Shape:
    """What a value is. said: for a reader. many: a list of such. register: whose names it takes; words: the only ones, but for besides.

    inner: the keys that it has of its own. any_key: what any key that the writer chooses may be; any_text: that it may be any text.
    fields: what a condition is about; either: what else it may be about, by another key of the clause.
    """

    said: str
    many: bool = False
    register: str | None = None
    words: tuple[str, ...] = ()
    besides: str = ""
    inner: tuple["Key", ...] = ()
    any_key: tuple[str, ...] = ()
    any_text: bool = False
    fields: Fields | None = None
    either: Fields | None = None

    def asks(self) -> tuple[Fields, ...]:
        """List what a condition may ask of; none where this is no condition."""
        return tuple(each for each in (self.fields, self.either) if each)


@dataclass(frozen=True)
class Key:
    """One key. means: its sentence, with … for the value. default: what is true without it, None where it has to be there."""

    name: str
    shape: Shape
    means: str
    default: str | None

    @property
    def required(self) -> bool:
        return self.default is None


@dataclass(frozen=True)
class Kind:
    """One kind of clause. fence: how its block is marked."""

    name: str
    means: str
    fence: str
    keys: tuple[Key, ...]


@cache
def described() -> tuple[Kind, ...]:
    """Describe every kind of clause, by name."""
    return tuple(_kind(name, model) for name, model in sorted(kinds().items()))


def front_keys() -> tuple[Key, ...]:
    """Describe the head of a manual."""
    return tuple(keys_of(Front))


def all_keys(keys: tuple[Key, ...], *within: str) -> Iterator[tuple[tuple[str, ...], Key]]:
    """Go through keys and all that stand inside them, each with its path."""
    for key in keys:
        yield (*within, key.name), key
        yield from all_keys(key.shape.inner, *within, key.name)


def _kind(name: str, model: type[Clause]) -> Kind:
    fence = TEMPLATE if name == TEMPLATE else CLAUSE
    order = f" Their order in the manual decides: {model.in_order.decides}." if model.in_order else ""
    return Kind(name, cleandoc(model.__doc__ or "") + order, fence, tuple(keys_of(model)))


def keys_of(model: type[Keys]) -> Iterator[Key]:
    """Describe the keys of a model in the order of their declaration."""
    for field, info in model.model_fields.items():
        if field != "name" or not issubclass(model, Clause):
            yield Key(model.key_of(field), _shape(info.annotation, info.metadata), _means(info), _default(info))


def _means(info: FieldInfo) -> str:
    says = next((one for one in info.metadata if isinstance(one, Says)), None)
    return says.sentence.replace("{}", "…") if says and says.sentence not in {"{}", "{}."} else ""


def _default(info: FieldInfo) -> str | None:
    if info.is_required():
        return None
    value = info.get_default(call_default_factory=True)
    if value == ():
        return "none"
    return "".join(part.text for part in sentence_of(info, value))


def _shape(annotation: Any, metadata: list[Any]) -> Shape:
    """Find out what an annotation takes."""
    if over := next((one for one in metadata if isinstance(one, Over)), None):
        said = f"a condition on a {over.fields.record}"
        if isinstance(over, OverEither):
            said += f", or on a {over.other.record} where `{over.key}` is `{over.value}`"
        return Shape(said, fields=over.fields, either=over.other if isinstance(over, OverEither) else None)
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _shape(inner, [*metadata, *more])
    if origin in {Union, types.UnionType} and (besides := _besides(get_args(annotation))):
        words = _shape(get_args(annotation)[0], metadata)
        return replace(words, said=f"{words.said}, or {besides}", besides=besides)
    if origin in {Union, types.UnionType}:
        return _shape(next(one for one in get_args(annotation) if one is not types.NoneType), metadata)
    if origin is tuple and (chosen := _BY_CHOSEN_KEYS.get(get_args(annotation)[0])):
        return chosen
    if origin is tuple:
        one = _shape(get_args(annotation)[0], [])
        return replace(one, said=f"{one.said}, or a list of such", many=True)
    return _plain(annotation)


_BY_CHOSEN_KEYS: dict[Any, Shape] = {
    Ask: Shape("what is asked for, as in `{page: required, pictures: optional}`", any_key=("required", "optional")),
    Meaning: Shape("words with what each means, as in `{A: all of it, and well}`", any_text=True),
}
"""Values whose keys the writer chooses."""


def _besides(types_: tuple[Any, ...]) -> str:
    """Say what may stand where some words may, if anything else may."""
    if not (isinstance(types_[0], type) and issubclass(types_[0], Choice)):
        return ""
    more = [one for one in types_[1:] if isinstance(one, type)]
    return next((said for one in more for kind, said in _BESIDES.items() if issubclass(one, kind)), "")


_BESIDES: dict[type, str] = {
    MemberAddress: "the e-mail address of a member",
    Span: "a span of time, such as `6 months`",
}
"""What may be written beside the words of a choice."""


def _plain(type_: Any) -> Shape:
    if isinstance(type_, type) and issubclass(type_, NameIn):
        return Shape(_named(type_.register), register=type_.register)
    if isinstance(type_, type) and issubclass(type_, Choice):
        words = tuple(str(one) for one in type_)
        return Shape(listed([f"`{word}`" for word in words], last="or"), words=words)
    if isinstance(type_, type) and issubclass(type_, Keys):
        keys = tuple(keys_of(type_))
        return Shape(f"keys of its own: {listed([f'`{key.name}`' for key in keys])}", inner=keys)
    if get_origin(type_) is dict:
        return Shape(
            f"what the page calls something: {listed([f'`{word}`' for word in KNOWN])}, as in `{{account: client}}`"
        )
    return Shape(_SAID.get(type_, "text"))


def _named(register: str) -> str:
    return "a right" if register == "act" else f"the name of a `{register}`"


_SAID: dict[Any, str] = {
    Span: "a span of time, such as `2 weeks`",
    Pace: "so many in a span of time, such as `100 in 1 hour`",
    Window: "a window of the week, such as `Mon-Fri 9:00-17:00`",
    ZoneInfo: "a time zone, such as `America/Chicago`",
    time: "a time of day, such as `17:00`",
    bool: "`yes` or `no`",
    int: "a number",
}
