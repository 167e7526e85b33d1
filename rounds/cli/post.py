"""The demo's own post office: it takes the mail that leaves and keeps it in a folder, so that nothing leaves the machine."""

import signal
from argparse import Namespace

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from rounds.cli import roof
from rounds.cli.ports import taken_in_words

HOST = "127.0.0.1"


def post(chosen: Namespace) -> None:
    """Take mail until told to stop; each one is a file in `post/new` under ROUNDS_HOME."""
    office = Controller(Mailbox(roof.home() / "post"), hostname=HOST, port=chosen.port)
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with taken_in_words(HOST, chosen.port, "--port"):
        office.start()
    signal.sigwait(stops)
    office.stop()
