import django.db.models.deletion
from django.db import migrations, models

from rounds.accounts.standing import FollowsJoins
from rounds.workspaces.models import WorkspaceForeignKey
from rounds.workspaces.securing import SecureReferences, SecureTables


class Migration(migrations.Migration):
    """One person may have been two contacts: the one stays, the other stands behind it. And an address can be taken away."""

    dependencies = [
        ("accounts", "0006_names_alone_or_what_is_like_them"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.AlterField("contactaddress", "key", models.TextField(null=True)),
        migrations.AddField(
            "contact",
            "joined_into",
            WorkspaceForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="accounts.contact",
            ),
        ),
        migrations.AddConstraint(
            "contact",
            models.CheckConstraint(
                condition=models.Q(("joined_into", models.F("id")), _negated=True), name="not_joined_into_itself"
            ),
        ),
        migrations.AddIndex(
            "contact",
            models.Index(
                condition=models.Q(("joined_into__isnull", False)),
                fields=["workspace", "joined_into"],
                name="contact_joined",
            ),
        ),
        SecureReferences(models=["Contact.joined_into"]),
        migrations.CreateModel(
            name="ContactJoin",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("moved", models.JSONField(default=dict)),
                ("by_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "kept",
                    WorkspaceForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "other",
                    WorkspaceForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "db_table": "contact_join",
                "indexes": [
                    models.Index(fields=["workspace", "kept", "-id"], name="join_into"),
                    models.Index(fields=["workspace", "other", "-id"], name="join_of"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("workspace", "other"),
                        name="joined_once",
                    )
                ],
            },
        ),
        SecureTables(models=["ContactJoin"], referred_to=False),
        FollowsJoins(table="contact_address", column="contact_id"),
        FollowsJoins(table="contact_known_as", column="record_id"),
    ]
