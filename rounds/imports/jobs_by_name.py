"""Asking a worker to look at an import, in the transaction of the act that wants it: the job carries ids only."""

from procrastinate.contrib.django import app

from rounds.workspaces.current import here

QUEUE = "imports"
RUN, TRY = "rounds.imports.run", "rounds.imports.try"


def defer_run(import_id: int) -> None:
    """Have a worker bring an import in."""
    app.configure_task(RUN, allow_unknown=True, queue=QUEUE).defer(workspace_id=here(), import_id=import_id)


def defer_try(import_id: int) -> None:
    """Have a worker try an import."""
    app.configure_task(TRY, allow_unknown=True, queue=QUEUE).defer(workspace_id=here(), import_id=import_id)
