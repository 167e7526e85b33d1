"""The far side: an SMTP server in a process of its own, which writes down every mail that it accepts.

    python -m crash.farside PORT FILE

The line is on the disk before the 250 goes out, so its record can only hold too much, never too little. It is slow
on purpose around the end of DATA (up to a fifth of a second before and after the line), because that is where a
sender's death is hard. Now and then it refuses for the moment (450) or hangs up, as the world does.
"""

import contextlib
import json
import os
import random
import socketserver
import sys
import threading
import time
from email import message_from_bytes
from pathlib import Path

LOCK = threading.Lock()


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    chance = random.Random(7)

    def handle(self) -> None:
        """Speak SMTP until the other end goes."""
        with contextlib.suppress(OSError):  # the other end was killed: its own affair
            self.say("220 far side")
            while line := self.rfile.readline():
                if not self.obey(line.decode("utf-8", "replace").strip()):
                    return

    def obey(self, line: str) -> bool:
        """Answer one command; say whether the talk goes on."""
        word = line[:4].upper()
        if word == "MAIL":
            self.recipients: list[str] = []
            if self.chance.random() < 0.03:
                self.say("450 not now")
                return True
        elif word == "RCPT":
            self.recipients.append(line.partition(":")[2].split()[0].strip("<>"))
        elif word == "DATA":
            self.take()
            return True
        self.say({"QUIT": "221 bye", "EHLO": "250 far side"}.get(word, "250 well"))
        return word != "QUIT"

    def take(self) -> None:
        """Take a mail: write it down, then say so."""
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # died while sending: nothing was accepted
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        time.sleep(self.chance.random() / 5)
        note(b"".join(lines), self.recipients)
        time.sleep(self.chance.random() / 5)
        self.say("250 taken")

    def say(self, text: str) -> None:
        """Answer one line."""
        self.wfile.write(text.encode() + b"\r\n")


def note(raw: bytes, recipients: list[str]) -> None:
    """Write one accepted mail down, flushed."""
    mail = message_from_bytes(raw)
    entry = {
        "message_id": str(mail["Message-ID"]).strip(),
        "to": recipients,
        "at": time.time(),
        "raw": raw.decode("utf-8", "replace"),
    }
    with LOCK, Path(sys.argv[2]).open("a") as file:
        file.write(json.dumps(entry) + "\n")
        file.flush()
        os.fsync(file.fileno())


class Door(socketserver.ThreadingTCPServer):
    """The listening end."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Door(("127.0.0.1", int(sys.argv[1])), Talk) as door:
        door.serve_forever()
