"""What is kept of second factors. These stand outside row-level security, as people do: whoever comes in is one person in all companies."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class SecondFactorRow(models.Model):
    """A person who has a second factor; without one there is no row. Sign-in asks for it, whatever company they come to.

    app_secret: sealed, null without an authenticator app. app_step: the last step of its codes that was used. handle: what
    passkeys know this person by. wrong: codes typed wrong in a row; paused_until: until when none is looked at.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    since_at = models.DateTimeField()
    app_secret = models.TextField(null=True)
    app_step = models.BigIntegerField(default=0)
    app_since_at = models.DateTimeField(null=True)
    handle = models.BinaryField()
    wrong = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    class Meta:
        app_label = "team"
        db_table = "second_factor"

    def __str__(self) -> str:
        return f"second factor of person {self.person_id}"


class RecoveryCode(models.Model):
    """One code of the set that was made last. digest: what is kept of it. used_at: it lets nobody in again."""

    person = models.ForeignKey(SecondFactorRow, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "team"
        db_table = "recovery_code"
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code of person {self.person_id}"


class Passkey(models.Model):
    """A passkey of a person's. credential: its id, as the browser gives it. sign_count: as it said when it was used last."""

    person = models.ForeignKey(SecondFactorRow, on_delete=models.CASCADE, related_name="+")
    name = models.TextField()
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    transports = ArrayField(models.TextField(), default=list)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "team"
        db_table = "passkey"

    def __str__(self) -> str:
        return self.name


class Challenge(models.Model):
    """What a passkey has to sign, once and soon. digest: of the challenge; the row goes when it is answered."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "team"
        db_table = "passkey_challenge"

    def __str__(self) -> str:
        return self.digest[:8]
