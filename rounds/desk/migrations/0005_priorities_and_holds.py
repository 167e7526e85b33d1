import django.db.models.deletion
import rounds.workspaces.models
from django.db import migrations, models

from rounds.workspaces.across import AcrossWorkspaces
from rounds.workspaces.securing import SecureTables

LIVE = models.Q(("state__in", ["new", "open"]))

TURN = """
    ALTER TABLE ticket DROP COLUMN our_turn, ADD COLUMN our_turn boolean NOT NULL
        GENERATED ALWAYS AS (state IN ('new', 'open') AND last_word <> 'staff'{held}) STORED;
    CREATE INDEX ticket_turn ON ticket (workspace_id, our_turn, opened_at, id) WHERE state IN ('new', 'open');
"""


class Migration(migrations.Migration):
    """A ticket gets a priority and can be held; whose turn it is follows from holds too.

    The new columns may be null and the turn keeps its name, so that the program before goes on running. Computed columns
    cannot be changed (before PostgreSQL 17), so this one is made anew with its index: one pass over the table, in one lock.
    """

    dependencies = [
        ("desk", "0004_presence_and_news"),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.AddField('ticket', 'priority', models.TextField(null=True)),
        migrations.AddField('ticket', 'held_by', models.TextField(null=True)),
        migrations.AddField('ticket', 'held_since', models.DateTimeField(null=True)),
        migrations.AddField('ticket', 'held_until', models.DateTimeField(null=True)),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TURN.format(held=' AND held_until IS NULL'), TURN.format(held='')),
            ],
            state_operations=[
                migrations.RemoveIndex('ticket', 'ticket_turn'),
                migrations.RemoveField('ticket', 'our_turn'),
                migrations.AddField(
                    'ticket',
                    'our_turn',
                    models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('state__in', ['new', 'open']), models.Q(('last_word', 'staff'), _negated=True), ('held_until__isnull', True)), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField()),
                ),
                migrations.AddIndex('ticket', models.Index(condition=LIVE, fields=['workspace', 'our_turn', 'opened_at', 'id'], name='ticket_turn')),
            ],
        ),
        migrations.AlterField('ticket', 'last_word', models.CharField(choices=[('customer', 'customer'), ('staff', 'staff'), ('clock', 'clock'), ('post', 'post'), ('hold', 'hold')], max_length=10)),
        migrations.AddConstraint(
            'ticket',
            models.CheckConstraint(condition=models.Q(models.Q(('held_by__isnull', True), ('held_since__isnull', True), ('held_until__isnull', True)), models.Q(('state__in', ['new', 'open']), ('held_by__isnull', False), ('held_since__isnull', False), ('held_until__isnull', False)), _connector='OR'), name='only_live_tickets_are_held'),
        ),
        migrations.AddIndex('ticket', models.Index(condition=LIVE, fields=['workspace', 'priority', 'opened_at', 'id'], name='ticket_by_priority')),
        migrations.AddIndex('ticket', models.Index(condition=models.Q(('held_until__isnull', False)), fields=['workspace', 'held_since', 'id'], name='ticket_held')),
        migrations.AddIndex('ticket', models.Index(condition=models.Q(('held_until__isnull', False)), fields=['held_until'], name='ticket_hold_due')),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('holder', models.TextField()),
                ('reason', models.TextField()),
                ('began_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('how', models.TextField(default='')),
                ('by_id', models.BigIntegerField(null=True)),
                ('manual_version', models.PositiveIntegerField()),
                ('ticket', rounds.workspaces.models.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='desk.ticket')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'db_table': 'ticket_hold',
                'indexes': [models.Index(fields=['workspace', 'ticket', 'began_at'], name='hold_of_ticket')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('workspace', 'ticket'), name='one_hold_stands'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('how', '')), models.Q(('ended_at__gte', models.F('began_at')), models.Q(('how', ''), _negated=True)), _connector='OR'), name='hold_ends_after_it_began')],
            },
        ),
        SecureTables(models=["Hold"], referred_to=False),
        AcrossWorkspaces(
            name="due_holds",
            arguments="until timestamptz, most integer",
            returns="TABLE (workspace_id bigint, id bigint)",
            body="""
                SELECT t.workspace_id, t.id FROM ticket t
                WHERE t.held_until <= until
                ORDER BY t.held_until LIMIT most
            """,
        ),
    ]
