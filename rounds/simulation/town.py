"""The customers' mail server, a process of its own: it takes mails, puts some off, refuses some, and writes down each that it took.

python -m rounds.simulation.town PORT RECORD SEED
"""

import json
import signal
import sys
from collections import Counter
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rounds.simulation.fates import Fate, destiny


class Town:
    """Answers for the server. The line is in the record before the 250 goes out: it holds too much rather than too little."""

    def __init__(self, record: Path, seed: int) -> None:
        self._record, self._seed = record, seed
        self._came: Counter[str] = Counter()
        self._put_off: set[tuple[str, int]] = set()

    async def handle_RCPT(  # noqa: N802 - the name is looked up by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say whether somebody of this name lives here."""
        fate = destiny(self._seed, address, self._came[address]).fate
        if fate is Fate.REFUSED:
            self._came[address] += 1
            return "550 5.1.1 Nobody of that name"
        if fate is Fate.LATER and (address, self._came[address]) not in self._put_off:
            self._put_off.add((address, self._came[address]))
            return "451 4.3.2 Not now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Well"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        [address] = envelope.rcpt_tos
        assert isinstance(envelope.content, bytes)
        mail = BytesHeaderParser().parsebytes(envelope.content)
        meant = destiny(self._seed, address, self._came[address])
        self._came[address] += 1
        line = {
            "message_id": str(mail["Message-ID"]).strip(),
            "subject": str(mail["Subject"]),
            "to": address,
            "answer_to": str(mail["Reply-To"] or mail["From"]),
            "return_to": envelope.mail_from,
            "fate": meant.fate,
            "days": meant.days,
            "minutes": meant.minutes,
        }
        with self._record.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return "250 2.0.0 Taken"


def main() -> None:
    """Take mail until told to stop."""
    port, record, seed = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    office = Controller(Town(record, seed), hostname="127.0.0.1", port=port)
    office.start()
    signal.sigwait(stops)
    office.stop()


if __name__ == "__main__":
    main()
