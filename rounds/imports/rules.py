"""The life of an import: what may happen to it, and when."""

from enum import StrEnum

from rounds.basics.problems import Problem


class Stage(StrEnum):
    """Where an import stands. BROUGHT: the file is here, nothing written. RUNNING: a worker brings it in, batch by batch."""

    BROUGHT = "brought"
    TRYING = "trying"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    TAKEN_BACK = "taken back"


BATCH = 1_000
"""Records in one transaction: what a kill costs, and how long a batch holds what it writes."""


class Step(StrEnum):
    """What can happen to an import."""

    CHOOSE = "choose columns"
    TRY = "try"
    START = "start"
    STOP = "stop"
    TAKE_BACK = "take back"


LIFE: dict[Step, frozenset[Stage]] = {
    Step.CHOOSE: frozenset({Stage.BROUGHT}),
    Step.TRY: frozenset({Stage.BROUGHT}),
    Step.START: frozenset({Stage.BROUGHT, Stage.STOPPED}),
    Step.STOP: frozenset({Stage.BROUGHT, Stage.TRYING, Stage.RUNNING}),
    Step.TAKE_BACK: frozenset({Stage.DONE, Stage.STOPPED}),
}
"""In which stages each step may be taken."""

_REFUSALS = {
    Stage.RUNNING: Problem("running", "It is coming in just now.", "Wait until it is in, or stop it."),
    Stage.TRYING: Problem("trying", "It is being tried just now.", "Wait a moment."),
    Stage.DONE: Problem("done", "It is in already.", "Bring the file again; what is known stays as it is."),
    Stage.STOPPED: Problem(
        "stopped", "It was stopped.", "Start it again: it goes on where it stopped. Or take it back."
    ),
    Stage.TAKEN_BACK: Problem("taken back", "It was taken back.", "Bring the file again."),
    Stage.BROUGHT: Problem("not in", "Nothing of it is in yet.", "Stop it, or start it."),
}


def step_problems(stage: Stage, step: Step) -> list[Problem]:
    """Say why a step cannot be taken now."""
    return [] if stage in LIFE[step] else [_REFUSALS[stage]]
