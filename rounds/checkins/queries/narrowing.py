"""Which check-ins are meant: one way to say it for the API's list and for the rows behind a figure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Greatest

from rounds.basics.localtime import start_of
from rounds.desk.rules import LIVE, LastWord, State


class Standing(StrEnum):
    """How check-ins stand, as lists tell them apart."""

    OPEN = "open"
    WAITING = "waiting"
    ASLEEP = "asleep"
    EXEMPT = "exempt"
    ASKED = "asked about"


MAIL_FAILED = Q(ticket__state__in=LIVE, ticket__last_word=LastWord.POST)
"""What was written last never left, and nobody has done anything since: it is our turn, though an earlier reach-out may wait on (A3)."""

RESTS = Q(
    step=None,
    started_at=None,
    ticket__state__in=LIVE,
    ticket__last_word=LastWord.STAFF,
    ticket__wake_clause__gt="",
    ticket__wake_keeps=True,
)
"""Somebody wrote to the firm between two rounds, and nothing is our turn: its day stands, and no round began by it (A1)."""

WAITS = Q(exempt_at=None, step__isnull=False) & ~Q(ticket__wake_clause="") & ~MAIL_FAILED
STANDING: dict[Standing, Q] = {
    Standing.OPEN: Q(exempt_at=None, ticket__state__in=LIVE) & ~WAITS & ~RESTS,
    Standing.WAITING: WAITS,
    Standing.ASLEEP: Q(exempt_at=None) & (Q(ticket__state=State.ASLEEP, step__isnull=True) | RESTS),
    Standing.EXEMPT: Q(exempt_at__isnull=False),
    Standing.ASKED: Q(exempt_at=None, left_at__isnull=False),
}
"""Which rows each means. Open is whatever is our turn: its day has come, somebody has begun, the customer wrote, or a mail failed."""


BETWEEN_ROUNDS = Q(STANDING[Standing.ASLEEP], started_at=None)
"""Those that sleep and have no round: one that somebody began with and put away for some days has one."""

OPEN_SINCE = Case(
    When(ticket__last_word=LastWord.CUSTOMER, then=F("ticket__said_at")),
    default=Coalesce(F("ticket__woke_at"), Greatest(F("ticket__said_at"), F("started_at"))),
)
"""Since when an open check-in is our turn: the customer wrote, its day came, or somebody began with it before that."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which check-ins are asked for; all of it has to hold. assignee: 0 for nobody's, None for anybody's.

    wakes_from, wakes_until: the days between which it comes back by itself, both included, in this zone.
    """

    zone: ZoneInfo
    standing: Standing | None = None
    assignee: int | None = None
    programme: str = ""
    account_id: int | None = None
    grade: str = ""
    wakes_from: date | None = None
    wakes_until: date | None = None

    @property
    def where(self) -> Q:
        """Say it to the database."""
        found = STANDING[self.standing] if self.standing else Q()
        if self.assignee is not None:
            found &= Q(ticket__assignee=self.assignee or None)
        for column, value in (("programme", self.programme), ("account", self.account_id), ("grade", self.grade)):
            found &= Q(**{column: value}) if value else Q()
        return found & self._wakes

    @property
    def _wakes(self) -> Q:
        found = Q()
        if self.wakes_from:
            found &= Q(ticket__wakes_at__gte=self._begin(self.wakes_from))
        if self.wakes_until:
            found &= Q(ticket__wakes_at__lt=self._begin(self.wakes_until + timedelta(days=1)))
        return found

    def _begin(self, day: date) -> datetime:
        return start_of(day, self.zone)
