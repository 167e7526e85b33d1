"""What another help desk said of a ticket."""

from django.db import models

from rounds.accounts.models import KnownAs
from rounds.desk.imported import PastState
from rounds.desk.models.ticket import Ticket
from rounds.team.models import Member
from rounds.workspaces.models import UnderOneModel, WorkspaceForeignKey


class TicketKnownAs(KnownAs):
    """What another help desk said of a ticket that came in from there.

    key: its id there. solved_at, reopened, priority: the source's. changes: how many are kept as PastChange. version: the
    ticket's, as the import left it; a greater one says that somebody worked on it here. facts: what else the source said.
    """

    record = WorkspaceForeignKey(Ticket)
    solved_at = models.DateTimeField(null=True)
    reopened = models.PositiveIntegerField(default=0)
    priority = models.TextField(default="")
    changes = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "ticket_known_as"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="ticket_known_once")]
        indexes = [
            models.Index(fields=["workspace", "record"], name="ticket_known_as_record"),
            models.Index(fields=["workspace", "import_id"], name="ticket_known_by_import"),
        ]


class PastChange(UnderOneModel):
    """One change that a ticket had in another help desk, as it came in. A trigger refuses to change it, but for erased names.

    position: 1 to n. at: when it was there. state: in our words; word: the source's own. by_member, assignee_member: where
    the name is one of ours; by_name, assignee_name, group_name: as the source has them.
    """

    ticket = WorkspaceForeignKey(Ticket)
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in PastState])
    word = models.TextField(default="")
    by_member = WorkspaceForeignKey(Member, null=True)
    by_name = models.TextField(default="")
    assignee_member = WorkspaceForeignKey(Member, null=True)
    assignee_name = models.TextField(default="")
    group_name = models.TextField(default="")
    priority = models.TextField(default="")
    reopened = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "ticket_past"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "position"], name="past_in_order")]
