"""People who sign in, and their memberships."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from rounds.team.second_factor import models as second_factor  # noqa: F401 - Django looks for an app's tables here
from rounds.timeline.models import TimelineEvent
from rounds.workspaces.models import Workspace, WorkspaceForeignKey, WorkspaceModel


class People(BaseUserManager["Person"]):
    """Makes people who can sign in."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Person":
        """Make a person; without a password nobody can sign in as them yet."""
        person = self.model(email=email.strip().lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in; may be a member of several workspaces. Stands outside row-level security."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(unique=True, max_length=254)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = People()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.email


class Member(WorkspaceModel):
    """A person in one workspace. roles: names of `role` clauses."""

    person = models.ForeignKey(Person, on_delete=models.RESTRICT, null=True, related_name="+")
    name = models.TextField()
    email = models.EmailField(max_length=254)
    roles = ArrayField(models.TextField(), default=list)
    active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    class Meta:
        db_table = "member"
        constraints = [models.UniqueConstraint(fields=["workspace", "email"], name="member_email_once")]
        indexes = [models.Index(fields=["person"], name="member_of_person")]

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """One browser that somebody signed in with. Stands outside row-level security: it is read before a workspace is known.

    person_id, workspace_id: whose it is and which company they are in, as the session itself says, so that one statement
    finds all that a request has to know about who asks (`came_in`). Null for a browser that nobody signed in with.
    device: what kind of browser it is, in words; seen_at: when it last came, to within some minutes.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    device = models.TextField(default="", db_default="")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "session"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        """Give the store that reads and writes these rows."""
        from rounds.team.sessions import SessionStore

        return SessionStore


class InvitationState(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Invitation(WorkspaceModel):
    """Somebody who was asked to join. secret: a hash of what the link that was sent last carries; one link holds at a time.

    email: lower case. member: who they became.
    """

    email = models.EmailField(max_length=254)
    roles = ArrayField(models.TextField(), default=list)
    secret = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    invited_by = WorkspaceForeignKey(Member, null=True)
    member = WorkspaceForeignKey(Member, null=True)

    class Meta:
        db_table = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"], name="invitation_open_once", condition=models.Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return self.email


class OwnHours(WorkspaceModel):
    """When a member officially works (C10). zone: a name of the tz database; windows: each as the manual's `hours` are written.

    reviewed_at: when the member last looked at them and said they were right; null where somebody else set them.
    version: counts up, so that a form that was read before a change is refused.
    """

    member = WorkspaceForeignKey(Member)
    zone = models.TextField()
    windows = ArrayField(models.TextField())
    reviewed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "own_hours"
        constraints = [models.UniqueConstraint(fields=["workspace", "member"], name="own_hours_once")]


class Away(WorkspaceModel):
    """Days on which a member does not work, the last one included, on the calendar of their own zone."""

    member = WorkspaceForeignKey(Member)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        db_table = "away"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="away_ends_after_it_began"
            )
        ]
        indexes = [models.Index(fields=["workspace", "member", "last_on"], name="away_of_member")]


class Available(WorkspaceModel):
    """A time in which a member is available for work: it begins by hand and ends by hand, else at `until_at` by itself (C3).

    until_at: the end of the day's official hours. ended_at: null while it runs. Rows stay: they are the history of the switch.
    """

    member = WorkspaceForeignKey(Member)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "available"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member"], name="available_once", condition=models.Q(ended_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "member", "since_at"], name="available_of_member"),
            models.Index(fields=["until_at"], name="available_ends", condition=models.Q(ended_at__isnull=True)),
        ]


class Notice(WorkspaceModel):
    """Something that happened and that one member should hear of. read_at: null until they looked."""

    member = WorkspaceForeignKey(Member)
    event = WorkspaceForeignKey(TimelineEvent)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        constraints = [models.UniqueConstraint(fields=["workspace", "member", "event"], name="notice_once")]
        indexes = [
            models.Index(fields=["workspace", "member", "-id"], name="notice_of_member"),
            models.Index(
                fields=["workspace", "member"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
        ]


class ApiToken(WorkspaceModel):
    """What a program of a member's shows at the API instead of a password. The token itself is kept nowhere.

    prefix: its public beginning, by which it is found and named. digest: sha256 of the whole, in hex. scopes: words of
    `tokens.scopes`. expires_at: null for one that does not end by itself. last_used_at: to the minute.
    """

    member = WorkspaceForeignKey(Member)
    name = models.TextField()
    scopes = ArrayField(models.TextField(), default=list)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"
        indexes = [models.Index(fields=["workspace", "member", "id"], name="token_of_member")]

    def __str__(self) -> str:
        return f"{self.prefix}…"


class ApiPace(WorkspaceModel):
    """How often a token was used within one minute. An unlogged table: after a crash counting begins anew."""

    token = WorkspaceForeignKey(ApiToken)
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "api_pace"
        constraints = [models.UniqueConstraint(fields=["workspace", "token"], name="one_pace_a_token")]

    def __str__(self) -> str:
        return f"{self.calls} in {self.minute}"
