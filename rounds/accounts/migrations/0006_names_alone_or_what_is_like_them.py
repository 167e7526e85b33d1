from django.db import migrations

from rounds.workspaces.across import InWorkspace

OF_TWO = """
    DROP FUNCTION IF EXISTS accounts_named(text, integer);
    DROP FUNCTION IF EXISTS contacts_named(text, integer);
"""

# What begins so is asked for as a stretch of the index: a LIKE finds its stretch only where it is planned anew each time.
DECLARED = """
DECLARE
    here constant bigint := current_setting('rounds.workspace')::bigint;
    asked constant text := lower(btrim(left(said, 200)));
    past constant text := asked || chr(1114111);
    held constant text := '%' || regexp_replace(asked, '([\\\\%_])', '\\\\\\1', 'g') || '%';
    left_over integer := many;
    seen bigint[] := '{}';
    one bigint;
BEGIN
    IF asked = '' THEN RETURN; END IF;
"""

# A name that begins so comes first and is read in order; then names that hold it; then what is only like it.
EACH = """
        CONTINUE WHEN one = ANY(seen);
        seen := seen || one;
        RETURN NEXT one;
        left_over := left_over - 1;
        IF left_over <= 0 THEN RETURN; END IF;
    END LOOP;
"""

ACCOUNTS = (
    DECLARED
    + """
    FOR one IN
        SELECT a.id FROM account a WHERE a.workspace_id = here AND lower(a.name) ~>=~ asked AND lower(a.name) ~<~ past
        ORDER BY lower(a.name) USING ~<~ LIMIT many
    LOOP"""
    + EACH
    + """
    FOR one IN SELECT a.id FROM account a WHERE a.workspace_id = here AND lower(a.name) LIKE held LIMIT many * 2
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.account_id FROM contact c
        WHERE c.workspace_id = here AND c.account_id IS NOT NULL AND lower(c.name) LIKE held LIMIT many * 2
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.account_id FROM contact_address d JOIN contact c ON c.id = d.contact_id AND c.workspace_id = here
        WHERE d.workspace_id = here AND c.account_id IS NOT NULL AND d.key LIKE held LIMIT many * 4
    LOOP"""
    + EACH
    + """
    IF left_over < many OR NOT alike THEN RETURN; END IF;
    FOR one IN
        SELECT a.id FROM account a WHERE a.workspace_id = here AND asked <% lower(a.name)
        ORDER BY word_similarity(asked, lower(a.name)) DESC, a.id LIMIT many
    LOOP"""
    + EACH
    + "END"
)

CONTACTS = (
    DECLARED
    + """
    FOR one IN SELECT d.contact_id FROM contact_address d WHERE d.workspace_id = here AND d.key = asked
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.id FROM contact c WHERE c.workspace_id = here AND lower(c.name) ~>=~ asked AND lower(c.name) ~<~ past
        ORDER BY lower(c.name) USING ~<~ LIMIT many
    LOOP"""
    + EACH
    + """
    FOR one IN SELECT c.id FROM contact c WHERE c.workspace_id = here AND lower(c.name) LIKE held LIMIT many * 2
    LOOP"""
    + EACH
    + """
    FOR one IN SELECT d.contact_id FROM contact_address d WHERE d.workspace_id = here AND d.key LIKE held LIMIT many * 2
    LOOP"""
    + EACH
    + """
    IF left_over < many OR NOT alike THEN RETURN; END IF;
    FOR one IN
        SELECT c.id FROM contact c WHERE c.workspace_id = here AND asked <% lower(c.name)
        ORDER BY word_similarity(asked, lower(c.name)) DESC, c.id LIMIT many
    LOOP"""
    + EACH
    + "END"
)

SETTINGS = {"enable_seqscan": "off", "gin_fuzzy_search_limit": "3000", "plan_cache_mode": "force_generic_plan"}


class Migration(migrations.Migration):
    """Whoever found what they looked for is not offered names that are only like it; and plans are kept."""

    dependencies = [
        ("accounts", "0005_rows_stand_under_one"),
    ]

    operations = [
        migrations.RunSQL(OF_TWO, migrations.RunSQL.noop),
        InWorkspace(
            name="accounts_named",
            arguments="said text, many integer, alike boolean DEFAULT true",
            returns="SETOF bigint",
            body=ACCOUNTS,
            settings=SETTINGS,
        ),
        InWorkspace(
            name="contacts_named",
            arguments="said text, many integer, alike boolean DEFAULT true",
            returns="SETOF bigint",
            body=CONTACTS,
            settings=SETTINGS,
        ),
    ]
