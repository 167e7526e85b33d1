"""What check-ins forget of somebody who is erased: their full names and addresses in findings that members wrote of their firm.

What a finding begins with names people as sources of usage do, by one word or an id too: in such a line that goes as well.
"""

import re

from django.db.models import TextField
from django.db.models.functions import Cast

from rounds.accounts.erasing import ERASED, WasKnown, blot_json
from rounds.checkins.evidence.noting import ONCE_COUNTED
from rounds.checkins.models import Finding


def forget(was: WasKnown) -> None:
    """Forget a person, inside the act that erases them; the finding is of their firm, and stays."""
    blot_json(Finding.objects.all(), "said", was)
    if was.in_usage:
        _forget_counted(was.in_usage)


def _forget_counted(words: tuple[str, ...]) -> None:
    """Blot out of the lines that were counted whomever a source calls so: one of a list, and no word in it."""
    named = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    item = re.compile(rf"(^|; )(?:{named})(?=, |; | has \d| \(counted )", re.IGNORECASE)
    rows = Finding.objects.alias(written=Cast("said", TextField())).filter(written__contains="(counted from ")
    for found in rows.order_by("id"):
        said = {
            need: "\n".join(_without(line, item) for line in text.splitlines()) for need, text in found.said.items()
        }
        if said != found.said:
            found.said = said
            found.save(update_fields=["said"])


def _without(line: str, item: re.Pattern[str]) -> str:
    return item.sub(rf"\1{ERASED}", line) if ONCE_COUNTED.match(line) else line
