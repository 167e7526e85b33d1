"""A new set of recovery codes."""

from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.team.commands.signing_in import oneself
from rounds.team.second_factor.commands.keeping import kept_of, refuse_without_password, renewed_codes
from rounds.team.second_factor.events import RecoveryCodesMade
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def make_recovery_codes(*, password: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Make a new set of recovery codes, shown once; the old set holds no more. at: aware, UTC.

    Raises NotAllowed, NotThere (no second factor that they would stand in for), Refused (not the password).
    """
    member, person = oneself(by)
    row = kept_of(person)
    if row is None:
        raise NotThere("second factor")
    refuse_without_password(person, password)
    codes = renewed_codes(row)
    record(RecoveryCodesMade(member=member.pk, many=len(codes)), by=by, at=at)
    return codes
