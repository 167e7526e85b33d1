"""The processes beside the page; what each does is wired under the roof."""

from argparse import Namespace

from rounds.cli import roof
from rounds.cli.ports import taken_in_words


def worker(_: Namespace) -> None:
    """Deliver mail and run jobs until told to stop."""
    roof.process("worker")()


def engine(_: Namespace) -> None:
    """Do what is due until told to stop."""
    roof.process("engine")()


def mail(_: Namespace) -> None:
    """Keep the mail doors open until told to stop."""
    with taken_in_words(*roof.smtp_door(), "ROUNDS_SMTP_DOOR"):
        roof.process("mail")()
