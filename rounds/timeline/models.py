"""The history, which nobody can change, and the outbox, which is the truth about what leaves."""

from django.db import models
from django.db.models.functions import Now

from rounds.timeline.rules import ActorKind
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class WritingTransaction(models.Func):
    """The number of the transaction that writes the row; PostgreSQL counts them up in the order in which they begin to write."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class TimelineEvent(WorkspaceModel):
    """One thing that happened. A trigger refuses UPDATE, DELETE and TRUNCATE.

    written_in: the transaction that wrote it, which says when no earlier event can come any more (`sealing.py`).
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(default="")
    kind = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    clause = models.TextField(null=True)
    because = models.JSONField(null=True)
    payload = models.JSONField()
    written_in = models.BigIntegerField(db_default=WritingTransaction())

    class Meta:
        db_table = "timeline_event"
        indexes = [
            models.Index(fields=["workspace", "written_in", "id"], name="timeline_as_written"),
            models.Index(fields=["workspace", "subject_kind", "subject_id", "id"], name="timeline_subject"),
            models.Index(
                fields=["workspace", "account_id", "id"],
                name="timeline_account",
                condition=models.Q(account_id__isnull=False),
            ),
            models.Index(
                fields=["workspace", "clause", "id"], name="timeline_clause", condition=models.Q(clause__isnull=False)
            ),
        ]


class Seal(WorkspaceModel):
    """An event's final place in the history of its workspace. Written once; the program's role can only add.

    number: 1 to n without gaps. hash: sha256 over the hash before and all that the event says (`seals.py`).
    """

    number = models.BigIntegerField()
    event = WorkspaceForeignKey(TimelineEvent)
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "timeline_seal"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="seal_number_once"),
            models.UniqueConstraint(fields=["workspace", "event"], name="seal_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {bytes(self.hash).hex()[:12]}"


class OutboxState(models.TextChoices):
    QUEUED = "queued", "Waits to be sent"
    CLAIMED = "claimed", "Being sent"
    HANDING_OVER = "handing over", "Being handed over"
    SENT = "sent", "Sent"
    MAY_HAVE_ARRIVED = "may have arrived", "May have arrived"
    STOPPED = "stopped", "Stopped"
    BOUNCED = "bounced", "Came back"
    DROPPED = "dropped", "Dropped"
    TAKEN_BACK = "taken back", "Taken back"


class Outbox(WorkspaceModel):
    """One thing to send to one recipient, written in the transaction of the act that wants it sent.

    ref_id: the message to send. recipient_id: the row that holds the address. token: who is at it now; every step
    of a delivery is guarded by it, so that a slow one that was given up cannot send after another. leaves_at: nobody sends
    it before; null where it leaves at once. next_try_at: when the engine calls a worker for it (again), while it is queued.
    From which state it goes to which is one table (`leaving.py`), which the database holds to. bounced_at and what begins with
    bounce: word that it came back, and what that says; kept until it is sent again.
    """

    channel = models.CharField(max_length=20)
    ref_id = models.BigIntegerField()
    recipient_id = models.BigIntegerField()
    about_kind = models.TextField()
    about_id = models.BigIntegerField()
    state = models.CharField(max_length=20, choices=OutboxState, default=OutboxState.QUEUED)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    settled_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    bounce_recipient = models.TextField(default="", db_default="")
    bounce_status = models.TextField(default="", db_default="")
    bounce_diagnostic = models.TextField(default="", db_default="")

    class Meta:
        db_table = "outbox"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="bounced") | models.Q(bounced_at__isnull=False), name="outbox_bounced_when"
            ),
            models.UniqueConstraint(
                fields=["workspace", "channel", "ref_id", "recipient_id"], name="outbox_once_per_recipient"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="outbox_waiting",
                condition=models.Q(state__in=["queued", "claimed", "handing over"]),
            ),
            models.Index(fields=["workspace", "state", "-id"], name="outbox_by_state"),
        ]
