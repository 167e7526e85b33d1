"""What is said of a broken promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken promise. rule: the requirement's number and its words. ticket: its number, 0 where none is meant."""

    rule: str
    ticket: int
    at: datetime | None
    said: str

    def as_json(self) -> dict[str, object]:
        """Say it for programs."""
        return {"rule": self.rule, "ticket": self.ticket, "day": self.at and f"{self.at:%F}", "said": self.said}


type Findings = Iterator[Broken]
