"""How tables are brought up to date without drawing all models anew for each change.

Before each change Django draws the model that it is about and every one that is related to it. Here nearly all belong to a workspace, so
these are all there are: 12,700 models were drawn for a new database, which took 13 s of a core of its 17.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

WHICH = "_find_reload_model"
"""Django's question for a change: which models are drawn anew. It has no other place to answer it."""


@contextmanager
def drawn_alone() -> Iterator[None]:
    """Draw the model alone that a change is about, where others refer to it by what stays as it is: its table and its key.

    That is a model that is new, or a change that Django follows one step far (`delay`). What others refer to, another name and what is
    taken away are followed as ever, and before a step that runs Python all are drawn anew. `tests/simulation/test_tables.py`
    compares every table with those that come where all are drawn.
    """
    all_related = getattr(ProjectState, WHICH)

    def needed(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        if not delay and model_name in state.apps.all_models[app_label]:
            found: set[tuple[str, str]] = all_related(state, app_label, model_name, delay)
            return found
        state.is_delayed = True
        return {(app_label, model_name)}

    setattr(ProjectState, WHICH, needed)
    try:
        yield
    finally:
        setattr(ProjectState, WHICH, all_related)
