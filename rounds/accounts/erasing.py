"""What was known of somebody who is erased, and how it is blotted out where others wrote it."""

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

ERASED = "erased"
NOBODY = "Erased person"
"""The name of a contact who was erased."""


@dataclass(frozen=True, slots=True)
class WasKnown:
    """What a contact was called, by all its names, and where they were reached. address_ids: rows that are gone.

    in_usage: what sources of usage called them, their names and ids there.
    """

    contact_id: int
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    address_ids: frozenset[int]
    in_usage: tuple[str, ...] = ()

    def traces(self) -> str:
        """Give the pattern of their addresses and full names, as PostgreSQL reads it: whole ones only, in any case.

        A name of one word is left out: it may be anybody's, or any word; so is an id that is no address. Empty where nothing is left
        to look for.
        """
        return _pattern(BEGINS, self._texts())

    def traces_in_json(self) -> str:
        """Give the pattern of the same in JSON, where quotes and backslashes have a backslash before them, and ends of lines are letters.

        It takes ten times as long to look for, and so not everywhere.
        """
        return _pattern(BEGINS_IN_JSON, self._texts_in_json())

    def within_json(self) -> str:
        """Give the pattern of the same in JSON as parts of other words too: it is in every row that `traces_in_json` is in."""
        return _any_of(self._texts_in_json())

    def _texts_in_json(self) -> set[str]:
        return {json.dumps(each, ensure_ascii=False)[1:-1] for each in self._texts()}

    def _texts(self) -> set[str]:
        names = [name for name in self.names if " " in name.strip()]
        names += [each for each in self.in_usage if " " in each.strip() or "@" in each]
        return {*self.addresses, *names}


BEGINS = r"(?<![[:alnum:]._%+-])"
"""What is before an address no part of another one."""
BETWEEN = r"(?:[[:space:]>]|\\[nrt])+"
"""What may stand between two words of a name: mail programs break a line there, and quote it; JSON writes its end as a letter."""
BEGINS_IN_JSON = rf"(?:{BEGINS}|(?<=\\[bfnrt]))"


def _pattern(begins: str, texts: Collection[str]) -> str:
    return rf"{begins}({_any_of(texts)})(?!\.?[[:alnum:]-])" if texts else ""


def _any_of(texts: Collection[str]) -> str:
    return "|".join(BETWEEN.join(map(re.escape, each.split())) for each in sorted(texts, key=len, reverse=True))


FORGETTING: "list[Callable[[WasKnown], None]]" = []
"""What rooms that are not below the mail room forget in the same act; each puts itself here when it is set up."""


def blot(
    rows: "models.QuerySet[models.Model]", column: str, traces: str, *, behind: "Combinable | None" = None
) -> frozenset[int]:
    """Blot traces out of a column's text, and give the ids of the rows where there were any. behind: what to write after it."""
    if not traces:
        return frozenset()
    found = frozenset(rows.filter(**{f"{column}__iregex": traces}).values_list("pk", flat=True))
    without = _without(F(column), traces)
    rows.filter(pk__in=found).update(
        **{column: Concat(without, behind, output_field=models.TextField()) if behind else without}
    )
    return found


def blot_all(rows: "models.QuerySet[models.Model]", columns: Sequence[str], traces: str) -> frozenset[int]:
    """Blot traces out of the texts of several columns, which are looked through once, and give the ids of the rows where there were any."""
    if not traces:
        return frozenset()
    texts = Func(Value("\n"), *map(F, columns), function="concat_ws", output_field=models.TextField())
    found = frozenset(rows.alias(texts=texts).filter(texts__iregex=traces).values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=found).update(  # noqa: SLF001 - Django's own name for it
        **{column: _without(F(column), traces) for column in columns}
    )
    return found


def blot_json(rows: "models.QuerySet[models.Model]", column: str, was: WasKnown) -> None:
    """Blot somebody out of the values of a column of JSON, such as declared fields; what stands in their place breaks none."""
    if not (traces := was.traces_in_json()):
        return
    text = Cast(column, models.TextField())
    without = _without(text, traces)
    found = rows.alias(written=text).filter(written__iregex=was.within_json())
    found.update(**{column: Cast(without, models.JSONField())})


def _without(text: Combinable, traces: str) -> Func:
    return Func(
        text,
        Value(traces),
        Value(ERASED),
        Value("gi"),
        function="regexp_replace",
        output_field=models.TextField(),
    )
