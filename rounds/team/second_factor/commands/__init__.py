"""The acts of second factors: set up, used at sign-in, turned off by whoever owns them, taken away by whoever may."""

from rounds.team.second_factor.commands.app import turn_off_app, turn_on_app
from rounds.team.second_factor.commands.passkeys import add_passkey, prove_by_passkey, remove_passkey
from rounds.team.second_factor.commands.recovery import make_recovery_codes
from rounds.team.second_factor.commands.stepping import take_second_step
from rounds.team.second_factor.commands.taking_away import take_away

__all__ = [
    "add_passkey",
    "make_recovery_codes",
    "prove_by_passkey",
    "remove_passkey",
    "take_away",
    "take_second_step",
    "turn_off_app",
    "turn_on_app",
]
