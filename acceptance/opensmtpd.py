"""An OpenSMTPD of our own: takes mail on loopback and lays it into the Maildirs that Dovecot serves.

Its queue lies at a place compiled in, /var/spool/smtpd: a mount of its own, seen by it alone (`unshare --mount`),
puts a temporary folder there, so that the machine's own queue is left as it is.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from outside import places

PROGRAM = "/usr/sbin/smtpd"
QUEUE = Path("/var/spool/smtpd")
SOCKET = Path("/run/smtpd.sock")
DOMAIN = "customers.test"
CONFIGURATION = """
listen on 127.0.0.1 port {port} hostname mx.{domain}
action "box" maildir "{maildirs}/%{{rcpt.user}}/Maildir" virtual {{ "@" = mail }}
match from any for domain "{domain}" action "box"
match from any for any reject
"""
START = 'mount --bind "$1" "$2" && exec "$3" -d -f "$4"'


@contextlib.contextmanager
def opensmtpd(room: Path, maildirs: Path) -> Iterator[int]:
    """Run OpenSMTPD in this folder, delivering NAME@customers.test into maildirs/NAME/Maildir; gives its port."""
    if SOCKET.exists():
        raise SystemExit(
            f"Another OpenSMTPD runs on this machine ({SOCKET} is there); it allows only one. Stop it first."
        )
    port, queue, file = places.free_port(), room / "queue", room / "smtpd.conf"
    queue.mkdir(mode=0o711)
    queue.chmod(0o711)
    file.write_text(CONFIGURATION.format(port=port, domain=DOMAIN, maildirs=maildirs))
    with _a_place_for_the_queue(), (room / "smtpd.log").open("wb") as log:
        command: list[str | Path] = ["unshare", "--mount", "sh", "-c", START, "sh", queue, QUEUE, PROGRAM, file]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            places.wait(lambda: places.listens(port), seconds=15, what=f"OpenSMTPD (see {room}/smtpd.log)")
            yield port
        finally:
            process.terminate()
            process.wait(15)
            SOCKET.unlink(missing_ok=True)


@contextlib.contextmanager
def _a_place_for_the_queue() -> Iterator[None]:
    made = not QUEUE.exists()
    if made:
        QUEUE.mkdir(parents=True)
    try:
        yield
    finally:
        if made:
            os.rmdir(QUEUE)
