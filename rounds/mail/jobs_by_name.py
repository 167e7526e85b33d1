"""Asking the mail's worker for something that is no act of anybody's, by the job's name: what it does is loaded there alone."""

from procrastinate.contrib.django import app

QUEUE = "mail"
FORGOTTEN = "rounds.mail.forgotten"


def defer_forgotten(*, address: str, door: str) -> None:
    """Have a worker send a password link to whoever has this address, if anybody does. door: where the link leads, to its last slash."""
    app.configure_task(FORGOTTEN, allow_unknown=True, queue=QUEUE).defer(address=address, door=door)
