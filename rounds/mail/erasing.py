"""Erasing people in a worker or at the command line, one act each; the clock is the caller's."""

from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError

from rounds.accounts.being_erased import next_to_erase
from rounds.accounts.commands import note_not_erased
from rounds.basics.problems import Problem, Refused
from rounds.mail.commands import BeingSent, erase_asked
from rounds.workspaces.current import as_workspace

type Clock = Callable[[], datetime]

BROKE = Problem("broke", "Something broke on our side.", "Try again; where it breaks again, the log says what it is.")


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

    Where a mail to them is being sent, or the database is gone, it stays under way: the engine has a worker try again in a minute.
    """
    try:
        with as_workspace(workspace_id):
            return erase_asked(contact_id=contact_id, at=clock())
    except BeingSent:
        return True
    except Refused as refused:
        _stop(workspace_id, contact_id, refused, clock)
        return True
    except (OperationalError, InterfaceError):
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
