"""The acts of the mail room: take a mail in, settle what is held, look after mailboxes and the outbox."""

from rounds.mail.commands.erasing import BeingSent, erase_asked, erase_person
from rounds.mail.commands.errands import invite, invite_again, send_password_link, send_trial
from rounds.mail.commands.folders import begin_reading, keep_refresh_token, note_trouble, note_waiting, seal_anew
from rounds.mail.commands.mailboxes import add_alias, add_mailbox, change_address, remove_alias
from rounds.mail.commands.outbox import Settling, drop, it_arrived, retry, settle_many
from rounds.mail.commands.quarantine import Became, Deciding, Fate, drop_held, make_ticket_of, read_again, settle_held
from rounds.mail.commands.receiving import receive
from rounds.mail.commands.warning import warn_members
from rounds.mail.commands.ways import Account, change_account, read_from, read_no_more

__all__ = [
    "Account",
    "Became",
    "BeingSent",
    "Deciding",
    "Fate",
    "Settling",
    "add_alias",
    "add_mailbox",
    "begin_reading",
    "change_account",
    "change_address",
    "drop",
    "drop_held",
    "erase_asked",
    "erase_person",
    "invite",
    "invite_again",
    "it_arrived",
    "keep_refresh_token",
    "make_ticket_of",
    "note_trouble",
    "note_waiting",
    "read_again",
    "read_from",
    "read_no_more",
    "receive",
    "remove_alias",
    "retry",
    "seal_anew",
    "send_password_link",
    "send_trial",
    "settle_held",
    "settle_many",
    "warn_members",
]
