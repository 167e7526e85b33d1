"""The tables of the desk, one file a subject. They are named here, for Django knows only what it finds in this one place."""

from rounds.desk.models.due import Due
from rounds.desk.models.following import Follower, FollowersTold
from rounds.desk.models.holds import Hold
from rounds.desk.models.imported import PastChange, TicketKnownAs
from rounds.desk.models.links import Link
from rounds.desk.models.many import ManyDo, ManyItem
from rounds.desk.models.merging import Merge, Merged
from rounds.desk.models.messages import Attachment, Blob, Message, Party
from rounds.desk.models.presence import Presence
from rounds.desk.models.ticket import Ticket, TicketNumber
from rounds.desk.models.turns import LastGiven
from rounds.desk.models.unsent import AnswerWaiting, Draft, UnsentFile, Upload

__all__ = [
    "AnswerWaiting",
    "Attachment",
    "Blob",
    "Draft",
    "Due",
    "Follower",
    "FollowersTold",
    "Hold",
    "LastGiven",
    "Link",
    "ManyDo",
    "ManyItem",
    "Merge",
    "Merged",
    "Message",
    "Party",
    "PastChange",
    "Presence",
    "Ticket",
    "TicketKnownAs",
    "TicketNumber",
    "UnsentFile",
    "Upload",
]
