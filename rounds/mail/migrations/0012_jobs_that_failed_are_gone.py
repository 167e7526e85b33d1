from django.db import migrations


class Migration(migrations.Migration):
    """Jobs that failed were kept, and those of forgotten passwords held the address that somebody had typed."""

    dependencies = [
        ("mail", "0011_bounces_that_tell_nothing_are_of_the_post"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            "DELETE FROM procrastinate_jobs WHERE status NOT IN ('todo', 'doing')", migrations.RunSQL.noop
        )
    ]
