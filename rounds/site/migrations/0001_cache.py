"""The cache that every web process shares; it counts failed sign-ins."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache;",
        )
    ]
