"""Lines for other programs: UTF-8 whatever the terminal speaks, and no complaint when the reader has had enough."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def piped() -> Iterator[TextIO]:
    """Give the output for lines that a program may read. When that program stops reading (`| head`), so do we, quietly.

    Half letters, as names of files may hold, are written as their numbers, which JSON reads back.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
