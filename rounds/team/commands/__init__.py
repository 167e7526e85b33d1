"""The acts of the team's room: who belongs to it, in which roles, and when each of them works."""

from rounds.team.commands.hours import (
    become_available,
    confirm_hours,
    go_away,
    set_hours,
    sign_off,
    sign_off_by_itself,
    stay_here,
)
from rounds.team.commands.inviting import accept, invite, invite_again, withdraw
from rounds.team.commands.members import add_member, let_back, rename_member, set_roles, take_off
from rounds.team.commands.noticing import read_notices
from rounds.team.commands.signing_in import change_password, choose_password, end_other_sessions, end_session

__all__ = [
    "accept",
    "add_member",
    "become_available",
    "change_password",
    "choose_password",
    "confirm_hours",
    "end_other_sessions",
    "end_session",
    "go_away",
    "invite",
    "invite_again",
    "let_back",
    "read_notices",
    "rename_member",
    "set_hours",
    "set_roles",
    "sign_off",
    "sign_off_by_itself",
    "stay_here",
    "take_off",
    "withdraw",
]
