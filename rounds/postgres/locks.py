"""Locks between programs, held through a file and freed by the system when their holder dies, however it dies."""

import fcntl
from pathlib import Path
from types import TracebackType


class Lock:
    """Waits until it is held. shared: many may hold it together."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self._way = fcntl.LOCK_SH if shared else fcntl.LOCK_EX

    def __enter__(self) -> "Lock":
        self._file = self._path.open("a")
        fcntl.flock(self._file, self._way)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def alone(self) -> bool:
        """Say whether nobody else holds it, and keep the others out from now on."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
