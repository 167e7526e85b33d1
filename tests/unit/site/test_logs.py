"""What callers send is written out in the log, so that it can neither colour a terminal nor write lines of its own."""

import subprocess
import sys

from rounds.site.logs import shown


def test_control_characters_are_written_out():
    event = shown(None, "info", {"event": "page broke", "path": "/\x1b[31mred\nfake line\x9b", "status": 500})
    assert event == {"event": "page broke", "path": "/\\x1b[31mred\\nfake line\\x9b", "status": 500}


def test_a_trace_keeps_its_lines_and_nothing_else_of_what_a_caller_sent():
    event = shown(None, "error", {"event": "page broke", "exception": "Traceback:\n\tValueError: \x1b]0;mine\x07"})
    assert event["exception"] == "Traceback:\n\tValueError: \\x1b]0;mine\\x07"


def test_a_process_does_not_load_rich_and_whoever_wants_it_still_can():
    """Issue "memory at rest": structlog would colour traces by it, and no log of ours is coloured."""
    asked = "import sys, rounds.site.logs; print('rich' in sys.modules); import rich"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
