"""What evidence says of one firm, and the figures it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the dates, and in the same ones a year before. lately: of it, how many since the manual's span; only by month."""

    number: int = 0
    before: int = 0
    lately: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month, by its first day: how many in it, and in the same one a year before. Only what lies in the dates counts."""

    first: date
    number: int
    before: int


@dataclass(frozen=True, slots=True)
class Use:
    """A feature of a product. used: how often in the dates; wanted: how often somebody wished for it, ever.

    lately: how often of late, within the manual's `quiet after` of the last day; all in the dates where it has none.
    """

    product: str
    feature: str
    had: bool
    used: int
    wanted: int
    lately: int = 0

    @property
    def idle(self) -> bool:
        """Say whether it lies there unused."""
        return self.had and not self.used


@dataclass(frozen=True, slots=True)
class Switch:
    """An integration that is on or off since a moment (aware UTC)."""

    product: str
    name: str
    on: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one firm in the dates. Pieces that the manual does not ask for are empty.

    last_at: of all it ever did with the product, None where nothing was ever told of it: then zeros say nothing. figures: by the
    fact's name. media: the kind ("" where a record says none) with how many, the most first. users: how many people ever did
    something there; active: in the dates; quiet: not since the manual's span. assets: by kind. drafts: that are not ended; most: of
    them, how many one person has. tickets: before the end of the dates; imported: of these, from another system.
    active_people, quiet_people, holders; busy_people, who did the most in the dates: the first ones, as many as were asked for: the
    answer's rows, which have no names yet.
    """

    account: int
    last_at: datetime | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    months: tuple[Month, ...] = ()
    media: tuple[tuple[str, int], ...] = ()
    users: int = 0
    active: int = 0
    quiet: int = 0
    features: tuple[Use, ...] = ()
    assets: Mapping[str, int] = field(default_factory=dict)
    integrations: tuple[Switch, ...] = ()
    drafts: int = 0
    most: int = 0
    tickets: int = 0
    imported: int = 0
    active_people: tuple[Mapping[str, Any], ...] = ()
    quiet_people: tuple[Mapping[str, Any], ...] = ()
    busy_people: tuple[Mapping[str, Any], ...] = ()
    holders: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_known(self) -> bool:
        """Say whether any usage was ever told of it."""
        return self.last_at is not None
