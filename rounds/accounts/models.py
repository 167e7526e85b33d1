"""Firms, the people there, what they have of ours, and by which ids other systems know them."""

from django.db import models

from rounds.accounts.fields import FieldType, Record
from rounds.workspaces.models import UnderOneModel, WorkspaceForeignKey, WorkspaceModel


class Account(WorkspaceModel):
    """A firm. lifecycle, tier, region, firm_type: words of the team's own. zone: of the tz database, empty: the team's.
    parent: the distributor it buys through.

    fields: values of declared fields, by name; a field without value is left out.
    """

    name = models.TextField()
    phone = models.TextField(default="", db_default="")
    lifecycle = models.TextField(default="", db_default="")
    tier = models.TextField(default="", db_default="")
    region = models.TextField(default="", db_default="")
    firm_type = models.TextField(default="", db_default="")
    zone = models.TextField(default="", db_default="")
    parent = WorkspaceForeignKey("self", null=True)
    fields = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField()

    class Meta:
        db_table = "account"
        indexes = [
            models.Index(fields=["workspace", "name", "id"], name="account_by_name"),
            models.Index(
                fields=["workspace", "parent"], name="account_of_parent", condition=models.Q(parent__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(WorkspaceModel):
    """A person at a customer's; of no account until somebody says which.

    joined_into: the contact that this one turned out to be, which itself stands; the row stays behind, and nothing else refers to it.
    erased_at: when all that was known of it was taken away; whoever is only called so was not. What begins with erasing: that it is asked
    for (`being_erased.py`): when and by which member, null for whoever holds the machine; due_at: when the engine calls a worker for it
    (again), null while it is not under way; tries: how often it was tried in vain; trouble: why it could not be done the last time, ""
    where it could or was not tried.
    """

    account = WorkspaceForeignKey(Account, null=True, related_name="contacts")
    name = models.TextField()
    title = models.TextField(default="", db_default="")
    phone = models.TextField(default="", db_default="")
    fields = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField()
    joined_into = WorkspaceForeignKey("self", null=True)
    erased_at = models.DateTimeField(null=True)
    erasing_asked_at = models.DateTimeField(null=True)
    erasing_by_id = models.BigIntegerField(null=True)
    erasing_due_at = models.DateTimeField(null=True)
    erasing_tries = models.PositiveIntegerField(default=0, db_default=0)
    erasing_trouble = models.TextField(default="", db_default="")

    class Meta:
        db_table = "contact"
        constraints = [
            models.CheckConstraint(condition=~models.Q(joined_into=models.F("id")), name="not_joined_into_itself")
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "id"], name="contact_of_account"),
            models.Index(
                fields=["workspace", "joined_into"],
                name="contact_joined",
                condition=models.Q(joined_into__isnull=False),
            ),
            models.Index(
                fields=["erasing_due_at"], name="contact_being_erased", condition=models.Q(erasing_due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


STANDS = models.Q(joined_into=None)
"""Finds contacts that are not another one now."""


class ContactAddress(UnderOneModel):
    """One mail address of a contact. key: as it is compared, null where it was taken away; address: as it was written.

    Of one that was taken away the row stays, for mails went there; whoever writes from it is somebody new.
    """

    contact = WorkspaceForeignKey(Contact, related_name="addresses")
    key = models.TextField(null=True)
    address = models.TextField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "contact_address"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="address_of_one_contact")]
        indexes = [models.Index(fields=["workspace", "contact"], name="address_of_contact")]

    def __str__(self) -> str:
        return self.address


class ContactJoin(WorkspaceModel):
    """One act that joined a contact into another.

    kept, other: the one that stayed, and the one that it turned out to be. moved: ids of what went over, by kind, and names of what
    was learned (`commands/joining.py`): no value of anybody's. undone_at: null until it is taken back.
    """

    kept = WorkspaceForeignKey(Contact)
    other = WorkspaceForeignKey(Contact)
    moved = models.JSONField(default=dict)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact_join"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "other"], name="joined_once", condition=models.Q(undone_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "kept", "-id"], name="join_into"),
            models.Index(fields=["workspace", "other", "-id"], name="join_of"),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} into {self.kept_id}"


class Asset(WorkspaceModel):
    """One thing of ours that a customer has: a drone, a station. software: the version on it."""

    account = WorkspaceForeignKey(Account, null=True, related_name="assets")
    kind = models.TextField()
    serial = models.TextField(default="", db_default="")
    name = models.TextField(default="", db_default="")
    software = models.TextField(default="", db_default="")
    fields = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField()

    class Meta:
        db_table = "asset"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "serial"], name="serial_once_a_kind", condition=~models.Q(serial="")
            )
        ]
        indexes = [models.Index(fields=["workspace", "account", "kind", "id"], name="asset_of_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial or self.name}"


class DeclaredField(WorkspaceModel):
    """A field that the team declared for its accounts, contacts or assets."""

    record = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Record])
    name = models.TextField()
    type = models.CharField(max_length=10, choices=[(each.value, each.value) for each in FieldType])

    class Meta:
        db_table = "declared_field"
        constraints = [models.UniqueConstraint(fields=["workspace", "record", "name"], name="field_once_a_record")]

    def __str__(self) -> str:
        return f"{self.record}: {self.name} ({self.type})"


class KnownAs(UnderOneModel):
    """By which id another system knows a record, and what that system said of it last.

    source, key: the system and its id. given: the values it gave last, so that what somebody changed here since is seen and
    kept. import_id, made, before: the import that wrote last, whether it made the record, and the values that it replaced.
    """

    source = models.TextField()
    key = models.TextField()
    given = models.JSONField(default=dict)
    import_id = models.BigIntegerField()
    made = models.BooleanField()
    before = models.JSONField(default=dict)

    class Meta:
        abstract = True


class AccountKnownAs(KnownAs):
    record = WorkspaceForeignKey(Account)

    class Meta:
        db_table = "account_known_as"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="account_known_once")]
        indexes = [
            models.Index(fields=["workspace", "record"], name="account_known_as_record"),
            models.Index(fields=["workspace", "import_id"], name="account_known_by_import"),
        ]


class ContactKnownAs(KnownAs):
    record = WorkspaceForeignKey(Contact)

    class Meta:
        db_table = "contact_known_as"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="contact_known_once")]
        indexes = [
            models.Index(fields=["workspace", "record"], name="contact_known_as_record"),
            models.Index(fields=["workspace", "import_id"], name="contact_known_by_import"),
        ]


class AssetKnownAs(KnownAs):
    record = WorkspaceForeignKey(Asset)

    class Meta:
        db_table = "asset_known_as"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="asset_known_once")]
        indexes = [
            models.Index(fields=["workspace", "record"], name="asset_known_as_record"),
            models.Index(fields=["workspace", "import_id"], name="asset_known_by_import"),
        ]
