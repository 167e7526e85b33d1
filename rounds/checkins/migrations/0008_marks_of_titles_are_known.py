from django.db import migrations


class Migration(migrations.Migration):
    """What grades have put into titles so far is known as such: of check-ins, and of trainings that were called after them."""

    dependencies = [("checkins", "0007_check_ins_are_counted"), ("desk", "0024_titles_have_marks")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE ticket SET mark = said.says
            FROM (SELECT DISTINCT workspace_id, payload->>'says' AS says FROM timeline_event
                  WHERE kind = 'checkins.title said' AND payload->>'says' <> '') said
            WHERE ticket.workspace_id = said.workspace_id
                AND right(ticket.subject, length(said.says) + 3) = ' · ' || said.says
            """,
            migrations.RunSQL.noop,
        ),
    ]
