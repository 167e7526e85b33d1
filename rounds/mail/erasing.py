"""Erasing people in a worker or at the command line, one act each; the clock is the caller's."""

from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from rounds.accounts.being_erased import next_to_erase
from rounds.accounts.commands import note_not_erased, note_tried
from rounds.basics.problems import BROKE, Problem, Refused
from rounds.mail.commands import BeingSent, erase_asked
from rounds.workspaces.current import as_workspace

GAVE_UP = (QueryCanceled, LockNotAvailable, DeadlockDetected)

BUSY = Problem("busy", "The database was busy with the same records.", "It is tried again in a minute.")
AWAY = Problem("away", "The database did not answer.", "It is tried again in a minute.")

type Clock = Callable[[], datetime]


def erase_all(*, workspace_id: int, clock: Clock) -> None:
    """Erase whoever is asked to be erased at a company, the longest asked first. Ends where somebody is at it: they go on with the next.

    Nobody is passed over: whoever is at one looks for the next after that, and finds all that was asked for before this was called.
    """
    tried: set[int] = set()
    while (contact_id := _next(workspace_id, tried)) is not None:
        if not erase_one(workspace_id=workspace_id, contact_id=contact_id, clock=clock):
            return
        tried.add(contact_id)


def erase_one(*, workspace_id: int, contact_id: int, clock: Clock) -> bool:
    """Erase one person, or note why that cannot be. False where somebody is at an erasing of this company.

    Where a mail to them is being sent, or the database is gone or gave up, it stays under way, and says so: the engine has a worker try
    again in a minute.
    """
    try:
        with as_workspace(workspace_id):
            return erase_asked(contact_id=contact_id, at=clock())
    except BeingSent as sent:
        _tried(workspace_id, contact_id, sent, clock)
        return True
    except Refused as refused:
        _stop(workspace_id, contact_id, refused, clock)
        return True
    except (OperationalError, InterfaceError) as gave_up:
        connection.close_if_unusable_or_obsolete()
        _tried(workspace_id, contact_id, Refused([BUSY if isinstance(gave_up.__cause__, GAVE_UP) else AWAY]), clock)
        raise
    except Exception:
        _stop(workspace_id, contact_id, Refused([BROKE]), clock)
        raise


def _next(workspace_id: int, tried: set[int]) -> int | None:
    with as_workspace(workspace_id):
        return next_to_erase(besides=tried)


def _stop(workspace_id: int, contact_id: int, refused: Refused, clock: Clock) -> None:
    with as_workspace(workspace_id):
        note_not_erased(contact_id=contact_id, trouble=refused.in_words(), at=clock())


def _tried(workspace_id: int, contact_id: int, refused: Refused, clock: Clock) -> None:
    with as_workspace(workspace_id):
        note_tried(contact_id=contact_id, trouble=refused.in_words(), at=clock())
