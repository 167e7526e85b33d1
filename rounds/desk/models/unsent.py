"""What was written and has not left: drafts, answers that can be taken back, their files."""

from django.db import models
from django.db.models import Q

from rounds.desk.models.messages import Blob, Message
from rounds.desk.models.ticket import Ticket
from rounds.desk.rules import MessageKind
from rounds.team.models import Member
from rounds.workspaces.models import UnderOneModel, WorkspaceForeignKey, WorkspaceModel


class Draft(WorkspaceModel):
    """What a member has begun to write on a ticket and not sent: one answer and one note each. Nobody else reads it.

    kind: staff for an answer, note for a note. version: grows with each save, so that a window left open saves over nothing
    that was written in another. letter_subject: of a whole letter that was taken back, which leaves with nothing put around it; null for
    words that a template frames.
    """

    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in MessageKind])
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    letter_subject = models.TextField(null=True)

    class Meta:
        db_table = "ticket_draft"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "ticket", "kind"], name="one_draft_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=[MessageKind.STAFF.value, MessageKind.NOTE.value]), name="draft_is_of_ours"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "ticket"], name="draft_of_ticket")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id} on {self.ticket_id}"


class AnswerWaiting(UnderOneModel):
    """The way back of an answer that has not left: a row as long as it can be taken back.

    text: as it was typed, before the template framed it. before, after: the ticket's columns as the answer found and left
    them (`sending.py`), moments as ISO text. whole: it was a whole letter, and no template framed it.
    """

    message = WorkspaceForeignKey(Message)
    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    text = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    whole = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "answer_waiting"
        constraints = [models.UniqueConstraint(fields=["workspace", "message"], name="one_way_back")]
        indexes = [models.Index(fields=["workspace", "ticket"], name="way_back_of_ticket")]

    def __str__(self) -> str:
        return f"message {self.message_id}"


class UnsentFile(WorkspaceModel):
    """A file of an answer that was taken back: it goes with what its member sends next on that ticket, or is dropped. size: bytes."""

    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    blob = WorkspaceForeignKey(Blob)
    name = models.TextField()
    media_type = models.TextField()
    size = models.PositiveBigIntegerField()

    class Meta:
        db_table = "unsent_file"
        indexes = [models.Index(fields=["workspace", "ticket", "member"], name="unsent_file_of_member")]

    def __str__(self) -> str:
        return self.name


class Upload(WorkspaceModel):
    """A file that a program brought before the message that it goes with. It is its member's alone, and gone after a day. size: bytes."""

    member = WorkspaceForeignKey(Member)
    name = models.TextField()
    media_type = models.TextField()
    data = models.BinaryField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "upload"
        indexes = [
            models.Index(fields=["at"], name="upload_by_age"),
            models.Index(fields=["workspace", "member"], name="upload_of_member"),
        ]

    def __str__(self) -> str:
        return self.name
