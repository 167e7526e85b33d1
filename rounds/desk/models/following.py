"""Who hears what happens on a ticket."""

from django.db import models

from rounds.desk.models.ticket import Ticket
from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Follower(WorkspaceModel):
    """A member who hears what happens on a ticket. since_event: the id of the last event there before they followed.

    Ids skip what commits late, but not here: every act on a ticket locks it before it records.
    """

    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    since_at = models.DateTimeField()
    since_event = models.BigIntegerField()

    class Meta:
        db_table = "ticket_follower"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member"], name="follows_once")]
        indexes = [models.Index(fields=["workspace", "member"], name="followed_by_member")]

    def __str__(self) -> str:
        return f"{self.member_id} follows {self.ticket_id}"


class FollowersTold(WorkspaceModel):
    """How far into a workspace's sealed history followers were told. upto: a seal's number."""

    upto = models.BigIntegerField(default=0)

    class Meta:
        db_table = "followers_told"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_telling_a_workspace")]

    def __str__(self) -> str:
        return f"up to {self.upto}"
