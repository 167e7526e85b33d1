"""A clause of the operating manual: the values that a room's decisions are made from, and how people read them.

Each room declares its kinds as subclasses of Clause. A clause is read from a mapping whose scalars are still
the text that stands in the manual; the type of each field reads that text (see values.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict

from rounds.policies.sentences import Line, sentence_of
from rounds.policies.values import Registers


class Keys(BaseModel):
    """Keys as people write them, spaces allowed: the field `worked_by` is written `worked by`."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda field: field.replace("_", " "),
        validate_by_alias=True,
        validate_by_name=True,
        validate_default=True,
    )

    joined: ClassVar[str] = "and"
    """The word before the last of what its keys say; "" where each goes on with the one before."""

    @classmethod
    def key_of(cls, field: str) -> str:
        """Give the key that people write for a field."""
        return cls.model_fields[field].alias or field

    @classmethod
    def known_keys(cls) -> dict[str, type["Keys"] | None]:
        """List the keys that may be written, in the order of their declaration, each with the keys inside it."""
        fields = {field: info for field, info in cls.model_fields.items() if field != "name"}
        return {cls.key_of(field): _keys_in(info.annotation) for field, info in fields.items()}


@dataclass(frozen=True, slots=True)
class InOrder:
    """That the order of a kind's clauses in the manual decides. decides: how, as in "the first that fits counts".

    among: the field by whose values they are apart, as those with another one never meet. first_alone: only which is the first counts.
    """

    decides: str
    among: str = ""
    first_alone: bool = False


class Clause(Keys):
    """One clause: `kind: name` is its identity in the manual, in Why? and in history."""

    kind: ClassVar[str]
    declares: ClassVar[Mapping[str, str]] = {}
    """Further registers that it fills: the names in one, and the key whose words they are."""
    seldom: ClassVar[bool] = False
    """Its conditions wait for what is rare: that no record meets one now says nothing, but for words of the team's own."""
    in_order: ClassVar[InOrder | None] = None
    """Whether it decides which of several stands first."""
    name: str

    @classmethod
    def read(cls, name: str, written: Mapping[str, object], *, registers: Registers | None = None) -> Self:
        """Read a clause from the text of its keys, without the first one, which names it.

        written: str, list or dict all the way down. registers: the names that exist; left out, none is looked up.
        Raises pydantic.ValidationError, at the keys as written.
        """
        return cls.model_validate({**written, "name": name}, by_alias=True, by_name=False, context=registers)

    @property
    def identity(self) -> str:
        """Say which clause this is, as in `queue: production`."""
        return f"{self.kind}: {self.name}"

    def cards(self) -> list[Line]:
        """Put each key into a sentence for the manual's page, the defaults that apply included."""
        return [self._line(field) for field in type(self).model_fields if field != "name"]

    def _line(self, field: str) -> Line:
        return Line(
            key=self.key_of(field),
            parts=sentence_of(type(self).model_fields[field], getattr(self, field)),
            left_out=field not in self.model_fields_set,
        )


def _keys_in(annotation: object) -> type[Keys] | None:
    """Find the keys that a field's value has of its own, if it is such a mapping (`takes: {ticket kind: …}`)."""
    if isinstance(annotation, type) and issubclass(annotation, Keys):
        return annotation
    found = (_keys_in(inner) for inner in get_args(annotation))
    return next((keys for keys in found if keys), None)
