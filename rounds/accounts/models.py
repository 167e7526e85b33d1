"""Firms and the people there."""

from django.db import models

from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Account(WorkspaceModel):
    """A firm."""

    name = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "account"
        indexes = [models.Index(fields=["workspace", "name", "id"], name="account_by_name")]

    def __str__(self) -> str:
        return self.name


class Contact(WorkspaceModel):
    """A person at a customer's; of no account until somebody says which."""

    account = WorkspaceForeignKey(Account, null=True, related_name="contacts")
    name = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "contact"
        indexes = [models.Index(fields=["workspace", "account", "id"], name="contact_of_account")]

    def __str__(self) -> str:
        return self.name


class ContactAddress(WorkspaceModel):
    """One mail address of a contact. key: as it is compared; address: as it was written."""

    contact = WorkspaceForeignKey(Contact, related_name="addresses")
    key = models.TextField()
    address = models.TextField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "contact_address"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="address_of_one_contact")]
        indexes = [models.Index(fields=["workspace", "contact"], name="address_of_contact")]

    def __str__(self) -> str:
        return self.address
