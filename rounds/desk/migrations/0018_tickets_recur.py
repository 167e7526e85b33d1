from django.db import migrations, models
from django.db.models import Q

from rounds.workspaces.across import AcrossWorkspaces

KEPT = (("answer_waiting", "before"), ("answer_waiting", "after"), ("ticket_merge", "before"), ("ticket_merge", "after"),
        ("ticket_merged", "before"), ("many_item", "before"))  # fmt: skip
"""Where a ticket's columns are kept as they were, for whoever takes an act back."""


class Migration(migrations.Migration):
    """Tickets come back again and again for a clause of a room above, which sets their dates and acts when they come."""

    dependencies = [
        ("desk", "0017_files_come_before_their_message"),
    ]

    operations = [
        migrations.AddField('ticket', 'recurs_by', models.TextField(default='', db_default='')),
        migrations.AddField('ticket', 'wake_clause', models.TextField(default='', db_default='')),
        migrations.AddConstraint(
            'ticket',
            models.CheckConstraint(
                condition=Q(recurs_by='') | ~Q(state__in=['closed', 'merged']), name='what_recurs_never_ends'
            ),
        ),
        migrations.AddConstraint(
            'ticket',
            models.CheckConstraint(
                condition=Q(wake_clause='') | Q(wakes_at__isnull=False, wake_by_id__isnull=True),
                name='a_clause_sets_a_date',
            ),
        ),
        migrations.RemoveIndex('ticket', 'ticket_due'),
        migrations.AddIndex(
            'ticket',
            models.Index(fields=['wakes_at'], name='ticket_due', condition=Q(wakes_at__isnull=False, wake_clause='')),
        ),
        migrations.AddIndex(
            'ticket', models.Index(fields=['wakes_at'], name='ticket_due_by_clause', condition=~Q(wake_clause=''))
        ),
        *[
            migrations.RunSQL(
                f"UPDATE {table} SET {column} = {column} || '{{\"wake_clause\": \"\"}}'::jsonb"  # noqa: S608 - names of ours
                f" WHERE NOT {column} ? 'wake_clause'",
                migrations.RunSQL.noop,
            )
            for table, column in KEPT
        ],
        AcrossWorkspaces(
            name='due_tickets',
            arguments='until timestamptz, most integer',
            returns='TABLE (workspace_id bigint, id bigint)',
            body="""
                SELECT t.workspace_id, t.id FROM ticket t
                WHERE t.wakes_at <= until AND t.wake_clause = ''
                ORDER BY t.wakes_at LIMIT most
            """,
        ),
        AcrossWorkspaces(
            name='due_by_clause',
            arguments='clause_kind text, until timestamptz, most integer',
            returns='TABLE (workspace_id bigint, id bigint)',
            body="""
                SELECT t.workspace_id, t.id FROM ticket t
                WHERE t.wakes_at <= until AND t.wake_clause <> '' AND split_part(t.wake_clause, ':', 1) = clause_kind
                ORDER BY t.wakes_at LIMIT most
            """,
        ),
    ]
