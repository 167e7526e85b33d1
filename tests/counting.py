"""Work counted, not timed: a test that measured seconds would say how busy the machine is."""

import sys
from collections.abc import Callable

CALLED, TURNED = sys.monitoring.events.PY_START, (sys.monitoring.events.JUMP, sys.monitoring.events.BRANCH)
TOOL = 4
"""One of the numbers that CPython leaves to whoever wants one."""


def steps(act: Callable[[], object]) -> int:
    """Count the steps of Python in an act: calls, turns of loops and conditions. What C does within one step is not seen."""
    done = 0

    def called(_code: object, _offset: int) -> None:
        nonlocal done
        done += 1

    def turned(_code: object, _offset: int, _to: int) -> None:  # for each of millions: no list of what is given is made
        nonlocal done
        done += 1

    sys.monitoring.use_tool_id(TOOL, "steps")
    try:
        sys.monitoring.register_callback(TOOL, CALLED, called)
        for event in TURNED:
            sys.monitoring.register_callback(TOOL, event, turned)
        sys.monitoring.set_events(TOOL, CALLED | sum(TURNED))
        act()
    finally:
        sys.monitoring.set_events(TOOL, 0)
        sys.monitoring.free_tool_id(TOOL)
    return done
