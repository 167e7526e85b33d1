"""The mailboxes that mail comes to, and every mail that came, kept whole."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from rounds.desk.models import Message, Ticket
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


def one_sender(address: F | Value) -> Lower:
    """Make of an address what is the same for all that one sender may write from: small letters, nothing behind a plus.

    The database alone makes it, so that a column and a question have the same. It keeps the count of storms and of answers by
    itself; contacts are known by their whole addresses.
    """
    replaced = map(Value, BEHIND_PLUS)
    return Lower(Func(address, *replaced, function="regexp_replace", output_field=models.TextField()))


BEHIND_PLUS = (r"^(\+*[^+@]+)\+[^@]*@", r"\1@")
"""What of an address is replaced, and by what."""


class Mailbox(WorkspaceModel):
    """An address of ours. name: of its `mailbox` clause, which says what kind of ticket it opens. address: lower case.

    imap_validity, imap_uid: how far its one polled folder had been read before each folder remembered that itself (ReadFolder).
    """

    name = models.TextField()
    address = models.TextField()
    imap_validity = models.BigIntegerField(null=True)
    imap_uid = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "mailbox"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="mailbox_name_once"),
            models.UniqueConstraint(fields=["address"], name="mailbox_address_once"),
        ]

    def __str__(self) -> str:
        return self.address


class MailboxAlias(WorkspaceModel):
    """Another address under which mail for a mailbox comes in; answers leave from the mailbox's own. address: lower case."""

    mailbox = WorkspaceForeignKey(Mailbox)
    address = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "mailbox_alias"
        constraints = [models.UniqueConstraint(fields=["address"], name="mailbox_alias_once")]
        indexes = [models.Index(fields=["workspace", "mailbox"], name="alias_of_mailbox")]

    def __str__(self) -> str:
        return self.address


class Tls(models.TextChoices):
    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", "Not encrypted"


