"""Everything that time makes due, in one visible list. The engine runs it; a duty that is not here does not happen."""

from rounds.api import duties as api
from rounds.basics.duty import Duty
from rounds.checkins import duties as checkins
from rounds.desk import duties as desk
from rounds.lists import duties as lists
from rounds.mail import duties as mail
from rounds.targets import duties as targets
from rounds.team import duties as team
from rounds.telemetry import duties as telemetry
from rounds.timeline import duties as timeline

DUTIES: tuple[Duty, ...] = (
    *desk.DUTIES,
    *checkins.DUTIES,
    *targets.DUTIES,
    *lists.DUTIES,
    *mail.DUTIES,
    *telemetry.DUTIES,
    team.SIGN_OFF,
    timeline.SEAL,
    api.FORGET_ANSWERS,
)
