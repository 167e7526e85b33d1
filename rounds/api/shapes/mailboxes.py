"""The mailboxes, what leads to each, and how it fares, on the wire. Passwords and tokens only ever go in."""

from typing import Annotated, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Flag, Given, Moment, Port, Words
from rounds.mail.commands.ways import MOST_FOLDERS
from rounds.mail.models import ReadFolder
from rounds.mail.queries import Health, WaysIn
from rounds.mail.queries.ways import Account

Tls = Literal["tls", "starttls", "none"]
MOST_OF_A_SECRET = 8_000
Secret = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=MOST_OF_A_SECRET)]
Folders = Annotated[
    list[Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", min_length=1, max_length=500)]],
    Field(min_length=1, max_length=MOST_FOLDERS, description="As the server calls them.", examples=[["INBOX"]]),
]
TOKEN_URL = "Where a refresh token is exchanged for access tokens; empty where the server takes a password."  # noqa: S105
SECRET = "The password, or the refresh token where there is a token_url. It is sealed, and never given out again."  # noqa: S105
FROM_NOW = "Mail that lies in the folders already stays there unread by Rounds."


class Folder(Given):
    """One folder that is read, and how that goes."""

    name: str = Field(examples=["INBOX"])
    trouble: str = Field(description="Why it cannot be read, a sentence; empty where it can.")
    since: Moment | None = Field(description="Of the trouble, else when it could be read; null before the first look.")
    waits: int = Field(description="Mails that lie unread in it yet.")

    @classmethod
    def read(cls, name: str, row: ReadFolder | None) -> Self:
        since, trouble, waits = (row.since, row.trouble, row.waits) if row else (None, "", 0)
        return cls.of(None, name=name, trouble=trouble, since=since, waits=waits)


class MailAccount(Given):
    """An account on an IMAP server that a mailbox is read from, without its secrets."""

    url: str = Field(examples=[f"{ROOT}/mail-accounts/7"])
    id: int
    version: str = Field(
        description="The record's ETag, without its quotes; a token that was exchanged changes it too."
    )
    mailbox_id: int
    host: str = Field(examples=["imap.example.org"])
    port: int = Field(examples=[993])
    tls: Tls
    user: str = Field(examples=["support@fenwick.example"])
    from_now: bool = Field(description=FROM_NOW)
    token_url: str = Field(description=TOKEN_URL)
    client_id: str
    scope: str
    folders: list[Folder]

    @classmethod
    def read(cls, row: Account) -> Self:
        folders = [Folder.read(name, found) for name, found in row.folders]
        return cls.of(row, url=f"{ROOT}/mail-accounts/{row.id}", folders=folders)


class AccountTried(Given):
    """How trying an account went."""

    works: bool = Field(description="Whether mail could be read.")
    says: str = Field(
        description="What its server said, in plain words, and which folders it has.",
        examples=["imap.example.org let support@fenwick.example in. It has “INBOX” with 12 mails."],
    )


class OtherAddress(Given):
    """Another address under which mail for a mailbox comes in."""

    id: int
    address: str = Field(examples=["help@fenwick.example"])


class Mailbox(Given):
    """One address of ours, what leads to it, and how it fares."""

    url: str = Field(examples=[f"{ROOT}/mailboxes/7"])
    id: int
    version: str = Field(description="Changes with the address; the record's ETag, without its quotes.")
    name: str = Field(description="Of its clause in the manual.", examples=["support"])
    address: str = Field(description="From which answers leave.", examples=["support@fenwick.example"])
    opens: str = Field(description="The kind of ticket that its mail becomes; empty where the manual has it no more.")
    addresses: list[OtherAddress] = Field(description="Other addresses whose mail comes here too.")
    accounts: list[MailAccount] = Field(description="Accounts that it is read from.")
    read: list[Folder] = Field(description="Folders that whoever runs Rounds has named, or had named.")
    last_in: Moment | None = Field(description="When mail came last, not counting files of old mail.")
    last_out: Moment | None = Field(description="When an answer left last.")
    unsent_since: Moment | None = Field(description="When the oldest answer was written that has not left.")
    error: str = Field(description="What its server said; empty where nothing waits.")
    trial: str = Field(description="How the last trial fares, a sentence; empty where none was sent.")

    @classmethod
    def read_of(cls, found: WaysIn, fares: Health) -> Self:
        return cls.of(
            fares,
            url=f"{ROOT}/mailboxes/{found.box.pk}",
            version=found.version,
            addresses=[OtherAddress.model_construct(id=key, address=address) for key, address in found.others],
            accounts=[MailAccount.read(each) for each in found.accounts],
            read=[Folder.read(row.place, row) for row in found.read],
        )


class Mailboxes(Given):
    """All mailboxes."""

    items: list[Mailbox]
    without: list[str] = Field(description="Mailboxes of the manual that have no address yet.", examples=[["sales"]])


class NewMailbox(Asked):
    """A mailbox of the manual that gets its address."""

    name: Annotated[Words, Field(description="Of its clause in the manual.", examples=["support"])]
    address: Annotated[Words, Field(examples=["support@fenwick.example"])]


class NewMailAddress(Asked):
    """An address of ours."""

    address: Annotated[Words, Field(examples=["help@fenwick.example"])]


class NewMailAccount(Asked):
    """An account to read a mailbox from. Its server is not asked before it is kept: a trial says how it goes, and soon its folders."""

    host: Annotated[Words, Field(examples=["imap.example.org"])]
    port: Port = 993
    tls: Tls = "tls"
    user: Annotated[Words, Field(examples=["support@fenwick.example"])]
    secret: Annotated[Secret, Field(description=SECRET, examples=["a password made for Rounds"])]
    folders: Folders = Field(default_factory=lambda: ["INBOX"])
    from_now: Annotated[Flag, Field(description=FROM_NOW)] = True
    token_url: Annotated[Words, Field(description=TOKEN_URL)] = ""
    client_id: Words = ""
    client_secret: Annotated[Secret | Literal[""], Field(description="Sealed, and never given out again.")] = ""
    scope: Words = ""


class MailAccountChange(Asked):
    """What is changed about an account; what is left out stays. Another server or user is another account."""

    port: Port | None = None
    tls: Tls | None = None
    secret: Annotated[Secret | None, Field(description=f"{SECRET} Needed anew where token_url changes.")] = None
    folders: Folders | None = None
    from_now: Flag | None = None
    token_url: Annotated[Words | None, Field(description=TOKEN_URL)] = None
    client_id: Words | None = None
    client_secret: Annotated[Secret | Literal[""] | None, Field(description="Sealed; empty where there is none.")] = (
        None
    )
    scope: Words | None = None
