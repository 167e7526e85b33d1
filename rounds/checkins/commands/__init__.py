"""The acts on check-ins, one file a subject. Each locks the ticket first, and the check-in after it."""

from rounds.checkins.commands.bringing_in import note_pasts
from rounds.checkins.commands.coming_round import come_round, come_round_many
from rounds.checkins.commands.comparing import compare_grades
from rounds.checkins.commands.dropping import end_programme, undo_end_programme
from rounds.checkins.commands.ending import change_cadence, end_exemption, end_round, exempt, move_day
from rounds.checkins.commands.entering import follow_programmes
from rounds.checkins.commands.finding import give_grade, write_finding
from rounds.checkins.commands.giving_back import drop_pasts
from rounds.checkins.commands.reaching_out import log_reach_out, send_reach_out
from rounds.checkins.commands.spreading import spread, undo_spread
from rounds.checkins.commands.starting import start
from rounds.checkins.commands.taking_back import take_back, take_reach_out_back
from rounds.checkins.commands.training import wish_training

__all__ = [
    "change_cadence",
    "come_round",
    "come_round_many",
    "compare_grades",
    "drop_pasts",
    "end_exemption",
    "end_programme",
    "end_round",
    "exempt",
    "follow_programmes",
    "give_grade",
    "log_reach_out",
    "move_day",
    "note_pasts",
    "send_reach_out",
    "spread",
    "start",
    "take_back",
    "take_reach_out_back",
    "undo_end_programme",
    "undo_spread",
    "wish_training",
    "write_finding",
]
