"""The workspace's mailboxes, and the other addresses under which each is written to."""

import re
from datetime import datetime

from rounds.accounts.stamps import stamp, unchanged
from rounds.basics.problems import NotThere, Problem, refuse_if
from rounds.basics.text import nearest
from rounds.mail.clauses import MailboxClause
from rounds.mail.events import AliasAdded, AliasGone, MailboxAdded, MailboxMoved
from rounds.mail.models import Mailbox, MailboxAlias
from rounds.mail.queries.mailboxes import mailbox_of
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute

ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,255}")


@command
def add_mailbox(*, name: str, address: str, by: Actor, at: datetime) -> Mailbox:
    """Add a mailbox under the name of its clause. Raises NotAllowed, Refused (no such clause, no address, one that is taken)."""
    require(by, "manage people")
    key = address.strip().lower()
    refuse_if([*_name_problems(name), *_address_problems(key)])
    box = Mailbox.objects.create(workspace_id=here(), name=name, address=key, created_at=at)
    record(MailboxAdded(mailbox=box.pk), by=by, at=at)
    return box


@command
def change_address(*, mailbox_id: int, address: str, by: Actor, at: datetime, version: str | None = None) -> Mailbox:
    """Give a mailbox another address; its tickets are answered from it from here on. The one before stays one of its others.

    version: as it was read, None where any will do. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no address, one that is taken).
    """
    require(by, "manage people")
    box = Mailbox.objects.select_for_update().filter(id=mailbox_id).annotate(stamp=stamp(Mailbox)).first()
    if box is None:
        raise NotThere(f"mailbox {mailbox_id}")
    key = address.strip().lower()
    mine, theirs = {"Address": key}, {"Address": box.address}
    unchanged(box.stamp, version, what=f"The mailbox {box.name}", mine=mine, theirs=theirs)
    own = MailboxAlias.objects.filter(mailbox_id=box.pk, address=key)
    refuse_if(_address_problems(key) if key != box.address and not own.exists() else ())
    if key == box.address:
        return box
    own.delete()
    MailboxAlias.objects.create(workspace_id=here(), mailbox_id=box.pk, address=box.address, created_at=at)
    box.address = key
    box.save(update_fields=["address"])
    record(MailboxMoved(mailbox=box.pk), by=by, at=at)
    return box


@command
def add_alias(*, mailbox_id: int, address: str, by: Actor, at: datetime) -> MailboxAlias:
    """Let mail to another address come to a mailbox too; it is answered from the mailbox's own.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (no address, one that is taken, here or in another workspace).
    """
    require(by, "manage people")
    box = mailbox_numbered(mailbox_id)
    key = address.strip().lower()
    refuse_if(_address_problems(key))
    alias = MailboxAlias.objects.create(workspace_id=here(), mailbox_id=box.pk, address=key, created_at=at)
    record(AliasAdded(mailbox=box.pk, alias=alias.pk), by=by, at=at)
    return alias


@command
def remove_alias(*, alias_id: int, by: Actor, at: datetime) -> None:
    """Let an address be none of a mailbox's any more; mail to it is refused from here on. Raises NotAllowed, NotThere."""
    require(by, "manage people")
    alias = MailboxAlias.objects.select_for_update().filter(id=alias_id).first()
    if alias is None:
        raise NotThere(f"alias {alias_id}")
    mailbox_id = alias.mailbox_id
    alias.delete()
    record(AliasGone(mailbox=mailbox_id, alias=alias_id), by=by, at=at)


def mailbox_numbered(mailbox_id: int) -> Mailbox:
    """Give a mailbox, locked. Raises NotThere."""
    box = Mailbox.objects.select_for_update().filter(id=mailbox_id).first()
    if box is None:
        raise NotThere(f"mailbox {mailbox_id}")
    return box


def _name_problems(name: str) -> list[Problem]:
    known = [clause.name for clause in book().all(MailboxClause)]
    if name not in known:
        near = nearest(name, known)
        fix = f"Nearest: “{near}”." if near else f"It has {', '.join(known) or 'none'}."
        return [Problem("unknown mailbox", f"The manual has no mailbox “{name}”.", fix, field="name")]
    if Mailbox.objects.filter(name=name).exists():
        return [Problem("name taken", f"The mailbox “{name}” has an address already.", field="name")]
    return []


def _address_problems(key: str) -> list[Problem]:
    if not ADDRESS.fullmatch(key) or "+" in key.partition("@")[0]:
        return [Problem("no address", "A mailbox has a plain address, as in support@example.org.", field="address")]
    execute("SELECT pg_advisory_xact_lock(hashtextextended('rounds mail address ' || %s, 0))", [key])
    if mailbox_of(key):
        return [Problem("address taken", "Mail to this address comes to another mailbox already.", field="address")]
    return []
