"""What became of one act on many tickets."""

from dataclasses import dataclass
from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.desk.many import Verb
from rounds.desk.models import ManyDo, ManyItem


@dataclass(frozen=True, slots=True)
class OneOfMany:
    """One ticket of it. refusal: why it was not done, "" where it was. undone: whether it went back."""

    number: int
    refusal: str
    undone: bool


@dataclass(frozen=True, slots=True)
class ManyRecord:
    """An act on many tickets."""

    id: int
    verb: Verb
    word: str
    at: datetime
    undone_at: datetime | None
    items: tuple[OneOfMany, ...]


def many_record(many_id: int, *, by_id: int | None) -> ManyRecord:
    """Give one's own act on many tickets. Raises NotThere."""
    done = ManyDo.objects.filter(id=many_id, by_id=by_id or 0).first()
    if done is None:
        raise NotThere(f"act on many {many_id}")
    rows = ManyItem.objects.filter(many=done).order_by("id").values_list("ticket__number", "refusal", "undone")
    items = tuple(OneOfMany(*row) for row in rows)
    return ManyRecord(done.pk, Verb(done.verb), done.word, done.at, done.undone_at, items)
