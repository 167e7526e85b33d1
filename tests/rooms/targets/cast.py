"""A desk without the shipped manual's own target, with two of these tests' own; and time that passes on it."""

from rounds.manual.commands import adopt
from rounds.site.duties import DUTIES
from rounds.targets.commands import catch_up
from rounds.targets.models import Run
from rounds.timeline.models import TimelineEvent
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import MANUAL, a_ticket, a_workspace

TARGETS = """
```clause
target: first answer
for: {ticket kind: question}
within: 2 working hours
hours: help desk
warn: 30 minutes before
missed: {tell: lead}
```

```clause
target: solved
for: {ticket kind: question}
until: solved
within: 2 working days
hours: help desk
```
"""

WITHOUT = (
    MANUAL.read_text()
    .replace("target: first answer", "target: another")
    .replace("{queue: front desk}", "{queue: billing}")
)
"""The shipped manual with its own target out of the way."""


def a_desk():
    return a_workspace(manual=WITHOUT + TARGETS)


def adopted(cast, text, at):
    with cast.inside():
        adopt(text=text, by=cast.manager, at=at)


def caught_up(cast, at):
    """Judge the tickets from before, batch by batch, to the end; say how many batches it took."""
    for batches in range(100):
        with cast.inside():
            if not catch_up(at=at):
                return batches
    raise AssertionError("it does not come to an end")


def pass_to(cast, moment):
    """Let the engine's loop see a moment: first what happened is sealed, then all that is due is done."""
    seal_all(cast)
    rounds_to(cast, DUTIES, now=moment)


def run_of(cast, number, until="first answer"):
    with cast.inside():
        return Run.objects.filter(ticket__number=number, until=until).first()


def opened(cast, **more):
    with cast.inside():
        return a_ticket(**more).number


def events(cast, kind=""):
    with cast.inside():
        return list(TimelineEvent.objects.filter(kind__startswith=f"targets.{kind}").order_by("id"))


def kinds(cast):
    return [event.kind for event in events(cast)]
