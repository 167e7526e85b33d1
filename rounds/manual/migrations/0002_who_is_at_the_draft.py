import django.db.models.deletion
from django.db import migrations, models

import rounds.workspaces.models
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    dependencies = [
        ("manual", "0001_draft"),
        ("team", "0001_initial"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AtDraft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("writing", models.BooleanField(default=False)),
                ("until", models.DateTimeField()),
                (
                    "member",
                    rounds.workspaces.models.WorkspaceForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="team.member",
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
                "db_table": "at_draft",
                "constraints": [models.UniqueConstraint(fields=("workspace", "member"), name="at_draft_once")],
            },
        ),
        SecureTables(models=["AtDraft"], referred_to=False),
        migrations.RunSQL("ALTER TABLE at_draft SET UNLOGGED", "ALTER TABLE at_draft SET LOGGED"),
    ]
