"""What a person has set up beside their password."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rounds.team.models import Person
from rounds.team.second_factor.models import Passkey, RecoveryCode, SecondFactorRow
from rounds.team.second_factor.sealing import Unsealable, unseal
from rounds.workspaces.rows import fetch

WAYS = """
    SELECT f.person_id, EXISTS (SELECT 1 FROM passkey k WHERE k.person_id = f.person_id)
    FROM second_factor f WHERE f.person_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How the secrets of all authenticator apps are sealed. older: with a key of before. lost: with none that is known."""

    apps: int
    older: int
    lost: int


@dataclass(frozen=True, slots=True)
class KeptPasskey:
    id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody can prove themselves with. app_since: null without an app. codes_left: recovery codes not used yet."""

    since: datetime
    app_since: datetime | None
    passkeys: tuple[KeptPasskey, ...]
    codes_left: int

    @property
    def ways(self) -> int:
        return bool(self.app_since) + len(self.passkeys)


def sealed() -> Sealed:
    """Look through the secrets of all apps of this Rounds, and say by which keys they open."""
    rows = SecondFactorRow.objects.filter(app_secret__isnull=False).values_list("person_id", "app_secret")
    ways = [_opens(person_id, secret or "") for person_id, secret in rows]
    return Sealed(len(ways), older=ways.count(True), lost=ways.count(None))


def _opens(person_id: int, secret: str) -> bool | None:
    """Say whether a secret opens by an older key; None where by none."""
    try:
        return unseal(secret, person_id=person_id).by_older
    except Unsealable:
        return None


def has_one(person_id: int) -> bool:
    """Say whether sign-in asks this person for a second step."""
    return SecondFactorRow.objects.filter(person_id=person_id).exists()


def has_one_for_sure(person_id: int) -> bool:
    """Say the same once nobody is setting one up any more: each such act has the person's row locked until it is done.

    Asked when the session is written: an act that ends later ends that session too.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).filter(id=person_id).first()
        return has_one(person_id)


def ways_of(people: Iterable[int]) -> dict[int, str]:
    """Say of each of these persons what their sign-in asks for beside a password; who has a password alone is missing.

    "passkey" counts before "app": it cannot be read off and typed somewhere else.
    """
    rows = fetch(WAYS, [list(people)])
    return {person_id: "passkey" if has_passkey else "app" for person_id, has_passkey in rows}


def kept(person_id: int) -> Kept | None:
    """Say what somebody has set up; None where it is a password alone."""
    row = SecondFactorRow.objects.filter(person_id=person_id).first()
    if row is None:
        return None
    keys = Passkey.objects.filter(person_id=person_id).order_by("id")
    return Kept(
        since=row.since_at,
        app_since=row.app_since_at,
        passkeys=tuple(KeptPasskey(key.pk, key.name, key.added_at, key.last_used_at) for key in keys),
        codes_left=RecoveryCode.objects.filter(person_id=person_id, used_at=None).count(),
    )


def owner_of(credential: bytes) -> int | None:
    """Say whose passkey this is; None for one that nobody here has."""
    return Passkey.objects.filter(credential=credential).values_list("person_id", flat=True).first()


def credentials_of(person_id: int) -> list[bytes]:
    """List the ids of a person's passkeys, for the browser to look for."""
    rows = Passkey.objects.filter(person_id=person_id).values_list("credential", flat=True)
    return [bytes(each) for each in rows]


def handle_of(person_id: int) -> bytes | None:
    """Give what a person's passkeys know them by; None before the first factor."""
    found = SecondFactorRow.objects.filter(person_id=person_id).values_list("handle", flat=True).first()
    return bytes(found) if found is not None else None
