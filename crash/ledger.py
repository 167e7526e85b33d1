"""What was promised to us, written down and flushed before the next thing is asked: the truth that Rounds is held to.

One JSON object a line, in a file that outlives the run, so that a later run goes on where this one stopped.
"""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

Entry = dict[str, object]


class Ledger:
    """The file. Kinds: mail, answer, timer, deed (each with `sure`: whether we heard the acknowledgement), erased, round."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        if path.exists():
            self._entries = [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
        self._file = path.open("a")

    def write(self, kind: str, **words: object) -> None:
        """Note one thing, on the disk when this returns."""
        entry = {"kind": kind, **words}
        with self._lock:
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self._entries.append(entry)

    def all(self, kind: str) -> Iterator[Entry]:
        """Give what was noted of a kind, in order."""
        with self._lock:
            entries = list(self._entries)
        return (entry for entry in entries if entry["kind"] == kind)

    def words(self, kind: str, word: str, *, sure: bool) -> set[str]:
        """Give one word of every entry of a kind whose acknowledgement was (or was not) heard."""
        return {str(entry[word]) for entry in self.all(kind) if entry["sure"] is sure}

    def rounds(self) -> int:
        """Say how many rounds were finished."""
        return sum(1 for _ in self.all("round"))
