from django.db import migrations

from rounds.workspaces.across import AcrossWorkspaces

BODY = """
DECLARE
    here constant bigint := nullif(current_setting('rounds.workspace', true), '')::bigint;
    filled text;
BEGIN
    FOREACH filled IN ARRAY ARRAY['account', 'account_known_as', 'contact', 'contact_address', 'contact_known_as',
                                  'asset', 'asset_known_as', 'ticket', 'ticket_known_as']
    LOOP
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_stats counted,
                unnest(counted.most_common_vals::text::bigint[], counted.most_common_freqs) AS company (id, share)
            WHERE counted.schemaname = 'public' AND counted.tablename = filled AND counted.attname = 'workspace_id'
              AND company.id = here AND company.share >= 0.01);
        EXECUTE format('ANALYZE %I (workspace_id)', filled);
    END LOOP;
END
"""
"""A company that the last count found in one of a hundred rows or more is known as well as it needs to be."""


class Migration(migrations.Migration):
    dependencies = [("imports", "0005_tickets_wait_whose_people_are_full")]

    operations = [
        AcrossWorkspaces(
            name="count_tables_anew", arguments="", returns="void", writes=True, language="plpgsql", body=BODY
        ),
        # A file stands there until it is in: packing it took longer than writing it, and what is packed already packs no better.
        migrations.RunSQL(
            "ALTER TABLE import_file ALTER COLUMN data SET STORAGE EXTERNAL",
            "ALTER TABLE import_file ALTER COLUMN data SET STORAGE EXTENDED",
        ),
    ]
