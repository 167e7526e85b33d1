from django.db import migrations, models

STATES = [('queued', 'Waits to be sent'), ('claimed', 'Being sent'), ('handing over', 'Being handed over'), ('sent', 'Sent'), ('may have arrived', 'May have arrived'), ('stopped', 'Stopped'), ('bounced', 'Came back'), ('dropped', 'Dropped'), ('taken back', 'Taken back')]


class Migration(migrations.Migration):
    """A mail that came back has a state of its own; and no mail goes from one state to another but as it may.

    The program before this one says "stopped" of a mail that came back, which stays possible. Those stay "stopped": what they say in
    `last_error` is a sentence, not three columns.
    """

    dependencies = [
        ("timeline", "0003_mails_wait_before_they_leave"),
    ]

    operations = [
        migrations.AlterField('outbox', 'state', models.CharField(choices=STATES, default='queued', max_length=20)),
        migrations.AddField('outbox', 'bounced_at', models.DateTimeField(null=True)),
        migrations.AddField('outbox', 'bounce_recipient', models.TextField(db_default='', default='')),
        migrations.AddField('outbox', 'bounce_status', models.TextField(db_default='', default='')),
        migrations.AddField('outbox', 'bounce_diagnostic', models.TextField(db_default='', default='')),
        migrations.AddConstraint(
            'outbox',
            models.CheckConstraint(
                condition=~models.Q(state='bounced') | models.Q(bounced_at__isnull=False), name='outbox_bounced_when'
            ),
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION a_mail_goes_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (OLD.state, NEW.state) NOT IN (
                    ('queued', 'claimed'), ('queued', 'dropped'), ('queued', 'taken back'),
                    ('claimed', 'handing over'), ('claimed', 'queued'), ('claimed', 'stopped'),
                    ('handing over', 'sent'), ('handing over', 'may have arrived'), ('handing over', 'queued'),
                    ('handing over', 'stopped'), ('handing over', 'bounced'),
                    ('may have arrived', 'sent'), ('may have arrived', 'queued'), ('may have arrived', 'stopped'),
                    ('may have arrived', 'bounced'), ('may have arrived', 'dropped'),
                    ('sent', 'bounced'), ('sent', 'stopped'),
                    ('stopped', 'queued'), ('stopped', 'dropped'),
                    ('bounced', 'queued'), ('bounced', 'dropped'))
                THEN
                    RAISE EXCEPTION 'A mail that is "%" never becomes "%".', OLD.state, NEW.state USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER goes_its_way BEFORE UPDATE OF state ON outbox
                FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION a_mail_goes_its_way();
            """,
            "DROP TRIGGER goes_its_way ON outbox; DROP FUNCTION a_mail_goes_its_way;",
        ),
    ]
