import django.db.models.deletion
from django.db import migrations, models

import rounds.workspaces.models
from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Keep what writing calls were answered, for a day."""

    initial = True
    dependencies = [("workspaces", "0001_initial"), ("team", "0007_api_tokens")]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("asked", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.BinaryField(default=b"")),
                ("at", models.DateTimeField()),
                ("token", rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="team.apitoken")),
                ("workspace", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="workspaces.workspace")),
            ],
            options={
                "db_table": "api_answer",
                "constraints": [models.UniqueConstraint(fields=("workspace", "token", "key"), name="one_answer_a_key")],
                "indexes": [models.Index(fields=["at"], name="answer_by_age")],
            },
        ),
        SecureTables(models=["KeptAnswer"], referred_to=False),
        AcrossWorkspaces(
            name="old_answers",
            arguments="before timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="SELECT workspace_id, id FROM api_answer WHERE at < before ORDER BY at LIMIT most",
        ),
    ]
