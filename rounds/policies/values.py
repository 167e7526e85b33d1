"""The values that people write in clauses: `2 weeks`, `Mon-Fri 9:00-17:00`, the name of a role.

Every scalar comes as the text that stands in the manual, and the type named here reads it: YAML's own typing
turns 18:30 into 1110 and 007 into 7. What cannot be read says why, with the nearest word where there is one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, PlainValidator, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from rounds.basics.paces import Pace
from rounds.basics.spans import Span
from rounds.basics.text import Misread, listed, nearest
from rounds.basics.windows import Window

Registers = Mapping[str, Collection[str]]
"""The names that exist: register (a clause kind, or "act") → names."""

type Path = tuple[str | int, ...]
"""Keys as written, and positions in lists."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a value.

    reason: a plain sentence without its full stop. offset: characters from the start of the value to the fault, and
    written: what stands there; None where the whole value is at fault. path: from the value down to what is at fault, where
    it holds keys or a list; at_key: there, the key itself is.
    """

    reason: str
    nearest: str | None = None
    offset: int | None = None
    written: str | None = None
    path: Path = ()
    at_key: bool = False


def unreadable(reason: str, *, nearest_word: str | None = None) -> PydanticCustomError:
    """Make the error of a value that cannot be read. reason: a plain sentence without its full stop."""
    return faulty([Fault(reason[:1].upper() + reason[1:], nearest_word)])


def faulty(faults: Sequence[Fault]) -> PydanticCustomError:
    """Make the error of a value with one or more faults inside."""
    return PydanticCustomError("unreadable", "{reason}", {"reason": faults[0].reason, "faults": tuple(faults)})


def scalar(value: object) -> str:
    """Take a value as text; a list or a mapping in its place is refused."""
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, list | tuple):
        raise unreadable("One value belongs here, not a list")
    if isinstance(value, dict):
        raise unreadable("One value belongs here, not keys of its own")
    raise unreadable("A value is missing here")


def reader[Value](type_: type[Value], parse: Callable[[str], Value]) -> PlainValidator:
    """Read a scalar by a parser that raises ValueError with a plain reason; a value already read passes."""

    def read(value: object) -> Value:
        if isinstance(value, type_):
            return value
        text = scalar(value)
        try:
            return parse(text)
        except PydanticCustomError:  # a ValueError too, and it says more
            raise
        except Misread as none:
            raise unreadable(none.reason, nearest_word=none.meant or None) from none
        except ValueError as wrong:
            raise unreadable(str(wrong).rstrip(".")) from wrong

    return PlainValidator(read)


def _zone(text: str) -> ZoneInfo:
    """Find a time zone by its name in the tz database."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        near = nearest(text, available_timezones())
        raise unreadable(f"There is no time zone “{text}”", nearest_word=near) from unknown


def _listed(value: object) -> object:
    """Take a single value where a list may stand as a list of one."""
    if isinstance(value, dict):
        raise unreadable("A list belongs here, not keys of its own")
    if isinstance(value, str):
        return [scalar(value)]
    if value == []:
        raise unreadable("The list is empty; write what belongs in it, or leave the line out")
    return value


ListOrOne = BeforeValidator(_listed)
_as_text = PlainSerializer(str)

Text = Annotated[str, BeforeValidator(scalar)]
Words = Annotated[tuple[Text, ...], ListOrOne]
SpanText = Annotated[Span, reader(Span, Span.parse), _as_text]
PaceText = Annotated[Pace, reader(Pace, Pace.parse), _as_text]
Zone = Annotated[ZoneInfo, reader(ZoneInfo, _zone), _as_text]
WindowText = Annotated[Window, reader(Window, Window.parse), _as_text]
Spans = Annotated[tuple[SpanText, ...], ListOrOne]
WindowList = Annotated[tuple[WindowText, ...], ListOrOne]


