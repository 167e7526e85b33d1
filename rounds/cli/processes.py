"""The processes beside the page; what each does is wired under the roof."""

import gc
from argparse import Namespace

from rounds.cli import roof
from rounds.cli.ports import taken_in_words


def worker(_: Namespace) -> None:
    """Deliver mail and run jobs until told to stop."""
    _run("worker")


def engine(_: Namespace) -> None:
    """Do what is due until told to stop."""
    _run("engine")


def mail(_: Namespace) -> None:
    """Keep the mail doors open until told to stop."""
    with taken_in_words(*roof.smtp_door(), "ROUNDS_SMTP_DOOR"):
        _run("mail")


def _run(name: str) -> None:
    """Run a process for long: what loading left over goes first, and what stays is spared the collector from then on."""
    process = roof.process(name)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    process()