class Way(WorkspaceModel):
    """An account on an IMAP server that a mailbox is read from, set up on the page.

    folders: their names. from_now: what lies there already stays unread by us. secret: sealed; the password, or the refresh token
    where there is a token_url. client_secret: sealed, empty where none.
    """

    mailbox = WorkspaceForeignKey(Mailbox)
    host = models.TextField()
    port = models.PositiveIntegerField()
    tls = models.CharField(max_length=10, choices=Tls)
    user = models.TextField()
    folders = models.JSONField(default=list)
    from_now = models.BooleanField()
    secret = models.TextField()
    token_url = models.TextField(default="")
    client_id = models.TextField(default="")
    client_secret = models.TextField(default="")
    scope = models.TextField(default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "mail_way"
        constraints = [models.UniqueConstraint(fields=["workspace", "mailbox", "host", "user"], name="mail_way_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.host}"


class ReadFolder(WorkspaceModel):
    """A folder that a mailbox is read from, and how far: moved in the transaction that keeps the mail.

    place: user@host/FOLDER, whoever named it. validity: its UIDVALIDITY, null before the first look, at first_at. waits: how many lie
    unread in it. trouble: why it cannot be read, a sentence; empty where it can. since: of the trouble, else when it could be read (again).
    """

    mailbox = WorkspaceForeignKey(Mailbox)
    place = models.TextField()
    validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    waits = models.PositiveIntegerField(default=0)
    trouble = models.TextField(default="")
    since = models.DateTimeField()

    class Meta:
        db_table = "mail_folder"
        constraints = [models.UniqueConstraint(fields=["workspace", "mailbox", "place"], name="mail_folder_once")]

    def __str__(self) -> str:
        return self.place


class Departure(WorkspaceModel):
    """A mail's place among those that leave a mailbox which sends so many in a span of time. outbox_id: the mail.

    left: it left at this moment; else it waits until then. Kept for that span.
    """

    mailbox = WorkspaceForeignKey(Mailbox)
    outbox_id = models.BigIntegerField()
    at = models.DateTimeField()
    left = models.BooleanField()

    class Meta:
        db_table = "mail_departure"
        indexes = [models.Index(fields=["workspace", "mailbox", "at"], name="departure_of_mailbox")]

    def __str__(self) -> str:
        return f"{self.outbox_id} at {self.at}"


ANSWERED_AT_ONCE = "answered at once"
"""What an errand is about that tells somebody that their mail is here; its id is that of the address that is answered."""


class Errand(WorkspaceModel):
    """A mail of ours that nobody wrote: an invitation, a trial, word that a mail is here. It leaves by the outbox, channel "errand".

    about: (kind, id) of what it is about. text: empty once it has left, for it may carry a link that lets somebody in.
    reply_to: where an answer goes, empty for the sender. answers: Message-ID of the mail that it answers, empty for none.
    """

    recipient = models.TextField()
    sender = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    about_kind = models.TextField()
    about_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    reply_to = models.TextField(default="", db_default="")
    answers = models.TextField(default="", db_default="")

    class Meta:
        db_table = "errand"
        indexes = [
            models.Index(fields=["workspace", "about_kind", "about_id", "-id"], name="errand_about"),
            models.Index(fields=["workspace", "about_kind", "created_at"], name="errand_lately"),
        ]

    def __str__(self) -> str:
        return self.subject


class ReceivedState(models.TextChoices):
    PLACED = "placed", "On a ticket"
    QUARANTINED = "quarantined", "Held"
    SETTLED = "settled", "Made a ticket by hand"
    DROPPED = "dropped", "Dropped by hand"


class Via(models.TextChoices):
    SMTP = "smtp", "the SMTP door"
    IMAP = "imap", "a polled mailbox"
    FILE = "file", "a file of old mails"


class Received(WorkspaceModel):
    """A mail as it came in. key: its Message-ID, else the digest of its bytes. digest: of its content (architecture §3).

    One mail of a mailbox and key is on a ticket; other mails with that key are kept beside it, in quarantine, each once.
    raw: the mail whole; shorter than size where its header block alone is here, and the mail stays in its folder.
    reason: why it is held, a sentence. subject, sender: for the list of what is held, empty where they could not be read.
    sender_key: the same for all that one sender may write from; a column, since policies let no function into an index.
    straight: a machine that is none of our relays handed it to the SMTP door, so no server's word on it counts.
    storm: it was held when as many of its sender had come, or had been held, as the manual lets in. post: a bounce that tells nothing
    new of any mail of ours; such are counted as of one sender, the post, whatever servers they are from.
    """

    mailbox = WorkspaceForeignKey(Mailbox)
    key = models.TextField()
    digest = models.CharField(max_length=64)
    raw = models.BinaryField()
    size = models.PositiveBigIntegerField()
    via = models.CharField(max_length=10, choices=Via)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=ReceivedState)
    reason = models.TextField(default="")
    subject = models.TextField(default="")
    sender = models.TextField(default="")
    sender_key = models.GeneratedField(
        expression=one_sender(F("sender")), output_field=models.TextField(), db_persist=True
    )
    ticket = WorkspaceForeignKey(Ticket, null=True)
    message = WorkspaceForeignKey(Message, null=True)
    settled_at = models.DateTimeField(null=True)
    straight = models.BooleanField(default=False, db_default=False)
    storm = models.BooleanField(default=False, db_default=False)
    post = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "received"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mailbox", "key"], name="received_placed_once", condition=Q(state="placed")
            ),
            models.UniqueConstraint(fields=["workspace", "mailbox", "key", "digest"], name="received_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="received_held", condition=Q(state="quarantined")),
            models.Index(
                fields=["workspace", "-settled_at"], name="received_settled", condition=Q(settled_at__isnull=False)
            ),
            models.Index(fields=["workspace", "mailbox", "sender_key", "received_at"], name="received_by_sender"),
            models.Index(fields=["workspace", "ticket"], name="received_of_ticket", condition=Q(ticket__isnull=False)),
            models.Index(
                fields=["workspace", "mailbox", "received_at"], name="received_of_post", condition=Q(post=True)
            ),
        ]


class MembersWarned(WorkspaceModel):
    """How far the history was read for changes of sign-ins that their members are written of. upto: the last seal's number."""

    upto = models.BigIntegerField(default=0)

    class Meta:
        db_table = "members_warned"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_warning_a_workspace")]

    def __str__(self) -> str:
        return f"up to {self.upto}"
