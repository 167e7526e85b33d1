"""Asking a worker for what the mail room does there, by the job's name: what it does is loaded there alone."""

from procrastinate.contrib.django import app

from rounds.workspaces.current import here

QUEUE = "mail"
FORGOTTEN = "rounds.mail.forgotten"
ERASING, ERASE = "erasing", "rounds.mail.erase"
"""A queue of its own, and the job: it may take a minute or more."""


def defer_forgotten(*, address: str, door: str) -> None:
    """Have a worker send a password link to whoever has this address, if anybody does. door: where the link leads, to its last slash."""
    app.configure_task(FORGOTTEN, allow_unknown=True, queue=QUEUE).defer(address=address, door=door)


def defer_erasing() -> None:
    """Have a worker erase whoever is asked to be erased at this company."""
    app.configure_task(ERASE, allow_unknown=True, queue=ERASING).defer(workspace_id=here())
