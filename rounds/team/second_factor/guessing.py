"""Keeps count of wrong codes, outside of the act that looks at one: a refused guess must not be forgotten with it."""

from datetime import datetime

from django.db import transaction

from rounds.basics.problems import Problem, Refused
from rounds.team.second_factor.models import SecondFactorRow
from rounds.team.second_factor.rules import pause_after


def count_guess(person_id: int, *, at: datetime) -> None:
    """Count a try before it is looked at; a right one takes the count back. at: aware, UTC. Raises Refused during a pause.

    The row is locked while counting, so that many tries at once are counted one by one.
    """
    with transaction.atomic():
        row = SecondFactorRow.objects.select_for_update().filter(person_id=person_id).first()
        paused = row is not None and row.paused_until is not None and at < row.paused_until
        if row and not paused:
            row.wrong += 1
            pause = pause_after(row.wrong)
            row.paused_until = at + pause if pause else None
            row.save(update_fields=["wrong", "paused_until"])
    if paused:
        raise Refused(
            [
                Problem(
                    "too many guesses",
                    "Too many wrong codes: none is looked at for a while.",
                    "Wait, or come in with a passkey or a recovery code.",
                    field="code",
                )
            ]
        )
