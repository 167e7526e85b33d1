"""What members do on the page, a file an act: how it is done, by which traces it is found, how it is spoilt.

Each file has `do(desk)`, `TRACES` (a select of mark, stands, gone, doubled) and `FAULTS` (name to a statement that spoils one trace).
"""

from collections.abc import Callable

from crash.acts import drafting, erasing, holding, joining, macros, many, merging, taking_back, views
from crash.desk import Desk

ACTS = (drafting, erasing, holding, joining, macros, many, merging, taking_back, views)
FOUND_BY_TRACES = (drafting, erasing, holding, joining, macros, merging, taking_back, views)
"""A bulk act has none of its own: it leaves holds."""

DO: tuple[Callable[[Desk], None], ...] = tuple(act.do for act in ACTS)
TRACES: tuple[str, ...] = tuple(act.TRACES for act in FOUND_BY_TRACES)
FAULTS: dict[str, str] = {name: spoils for act in FOUND_BY_TRACES for name, spoils in act.FAULTS.items()}
