"""A Dovecot of our own: IMAP on loopback, one Maildir per name, everybody's password alike."""

import contextlib
import imaplib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outside import places

PROGRAM = "/usr/sbin/dovecot"
PASSWORD = "loopback-only"
CONFIGURATION = """
base_dir = {room}/run
state_dir = {room}/state
log_path = {room}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{room}/mail/%n/Maildir
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={room}/mail/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running Dovecot. maildirs: the folder that holds NAME/Maildir for every name."""

    port: int
    maildirs: Path

    def url(self, name: str) -> str:
        """Give the address under which a name's inbox is polled."""
        return f"imap://{name}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    @contextlib.contextmanager
    def inbox(self, name: str) -> Iterator[imaplib.IMAP4]:
        """Sign in as a name and open the inbox."""
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(name, PASSWORD)
            client.select("INBOX")
            yield client

    def put(self, name: str, raw: bytes) -> None:
        """Put a mail into a name's inbox, as another client would (APPEND)."""
        with self.inbox(name) as client:
            status, said = client.append("INBOX", "", "", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            if status != "OK":
                raise RuntimeError(f"Dovecot did not take the mail: {said!r}")

    def mails(self, name: str) -> list[bytes]:
        """Fetch everything in a name's inbox."""
        with self.inbox(name) as client:
            numbers = client.search(None, "ALL")[1][0].split()
            fetched = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
        return [answer[1] for answer in fetched if isinstance(answer, tuple)]


@contextlib.contextmanager
def dovecot(room: Path) -> Iterator[Dovecot]:
    """Run Dovecot in this folder."""
    port, maildirs = places.free_port(), room / "mail"
    maildirs.mkdir(exist_ok=True)
    subprocess.run(["chown", "mail:mail", maildirs], check=True)
    file = room / "dovecot.conf"
    file.write_text(CONFIGURATION.format(room=room, port=port, password=PASSWORD))
    process = subprocess.Popen([PROGRAM, "-F", "-c", file], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        places.wait(lambda: places.listens(port), seconds=15, what="Dovecot")
        yield Dovecot(port, maildirs)
    finally:
        process.terminate()
        process.wait(15)
