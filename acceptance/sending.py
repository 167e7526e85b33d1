"""Bringing a mail in as a stranger's program would: swaks to the SMTP door, APPEND into the polled mailbox."""

import subprocess
from pathlib import Path

from acceptance.dovecot import Dovecot

SWAKS = "/usr/bin/swaks"
MAILBOX = "desk@house.test"
POLLED = "rounds"
"""The name under which Rounds' own mailbox lies in Dovecot."""


def by_smtp(raw: bytes, *, port: int, sender: str, to: str = MAILBOX, folder: Path) -> None:
    """Send a mail exactly as it is (CRLF, dots doubled). RuntimeError with the talk where it is not taken."""
    file = folder / "to-send"
    lines = raw.removesuffix(b"\n").split(b"\n")
    file.write_bytes(b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n")
    swaks(port, "--from", sender, "--to", to, "--data", f"@{file}", "--no-data-fixup")


def swaks(port: int, *words: str) -> str:
    """Run swaks against a port of 127.0.0.1; give the talk. RuntimeError where the mail is not taken."""
    command = [SWAKS, "--server", f"127.0.0.1:{port}", "--timeout", "30", *words]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"swaks ended with {done.returncode}:\n{done.stdout.decode('utf-8', 'replace')[-2000:]}")
    return done.stdout.decode("utf-8", "replace")


def by_imap(raw: bytes, dovecot: Dovecot) -> None:
    """Put a mail into the mailbox that Rounds polls."""
    dovecot.put(POLLED, raw)
