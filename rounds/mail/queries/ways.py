"""Where mail is fetched from: the accounts that people set up, the folders of each, and how their reading goes."""

from dataclasses import dataclass

from django.db.models import Q

from rounds.accounts.stamps import stamp
from rounds.basics.problems import NotThere
from rounds.mail.models import Mailbox, MailboxAlias, ReadFolder, Way
from rounds.mail.queries.mailboxes import Box
from rounds.workspaces.current import as_workspace
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a mailbox is read from, as doors show it: without its secret. folders: with how each fares.

    version: as `accounts/stamps` has it; a refresh token that was exchanged counts too.
    """

    id: int
    mailbox_id: int
    version: str
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
    """One mailbox and all that leads to it. others: its other addresses, by id. read: folders that whoever runs Rounds named.

    version: of the mailbox itself.
    """

    box: Mailbox
    version: str
    others: tuple[tuple[int, str], ...]
    accounts: tuple[Account, ...]
    read: tuple[ReadFolder, ...]


def ways_in(mailbox_id: int) -> WaysIn | None:
    """Read what leads to a mailbox; None where there is none of that id."""
    return next(iter(_ways_into(Q(id=mailbox_id))), None)


def all_ways_in() -> tuple[WaysIn, ...]:
    """Read what leads to each mailbox of this workspace."""
    return _ways_into(Q())


def account_numbered(way_id: int) -> Account:
    """Read one account. Raises NotThere."""
    mailbox_id = Way.objects.filter(id=way_id).values_list("mailbox_id", flat=True).first()
    found = ways_in(mailbox_id) if mailbox_id else None
    for each in found.accounts if found else ():
        if each.id == way_id:
            return each
    raise NotThere(f"way {way_id}")


def _ways_into(which: Q) -> tuple[WaysIn, ...]:
    boxes = list(Mailbox.objects.filter(which).annotate(stamp=stamp(Mailbox)).order_by("id"))
    ids = [box.pk for box in boxes]
    folders = {(row.mailbox_id, row.place): row for row in ReadFolder.objects.filter(mailbox__in=ids).order_by("place")}
    ways = Way.objects.filter(mailbox__in=ids).annotate(stamp=stamp(Way)).order_by("id")
    accounts = [_account(way, way.stamp, folders) for way in ways]
    others = list(MailboxAlias.objects.filter(mailbox__in=ids).order_by("address"))
    shown = {(each.mailbox_id, row.place) for each in accounts for _, row in each.folders if row}
    return tuple(
        WaysIn(
            box=box,
            version=box.stamp,
            others=tuple((other.pk, other.address) for other in others if other.mailbox_id == box.pk),
            accounts=tuple(each for each in accounts if each.mailbox_id == box.pk),
            read=tuple(row for key, row in folders.items() if key[0] == box.pk and key not in shown),
        )
        for box in boxes
    )


def how_far(mailbox_id: int, place: str) -> ReadFolder | None:
    """Read how far a folder has been read for a mailbox; None before anybody looked."""
    return ReadFolder.objects.filter(mailbox_id=mailbox_id, place=place).first()


def _account(way: Way, version: str, folders: dict[tuple[int, str], ReadFolder]) -> Account:
    place = f"{way.user}@{way.host}"
    return Account(
        id=way.pk,
        mailbox_id=way.mailbox_id,
        version=version,
        host=way.host,
        port=way.port,
        tls=way.tls,
        user=way.user,
        from_now=way.from_now,
        token_url=way.token_url,
        client_id=way.client_id,
        scope=way.scope,
        folders=tuple((folder, folders.get((way.mailbox_id, f"{place}/{folder}"))) for folder in way.folders),
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
