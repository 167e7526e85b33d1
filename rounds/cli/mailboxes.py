"""Mailboxes at the command line: other addresses, and accounts that are read. A secret is asked for, or comes by the input."""

import getpass
import sys
from argparse import Namespace

from rounds.basics import clock
from rounds.cli.named import text_of, workspace_named
from rounds.cli.trouble import CommandTrouble
from rounds.mail import commands as mail
from rounds.mail.models import Mailbox, MailboxAlias, Way
from rounds.mail.queries import ways_in
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace


def listing(chosen: Namespace) -> None:
    """List what leads to each mailbox, and what is wrong with it."""
    with as_workspace(workspace_named(chosen.slug)):
        for box_id in Mailbox.objects.order_by("id").values_list("id", flat=True):
            if found := ways_in(box_id):
                others = "".join(f", {address}" for _, address in found.others)
                print(f"{found.box.name}: {found.box.address}{others}")
                read = [(name, row) for each in found.accounts for name, row in each.folders if row]
                for name, row in [*read, *((row.place, row) for row in found.read)]:
                    print(f"  {name}: {row.trouble or f'read up to {row.uid}, {row.waits} lie unread'}")


def alias(chosen: Namespace) -> None:
    """Give a mailbox one more address, or take one away. Raises Refused, CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        box = box_named(chosen.name, chosen.slug)
        if not chosen.remove:
            mail.add_alias(mailbox_id=box.pk, address=chosen.address, by=Actor.system(), at=clock.now())
            print(f"Mail to {chosen.address} comes to {box.address} too.")
            return
        found = MailboxAlias.objects.filter(mailbox_id=box.pk, address=chosen.address.strip().lower()).first()
        if found is None:
            raise CommandTrouble(f"{chosen.address} is none of the other addresses of {box.address}.")
        mail.remove_alias(alias_id=found.pk, by=Actor.system(), at=clock.now())
        print(f"Mail to {chosen.address} comes here no more.")


def read(chosen: Namespace) -> None:
    """Let a mailbox be read from an account, or no more. Raises Refused, CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        box = box_named(chosen.name, chosen.slug)
        if chosen.remove:
            found = Way.objects.filter(mailbox_id=box.pk, host=chosen.host.lower(), user=chosen.user).first()
            if found is None:
                raise CommandTrouble(f"{box.address} is not read from {chosen.user} at {chosen.host}.")
            mail.read_no_more(way_id=found.pk, by=Actor.system(), at=clock.now())
            print(f"{box.address} is read from {chosen.user} at {chosen.host} no more.")
            return
        account = mail.Account(
            host=chosen.host,
            port=chosen.port,
            tls=chosen.tls,
            user=chosen.user,
            folders=chosen.folder or ["INBOX"],
            from_now=not chosen.from_beginning,
            secret=_secret("Refresh token: " if chosen.token_url else "Password: "),
            token_url=chosen.token_url,
            client_id=chosen.client_id,
            client_secret=text_of(chosen.client_secret_file).strip() if chosen.client_secret_file else "",
            scope=chosen.scope,
        )
        mail.read_from(mailbox_id=box.pk, account=account, by=Actor.system(), at=clock.now())
    print(f"{box.address} is read from {chosen.user} at {chosen.host}; `rounds mailbox list` says how it goes.")


def box_named(name: str, slug: str) -> Mailbox:
    """Give a mailbox of the workspace that speaks. Raises CommandTrouble with the names there are."""
    if box := Mailbox.objects.filter(name=name).first():
        return box
    known = ", ".join(Mailbox.objects.values_list("name", flat=True)) or "none yet"
    raise CommandTrouble(f"{slug} has no mailbox “{name}” with an address. It has: {known}.")


def _secret(asks: str) -> str:
    return getpass.getpass(asks) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
