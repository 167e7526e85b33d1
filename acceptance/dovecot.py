"""A Dovecot of our own: IMAP on loopback, one Maildir per name, everybody's password alike."""

import contextlib
import imaplib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from outside import places

PROGRAM = "/usr/sbin/dovecot"
PASSWORD = "loopback-only"
CONFIGURATION = """
base_dir = {room}/run
state_dir = {room}/state
log_path = {room}/dovecot.log
protocols = imap
auth_mechanisms = plain login {mechanisms}
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{room}/mail/%n/Maildir
mail_max_userip_connections = 100
{more}
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
    """A running Dovecot. maildirs: the folder that holds NAME/Maildir for every name. file: its configuration."""

    port: int
    maildirs: Path
    file: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

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

    def drop(self, name: str) -> None:
        """End the connections of a name, as a server does that has had enough of them."""
        subprocess.run(["/usr/bin/doveadm", "-c", self.file, "kick", name], check=True, stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Be gone while the block runs, and there again behind it."""
        self.stop()
        yield
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it listens."""
        program = [PROGRAM, "-F", "-c", str(self.file)]
        self.running.append(subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT))
        places.wait(lambda: places.listens(self.port), seconds=15, what="Dovecot")

    def stop(self) -> None:
        """Stop the server, and wait for its end: two seconds, for one that hardly began waits six, with no child left to wait for."""
        for process in self.running:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2)
            process.kill()
            process.wait(15)
        self.running.clear()

    def mails(self, name: str) -> list[bytes]:
        """Fetch everything in a name's inbox."""
        with self.inbox(name) as client:
            numbers = client.search(None, "ALL")[1][0].split()
            fetched = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
        return [answer[1] for answer in fetched if isinstance(answer, tuple)]


@contextlib.contextmanager
def dovecot(room: Path, *, mechanisms: str = "", more: str = "") -> Iterator[Dovecot]:
    """Run Dovecot in this folder. mechanisms: ways to sign in beside passwords. more: lines of its configuration."""
    port, maildirs = places.free_port(), room / "mail"
    maildirs.mkdir(exist_ok=True)
    subprocess.run(["chown", "mail:mail", maildirs], check=True)
    file = room / "dovecot.conf"
    values = {"room": room, "port": port, "password": PASSWORD, "mechanisms": mechanisms, "more": more}
    file.write_text(CONFIGURATION.format(**values))
    server = Dovecot(port, maildirs, file)
    try:
        server.start()
        yield server
    finally:
        server.stop()
