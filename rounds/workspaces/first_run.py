"""The code with which the first company of a Rounds is founded on its page: made once, printed where the machine is held, used once."""

import os
import secrets
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

NAME = "first-run-code"


def code(home: Path) -> str:
    """Give the code; make it, readable for this user alone, where there is none yet."""
    kept = home / NAME
    with suppress(FileExistsError):
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return kept.read_text()


def holds(home: Path, shown: str) -> bool:
    """Say whether somebody shows the code that was printed here, and nobody used it yet."""
    with suppress(FileNotFoundError):
        kept = (home / NAME).read_text()
        return bool(kept) and compare_digest(kept.encode(), shown.encode())
    return False


def use(home: Path) -> bool:
    """Use the code up; of two who use it at once, one hears True."""
    with suppress(FileNotFoundError):
        (home / NAME).unlink()
        return True
    return False
