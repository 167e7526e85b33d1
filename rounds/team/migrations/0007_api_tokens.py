import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import rounds.workspaces.models
from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables


class Migration(migrations.Migration):
    """Let programs come in with tokens of their members."""

    dependencies = [("workspaces", "0001_initial"), ("team", "0006_people_are_invited")]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("member", rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="team.member")),
                ("workspace", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="workspaces.workspace")),
            ],
            options={
                "db_table": "api_token",
                "indexes": [models.Index(fields=["workspace", "member", "id"], name="token_of_member")],
            },
        ),
        migrations.CreateModel(
            name="ApiPace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("minute", models.DateTimeField()),
                ("calls", models.PositiveIntegerField(default=0)),
                ("token", rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="team.apitoken")),
                ("workspace", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="workspaces.workspace")),
            ],
            options={
                "db_table": "api_pace",
                "constraints": [models.UniqueConstraint(fields=("workspace", "token"), name="one_pace_a_token")],
            },
        ),
        SecureTables(models=["ApiToken"]),
        SecureTables(models=["ApiPace"], referred_to=False),
        # Written at each call and worth nothing after a crash: unlogged, so that counting waits for no disk.
        migrations.RunSQL("ALTER TABLE api_pace SET UNLOGGED", "ALTER TABLE api_pace SET LOGGED"),
        AcrossWorkspaces(
            name="token_came",
            arguments="shown text, proof text, moment timestamptz",
            returns=(
                "TABLE (token_id bigint, digest text, scopes text[], calls integer, member_id bigint, member_name text, "
                "roles text[], workspace_id bigint, workspace_name text, slug text, manual_version integer, "
                "created_at timestamptz)"
            ),
            body="""
                WITH found AS (
                    SELECT t.id, t.digest, t.scopes, m.id AS member_id, m.name, m.roles, t.workspace_id,
                        t.digest = proof AND t.ended_at IS NULL AND coalesce(t.expires_at > moment, true) AS holds
                    FROM api_token t
                    JOIN member m ON m.id = t.member_id AND m.workspace_id = t.workspace_id AND m.active
                    LEFT JOIN person p ON p.id = m.person_id
                    WHERE t.prefix = shown AND coalesce(p.is_active, true)
                ), paced AS (
                    INSERT INTO api_pace AS pace (workspace_id, token_id, minute, calls)
                    SELECT workspace_id, id, date_trunc('minute', moment), 1 FROM found WHERE holds
                    ON CONFLICT (workspace_id, token_id) DO UPDATE SET minute = excluded.minute,
                        calls = CASE WHEN pace.minute = excluded.minute THEN pace.calls + 1 ELSE 1 END
                    RETURNING calls
                ), used AS (
                    UPDATE api_token SET last_used_at = moment FROM found, paced
                    WHERE api_token.id = found.id AND paced.calls = 1
                )
                SELECT f.id, f.digest, f.scopes, paced.calls, f.member_id, f.name, f.roles,
                       w.id, w.name, w.slug, w.manual_version, w.created_at
                FROM found f JOIN workspace w ON w.id = f.workspace_id LEFT JOIN paced ON true
            """,
            writes=True,
        ),
    ]
