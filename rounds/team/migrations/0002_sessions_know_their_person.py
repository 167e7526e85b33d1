import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces


class Migration(migrations.Migration):
    """Sign-ins get a table of ours; those in Django's own table sign in once more."""

    dependencies = [("workspaces", "0001_initial"), ("team", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={"db_table": "session"},
        ),
        AcrossWorkspaces(
            name="came_in",
            arguments="key text",
            returns=(
                "TABLE (session_data text, person_id bigint, person_email text, password text, last_login timestamptz, "
                "is_active boolean, member_id bigint, name text, email text, roles text[], joined_at timestamptz, "
                "workspace_id bigint, workspace_name text, slug text, manual_version integer, created_at timestamptz)"
            ),
            body="""
                SELECT s.session_data, p.id, p.email, p.password, p.last_login, p.is_active,
                       m.id, m.name, m.email, m.roles, m.joined_at,
                       w.id, w.name, w.slug, w.manual_version, w.created_at
                FROM session s
                LEFT JOIN person p ON p.id = s.person_id
                LEFT JOIN member m ON m.person_id = s.person_id AND m.workspace_id = s.workspace_id AND m.active
                LEFT JOIN workspace w ON w.id = m.workspace_id
                WHERE s.session_key = key AND s.expire_date > now()
                ORDER BY m.id LIMIT 1
            """,
        ),
    ]
