"""The acts of the desk, one file a subject. Each joins the transaction of its door and leaves an event."""

from rounds.desk.commands.addresses import take_address_away
from rounds.desk.commands.answering import answer, note
from rounds.desk.commands.assigning import assign, change_kind, give_back, take
from rounds.desk.commands.dating import drop_reopen_date, put_to_sleep, set_reopen_date
from rounds.desk.commands.drafting import drop_draft, give_back_as_draft, keep_draft
from rounds.desk.commands.ending import close, reopen
from rounds.desk.commands.erasing import Erased, erase_person
from rounds.desk.commands.failing import answer_failed, answer_left
from rounds.desk.commands.following import follow, tell_followers, unfollow
from rounds.desk.commands.handing_out import hand_out, hand_out_many
from rounds.desk.commands.holding import end_due_hold, hold, release
from rounds.desk.commands.importing import TicketBatch, import_tickets, try_out_tickets
from rounds.desk.commands.joining import join_contacts, part_contacts
from rounds.desk.commands.leaving import end_membership
from rounds.desk.commands.linking import link, unlink
from rounds.desk.commands.many import do_to_many, run_macro, undo_many
from rounds.desk.commands.merging import merge
from rounds.desk.commands.old_mails import add_old_answer, add_old_message, open_old_ticket
from rounds.desk.commands.opening import Opened, open_ticket
from rounds.desk.commands.placing import name_account, place_at
from rounds.desk.commands.prioritising import set_priority
from rounds.desk.commands.recalling import take_back
from rounds.desk.commands.taking_back import take_back_tickets
from rounds.desk.commands.unmerging import unmerge
from rounds.desk.commands.uploading import bring_upload, sweep_upload, take_uploads
from rounds.desk.commands.waking import wake, wake_many
from rounds.desk.commands.writing import add_customer_message

__all__ = [
    "Erased",
    "Opened",
    "TicketBatch",
    "add_customer_message",
    "add_old_answer",
    "add_old_message",
    "answer",
    "answer_failed",
    "answer_left",
    "assign",
    "bring_upload",
    "change_kind",
    "close",
    "do_to_many",
    "drop_draft",
    "drop_reopen_date",
    "end_due_hold",
    "end_membership",
    "erase_person",
    "follow",
    "give_back",
    "give_back_as_draft",
    "hand_out",
    "hand_out_many",
    "hold",
    "import_tickets",
    "join_contacts",
    "keep_draft",
    "link",
    "merge",
    "name_account",
    "note",
    "open_old_ticket",
    "open_ticket",
    "part_contacts",
    "place_at",
    "put_to_sleep",
    "release",
    "reopen",
    "run_macro",
    "set_priority",
    "set_reopen_date",
    "sweep_upload",
    "take",
    "take_address_away",
    "take_back",
    "take_back_tickets",
    "take_uploads",
    "tell_followers",
    "try_out_tickets",
    "undo_many",
    "unfollow",
    "unlink",
    "unmerge",
    "wake",
    "wake_many",
]
