import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """What figures suggest is asked of all firms at once where something came in, and kept for as long as nothing does."""

    dependencies = [("checkins", "0017_their_past_is_brought_in")]

    operations = [
        migrations.CreateModel(
            name="GradeSuggested",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("grades", models.TextField()),
                ("account", models.BigIntegerField()),
                ("mark", models.TextField()),
                ("grade", models.TextField()),
                ("said", models.JSONField()),
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
            options={"db_table": "grade_suggested"},
        ),
        migrations.AddConstraint(
            model_name="gradesuggested",
            constraint=models.UniqueConstraint(fields=("workspace", "grades", "account"), name="grade_suggested_once"),
        ),
        SecureTables(models=["GradeSuggested"], referred_to=False),
        migrations.AddField(
            model_name="programmesfollowed",
            name="figures",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="programmesfollowed",
            name="figures_at",
            field=models.DateTimeField(null=True),
        ),
        AcrossWorkspaces(
            name="grades_to_compare",
            arguments="moment timestamptz, most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT f.workspace_id FROM programmes_followed f
                WHERE (f.grades_at IS NULL OR f.grades_at <= moment)
                    AND EXISTS (SELECT FROM check_in c WHERE c.workspace_id = f.workspace_id)
                LIMIT most
            """,
        ),
    ]
