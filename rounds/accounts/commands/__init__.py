"""The acts on firms, people and assets, one file a subject. Each joins the transaction of its door and leaves an event."""

from rounds.accounts.commands.assets import add_asset, change_asset
from rounds.accounts.commands.describing import change_account, declare_field
from rounds.accounts.commands.erasing import ask_to_erase, call_to_erase, note_not_erased, note_tried
from rounds.accounts.commands.importing import bring_in, try_out
from rounds.accounts.commands.joining import let_go_contact, take_in_contact
from rounds.accounts.commands.knowing import change_contact, give_address, note_contact
from rounds.accounts.commands.people import (
    account_called,
    add_account,
    add_address,
    contact_of_address,
    drop_address,
    erase_contact,
    place_contact,
)
from rounds.accounts.commands.taking_back import Undone, take_back

__all__ = [
    "Undone",
    "account_called",
    "add_account",
    "add_address",
    "add_asset",
    "ask_to_erase",
    "bring_in",
    "call_to_erase",
    "change_account",
    "change_asset",
    "change_contact",
    "contact_of_address",
    "declare_field",
    "drop_address",
    "erase_contact",
    "give_address",
    "let_go_contact",
    "note_contact",
    "note_not_erased",
    "note_tried",
    "place_contact",
    "take_back",
    "take_in_contact",
    "try_out",
]
