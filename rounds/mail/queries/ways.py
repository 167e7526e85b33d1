"""Where mail is fetched from: the accounts that people set up, the folders of each, and how their reading goes."""

from dataclasses import dataclass

from rounds.mail.models import Mailbox, MailboxAlias, ReadFolder, Way
from rounds.mail.queries.mailboxes import Box
from rounds.workspaces.current import as_workspace
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a mailbox is read from, as pages show it: without its secret. folders: with how each fares."""

    id: int
    host: str
    port: int
    tls: str
    user: str
    from_now: bool
    token_url: str
    client_id: str
    scope: str
    folders: tuple[tuple[str, ReadFolder | None], ...]


@dataclass(frozen=True, slots=True)
class WaysIn:
    """One mailbox and all that leads to it. others: its other addresses, by id. read: folders that whoever runs Rounds named."""

    box: Mailbox
    others: tuple[tuple[int, str], ...]
    accounts: tuple[Account, ...]
    read: tuple[ReadFolder, ...]


def ways_in(mailbox_id: int) -> WaysIn | None:
    """Read what leads to a mailbox; None where there is none of that id."""
    box = Mailbox.objects.filter(id=mailbox_id).first()
    if box is None:
        return None
    folders = {row.place: row for row in ReadFolder.objects.filter(mailbox_id=mailbox_id).order_by("place")}
    accounts = tuple(_account(way, folders) for way in Way.objects.filter(mailbox_id=mailbox_id).order_by("id"))
    shown = {row.place for account in accounts for _, row in account.folders if row}
    others = MailboxAlias.objects.filter(mailbox_id=mailbox_id).order_by("address").values_list("id", "address")
    return WaysIn(box, tuple(others), accounts, tuple(row for place, row in folders.items() if place not in shown))


def how_far(mailbox_id: int, place: str) -> ReadFolder | None:
    """Read how far a folder has been read for a mailbox; None before anybody looked."""
    return ReadFolder.objects.filter(mailbox_id=mailbox_id, place=place).first()


def _account(way: Way, folders: dict[str, ReadFolder]) -> Account:
    return Account(
        id=way.pk,
        host=way.host,
        port=way.port,
        tls=way.tls,
        user=way.user,
        from_now=way.from_now,
        token_url=way.token_url,
        client_id=way.client_id,
        scope=way.scope,
        folders=tuple((folder, folders.get(f"{way.user}@{way.host}/{folder}")) for folder in way.folders),
    )


def ways_of(workspace_id: int, way_id: int) -> list[Way]:
    """Give an account's row, none where it is gone."""
    with as_workspace(workspace_id):
        return list(Way.objects.filter(id=way_id))


def all_ways() -> list[tuple[Box, Way]]:
    """Give every account that some mailbox is read from, with that mailbox. Looks across workspaces."""
    return [
        (Box(workspace_id, way.mailbox_id), way)
        for workspace_id, way_id in fetch("SELECT workspace_id, id FROM mail_ways()")
        for way in ways_of(workspace_id, way_id)
    ]
