"""What was said on a ticket, by whom, with which files."""

from django.db import models
from django.db.models import Q

from rounds.accounts.models import Contact, ContactAddress
from rounds.desk.models.ticket import Ticket
from rounds.desk.rules import MessageKind, PartyRole
from rounds.team.models import Member
from rounds.workspaces.models import UnderOneModel, WorkspaceForeignKey, WorkspaceModel


class Party(UnderOneModel):
    """A customer's contact who takes part in a ticket: may write on it by mail, and is answered at this address."""

    ticket = WorkspaceForeignKey(Ticket, related_name="parties")
    contact = WorkspaceForeignKey(Contact)
    address = WorkspaceForeignKey(ContactAddress)
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in PartyRole])

    class Meta:
        db_table = "ticket_party"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "contact"], name="party_once")]
        indexes = [models.Index(fields=["workspace", "contact"], name="party_of_contact")]


class Message(UnderOneModel):
    """Something said on a ticket: by the customer, by us to the customer, or a note among ourselves.

    message_id, in_reply_to, references: as in the mail, with their angle brackets; a message_id of ours is made with the message.
    sender: what is known of whom a mail is from, as the mail room wrote it down; null for what came by no mail.
    old_answer: ours, out of a file of old mails: no member is known to have written it, and nothing takes it for an answer of today.
    """

    ticket = WorkspaceForeignKey(Ticket, related_name="messages")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in MessageKind])
    author_member = WorkspaceForeignKey(Member, null=True)
    author_contact = WorkspaceForeignKey(Contact, null=True)
    subject = models.TextField(default="")
    text = models.TextField()
    at = models.DateTimeField()
    message_id = models.TextField(default="")
    in_reply_to = models.TextField(default="")
    references = models.TextField(default="", db_column="refs")
    sender = models.JSONField(null=True)
    old_answer = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "message"
        indexes = [
            models.Index(fields=["workspace", "ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["workspace", "message_id"], name="message_by_message_id", condition=~Q(message_id="")),
            models.Index(
                fields=["workspace", "author_contact"],
                name="message_of_author",
                condition=Q(author_contact__isnull=False),
            ),
        ]


class Blob(WorkspaceModel):
    """The bytes of an attachment; the same bytes are kept once a workspace."""

    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        db_table = "blob"
        constraints = [models.UniqueConstraint(fields=["workspace", "sha256"], name="blob_once")]


class Attachment(WorkspaceModel):
    """A file on a message. size: bytes."""

    message = WorkspaceForeignKey(Message, related_name="attachments")
    blob = WorkspaceForeignKey(Blob)
    name = models.TextField()
    media_type = models.TextField()
    size = models.PositiveBigIntegerField()

    class Meta:
        db_table = "attachment"
        indexes = [models.Index(fields=["workspace", "message"], name="attachment_of_message")]