class Choice(StrEnum):
    """A value that is one of a few words; a miss names the nearest."""

    @classmethod
    def _read(cls, value: object) -> Self:
        words = [str(one) for one in cls]
        text = scalar(value)
        if text not in words:
            known = " or ".join(f"“{word}”" for word in words)
            raise unreadable(f"“{text}” is not one of {known}", nearest_word=nearest(text, words))
        return cls(text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic to read it by its words."""
        return core_schema.no_info_plain_validator_function(cls._read, serialization=_plain_text)


class MemberAddress(str):
    """The e-mail address of a member, in lower case: a workspace's own manual may name a person by it."""

    __slots__ = ()


def choice_or_member[Words: Choice](words: type[Words]) -> PlainValidator:
    """Read one of a few words, or the e-mail address of a member."""

    def read(value: object) -> Words | MemberAddress:
        if isinstance(value, MemberAddress):
            return value
        text = scalar(value).strip()
        name, at, domain = text.partition("@")
        if name and at and "." in domain and not any(each.isspace() for each in text):
            return MemberAddress(text.lower())
        known = listed([*(f"“{word}”" for word in words), "the e-mail address of a member"], last="or")
        if text not in list(words):
            raise unreadable(f"“{text}” is not one of {known}", nearest_word=nearest(text, list(words)))
        return words(text)

    return PlainValidator(read)


class KeepOrDrop(Choice):
    """What a customer's answer does to a promised date."""

    KEEP = "keep the date"
    DROP = "drop the date"


@dataclass(frozen=True)
class Ask:
    """One thing that a form asks for."""

    name: str
    required: bool

    def __str__(self) -> str:
        return self.name if self.required else f"{self.name} (if there is any)"


_REQUIRED, _OPTIONAL = "required", "optional"


def _asks(value: object) -> tuple[Ask, ...]:
    """Read `{page: required, pictures: optional}`, in the order in which it is written."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, dict) or not value:
        raise unreadable("What is asked for stands here with “required” or “optional”, as in {page: required}")
    faults = [
        Fault(wrong, near, path=(name,))
        for name, word in value.items()
        if (found := _no_ask(name, word))
        for wrong, near in [found]
    ]
    if faults:
        raise faulty(faults)
    return tuple(Ask(name, word == _REQUIRED) for name, word in value.items())


def _no_ask(name: str, word: object) -> tuple[str, str | None] | None:
    """Say what is wrong with one thing asked for, and the nearest word."""
    if len(name) > MOST_ASKED_NAME:
        return f"What is asked for has a name of at most {MOST_ASKED_NAME} characters", None
    if word in (_REQUIRED, _OPTIONAL):
        return None
    near = nearest(word, (_REQUIRED, _OPTIONAL)) if isinstance(word, str) else None
    return f"“{name}” is either “required” or “optional”", near


MOST_ASKED_NAME = 60


def _asks_written(asks: tuple[Ask, ...]) -> dict[str, str]:
    return {ask.name: _REQUIRED if ask.required else _OPTIONAL for ask in asks}


Asks = Annotated[tuple[Ask, ...], PlainValidator(_asks), PlainSerializer(_asks_written)]
"""What a form asks for; of the tickets of a kind, an escalation, a question."""


@dataclass(frozen=True)
class Meaning:
    """A word of the team's own, and what it means."""

    word: str
    means: str

    def __str__(self) -> str:
        return f"{self.word} ({self.means})"


MOST_MEANT_WORD = 20


def _meanings(value: object, *, most: int = MOST_MEANT_WORD) -> tuple[Meaning, ...]:
    """Read `{A: all of it, and well}`, in the order in which it is written. most: characters of a word."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, dict) or not value:
        raise unreadable("Each word stands here with what it means, as in {A: all of it, and well}")
    faults = [
        Fault(f"Say in one line what “{word}” means", path=(word,))
        for word, means in value.items()
        if not isinstance(means, str) or not means.strip()
    ]
    long = f"A word here has at most {most} characters"
    faults += [Fault(long, path=(word,), at_key=True) for word in value if len(word) > most]
    if faults:
        raise faulty(faults)
    return tuple(Meaning(word, means) for word, means in value.items())


def _meanings_written(meanings: tuple[Meaning, ...]) -> dict[str, str]:
    return {each.word: each.means for each in meanings}


Meanings = Annotated[tuple[Meaning, ...], PlainValidator(_meanings), PlainSerializer(_meanings_written)]
"""What each of some words means, such as the grades of a scale."""

Tips = Annotated[
    tuple[Meaning, ...],
    PlainValidator(lambda value: _meanings(value, most=MOST_ASKED_NAME)),
    PlainSerializer(_meanings_written),
]
"""What is said of each of some things that have names of their own, such as where one learns to use a feature."""


class NameIn(str):
    """A name that is looked up in one register, the one of its type: a miss is an error with the nearest word.

    register: the kind of the clauses it names, or "act" for the acts of the permission table.
    missing: how a miss is said.
    """

    __slots__ = ()
    register: ClassVar[str]
    missing: ClassVar[str] = "There is no {register} “{name}”"

    @property
    def clause(self) -> str | None:
        """Say which clause it names, as in `role: lead`; None where it names none of its own."""
        return f"{self.register}: {self}"

    @classmethod
    def _read(cls, value: object, info: ValidationInfo) -> Self:
        """Read the name, and look it up where the registers are at hand (the checker hands them in)."""
        return cls.look_up(scalar(value), info.context or {})

    @classmethod
    def look_up(cls, text: str, registers: Registers) -> Self:
        """Take a name, which has to be known where the registers are at hand. Raises PydanticCustomError."""
        name = cls(text)
        known = registers.get(cls.register)
        if known is not None and name not in known:
            reason = cls.missing.format(register=cls.register, name=name)
            raise unreadable(reason, nearest_word=nearest(name, known))
        return name

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic to read it as text, and to keep its type."""
        return core_schema.with_info_plain_validator_function(cls._read, serialization=_plain_text)


_plain_text = core_schema.plain_serializer_function_ser_schema(str)


class RoleName(NameIn):
    """A role, declared by a clause `role`."""

    register = "role"


class TemplateName(NameIn):
    """A mail's text, declared by a template."""

    register = "template"


class HoursName(NameIn):
    """Working hours, declared by a clause `hours`."""

    register = "hours"
    missing = "There are no {register} “{name}”"


class TicketKindName(NameIn):
    """A kind of ticket, declared by a clause `ticket kind`."""

    register = "ticket kind"


class QueueName(NameIn):
    """A queue, declared by a clause `queue`."""

    register = "queue"


class ListedWord(NameIn):
    """A word that stands in a list of another clause (`Clause.declares`)."""

    __slots__ = ()

    @property
    def clause(self) -> None:
        """Name no clause: the word stands inside one."""
        return


class PriorityWord(ListedWord):
    """A priority, one of those that the clause `priorities` lists."""

    register = "priority"


class HolderWord(ListedWord):
    """For whom a ticket can wait, one of those that the clause `holds` lists."""

    register = "holder"
    missing = "A ticket cannot be held by “{name}”"


class Act(NameIn):
    """An act of the permission table."""

    register = "act"


RoleNames = Annotated[tuple[RoleName, ...], ListOrOne]
Acts = Annotated[tuple[Act, ...], ListOrOne]
TicketKinds = Annotated[tuple[TicketKindName, ...], ListOrOne]
