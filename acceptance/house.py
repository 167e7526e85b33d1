"""The Rounds that is accepted: real servers on both sides of it, one workspace, a manager who can sign in."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acceptance.dovecot import PROGRAM as DOVECOT
from acceptance.dovecot import Dovecot, dovecot
from acceptance.opensmtpd import PROGRAM as OPENSMTPD
from acceptance.opensmtpd import opensmtpd
from acceptance.sending import MAILBOX, POLLED, SWAKS
from outside import database
from outside.company import Company, Person, founded
from outside.serving import Rounds
from outside.visitor import Visitor

MANUAL = Path(__file__).parent.parent / "manuals" / "web-agency-desk.md"
EMAIL, ROLE, BOX = "mara@house.test", "manager", "support"


@dataclass
class House:
    """Everything that runs. folder: where this run keeps what it writes."""

    folder: Path
    rounds: Rounds
    dovecot: Dovecot
    password: str

    @property
    def owner_url(self) -> str:
        """The way into its database."""
        return database.urls(self.rounds.home).owner

    def member(self) -> Visitor:
        """Come in as the manager, over HTTP."""
        visitor = Visitor(self.rounds.base)
        visitor.sign_in(EMAIL, self.password)
        return visitor

    def restart(self, *, shift: str) -> None:
        """Stop Rounds and start it with a moved clock, such as "+15d"."""
        self.rounds.stop()
        self.rounds.settings["ROUNDS_CLOCK_SHIFT"] = shift
        self.rounds.start()


def refuse_unless_possible() -> None:
    """Say plainly what this machine lacks. SystemExit."""
    if os.geteuid() != 0:
        raise SystemExit("Dovecot and OpenSMTPD start as root and give it up themselves: run this as root.")
    lacking = [program for program in (DOVECOT, OPENSMTPD, SWAKS) if not shutil.which(program)]
    if lacking:
        raise SystemExit(f"{', '.join(lacking)} is missing: apt-get install dovecot-imapd opensmtpd swaks")


@contextmanager
def house(folder: Path, *, manual: Path = MANUAL, role: str = ROLE, box: str = BOX) -> Iterator[House]:
    """Start the mail servers, then Rounds between them, and make its workspace. role, box: of the manual."""
    with dovecot(folder) as inboxes, opensmtpd(folder, inboxes.maildirs) as smtp_port:
        inboxes.mails(POLLED)  # signing in makes the mailbox
        mail = {"ROUNDS_SMTP_OUT": f"smtp://127.0.0.1:{smtp_port}", "ROUNDS_IMAP": f"{box}={inboxes.url(POLLED)}"}
        rounds = Rounds(folder / "home", mail)
        rounds.start()
        try:
            built = House(folder, rounds, inboxes, secrets.token_urlsafe(12))
            founded(rounds, Company(manual, role, box, MAILBOX, Person(EMAIL, built.password)))
            yield built
        finally:
            rounds.stop()
            rounds.remove()
