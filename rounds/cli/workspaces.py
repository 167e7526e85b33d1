"""Workspaces, their people and their mailboxes, added by whoever holds the machine."""

import getpass
import secrets
import sys
from argparse import Namespace

from django.db import transaction

from rounds.accounts.being_erased import Stage, erasing
from rounds.accounts.commands import ask_to_erase
from rounds.accounts.queries import contact_at
from rounds.basics import clock
from rounds.basics.problems import NotThere
from rounds.cli import roof
from rounds.cli.named import text_of, workspace_named
from rounds.cli.trouble import CommandTrouble
from rounds.mail.commands import add_mailbox
from rounds.mail.erasing import erase_one
from rounds.manual.at_home import at_home
from rounds.manual.commands import adopt
from rounds.team.commands import add_member
from rounds.team.models import Member
from rounds.team.queries import is_known
from rounds.team.second_factor.commands import take_away
from rounds.timeline.rules import Actor
from rounds.workspaces import first_run
from rounds.workspaces.commands import found
from rounds.workspaces.current import as_workspace


def add_workspace(chosen: Namespace) -> None:
    """Found a workspace and put its first manual in force: both or neither. Raises Refused, CommandTrouble."""
    text, now = text_of(chosen.manual), clock.now()
    if chosen.zone:
        text = at_home(text, zone=chosen.zone)
    with transaction.atomic():
        workspace = found(name=chosen.name or chosen.slug, slug=chosen.slug, at=now)
        with as_workspace(workspace.pk):
            adopt(text=text, by=Actor.system(), at=now)
    first_run.use(roof.home())
    print(f"{workspace.name} is founded, with {chosen.manual} in force as version 1.")


def add_person(chosen: Namespace) -> None:
    """Add a member who can sign in; somebody known already keeps the password they have. Raises Refused, CommandTrouble."""
    workspace_id, known = workspace_named(chosen.slug), is_known(chosen.email)
    password, given = _password(chosen.password) if not known else (None, True)
    with as_workspace(workspace_id):
        member = add_member(
            name=chosen.name or chosen.email.partition("@")[0],
            email=chosen.email,
            roles=chosen.role,
            password=password,
            by=Actor.system(),
            at=clock.now(),
        )
    says = " They sign in with the password they have." if known else "" if given else f" Password: {password}"
    print(f"{member.name} belongs to {chosen.slug}.{says}")


def unlock_person(chosen: Namespace) -> None:
    """Take away what somebody can no longer show at their sign-in, in whatever companies. Raises Refused, CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        member = Member.objects.filter(email=chosen.email.strip().lower(), active=True).first()
        if member is None:
            raise CommandTrouble(f"Nobody with the address {chosen.email} belongs to {chosen.slug}.")
        try:
            take_away(member_id=member.pk, by=Actor.system(), at=clock.now())
        except NotThere as nothing:
            raise CommandTrouble(f"{member.name} signs in with a password alone already.") from nothing
    print(f"{member.name} signs in with a password alone now; all their sign-ins have ended.")


def add_box(chosen: Namespace) -> None:
    """Give a mailbox of the manual its address. Raises Refused, CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        box = add_mailbox(name=chosen.name, address=chosen.address, by=Actor.system(), at=clock.now())
    print(f"Mail to {box.address} comes to {chosen.slug}.")


def erase_contact(chosen: Namespace) -> None:
    """Erase a person at a customer's, here and now; a worker goes on where this is broken off. Raises Refused, CommandTrouble."""
    workspace_id = workspace_named(chosen.slug)
    with as_workspace(workspace_id):
        contact_id = contact_at(chosen.address)
        if contact_id is None:
            raise CommandTrouble(f"Nobody at a customer of {chosen.slug} has the address {chosen.address}.")
        ask_to_erase(contact_id=contact_id, by=Actor.system(), at=clock.now(), here_and_now=True)
    erase_one(workspace_id=workspace_id, contact_id=contact_id, clock=clock.now)
    with as_workspace(workspace_id):
        found = erasing(contact_id)
    if found.stage is Stage.STOPPED:
        raise CommandTrouble(f"{chosen.address} is not erased. {found.trouble}")
    if found.stage is Stage.UNDER_WAY:
        print(
            f"A worker erases {chosen.address} as soon as it can: a mail to them is being sent, or somebody else is being erased."
        )
        return
    print(f"{chosen.address} is erased from {chosen.slug}. Backups and mail servers have copies of their own.")


def _password(given: str | None) -> tuple[str, bool]:
    """Take the password as given; "-" reads it from the input, where no list of processes shows it; none makes one."""
    if given == "-":
        return (getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")), True
    return given or secrets.token_urlsafe(12), bool(given)
