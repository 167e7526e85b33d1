"""The ticket itself."""

from django.db import models
from django.db.models import Case, Q, Value, When

from rounds.accounts.models import Account, Contact
from rounds.desk.rules import ENDED, LIVE, LastWord, State
from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel

_live = Q(state__in=[state.value for state in LIVE])


class Ticket(WorkspaceModel):
    """One matter of one customer.

    number: counted per workspace, what people say aloud. kind, queue: names of clauses. priority: a word of the manual, null
    where nobody said. mailbox: the address of ours that it came to and is answered from. last_word: who spoke last, the
    customer, us, the clock (a reopen date that came), the post (an answer that never left) or a hold that ended; our_turn is
    computed by the database from it. held_by, held_since, held_until: the hold that stands, as in its row (Hold), so that
    lists need not look there; null where nobody holds the ticket. wakes_at: the reopen date, aware
    UTC. wake_keeps: a customer's answer keeps it. wake_by_id: the member who set it, null where the manual did. asked: what
    its kind asks for, with the answers, as JSON; null where nothing was said. wake_clause: the clause of a room above that set
    the reopen date and decides what happens when it comes; empty where that is the desk's own. recurs_by: the clause for which it
    comes back again and again, and so is neither closed nor merged; empty for all others. mark: what a room above says behind the
    subject, to the team alone: no mail of ours has it. version: grows with each change; a write that read an older one is refused.
    """

    number = models.PositiveIntegerField()
    subject = models.TextField()
    kind = models.TextField()
    queue = models.TextField()
    priority = models.TextField(null=True)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State], default=State.NEW)
    last_word = models.CharField(max_length=10, choices=[(word.value, word.value) for word in LastWord])
    our_turn = models.GeneratedField(
        expression=Case(
            When(_live & ~Q(last_word=LastWord.STAFF.value) & Q(held_until__isnull=True), then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    assignee = WorkspaceForeignKey(Member, null=True)
    requester = WorkspaceForeignKey(Contact, null=True)
    account = WorkspaceForeignKey(Account, null=True)
    opened_by_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    said_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    wakes_at = models.DateTimeField(null=True)
    wake_keeps = models.BooleanField(default=True)
    wake_by_id = models.BigIntegerField(null=True)
    wake_set_at = models.DateTimeField(null=True)
    wake_version = models.PositiveIntegerField(null=True)
    wake_clause = models.TextField(default="", db_default="")
    woke_at = models.DateTimeField(null=True)
    held_by = models.TextField(null=True)
    held_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    mailbox = models.TextField(default="")
    hand_out_at = models.DateTimeField(null=True)
    linked_to = WorkspaceForeignKey("self", null=True)
    asked = models.TextField(null=True)
    recurs_by = models.TextField(default="", db_default="")
    mark = models.TextField(default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "ticket"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="ticket_number_once"),
            models.CheckConstraint(
                condition=~Q(state=State.ASLEEP.value) | Q(wakes_at__isnull=False), name="asleep_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED.value, closed_at__isnull=False)
                | (~Q(state=State.CLOSED.value) & Q(closed_at__isnull=True)),
                name="closed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True, held_since__isnull=True, held_by__isnull=True)
                | (_live & Q(held_until__isnull=False, held_since__isnull=False, held_by__isnull=False)),
                name="only_live_tickets_are_held",
            ),
            models.CheckConstraint(
                condition=Q(recurs_by="") | ~Q(state__in=[state.value for state in ENDED]),
                name="what_recurs_never_ends",
            ),
            models.CheckConstraint(
                condition=Q(wake_clause="") | Q(wakes_at__isnull=False, wake_by_id__isnull=True),
                name="a_clause_sets_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "opened_at", "id"], name="ticket_live", condition=_live),
            models.Index(fields=["workspace", "our_turn", "opened_at", "id"], name="ticket_turn", condition=_live),
            models.Index(
                fields=["workspace", "wakes_at", "id"], name="ticket_asleep", condition=Q(state=State.ASLEEP.value)
            ),
            models.Index(
                fields=["workspace", "-closed_at", "-id"], name="ticket_closed", condition=Q(state=State.CLOSED.value)
            ),
            models.Index(fields=["wakes_at"], name="ticket_due", condition=Q(wakes_at__isnull=False, wake_clause="")),
            models.Index(fields=["wakes_at"], name="ticket_due_by_clause", condition=~Q(wake_clause="")),
            models.Index(
                fields=["workspace", "queue", "opened_at"],
                name="ticket_with_nobody",
                condition=_live & Q(assignee=None),
            ),
            models.Index(
                fields=["workspace", "queue", "wakes_at"],
                name="sleeper_with_nobody",
                condition=Q(state=State.ASLEEP.value, assignee=None) & ~Q(recurs_by=""),
            ),
            models.Index(fields=["workspace", "queue", "opened_at", "id"], name="ticket_by_queue", condition=_live),
            models.Index(fields=["workspace", "account", "-opened_at"], name="ticket_of_account"),
            models.Index(fields=["workspace", "requester", "-opened_at"], name="ticket_of_requester"),
            models.Index(fields=["workspace", "assignee", "opened_at"], name="ticket_of_assignee", condition=_live),
            models.Index(
                fields=["workspace", "priority", "opened_at", "id"], name="ticket_by_priority", condition=_live
            ),
            models.Index(
                fields=["workspace", "held_since", "id"], name="ticket_held", condition=Q(held_since__isnull=False)
            ),
            models.Index(fields=["held_until"], name="ticket_hold_due", condition=Q(held_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"


class TicketNumber(WorkspaceModel):
    """The last number given in a workspace."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "ticket_number"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_count_a_workspace")]
