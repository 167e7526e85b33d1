from django.db import migrations

from rounds.workspaces.across import InWorkspace

INDEXES = """
    CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
    CREATE INDEX account_named ON account USING gin (workspace_id, lower(name) gin_trgm_ops);
    CREATE INDEX account_begins ON account (workspace_id, lower(name) text_pattern_ops);
    CREATE INDEX contact_named ON contact USING gin (workspace_id, lower(name) gin_trgm_ops);
    CREATE INDEX contact_begins ON contact (workspace_id, lower(name) text_pattern_ops);
    CREATE INDEX address_like ON contact_address USING gin (workspace_id, key gin_trgm_ops);
"""

FORGET = """
    DROP INDEX IF EXISTS account_named, account_begins, contact_named, contact_begins, address_like;
"""

DECLARED = """
DECLARE
    here constant bigint := current_setting('rounds.workspace')::bigint;
    asked constant text := lower(btrim(left(said, 200)));
    plain constant text := regexp_replace(asked, '([\\\\%_])', '\\\\\\1', 'g');
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
        SELECT a.id FROM account a WHERE a.workspace_id = here AND lower(a.name) LIKE plain || '%%'
        ORDER BY lower(a.name) USING ~<~ LIMIT many
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT a.id FROM account a WHERE a.workspace_id = here AND lower(a.name) LIKE '%%' || plain || '%%' LIMIT many * 2
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.account_id FROM contact c
        WHERE c.workspace_id = here AND c.account_id IS NOT NULL AND lower(c.name) LIKE '%%' || plain || '%%' LIMIT many * 2
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.account_id FROM contact_address d JOIN contact c ON c.id = d.contact_id AND c.workspace_id = here
        WHERE d.workspace_id = here AND c.account_id IS NOT NULL AND d.key LIKE '%%' || plain || '%%' LIMIT many * 4
    LOOP"""
    + EACH
    + """
    IF left_over < many THEN RETURN; END IF;
    FOR one IN
        SELECT a.id FROM account a WHERE a.workspace_id = here AND asked <%% lower(a.name)
        ORDER BY word_similarity(asked, lower(a.name)) DESC, a.id LIMIT many
    LOOP"""
    + EACH
    + "END"
).replace("%%", "%")

CONTACTS = (
    DECLARED
    + """
    FOR one IN
        SELECT d.contact_id FROM contact_address d WHERE d.workspace_id = here AND d.key = asked
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.id FROM contact c WHERE c.workspace_id = here AND lower(c.name) LIKE plain || '%%'
        ORDER BY lower(c.name) USING ~<~ LIMIT many
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT c.id FROM contact c WHERE c.workspace_id = here AND lower(c.name) LIKE '%%' || plain || '%%' LIMIT many * 2
    LOOP"""
    + EACH
    + """
    FOR one IN
        SELECT d.contact_id FROM contact_address d WHERE d.workspace_id = here AND d.key LIKE '%%' || plain || '%%' LIMIT many * 2
    LOOP"""
    + EACH
    + """
    IF left_over < many THEN RETURN; END IF;
    FOR one IN
        SELECT c.id FROM contact c WHERE c.workspace_id = here AND asked <%% lower(c.name)
        ORDER BY word_similarity(asked, lower(c.name)) DESC, c.id LIMIT many
    LOOP"""
    + EACH
    + "END"
).replace("%%", "%")


class Migration(migrations.Migration):
    """Firms and people are found by a piece of their name, address or domain, and by what is like it."""

    dependencies = [
        ("accounts", "0002_fields_assets_and_ids"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(INDEXES, FORGET),
        InWorkspace(
            name="accounts_named",
            arguments="said text, many integer",
            returns="SETOF bigint",
            body=ACCOUNTS,
            settings={"enable_seqscan": "off", "gin_fuzzy_search_limit": "3000"},
        ),
        InWorkspace(
            name="contacts_named",
            arguments="said text, many integer",
            returns="SETOF bigint",
            body=CONTACTS,
            settings={"enable_seqscan": "off", "gin_fuzzy_search_limit": "3000"},
        ),
    ]
