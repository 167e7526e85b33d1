"""Trying an account before it is kept: what its server says, in plain words, and which folders it has."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.basics.text import counted, listed
from rounds.mail.commands.folders import keep_refresh_token
from rounds.mail.commands.ways import Account
from rounds.mail.folder import FOLDER_TROUBLE, Folder, Place, signed_in
from rounds.mail.models import Way
from rounds.mail.oauth import Grant, Tokens
from rounds.mail.queries.mailboxes import Box
from rounds.mail.reading_list import places_of
from rounds.mail.saying import in_plain_words
from rounds.mail.secrets import SecretLost
from rounds.workspaces.current import here

PATIENCE = 8.0
"""Seconds for each answer of the server: somebody sits before the page and waits."""

IN_ALL = 20.0
"""Seconds for all of them together."""

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Tried:
    """How a try went. says: a sentence or two. works: whether mail could be read. refresh_token: one that replaces what was tried with."""

    works: bool
    says: str
    refresh_token: str = ""


def try_out(account: Account, *, clock: Callable[[], datetime]) -> Tried:
    """Sign in and look at the folders; nothing is fetched or changed."""
    place, replaced = _place(account), list[str]()
    if account.token_url:
        grant = Grant(account.token_url, account.client_id, account.secret, account.client_secret, account.scope)
        place.token = Tokens(lambda: grant, clock=clock, keep=replaced.append)
    return replace(_in_time(lambda: _looked(account, place), place), refresh_token="".join(replaced))


def try_kept(way_id: int, *, clock: Callable[[], datetime]) -> Tried:
    """Try an account that is kept, as the mail process reads it; a refresh token that replaces its own is kept whatever comes of it.

    Raises NotThere, Refused (its secret is lost).
    """
    way = Way.objects.filter(id=way_id).first()
    if way is None:
        raise NotThere(f"way {way_id}")
    try:
        places = places_of(way, Box(here(), way.mailbox_id), clock=clock)
    except SecretLost as lost:
        raise Refused([Problem("secret lost", str(lost), field="secret")]) from lost
    account = Account(way.host, way.port, way.tls, way.user, way.folders)
    return _in_time(lambda: _looked(account, places[0]), places[0])


def _in_time(look: Callable[[], Tried], place: Place) -> Tried:
    """Look, and wait no longer than a page may; a server that says a letter now and then is left to a thread of its own."""
    looked = Future[Tried]()

    def run() -> None:
        try:
            looked.set_result(look())
        except Exception as trouble:
            looked.set_exception(trouble)
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True, name=f"tries {place.where}").start()
    try:
        return looked.result(timeout=IN_ALL)
    except TimeoutError:
        return Tried(works=False, says=f"{place.host} was not done within {IN_ALL:.0f} seconds.")


def _looked(account: Account, place: Place) -> Tried:
    try:
        with signed_in(place, patience=PATIENCE) as connected:
            found = []
            for name in account.folders:
                place.folder = name
                tells = Folder(connected, name).tells
                found.append(f"“{name}” with {_many(connected.folder.status(name, ['MESSAGES']))}")
            others = [each.name for each in connected.folder.list() if each.name not in account.folders]
    except FOLDER_TROUBLE as trouble:
        return Tried(works=False, says=in_plain_words(trouble, place))
    says = f"{account.host} let {account.user} in. It has {listed(found)}."
    at_once = (
        " It says at once when mail comes."
        if tells
        else " It does not say by itself when mail comes; we look each second."
    )
    more = f" Other folders there: {', '.join(others[:MOST_SHOWN])}." if others else ""
    return Tried(works=True, says=says + at_once + more)


def _many(status: dict[str, int]) -> str:
    return counted(status.get("MESSAGES", 0), "mail")


def _place(account: Account) -> Place:
    return Place(
        name="",
        host=account.host,
        port=account.port,
        user=account.user,
        folder=account.folders[0],
        tls=account.tls,
        password=account.secret,
        from_page=True,
    )


def keep_replaced(way: Way, tried: Tried, *, at: datetime) -> None:
    """Keep the refresh token that a try got in place of the one it used. at: aware, UTC."""
    if tried.refresh_token:
        keep_refresh_token(way_id=way.pk, token=tried.refresh_token, at=at)
