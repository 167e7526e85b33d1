"""`rounds import mail`: old mails out of files become tickets with their own dates; a bar for progress, and a sum at the end."""

import csv
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol

from rounds.basics import clock
from rounds.basics.text import counted
from rounds.cli.bar import Bar
from rounds.cli.mailboxes import box_named
from rounds.cli.named import workspace_named
from rounds.cli.trouble import CommandTrouble
from rounds.mail.bringing_in import Bringing, Sum, bring_in
from rounds.mail.commands.receiving import DATABASE_TROUBLE
from rounds.mail.in_files import Closed, Found, found_in
from rounds.mail.queries.mailboxes import Box
from rounds.workspaces.current import as_workspace

MOST_SAID = 20
AGAIN = "What came in is in for good; run the same command again and it goes on."


class Row(Protocol):
    """Takes a row of a table."""

    def writerow(self, row: list[str], /) -> object: ...


class Turned:
    """Writes down which mails were turned away and why: all of them into a file, the first to the terminal at the end."""

    def __init__(self, table: Row | None) -> None:
        self._table, self._first = table, list[tuple[str, str]]()
        self.many = 0

    def __call__(self, where: str, reason: str) -> None:
        """Take one down."""
        self.many += 1
        if len(self._first) < MOST_SAID:
            self._first.append((where, reason))
        if self._table:
            self._table.writerow([where, reason])

    def say(self) -> None:
        """Say the first of them."""
        for where, reason in self._first:
            print(f"  {where}: {reason}", file=sys.stderr)
        if self.many > MOST_SAID:
            print(f"  and {self.many - MOST_SAID:,} more; --rejected FILE.csv lists them all", file=sys.stderr)


def bring(chosen: Namespace) -> int:
    """Bring mails in, or say what would become of them; 1 where some were turned away. Raises CommandTrouble."""
    workspace_id = workspace_named(chosen.workspace)
    with as_workspace(workspace_id):
        box = Box(workspace_id, box_named(chosen.mailbox, chosen.workspace).pk)
    with _table(chosen.rejected) as table:
        turned, found, done = Turned(table), list[Found](), Sum()
        for each in found_in(chosen.paths, now=clock.now()):
            if isinstance(each, Closed):
                turned(each.path, each.reason)
            else:
                found.append(each)
        print(f"{counted(len(found), 'mail')} found.", file=sys.stderr)
        how = Bringing(
            box,
            clock.now,
            stands_open=chosen.open,
            tries=chosen.dry_run,
            turned=lambda mail, reason: turned(mail.where, reason),
            say=Bar(),
        )
        try:
            bring_in(found, how, done)
        except DATABASE_TROUBLE as trouble:
            raise CommandTrouble(f"The database does not answer. {AGAIN}") from trouble
        except KeyboardInterrupt:
            print(f"\nStopped. {AGAIN}", file=sys.stderr)
            raise
        finally:
            _say(done, turned, would=chosen.dry_run)
    return 1 if turned.many else 0


@contextmanager
def _table(path: str | None) -> Iterator[Row | None]:
    """Open the table of what is turned away, if one is wanted. Raises CommandTrouble."""
    if not path:
        yield None
        return
    with ExitStack() as held:
        try:
            file = held.enter_context(open(path, "w", encoding="utf-8", newline=""))
        except OSError as trouble:
            raise CommandTrouble(f"{path} cannot be written: {trouble.strerror}.") from trouble
        table = csv.writer(file)
        table.writerow(["mail", "reason"])
        yield table


def _say(done: Sum, turned: Turned, *, would: bool) -> None:
    came = f"{counted(done.came, 'mail')} would come in" if would else f"{counted(done.came, 'mail')} came in"
    where = "" if would else f" ({counted(done.opened, 'new ticket')}, {done.added:,} added to tickets)"
    print(f"{came}{where}; {done.here:,} here already; {turned.many:,} turned away.")
    turned.say()
