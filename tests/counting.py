"""Work counted, not timed: a test that measured seconds would say how busy the machine is."""

import sys
from collections.abc import Callable
from itertools import count

EVENTS = (sys.monitoring.events.PY_START, sys.monitoring.events.JUMP, sys.monitoring.events.BRANCH)
TOOL = 4
"""One of the numbers that CPython leaves to whoever wants one."""


def steps(act: Callable[[], object]) -> int:
    """Count the steps of Python in an act: calls, turns of loops and conditions. What C does within one step is not seen."""
    done = count()
    sys.monitoring.use_tool_id(TOOL, "steps")
    try:
        for event in EVENTS:
            sys.monitoring.register_callback(TOOL, event, lambda *_: next(done))
        sys.monitoring.set_events(TOOL, sum(EVENTS))
        act()
    finally:
        sys.monitoring.set_events(TOOL, 0)
        sys.monitoring.free_tool_id(TOOL)
    return next(done)
