"""Tickets, what was said on them, and who takes part."""

from django.db import models
from django.db.models import Case, Q, Value, When

from rounds.accounts.models import Account, Contact, ContactAddress, KnownAs
from rounds.desk.imported import PastState
from rounds.desk.links import LinkKind
from rounds.desk.many import Verb
from rounds.desk.rules import LIVE, LastWord, MessageKind, PartyRole, State
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
    its kind asks for, with the answers, as JSON; null where nothing was said. version:
    grows with each change; a write that read an older one is refused.
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
    woke_at = models.DateTimeField(null=True)
    held_by = models.TextField(null=True)
    held_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    mailbox = models.TextField(default="")
    hand_out_at = models.DateTimeField(null=True)
    linked_to = WorkspaceForeignKey("self", null=True)
    asked = models.TextField(null=True)
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
            models.Index(fields=["wakes_at"], name="ticket_due", condition=Q(wakes_at__isnull=False)),
            models.Index(
                fields=["workspace", "queue", "opened_at"],
                name="ticket_with_nobody",
                condition=_live & Q(assignee=None),
            ),
            models.Index(fields=["workspace", "account", "-opened_at"], name="ticket_of_account"),
            models.Index(fields=["workspace", "requester", "-opened_at"], name="ticket_of_requester"),
            models.Index(fields=["workspace", "assignee", "opened_at"], name="ticket_of_assignee", condition=_live),
            models.Index(
                fields=["workspace", "priority", "opened_at", "id"], name="ticket_by_priority", condition=_live
            ),
            models.Index(
                fields=["workspace", "held_since", "id"], name="ticket_held", condition=Q(held_until__isnull=False)
            ),
            models.Index(fields=["held_until"], name="ticket_hold_due", condition=Q(held_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"


class Hold(WorkspaceModel):
    """A time for which a ticket waited for somebody: [began_at, ended_at), clocks of targets stand still in it.

    holder: a word of the clause `holds`. reason: what a person wrote, erased with the ticket's words. until: the limit, on
    which it ends by itself. ended_at, how: null and "" while it stands. manual_version: it keeps that one until it ends.
    """

    ticket = WorkspaceForeignKey(Ticket)
    holder = models.TextField()
    reason = models.TextField()
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    by_id = models.BigIntegerField(null=True)
    manual_version = models.PositiveIntegerField()

    class Meta:
        db_table = "ticket_hold"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "ticket"], name="one_hold_stands", condition=Q(ended_at=None)),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, how="") | (Q(ended_at__gte=models.F("began_at")) & ~Q(how="")),
                name="hold_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "ticket", "began_at"], name="hold_of_ticket")]

    def __str__(self) -> str:
        return f"{self.holder}, from {self.began_at}"


class TicketNumber(WorkspaceModel):
    """The last number given in a workspace."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "ticket_number"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_count_a_workspace")]


class Party(WorkspaceModel):
    """A customer's contact who takes part in a ticket: may write on it by mail, and is answered at this address."""

    ticket = WorkspaceForeignKey(Ticket, related_name="parties")
    contact = WorkspaceForeignKey(Contact)
    address = WorkspaceForeignKey(ContactAddress)
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in PartyRole])

    class Meta:
        db_table = "ticket_party"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "contact"], name="party_once")]


class Message(WorkspaceModel):
    """Something said on a ticket: by the customer, by us to the customer, or a note among ourselves.

    message_id, in_reply_to, references: as in the mail, with their angle brackets; a message_id of ours is made with the message.
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

    class Meta:
        db_table = "message"
        indexes = [
            models.Index(fields=["workspace", "ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["workspace", "message_id"], name="message_by_message_id", condition=~Q(message_id="")),
        ]


class Draft(WorkspaceModel):
    """What a member has begun to write on a ticket and not sent: one answer and one note each. Nobody else reads it.

    kind: staff for an answer, note for a note. version: grows with each save, so that a window left open saves over nothing
    that was written in another.
    """

    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in MessageKind])
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

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


class Presence(WorkspaceModel):
    """A member who has a ticket open. The table is unlogged: after a crash nobody is there, which is true enough.

    until: when they count as gone. changed_in: the transaction of the last change that others would see (`presence.py`).
    """

    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    writing = models.BooleanField(default=False)
    until = models.DateTimeField()
    changed_in = models.BigIntegerField()

    class Meta:
        db_table = "presence"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member"], name="present_once")]


class Link(WorkspaceModel):
    """Two tickets that belong together: first is the parent, or the duplicate, of second; related ones in either order."""

    first = WorkspaceForeignKey(Ticket)
    second = WorkspaceForeignKey(Ticket)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in LinkKind])
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ticket_link"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "first", "second"], name="linked_once"),
            models.UniqueConstraint(fields=["workspace", "second"], name="one_parent", condition=Q(kind="parent")),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="not_linked_to_itself"),
        ]
        indexes = [models.Index(fields=["workspace", "second"], name="link_from_second")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


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


class ManyDo(WorkspaceModel):
    """One act on many tickets. verb, word: as in `many.py`. undone_at: null until it was taken back."""

    verb = models.CharField(max_length=10, choices=[(verb.value, verb.value) for verb in Verb])
    word = models.TextField(default="")
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "many_do"

    def __str__(self) -> str:
        return f"{self.verb} {self.word}"


class ManyItem(WorkspaceModel):
    """One ticket of an act on many. before: its columns, as JSON. version: as the act left it. refusal: "" where it was done."""

    many = WorkspaceForeignKey(ManyDo, related_name="items")
    ticket = WorkspaceForeignKey(Ticket)
    before = models.JSONField()
    version = models.PositiveIntegerField()
    refusal = models.TextField(default="")
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "many_item"
        constraints = [models.UniqueConstraint(fields=["workspace", "many", "ticket"], name="many_once_a_ticket")]
        indexes = [models.Index(fields=["workspace", "ticket"], name="many_of_ticket")]

    def __str__(self) -> str:
        return f"{self.many_id}: {self.ticket_id}"


class AnswerWaiting(WorkspaceModel):
    """The way back of an answer that has not left: a row as long as it can be taken back.

    text: as it was typed, before the template framed it. before, after: the ticket's columns as the answer found and left
    them (`sending.py`), moments as ISO text.
    """

    message = WorkspaceForeignKey(Message)
    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    text = models.TextField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        db_table = "answer_waiting"
        constraints = [models.UniqueConstraint(fields=["workspace", "message"], name="one_way_back")]
        indexes = [models.Index(fields=["workspace", "ticket"], name="way_back_of_ticket")]

    def __str__(self) -> str:
        return f"message {self.message_id}"


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


class PastChange(WorkspaceModel):
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


class LastGiven(WorkspaceModel):
    """When a member was last given a ticket of a queue by turn."""

    queue = models.TextField()
    member = WorkspaceForeignKey(Member)
    at = models.DateTimeField()

    class Meta:
        db_table = "last_given"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "queue", "member"], name="last_given_once"),
        ]
