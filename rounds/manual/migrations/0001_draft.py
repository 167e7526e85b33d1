import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [("workspaces", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("based_on", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_by_id", models.BigIntegerField(null=True)),
                ("saved_at", models.DateTimeField()),
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
            options={"db_table": "manual_draft"},
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("workspace",), name="one_draft_a_workspace"),
        ),
        SecureTables(models=["Draft"]),
    ]
