"""Usage comes in, waits for what it lacks, is drained into segments, and segments grow together."""

from rounds.telemetry.commands.draining import drain, merge, remove_retired
from rounds.telemetry.commands.meeting import drop_waiting, let_time_come, meet
from rounds.telemetry.commands.taking_in import judged, take_in

__all__ = ["drain", "drop_waiting", "judged", "let_time_come", "meet", "merge", "remove_retired", "take_in"]
