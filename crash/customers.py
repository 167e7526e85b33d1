"""Customers write. What is not acknowledged is sent again, as every mail server does; some is sent twice anyway."""

import random
import smtplib
import threading
import time
import uuid
from dataclasses import dataclass
from email.message import EmailMessage

from crash.ledger import Ledger
from crash.place import ADDRESS, CUSTOMERS, DIED, Place


@dataclass(frozen=True)
class Mail:
    """A letter. message_id: without brackets. person: the address that it is from."""

    message_id: str
    person: str
    raw: bytes


class Customers:
    """Everybody who writes by mail in one round."""

    def __init__(self, place: Place, ledger: Ledger, chance: random.Random) -> None:
        self._place, self._ledger, self._chance = place, ledger, chance
        self._again: list[Mail] = []
        self._last = ""
        self._lock = threading.Lock()

    def write(self) -> None:
        """Send one mail: a new one, or one that waits to be sent again. Raises what DIED names."""
        mail = self._waiting() if self._chance.random() < 0.3 else None
        mail = mail or self._new()
        try:
            self._send(mail)
        except DIED:
            self._keep(mail)
            raise
        if self._chance.random() < 0.1:
            self._keep(mail)

    def finish(self, *, seconds: float = 60) -> None:
        """Send all that waits, until each is taken. Raises what DIED names when the time is over."""
        until = time.monotonic() + seconds
        while mail := self._waiting():
            try:
                self._send(mail)
            except DIED:
                self._keep(mail)
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def _send(self, mail: Mail) -> None:
        said = {"message_id": mail.message_id, "person": mail.person}
        self._ledger.write("mail", **said, sure=False)
        with smtplib.SMTP("127.0.0.1", self._place.smtp_port, timeout=15) as door:
            door.sendmail(f"carla@{CUSTOMERS}", [ADDRESS], mail.raw)
            self._ledger.write("mail", **said, sure=True)

    def _new(self) -> Mail:
        """Write a new mail; now and then whoever wrote last writes once more, so that there is something to merge."""
        with self._lock:
            if not self._last or self._chance.random() < 0.6:
                self._last = uuid.uuid4().hex[:12]
            return letter(self._last)

    def _keep(self, mail: Mail) -> None:
        with self._lock:
            self._again.append(mail)

    def _waiting(self) -> Mail | None:
        with self._lock:
            return self._again.pop(0) if self._again else None


def letter(person: str) -> Mail:
    """Write a letter of this person."""
    name, address = uuid.uuid4().hex[:12], f"{person}@{CUSTOMERS}"
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Carla {person} <{address}>", ADDRESS
    mail["Subject"], mail["Date"] = f"The lamp of {name} is out", "Sun, 22 Nov 2026 09:00:00 +0000"
    mail["Message-ID"] = f"<{name}@mail.{CUSTOMERS}>"
    mail.set_content(f"It is dark in the hall of {name}. Could you look?")
    return Mail(f"{name}@mail.{CUSTOMERS}", address, mail.as_bytes())
