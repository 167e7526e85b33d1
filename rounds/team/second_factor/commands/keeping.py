"""What the acts share: the password once more, the first factor with its recovery codes, the last one that goes."""

import os
from datetime import datetime

from rounds.basics.problems import Problem, Refused
from rounds.policies.queries import book
from rounds.team.commands.signing_in import sessions_of
from rounds.team.models import Member, Person
from rounds.team.rules import Role
from rounds.team.second_factor.models import Passkey, RecoveryCode, SecondFactorRow
from rounds.team.second_factor.recovery import digest_of, new_codes
from rounds.team.second_factor.rules import asked_by

HANDLE = 32
"""Bytes by which passkeys know a person, chosen by chance: they say nothing of who it is."""


def refuse_without_password(person: Person, password: str | None) -> None:
    """Ask for the password once more. password: None where it was shown within minutes, which the door knows. Raises Refused."""
    if password is not None and not person.check_password(password):
        fix = "Who has forgotten it sets a new one from the sign-in page."
        raise Refused([Problem("wrong password", "That is not your password now.", fix, field="password")])


def kept_of(person: Person) -> SecondFactorRow | None:
    """Give what a person has set up, locked."""
    return SecondFactorRow.objects.select_for_update().filter(person=person).first()


def begun(
    person: Person, *, this: str, at: datetime, handle: bytes | None = None
) -> tuple[SecondFactorRow, tuple[str, ...]]:
    """Give what a person has set up; where it is the first, with recovery codes, and all their other sign-ins end.

    Those came in with a password alone. this: the key of the session that asks, which stays. at: aware, UTC. handle: by
    which a browser knows the person already, as it makes their first passkey.
    """
    if row := kept_of(person):
        return row, ()
    row = SecondFactorRow.objects.create(person=person, since_at=at, handle=handle or new_handle())
    sessions_of(person.pk).exclude(session_key=this).delete()
    return row, renewed_codes(row)


def new_handle() -> bytes:
    """Make what passkeys are to know a person by."""
    return os.urandom(HANDLE)


def renewed_codes(row: SecondFactorRow) -> tuple[str, ...]:
    """Make a new set of recovery codes; the old one is gone."""
    codes = new_codes()
    RecoveryCode.objects.filter(person=row).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=row, digest=digest_of(code, person_id=row.person_id)) for code in codes
    )
    return codes


def refuse_last_one(member: Member, row: SecondFactorRow, *, without: Passkey | None = None) -> None:
    """Refuse to end with a password alone where the manual asks for more. without: the passkey to go, else it is the app.

    Raises Refused.
    """
    if _others(row, without) or not (role := asked_by(member.roles, book())):
        return
    raise Refused(
        [
            Problem(
                "second factor required",
                f"Whoever is {role} signs in with more than a password, and this is all you have.",
                "Set up another one first.",
                clause=f"{Role.kind}: {role}",
            )
        ]
    )


def end_where_nothing_is_left(row: SecondFactorRow, *, this: str) -> None:
    """Forget the person's row with its last factor, and end sign-ins that rested on it. this: the session that asks stays."""
    if row.app_secret or Passkey.objects.filter(person=row).exists():
        return
    sessions_of(row.person_id).exclude(session_key=this).delete()
    row.delete()


def _others(row: SecondFactorRow, without: Passkey | None) -> bool:
    keys = Passkey.objects.filter(person=row)
    if without is None:
        return keys.exists()
    return bool(row.app_secret) or keys.exclude(id=without.pk).exists()
