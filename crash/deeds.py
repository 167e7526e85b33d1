"""What members do on the page and may take back: asked, heard, taken back; and what that leaves to be found.

A deed leaves a number of traces: a hold one, a bulk act one a ticket, a macro one an act. It stands as a whole, is gone as a whole, or was
never there: nothing between, whenever somebody dies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Step(StrEnum):
    """What was asked of a deed."""

    DO = "do"
    UNDO = "undo"


class Heard(StrEnum):
    """How far a step came, as seen from outside."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    HEARD = "heard"


@dataclass(frozen=True)
class Deed:
    """One deed. mark: by which its traces are found. of: how many it leaves. done, undone: what was asked and acknowledged."""

    mark: str
    of: int
    done: Heard
    undone: Heard = Heard.NOT_ASKED

    def may_be(self) -> frozenset[tuple[int, int]]:
        """Give what may be found: pairs of traces that stand and traces that were taken back."""
        nothing, whole, back = (0, 0), (self.of, 0), (0, self.of)
        if self.undone is Heard.HEARD:
            return frozenset({back})
        unsure = frozenset({back} if self.undone is Heard.ASKED else ())
        return unsure | ({whole} if self.done is Heard.HEARD else {nothing, whole})


@dataclass(frozen=True)
class Trace:
    """What was found of one deed. stands, gone: how many of its traces.

    doubled: something of it happened twice, or stands by half where that can be told.
    """

    stands: int
    gone: int
    doubled: bool = False


NOTHING = Trace(0, 0)


def summed(entries: Iterable[Mapping[str, object]]) -> tuple[Deed, ...]:
    """Sum up the ledger's entries (mark, of, step, sure) to one deed a mark."""
    deeds: dict[str, Deed] = {}
    for entry in entries:
        mark, heard = str(entry["mark"]), Heard.HEARD if entry["sure"] else Heard.ASKED
        deed = deeds.get(mark) or Deed(mark, int(str(entry["of"])), heard)
        deeds[mark] = replace(deed, undone=heard) if entry["step"] == Step.UNDO else replace(deed, done=heard)
    return tuple(deeds.values())


def broken_deeds(deeds: Iterable[Deed], traces: Mapping[str, Trace]) -> Iterator[str]:
    """Say of which deed another thing is found than was promised."""
    for deed in deeds:
        trace = traces.get(deed.mark, NOTHING)
        if trace.doubled:
            yield f"something of {deed.mark} happened twice, or by half"
        if (trace.stands, trace.gone) not in deed.may_be():
            asked = f"done: {deed.done}, taken back: {deed.undone}"
            yield f"{deed.mark} ({asked}): {trace.stands} of {deed.of} stand, {trace.gone} are taken back"
