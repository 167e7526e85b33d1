"""An authenticator app, set up and turned off by whoever's it is."""

from datetime import datetime

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.team.commands.signing_in import oneself
from rounds.team.second_factor.codes import step_of
from rounds.team.second_factor.commands.keeping import (
    begun,
    end_where_nothing_is_left,
    kept_of,
    refuse_last_one,
    refuse_without_password,
)
from rounds.team.second_factor.events import AppTurnedOff, AppTurnedOn, RecoveryCodesMade
from rounds.team.second_factor.sealing import seal
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def turn_on_app(*, secret: str, code: str, password: str | None, this: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Let sign-in ask for codes of an app that has shown one; where it is the first factor, gives recovery codes, once.

    An app that was set up before counts no more. password: None where it was shown within minutes. this: the key of the
    session that asks; with the first factor all others end. at: aware, UTC.
    Raises NotAllowed, Refused (not the password, not this app's code).
    """
    member, person = oneself(by)
    refuse_without_password(person, password)
    step = step_of(secret, code, at=at, after=0)
    if step is None:
        fix = "Type the one that the app shows now. Where it is refused again, look whether the phone's clock is right."
        raise Refused([Problem("wrong code", "That is not a code of this app.", fix, field="code")])
    row, codes = begun(person, this=this, at=at)
    row.app_secret, row.app_step, row.app_since_at = seal(secret, person_id=person.pk), step, at
    row.save(update_fields=["app_secret", "app_step", "app_since_at"])
    record(AppTurnedOn(member=member.pk), by=by, at=at)
    if codes:
        record(RecoveryCodesMade(member=member.pk, many=len(codes)), by=by, at=at)
    return codes


@command
def turn_off_app(*, password: str, this: str, by: Actor, at: datetime) -> None:
    """Let an app count no more; with the last factor its recovery codes go, and all other sign-ins end.

    this: the key of the session that asks. at: aware, UTC.
    Raises NotAllowed, NotThere (no app), Refused (not the password, the manual asks for a second factor and it is the last).
    """
    member, person = oneself(by)
    row = kept_of(person)
    if row is None or row.app_secret is None:
        raise NotThere("authenticator app")
    refuse_without_password(person, password)
    refuse_last_one(member, row)
    row.app_secret, row.app_step, row.app_since_at = None, 0, None
    row.save(update_fields=["app_secret", "app_step", "app_since_at"])
    end_where_nothing_is_left(row, this=this)
    record(AppTurnedOff(member=member.pk), by=by, at=at)
