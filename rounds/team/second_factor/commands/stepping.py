"""The second step of a sign-in. Until it is taken nobody is signed in, so it is Rounds itself that asks here, for whoever shows a code."""

from datetime import datetime

from django.db.models import QuerySet

from rounds.basics.problems import Problem, Refused
from rounds.team.models import Member
from rounds.team.notices import notices_of
from rounds.team.second_factor.codes import step_of
from rounds.team.second_factor.events import RecoveryCodeUsed, SecondStepTaken, Way
from rounds.team.second_factor.models import RecoveryCode, SecondFactorRow
from rounds.team.second_factor.recovery import digest_of
from rounds.team.second_factor.sealing import Opened, Unsealable, seal, unseal
from rounds.timeline.commands import entry, record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command
from rounds.workspaces.rows import insert


@command
def take_second_step(*, person_id: int, code: str, recovery: bool, by: Actor, at: datetime) -> Way:
    """Prove a person by a code of their app, or by one of their recovery codes; neither counts twice.

    Guesses of an app's code are counted before this (`guessing.count_guess`). by: Rounds itself. at: aware, UTC.
    Raises Refused (a wrong or used code, no member here).
    """
    member = _member(person_id, by)
    row = SecondFactorRow.objects.select_for_update().filter(person_id=person_id).first()
    if member is None or row is None:
        raise _refused()
    way = _recovered(row, code, member, at=at) if recovery else _shown(row, "".join(code.split()), at=at)
    if way is Way.APP:
        record(SecondStepTaken(member=member.pk, way=way), by=Actor.member(member.pk), at=at)
    row.wrong, row.paused_until = 0, None
    row.save(update_fields=["app_secret", "app_step", "wrong", "paused_until"])
    return way


def _member(person_id: int, by: Actor) -> Member | None:
    if by.kind is not ActorKind.SYSTEM:
        return None
    return Member.objects.filter(person_id=person_id, active=True, person__is_active=True).first()


def _shown(row: SecondFactorRow, code: str, *, at: datetime) -> Way:
    """Take a code of the app, and remember its step. Raises Refused."""
    if row.app_secret is None:
        raise _refused()
    opened = _opened(row.app_secret, row)
    step = step_of(opened.secret, code, at=at, after=row.app_step)
    if step is None:
        raise _refused()
    row.app_step = step
    if opened.by_older:
        row.app_secret = seal(opened.secret, person_id=row.person_id)
    return Way.APP


def _opened(sealed: str, row: SecondFactorRow) -> Opened:
    """Open what the app shares with us. Raises Refused where this Rounds got another secret key since."""
    try:
        return unseal(sealed, person_id=row.person_id)
    except Unsealable as other:
        fix = "Take a recovery code or a passkey, and set the app up again; or ask whoever manages people."
        text = "This Rounds has another secret key since your app was set up, so its codes cannot be read."
        raise Refused([Problem("other secret key", text, fix, field="code")]) from other


def _recovered(row: SecondFactorRow, code: str, member: Member, *, at: datetime) -> Way:
    """Take a recovery code, which holds no more, and tell its owner: who did not use it themselves has to know. Raises Refused."""
    unused: QuerySet[RecoveryCode] = RecoveryCode.objects.filter(person=row, used_at=None)
    if not unused.filter(digest=digest_of(code, person_id=row.person_id)).update(used_at=at):
        raise _refused()
    used = entry(RecoveryCodeUsed(member=member.pk, left=unused.count()), by=Actor.member(member.pk), at=at)
    insert(used, *notices_of(used, [member.pk], at=at))
    return Way.RECOVERY


def _refused() -> Refused:
    fix = "Type the one that the app shows now. Each code counts once; after five wrong ones there is a pause."
    return Refused([Problem("wrong code", "That code does not let you in.", fix, field="code")])
