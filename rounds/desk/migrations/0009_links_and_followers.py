import django.db.models.deletion
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.models import WorkspaceForeignKey
from rounds.workspaces.securing import SecureTables


def own(to: str) -> WorkspaceForeignKey:
    return WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=to)


def workspace() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')


class Migration(migrations.Migration):
    """Tickets can be linked to each other and followed; what `linked_to` said becomes a link that both sides see.

    `linked_to` stays for the program before, which goes on writing it; nothing of ours reads it any more.
    """

    dependencies = [
        ("desk", "0008_ask_by_kind"),
        ('team', '0005_members_are_told'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('parent', 'parent'), ('related', 'related'), ('duplicate', 'duplicate')], max_length=10)),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(null=True)),
                ('first', own('desk.ticket')),
                ('second', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'ticket_link',
                'indexes': [models.Index(fields=['workspace', 'second'], name='link_from_second')],
                'constraints': [
                    models.UniqueConstraint(fields=('workspace', 'first', 'second'), name='linked_once'),
                    models.UniqueConstraint(condition=models.Q(('kind', 'parent')), fields=('workspace', 'second'), name='one_parent'),
                    models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='not_linked_to_itself'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('since_at', models.DateTimeField()),
                ('since_event', models.BigIntegerField()),
                ('member', own('team.member')),
                ('ticket', own('desk.ticket')),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'ticket_follower',
                'indexes': [models.Index(fields=['workspace', 'member'], name='followed_by_member')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'ticket', 'member'), name='follows_once')],
            },
        ),
        migrations.CreateModel(
            name='FollowersTold',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('upto', models.BigIntegerField(default=0)),
                ('workspace', workspace()),
            ],
            options={
                'db_table': 'followers_told',
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='one_telling_a_workspace')],
            },
        ),
        SecureTables(models=["Link", "Follower", "FollowersTold"], referred_to=False),
        AcrossWorkspaces(
            name="followers_to_tell",
            arguments="most integer",
            returns="TABLE (workspace_id bigint)",
            body="""
                SELECT w.id FROM workspace w
                JOIN LATERAL (
                    SELECT s.number FROM timeline_seal s WHERE s.workspace_id = w.id ORDER BY s.number DESC LIMIT 1
                ) last ON true
                LEFT JOIN followers_told told ON told.workspace_id = w.id
                WHERE last.number > coalesce(told.upto, 0)
                LIMIT most
            """,
        ),
        migrations.RunSQL(
            """
            INSERT INTO ticket_link (workspace_id, first_id, second_id, kind, at)
            SELECT workspace_id, least(id, linked_to_id), greatest(id, linked_to_id), 'related', opened_at
            FROM ticket WHERE linked_to_id IS NOT NULL AND linked_to_id <> id
            """,
            migrations.RunSQL.noop,
        ),
    ]
