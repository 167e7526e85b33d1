"""What happens to an import, one file a step of its life."""

from rounds.imports.commands.bringing import bring_file, choose_columns
from rounds.imports.commands.ending import give_up, stop, take_back_import
from rounds.imports.commands.running import bring_in_batch, start
from rounds.imports.commands.trying import ask_to_try, note_tried

__all__ = [
    "ask_to_try",
    "bring_file",
    "bring_in_batch",
    "choose_columns",
    "give_up",
    "note_tried",
    "start",
    "stop",
    "take_back_import",
]
