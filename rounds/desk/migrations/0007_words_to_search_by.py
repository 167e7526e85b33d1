from django.db import migrations

from rounds.workspaces.across import InWorkspace

WORDS = """
    CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
    CREATE TEXT SEARCH DICTIONARY rounds_stem (TEMPLATE = snowball, Language = english);
    CREATE TEXT SEARCH CONFIGURATION rounds (COPY = pg_catalog.simple);
    ALTER TEXT SEARCH CONFIGURATION rounds
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, rounds_stem;
    ALTER TEXT SEARCH CONFIGURATION rounds
        ALTER MAPPING FOR asciihword, asciiword, hword_asciipart WITH rounds_stem;

    CREATE FUNCTION shelves_of(workspace bigint, at timestamptz) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $shelves$
        SELECT ARRAY[workspace * 4194304 + 2097152 + day, workspace * 4194304 + day / 32, -workspace]
        FROM (SELECT least(greatest(floor(extract(epoch FROM at AT TIME ZONE 'UTC') / 86400), 0), 2097151)::bigint AS day) days
    $shelves$;
"""
"""Words are stemmed and lose their accents; none is left out for being common. A text stands on three shelves: of its day, of
32 days, and of its workspace; a search takes the newest shelf first (docs/decisions/0009)."""

COLUMNS = """
    ALTER TABLE message
        ADD COLUMN words tsvector GENERATED ALWAYS AS
            (to_tsvector('public.rounds', left(subject || ' ' || text, 50000))) STORED,
        ADD COLUMN shelves bigint[] GENERATED ALWAYS AS (shelves_of(workspace_id, at)) STORED;
    ALTER TABLE ticket
        ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('public.rounds', left(subject, 5000))) STORED,
        ADD COLUMN shelves bigint[] GENERATED ALWAYS AS (shelves_of(workspace_id, opened_at)) STORED;
    CREATE INDEX message_words ON message USING gin (shelves, words) WITH (gin_pending_list_limit = 256);
    CREATE INDEX ticket_words ON ticket USING gin (shelves, words) WITH (gin_pending_list_limit = 256);
    CREATE INDEX message_newest ON message (workspace_id, at DESC);
    CREATE INDEX ticket_newest ON ticket (workspace_id, opened_at DESC);
"""

FORGET_COLUMNS = """
    ALTER TABLE message DROP COLUMN words, DROP COLUMN shelves;
    ALTER TABLE ticket DROP COLUMN words, DROP COLUMN shelves;
    DROP INDEX IF EXISTS message_newest, ticket_newest;
"""

FORGET_WORDS = """
    DROP FUNCTION shelves_of;
    DROP TEXT SEARCH CONFIGURATION rounds;
    DROP TEXT SEARCH DICTIONARY rounds_stem;
"""

# Four days, then four shelves of 32 days, then all that is left: a word that the newest shelves have often is found there; one
# that is not there is rare, and few hits are left to sort. Each step looks below `bound`, and begins at the newest text below it.
SAYING = """
DECLARE
    here constant bigint := current_setting('rounds.workspace')::bigint;
    asked constant tsquery := websearch_to_tsquery('public.rounds', left(said, 1000));
    bound timestamptz := coalesce(below, 'infinity');
    beside constant bigint := coalesce(below_id, 9223372036854775807);
    seen bigint[] := '{}';
    newest timestamptz;
    starts timestamptz;
    shelf bigint;
    number bigint;
    one record;
BEGIN
    IF numnode(asked) = 0 THEN RETURN; END IF;
    FOR step IN 1..9 LOOP
        SELECT greatest(
            (SELECT m.at FROM message m WHERE m.workspace_id = here AND m.at <= bound ORDER BY m.at DESC LIMIT 1),
            (SELECT t.opened_at FROM ticket t WHERE t.workspace_id = here AND t.opened_at <= bound
             ORDER BY t.opened_at DESC LIMIT 1)) INTO newest;
        EXIT WHEN newest IS NULL;
        number := least(greatest(floor(extract(epoch FROM newest AT TIME ZONE 'UTC') / 86400), 0), 2097151)::bigint;
        IF step <= 4 THEN
            shelf := here * 4194304 + 2097152 + number;
            starts := to_timestamp(number * 86400);
        ELSIF step <= 8 THEN
            shelf := here * 4194304 + number / 32;
            starts := to_timestamp(number / 32 * 32 * 86400);
        ELSE
            shelf := -here;
            starts := '-infinity';
        END IF;
        IF number IN (0, 2097151) THEN starts := '-infinity'; shelf := -here; END IF;
        FOR one IN
            WITH said_here AS MATERIALIZED (
                SELECT m.workspace_id, m.ticket_id, m.at, m.id, m.kind FROM message m
                WHERE m.shelves @> ARRAY[shelf] AND m.words @@ asked
            ), called AS MATERIALIZED (
                SELECT t.workspace_id, t.id, t.opened_at FROM ticket t WHERE t.shelves @> ARRAY[shelf] AND t.words @@ asked
            )
            SELECT hit.ticket_id, max(hit.at) AS at, (array_agg(hit.id ORDER BY hit.at DESC, hit.id DESC))[1] AS message_id
            FROM (
                SELECT s.workspace_id, s.ticket_id, s.at, s.id FROM said_here s WHERE notes OR s.kind <> 'note'
                UNION ALL
                SELECT c.workspace_id, c.id, c.opened_at, 0 FROM called c
            ) hit
            WHERE hit.workspace_id = here AND hit.at <= bound
              AND (below IS NULL OR (hit.at, hit.ticket_id) < (below, beside))
            GROUP BY hit.ticket_id ORDER BY 2 DESC, 1 DESC
        LOOP
            CONTINUE WHEN one.ticket_id = ANY(seen);
            seen := seen || one.ticket_id;
            CONTINUE WHEN below IS NOT NULL AND (
                EXISTS (SELECT FROM message m WHERE m.workspace_id = here AND m.ticket_id = one.ticket_id
                        AND m.words @@ asked AND (m.at, m.ticket_id) >= (below, beside) AND (notes OR m.kind <> 'note'))
                OR EXISTS (SELECT FROM ticket t WHERE t.workspace_id = here AND t.id = one.ticket_id
                           AND t.words @@ asked AND (t.opened_at, t.id) >= (below, beside)));
            ticket_id := one.ticket_id;
            message_id := one.message_id;
            at := one.at;
            RETURN NEXT;
            many := many - 1;
            IF many <= 0 THEN RETURN; END IF;
        END LOOP;
        bound := starts - interval '1 microsecond';
        EXIT WHEN starts = '-infinity';
    END LOOP;
END
"""


class Migration(migrations.Migration):
    """Messages and subjects are kept as words too, by the database itself, and found newest first."""

    dependencies = [
        ("desk", "0006_answers_can_be_taken_back"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(WORDS, FORGET_WORDS),
        migrations.RunSQL(COLUMNS, FORGET_COLUMNS),
        InWorkspace(
            name="tickets_saying",
            arguments="said text, below timestamptz, below_id bigint, many integer, notes boolean",
            returns="TABLE (ticket_id bigint, message_id bigint, at timestamptz)",
            body=SAYING,
            settings={"enable_seqscan": "off"},
        ),
    ]
