"""Passkeys: added and removed by whoever's they are, and shown at sign-in."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.team.commands.signing_in import oneself
from rounds.team.models import Member
from rounds.team.second_factor.commands.keeping import (
    begun,
    end_where_nothing_is_left,
    kept_of,
    refuse_last_one,
    refuse_without_password,
)
from rounds.team.second_factor.events import PasskeyAdded, PasskeyRemoved, RecoveryCodesMade, SecondStepTaken, Way
from rounds.team.second_factor.models import Passkey, SecondFactorRow
from rounds.team.second_factor.passkeys import NotProved, Registered, Signed, Site, credential_of, registered, signed
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command

log = structlog.get_logger(__name__)

LONGEST_NAME, MOST = 80, 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser answered. challenge: what it was asked to sign, which is used up; None where there was none, or too long ago."""

    answer: str
    challenge: bytes | None
    site: Site


@command
def add_passkey(
    *, shown: Shown, name: str, handle: bytes, password: str | None, this: str, by: Actor, at: datetime
) -> tuple[str, ...]:
    """Let a passkey count at sign-in; where it is the first factor, gives recovery codes, once.

    handle: by which the browser was told to know this person. password: None where it was shown within minutes. this: the
    key of the session that asks; with the first factor all others end. at: aware, UTC.
    Raises NotAllowed, Refused (not the password, nothing proved, known already, too many, no name).
    """
    member, person = oneself(by)
    refuse_without_password(person, password)
    _refuse_name(name)
    found = _registered(shown)
    if Passkey.objects.filter(credential=found.credential).exists():
        raise Refused([Problem("known already", "This passkey is in use here already.", "Take another one.")])
    row, codes = begun(person, this=this, at=at, handle=handle)
    if Passkey.objects.filter(person=row).count() >= MOST:
        raise Refused([Problem("too many", f"{MOST} passkeys are enough.", "Remove one that you use no more.")])
    Passkey.objects.create(
        person=row,
        name=name.strip(),
        credential=found.credential,
        public_key=found.public_key,
        sign_count=found.sign_count,
        transports=list(found.transports),
        added_at=at,
    )
    record(PasskeyAdded(member=member.pk), by=by, at=at)
    if codes:
        record(RecoveryCodesMade(member=member.pk, many=len(codes)), by=by, at=at)
    return codes


@command
def remove_passkey(*, passkey_id: int, password: str, this: str, by: Actor, at: datetime) -> None:
    """Let a passkey count no more; with the last factor recovery codes go, and all other sign-ins end.

    this: the key of the session that asks. at: aware, UTC.
    Raises NotAllowed, NotThere (none of theirs), Refused (not the password, the manual asks for a second factor and it is the last).
    """
    member, person = oneself(by)
    row = kept_of(person)
    key = Passkey.objects.filter(id=passkey_id, person_id=person.pk).first()
    if row is None or key is None:
        raise NotThere(f"passkey {passkey_id}")
    refuse_without_password(person, password)
    refuse_last_one(member, row, without=key)
    key.delete()
    end_where_nothing_is_left(row, this=this)
    record(PasskeyRemoved(member=member.pk), by=by, at=at)


@command
def prove_by_passkey(*, person_id: int, shown: Shown, alone: bool, by: Actor, at: datetime) -> None:
    """Prove a person by one of their passkeys.

    alone: it stands for the password too, so its holder must have been verified by it. by: Rounds itself. at: aware, UTC.
    Raises Refused (nothing proved, somebody else's, signed with a copy, no member here).
    """
    member = Member.objects.filter(person_id=person_id, active=True, person__is_active=True).first()
    row = SecondFactorRow.objects.select_for_update().filter(person_id=person_id).first()
    if member is None or row is None or by.kind is not ActorKind.SYSTEM:
        raise _refused()
    key = _key(row, shown)
    proved = _signed(key, row, shown, alone=alone)
    if (proved.sign_count or key.sign_count) and proved.sign_count <= key.sign_count:
        log.warning("a passkey counts backwards", passkey=key.pk, kept=key.sign_count, shown=proved.sign_count)
        text = "This passkey has signed fewer times than we know of, so there may be a copy of it."
        raise Refused([Problem("copied passkey", text, "Come in another way, and remove it under “Your sign-in”.")])
    key.sign_count, key.last_used_at = proved.sign_count, at
    key.save(update_fields=["sign_count", "last_used_at"])
    record(SecondStepTaken(member=member.pk, way=Way.PASSKEY), by=Actor.member(member.pk), at=at)


def _refuse_name(name: str) -> None:
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        text = f"A passkey has a name of {LONGEST_NAME} characters at most."
        raise Refused([Problem("no name", text, "Say on which device it is.", field="name")])


def _registered(shown: Shown) -> Registered:
    if shown.challenge is None:
        raise _refused()
    try:
        return registered(shown.answer, shown.site, challenge=shown.challenge)
    except NotProved as wrong:
        log.info("a passkey was not taken", why=str(wrong))
        raise _refused() from wrong


def _key(row: SecondFactorRow, shown: Shown) -> Passkey:
    try:
        key = Passkey.objects.filter(credential=credential_of(shown.answer), person=row).first()
    except NotProved as wrong:
        raise _refused() from wrong
    if key is None:
        raise _refused()
    return key


def _signed(key: Passkey, row: SecondFactorRow, shown: Shown, *, alone: bool) -> Signed:
    if shown.challenge is None:
        raise _refused()
    try:
        return signed(
            shown.answer,
            shown.site,
            challenge=shown.challenge,
            public_key=bytes(key.public_key),
            handle=bytes(row.handle),
            alone=alone,
        )
    except NotProved as wrong:
        log.info("a passkey did not prove anything", why=str(wrong))
        raise _refused() from wrong


def _refused() -> Refused:
    fix = "Try again, within a few minutes; or take another way."
    return Refused([Problem("passkey refused", "That passkey does not let you in here.", fix)])
