"""Asking a worker for what the mail room does there, by the job's name: what it does is loaded there alone."""

from procrastinate.contrib.django import app

from rounds.workspaces.current import here
from rounds.workspaces.sealing import seal

QUEUE = "mail"
FORGOTTEN = "rounds.mail.forgotten"
ERASING, ERASE = "erasing", "rounds.mail.erase"
"""A queue of its own, and the job: it may take a minute or more."""


def defer_forgotten(*, address: str, door: str) -> None:
    """Have a worker send a password link to whoever has this address, if anybody does. door: where the link leads, to its last slash.

    Whose it is, is looked up there alone, so the job has to carry it: sealed, for nobody else is to read it in the table, or in a log.
    """
    sealed = seal(address, purpose=FORGOTTEN, whose=FORGOTTEN)
    app.configure_task(FORGOTTEN, allow_unknown=True, queue=QUEUE).defer(sealed=sealed, door=door)


def defer_erasing() -> None:
    """Have a worker erase whoever is asked to be erased at this company."""
    app.configure_task(ERASE, allow_unknown=True, queue=ERASING).defer(workspace_id=here())
