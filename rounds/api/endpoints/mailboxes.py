"""Our mail addresses, and the accounts that are read for them, so that a program can set a team's mail up."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import version_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.mailboxes import (
    AccountTried,
    MailAccount,
    MailAccountChange,
    Mailbox,
    Mailboxes,
    NewMailAccount,
    NewMailAddress,
    NewMailbox,
)
from rounds.basics import clock
from rounds.basics.problems import NotThere
from rounds.mail import commands
from rounds.mail.queries import account_numbered, all_ways_in, mail_page
from rounds.mail.trying import try_kept
from rounds.team.models import Member
from rounds.team.rules import MANAGE_PEOPLE

ROOM = "Mailboxes"


@reads("/mailboxes", act=MANAGE_PEOPLE, room=ROOM, gives=Mailboxes)
def list_mailboxes(call: Call) -> Mailboxes:
    """List our mail addresses, what leads to each and how it fares, and the mailboxes of the manual that have none yet."""
    return _all()


@writes("/mailboxes", act=MANAGE_PEOPLE, room=ROOM, gives=Mailbox, status=201, versioned=True)
def add_mailbox(call: Call, body: NewMailbox) -> Mailbox:
    """Give a mailbox of the manual its address: mail to it becomes tickets from here on."""
    return _one(commands.add_mailbox(name=body.name, address=body.address, by=call.by, at=call.now).pk)


@reads("/mailboxes/{int:mailbox_id}", act=MANAGE_PEOPLE, room=ROOM, gives=Mailbox, versioned=True)
def get_mailbox(call: Call, mailbox_id: Id) -> Mailbox:
    """Read a mailbox."""
    return _one(mailbox_id)


@writes("/mailboxes/{int:mailbox_id}", method="PATCH", act=MANAGE_PEOPLE, room=ROOM, gives=Mailbox, versioned=True)
def change_mailbox(call: Call, mailbox_id: Id, body: NewMailAddress) -> Mailbox:
    """Give a mailbox another address; the one before stays one of its others. Needs If-Match."""
    version = version_read(call)
    commands.change_address(mailbox_id=mailbox_id, address=body.address, version=version, by=call.by, at=call.now)
    return _one(mailbox_id)


@writes(
    "/mailboxes/{int:mailbox_id}/addresses", act=MANAGE_PEOPLE, room=ROOM, gives=Mailbox, status=201, versioned=True
)
def add_mail_address(call: Call, mailbox_id: Id, body: NewMailAddress) -> Mailbox:
    """Let mail to another address come to a mailbox too."""
    commands.add_alias(mailbox_id=mailbox_id, address=body.address, by=call.by, at=call.now)
    return _one(mailbox_id)


@writes("/mail-addresses/{int:address_id}", method="DELETE", act=MANAGE_PEOPLE, room=ROOM, gives=Mailboxes)
def remove_mail_address(call: Call, address_id: Id) -> Mailboxes:
    """Let one of the other addresses be none of a mailbox's any more: mail to it is refused from here on."""
    commands.remove_alias(alias_id=address_id, by=call.by, at=call.now)
    return _all()


@writes("/mailboxes/{int:mailbox_id}/trial", act=MANAGE_PEOPLE, room=ROOM, gives=Mailbox, limited="invite")
def send_trial(call: Call, mailbox_id: Id) -> Mailbox:
    """Send a trial from a mailbox to the token's member; how it fares stands with the mailbox soon after."""
    to = Member.objects.get(id=call.holder.member_id).email
    commands.send_trial(mailbox_id=mailbox_id, recipient=to, by=call.by, at=call.now)
    return _one(mailbox_id)


@writes(
    "/mailboxes/{int:mailbox_id}/accounts", act=MANAGE_PEOPLE, room=ROOM, gives=MailAccount, status=201, versioned=True
)
def add_mail_account(call: Call, mailbox_id: Id, body: NewMailAccount) -> MailAccount:
    """Let a mailbox be read from an account. It is read within seconds, and its folders say how that goes."""
    account = commands.Account(**body.model_dump())
    made = commands.read_from(mailbox_id=mailbox_id, account=account, anew=True, by=call.by, at=call.now)
    return MailAccount.read(account_numbered(made.pk))


@reads("/mail-accounts/{int:mail_account_id}", act=MANAGE_PEOPLE, room=ROOM, gives=MailAccount, versioned=True)
def get_mail_account(call: Call, mail_account_id: Id) -> MailAccount:
    """Read an account and how each of its folders fares. Its secrets are given to nobody."""
    return MailAccount.read(account_numbered(mail_account_id))


@writes(
    "/mail-accounts/{int:mail_account_id}/trial",
    act=MANAGE_PEOPLE,
    room=ROOM,
    gives=AccountTried,
    limited="try_account",
)
def try_mail_account(call: Call, mail_account_id: Id) -> AccountTried:
    """Sign in to an account as it is kept, and say what its server says. Nothing is fetched or changed; it takes 20 s at most."""
    tried = try_kept(mail_account_id, clock=clock.now)
    return AccountTried.model_construct(works=tried.works, says=tried.says)


@writes(
    "/mail-accounts/{int:mail_account_id}",
    method="PATCH",
    act=MANAGE_PEOPLE,
    room=ROOM,
    gives=MailAccount,
    versioned=True,
)
def change_mail_account(call: Call, mail_account_id: Id, body: MailAccountChange) -> MailAccount:
    """Change how a mailbox is read from an account. Needs If-Match."""
    changes = body.model_dump(exclude_none=True)
    version = version_read(call)
    commands.change_account(way_id=mail_account_id, changes=changes, version=version, by=call.by, at=call.now)
    return MailAccount.read(account_numbered(mail_account_id))


@writes(
    "/mail-accounts/{int:mail_account_id}",
    method="DELETE",
    act=MANAGE_PEOPLE,
    room=ROOM,
    gives=MailAccount,
    versioned=True,
)
def remove_mail_account(call: Call, mail_account_id: Id) -> MailAccount:
    """Read from an account no more; its secrets are forgotten. Answers with the account as it was."""
    was = MailAccount.read(account_numbered(mail_account_id))
    commands.read_no_more(way_id=mail_account_id, by=call.by, at=call.now)
    return was


def _all() -> Mailboxes:
    page = mail_page()
    fares = {each.id: each for each in page.boxes}
    items = [Mailbox.read_of(found, fares[found.box.pk]) for found in all_ways_in()]
    return Mailboxes.model_construct(items=items, without=list(page.without))


def _one(mailbox_id: int) -> Mailbox:
    for each in _all().items:
        if each.id == mailbox_id:
            return each
    raise NotThere(f"mailbox {mailbox_id}")
