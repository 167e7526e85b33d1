import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.securing import SecureTables

FROM_HISTORY = """
    INSERT INTO round_done (workspace_id, check_in_id, member_id, ended_at, unanswered)
    SELECT event.workspace_id, check_in.id,
           CASE WHEN event.actor_kind = 'member' THEN event.actor_id ELSE ticket.assignee_id END,
           event.at, event.kind = 'checkins.nobody answered'
    FROM timeline_event event
    JOIN check_in ON check_in.workspace_id = event.workspace_id AND check_in.id = (event.payload->>'check_in')::bigint
    JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE event.kind = 'checkins.round ended' OR (event.kind = 'checkins.nobody answered' AND event.payload->>'step' IS NULL)
    ORDER BY event.id
"""


class Migration(migrations.Migration):
    """Rounds that are over are kept, so that the programme's progress can be counted; those before are read off the history."""

    dependencies = [
        ("checkins", "0001_initial"),
        ('team', '0008_people_have_second_factors'),
        ('timeline', '0004_mails_come_back'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoundDone',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ended_at', models.DateTimeField()),
                ('unanswered', models.BooleanField()),
                ('check_in', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='rounds', to='checkins.checkin')),
                ('member', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='team.member')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'round_done',
            },
        ),
        migrations.AddIndex(
            model_name='rounddone',
            index=models.Index(fields=['workspace', 'check_in', '-id'], name='round_of_check_in'),
        ),
        migrations.AddIndex(
            model_name='rounddone',
            index=models.Index(fields=['workspace', 'ended_at'], name='round_by_day'),
        ),
        SecureTables(models=["RoundDone"], referred_to=False),
        migrations.RunSQL(FROM_HISTORY, migrations.RunSQL.noop),
    ]
