"""Targets are put on tickets, follow what happens to them, and say when they are near or missed. No person does any of it."""

from rounds.targets.commands.acting import act_on
from rounds.targets.commands.catching_up import catch_up
from rounds.targets.commands.following import follow, follow_history

__all__ = ["act_on", "catch_up", "follow", "follow_history"]
