"""What the manual promises, read from its clauses as they were written."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rounds_judge.calendar import Office, office
from rounds_judge.figures import Grading, grading
from rounds_judge.world import Row, World


@dataclass(frozen=True)
class Guide:
    """A programme: its clause, cadence, ladder, and what a finding and a title say.

    ladder: steps as pairs of verb and word. needs: parts of a finding. in_title: a grade → its words. queues: one that gives in turn →
    the role that hears where nobody fits. works: a queue → the role that works it. was: names that the programme had before.
    """

    clause: str
    name: str
    every: str
    ladder: list[tuple[str, str]]
    needs: list[str]
    in_title: dict[str, str]
    stage: str
    office: Office
    queues: dict[str, str] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    offices: tuple[tuple[datetime, Office], ...] = ()
    grading: Grading | None = None

    def on_clocks_of(self, zone: str) -> "Guide":
        """Give what it promises a firm whose clocks are those of a zone; empty where nobody knows them."""
        offices = tuple((since, each.on_clocks_of(zone)) for since, each in self.offices)
        return replace(self, office=self.office.on_clocks_of(zone), offices=offices) if zone else self

    def office_at(self, at: datetime) -> Office:
        """Give the hours in force at a moment."""
        return next((office for since, office in reversed(self.offices) if since <= at), self.office)

    def changed_before(self, at: datetime) -> datetime | None:
        """Say when other hours came into force last before a moment; None where none did."""
        pairs = zip(self.offices, self.offices[1:], strict=False)
        return max((since for (_, was), (since, now) in pairs if now != was and since <= at), default=None)

    @property
    def clauses(self) -> set[str]:
        """Name the clause as it is called, and as it was called before."""
        return {self.clause, *(f"programme: {name}" for name in self.was)}

    @property
    def tells(self) -> dict[int | None, str]:
        """Say which role hears of silence, by where the ladder is then; None: at its end. No two waits lead to the same place."""
        found = {}
        for place, (verb, _) in enumerate(self.ladder):
            if verb == "wait":
                after, _ = self.then(place)
                passed = self.ladder[place + 1 : after]
                found[after] = next((word for act, word in passed if act == "tell"), "")
        return found

    def wait_behind(self, step: int | None) -> int:
        """Give the place of the wait that a reach-out begins at this place of the ladder; None: the first."""
        return 0 if step is None else step + 1

    def then(self, step: int) -> tuple[int | None, list[str]]:
        """Say where the ladder is when a wait is over in silence, and what is noted on the way; None: at its end."""
        notes: list[str] = []
        for place in range(step + 1, len(self.ladder)):
            verb, word = self.ladder[place]
            if verb in {"send", "wait"}:
                return place, notes
            if verb == "note":
                notes.append(word)
        return None, notes


def guide(world: World) -> Guide:
    """Read the one programme of the manual in force, and the hours of each version before."""
    manuals = sorted(world.tables["manual"], key=lambda row: row["version"])
    manual, clauses = manuals[-1], _clauses(world, manuals[-1])
    [(name, keys)] = [(name, keys) for (kind, name), keys in clauses.items() if kind == "programme"]
    grades = clauses.get(("grades", keys.get("grades")), {})
    offices = tuple((each["adopted_at"], _office(each, _clauses(world, each))) for each in manuals)
    here = _office(manual, clauses)
    return Guide(
        clause=f"programme: {name}",
        name=name,
        every=keys["every"],
        ladder=[next(iter(step.items())) for step in keys["unanswered"]],
        needs=_many(keys["note needs"]),
        in_title=grades.get("in the title", {}),
        stage=keys["for"]["lifecycle"],
        queues={
            queue: keys["if nobody fits"]["tell"]
            for (kind, queue), keys in clauses.items()
            if kind == "queue" and keys.get("given") == "in turn" and "if nobody fits" in keys
        },
        works={queue: keys["worked by"] for (kind, queue), keys in clauses.items() if kind == "queue"},
        was=tuple(_many(keys.get("was", []))),
        office=here,
        offices=offices,
        grading=grading(clauses, keys.get("grades", ""), here.zone),
    )


def _clauses(world: World, manual: Row) -> dict[tuple[str, str], Any]:
    return {
        (row["kind"], row["name"]): row["data"] for row in world.tables["clause"] if row["manual_id"] == manual["id"]
    }


def _office(manual: Row, clauses: dict[tuple[str, str], Any]) -> Office:
    """Give the hours by which the programme of a version opens its check-ins."""
    [keys] = [keys for (kind, _), keys in clauses.items() if kind == "programme"]
    hours, front = clauses["hours", keys["hours"]], manual["front"]
    return office(hours.get("zone", front["zone"]), _many(hours["open"]), _many(front.get("holidays", [])))


def _many(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]
