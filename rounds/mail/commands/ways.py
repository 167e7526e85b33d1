"""The accounts on IMAP servers that a mailbox is read from, as people set them up; their secrets are sealed before they are kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from rounds.accounts.stamps import stamp, unchanged
from rounds.basics.problems import NotThere, Problem, refuse_if
from rounds.mail.commands.mailboxes import mailbox_numbered
from rounds.mail.events import WayAdded, WayChanged, WayGone
from rounds.mail.models import ReadFolder, Tls, Way
from rounds.mail.secrets import sealed
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import ids_for

MOST_ACCOUNTS = 10
MOST_FOLDERS = 20
MOST_LETTERS = 1_000
HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
SECRETS = frozenset({"secret", "client_secret"})
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Account:
    """An account on an IMAP server, as somebody wrote it. folders: one at least. secret: the password, else the refresh token.

    token_url: of the service that gives access tokens; empty where the server takes a password. client_secret: empty where none.
    """

    host: str
    port: int
    tls: str
    user: str
    folders: Sequence[str] = ("INBOX",)
    from_now: bool = True
    secret: str = field(default="", repr=False)
    token_url: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scope: str = ""


@command
def read_from(*, mailbox_id: int, account: Account, by: Actor, at: datetime, anew: bool = False) -> Way:
    """Let a mailbox be read from folders of an account; the same user on the same server again changes that one.

    anew: it is refused where that account is there. An empty secret leaves the one that is kept.
    at: aware, UTC. Raises NotAllowed, NotThere, Refused (what cannot be used).
    """
    require(by, "manage people")
    box = mailbox_numbered(mailbox_id)
    there = Way.objects.filter(mailbox_id=box.pk, host=account.host.lower(), user=account.user).first()
    refuse_if(_there_already() if anew and there else ())
    if there:
        gives_up = bool(account.secret)  # a form asks for both at once
        return _changed(there, account, gives_up=gives_up, by=by, at=at)
    refuse_if([*account_problems(account, has_secret=False), *_too_many(box.pk)])
    way = Way(id=ids_for(Way)[0], workspace_id=here(), mailbox_id=box.pk, created_at=at)
    way.host, way.user = account.host.lower(), account.user
    return _kept(way, account, WayAdded, by=by, at=at)


@command
def change_account(
    *, way_id: int, changes: Mapping[str, Any], by: Actor, at: datetime, version: str | None = None
) -> Way:
    """Change how a mailbox is read from an account; what is left out stays, secrets too while they go to where they were given for.

    changes: fields of an Account but its host and user, which say which one it is. version: as it was read, None where any will do.
    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (what cannot be used).
    """
    require(by, "manage people")
    way = Way.objects.select_for_update().filter(id=way_id).annotate(stamp=stamp(Way)).first()
    if way is None:
        raise NotThere(f"way {way_id}")
    stands = _as_it_stands(way)
    mine = {name: str(value) for name, value in changes.items() if name not in SECRETS}
    unchanged(way.stamp, version, what=str(way), mine=mine, theirs={name: str(getattr(stands, name)) for name in mine})
    gives_up = changes.get("client_secret") == ""
    return _changed(way, replace(stands, **changes), gives_up=gives_up, by=by, at=at)


@command
def read_no_more(*, way_id: int, by: Actor, at: datetime) -> None:
    """Let a mailbox be read from an account no more; its secret is gone, and how far each folder was read stays remembered.

    at: aware, UTC. Raises NotAllowed, NotThere.
    """
    require(by, "manage people")
    way = Way.objects.select_for_update().filter(id=way_id).first()
    if way is None:
        raise NotThere(f"way {way_id}")
    ReadFolder.objects.filter(mailbox_id=way.mailbox_id, place__in=_places(way)).update(trouble="", waits=0)
    way.delete()
    record(WayGone(mailbox=way.mailbox_id, way=way_id), by=by, at=at)


def _changed(way: Way, account: Account, *, gives_up: bool, by: Actor, at: datetime) -> Way:
    """Change an account; nothing is sent to a service that it was not given for. gives_up: its client secret is none any more."""
    stays = way.token_url == account.token_url
    refuse_if(account_problems(account, has_secret=stays))
    ReadFolder.objects.filter(mailbox_id=way.mailbox_id, place__in=_places(way)).update(trouble="", waits=0)
    if gives_up or not stays:
        way.client_secret = ""
    return _kept(way, account, WayChanged, by=by, at=at)


def _kept(way: Way, account: Account, event: type[WayAdded | WayChanged], *, by: Actor, at: datetime) -> Way:
    way.port, way.tls, way.folders = account.port, account.tls, list(dict.fromkeys(account.folders))
    way.from_now, way.token_url = account.from_now, account.token_url
    way.client_id, way.scope = account.client_id, account.scope
    way.secret = sealed(way, account.secret) if account.secret else way.secret
    way.client_secret = sealed(way, account.client_secret) if account.client_secret else way.client_secret
    way.save(force_insert=event is WayAdded)
    ReadFolder.objects.filter(mailbox_id=way.mailbox_id, place__in=_places(way)).update(trouble="")
    record(
        event(mailbox=way.mailbox_id, way=way.pk, folders=len(way.folders), by_token=bool(way.token_url)), by=by, at=at
    )
    return way


def _as_it_stands(way: Way) -> Account:
    """Give an account without its secrets."""
    return Account(
        host=way.host,
        port=way.port,
        tls=way.tls,
        user=way.user,
        folders=way.folders,
        from_now=way.from_now,
        token_url=way.token_url,
        client_id=way.client_id,
        scope=way.scope,
    )


def _there_already() -> list[Problem]:
    text = "The mailbox is read from this account already."
    return [Problem("account there", text, "Change that one.", field="user")]


def _too_many(mailbox_id: int) -> list[Problem]:
    if Way.objects.filter(mailbox_id=mailbox_id).count() < MOST_ACCOUNTS:
        return []
    text = f"A mailbox is read from {MOST_ACCOUNTS} accounts at most: each folder holds a connection of its own."
    return [Problem("too many accounts", text, "Take one away that is read no more.", field="host")]


def account_problems(account: Account, *, has_secret: bool) -> list[Problem]:
    """Say what of an account cannot be used. has_secret: one is kept already, so none need be written again."""
    problems = [*_server_problems(account), *_token_problems(account)]
    written = (account.user, account.secret, account.client_id, account.client_secret, account.scope, *account.folders)
    if any(CONTROL.search(each) or len(each) > MOST_LETTERS * 8 for each in written):
        text = "There is a line end or another character in it that no server takes."
        problems.append(Problem("control character", text, field="user"))
    if not account.user.strip():
        problems.append(Problem("no user", "A server asks who one is: mostly the mail address.", field="user"))
    if not account.secret and not has_secret:
        what = "refresh token" if account.token_url else "password"
        problems.append(Problem("no secret", f"Without a {what} nobody is let in.", field="secret"))
    if not [each for each in account.folders if each.strip()] or len(account.folders) > MOST_FOLDERS:
        text = f"Name one folder at least, {MOST_FOLDERS} at most; mail comes to INBOX."
        problems.append(Problem("folders", text, field="folders"))
    return problems


def _server_problems(account: Account) -> list[Problem]:
    problems = []
    if not HOST.fullmatch(account.host):
        problems.append(Problem("no host", "The name of a server looks like imap.example.org.", field="host"))
    if not 0 < account.port < 65536:
        problems.append(Problem("no port", "A port is a number from 1 to 65535; for IMAP it is 993.", field="port"))
    if account.tls not in Tls.values or (account.tls == Tls.STARTTLS and account.port == 993):
        text = "Port 993 speaks TLS from the first byte; STARTTLS is for port 143."
        problems.append(Problem("tls", text, field="tls"))
    if account.tls == Tls.NONE and not settings.PRIVATE_SERVERS:
        text = "The password would go over the line for all to read. Choose TLS, or STARTTLS."
        problems.append(Problem("not encrypted", text, field="tls"))
    return problems


def _token_problems(account: Account) -> list[Problem]:
    if not account.token_url:
        return []
    try:
        parts = urlsplit(account.token_url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and settings.PRIVATE_SERVERS)
        fits = safe and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        fits = False
    problems = []
    if not fits:
        text = "The address where tokens are given begins with https://."
        problems.append(Problem("token url", text, field="token_url"))
    if not account.client_id.strip():
        text = "A sign-in service knows programs by a client id; it gives one to whoever registers there."
        problems.append(Problem("client id", text, field="client_id"))
    return problems


def _places(way: Way) -> list[str]:
    return [f"{way.user}@{way.host}/{folder}" for folder in way.folders]
