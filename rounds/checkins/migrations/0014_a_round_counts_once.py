from django.db import migrations, models

FROM_HISTORY = """
    WITH done AS (
        SELECT id, workspace_id, check_in_id, ended_at, unanswered,
               lag(ended_at) OVER (PARTITION BY check_in_id ORDER BY id) AS before
        FROM round_done
    )
    UPDATE round_done SET again = true FROM done JOIN check_in ON check_in.id = done.check_in_id
    WHERE round_done.id = done.id AND NOT done.unanswered AND done.before IS NOT NULL AND NOT EXISTS (
        SELECT FROM timeline_event event
        WHERE event.workspace_id = done.workspace_id AND event.subject_kind = 'ticket' AND event.subject_id = check_in.ticket_id
            AND event.at > done.before AND event.at <= done.ended_at
            AND event.kind IN ('desk.woke', 'checkins.started', 'checkins.reached out', 'checkins.exempted')
            AND (event.kind = 'desk.woke' OR (
                SELECT later.kind FROM timeline_event later
                WHERE later.workspace_id = event.workspace_id AND later.subject_kind = 'ticket' AND later.subject_id = event.subject_id
                    AND later.id > event.id AND later.kind LIKE 'checkins.%' AND later.kind <> 'checkins.title said'
                ORDER BY later.id LIMIT 1
            ) IS DISTINCT FROM 'checkins.taken back')
    )
"""


class Migration(migrations.Migration):
    """A round that ended, and that the customer opened again before another began, counts once; those before are read off the history."""

    dependencies = [("checkins", "0013_programmes_are_ended"), ("timeline", "0004_mails_come_back")]

    operations = [
        migrations.AddField(
            model_name="rounddone",
            name="again",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RunSQL(FROM_HISTORY, migrations.RunSQL.noop),
    ]
