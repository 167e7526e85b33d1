from django.db import migrations

from rounds.workspaces.across import InWorkspace

# Four days, then four shelves of 32 days, then all that is left: a word that the newest shelves have often is found there; one
# that is not there is rare, and few hits are left to sort. Each step looks below `bound`, and begins at the newest text below it.
# What no day had is looked for in all at once. There the shelf of a whole workspace names so many texts that reading it costs ten
# times what the words do: where most texts are this workspace's, the words are looked for alone, and the row says whose it is.
SAYING = """
DECLARE
    here constant bigint := current_setting('rounds.workspace')::bigint;
    asked constant tsquery := websearch_to_tsquery('public.rounds', left(said, 1000));
    bound timestamptz := coalesce(below, 'infinity');
    beside constant bigint := coalesce(below_id, 9223372036854775807);
    seen bigint[] := '{}';
    hits boolean := false;
    alone boolean := false;
    newest timestamptz;
    starts timestamptz;
    shelf bigint;
    number bigint;
    one record;
BEGIN
    IF numnode(asked) = 0 THEN RETURN; END IF;
    FOR step IN 1..9 LOOP
        CONTINUE WHEN step BETWEEN 5 AND 8 AND NOT hits;
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
            alone := coalesce((
                SELECT n.last > 0.25 * c.reltuples FROM ticket_number n, pg_class c
                WHERE n.workspace_id = here AND c.oid = 'public.ticket'::regclass), false);
        END IF;
        IF number IN (0, 2097151) THEN starts := '-infinity'; shelf := -here; END IF;
        FOR one IN
            WITH said_here AS MATERIALIZED (
                SELECT m.workspace_id, m.ticket_id, m.at, m.id, m.kind FROM message m
                WHERE NOT alone AND m.shelves @> ARRAY[shelf] AND m.words @@ asked
                UNION ALL
                SELECT m.workspace_id, m.ticket_id, m.at, m.id, m.kind FROM message m
                WHERE alone AND m.workspace_id = here AND m.words @@ asked
            ), called AS MATERIALIZED (
                SELECT t.workspace_id, t.id, t.opened_at FROM ticket t
                WHERE NOT alone AND t.shelves @> ARRAY[shelf] AND t.words @@ asked
                UNION ALL
                SELECT t.workspace_id, t.id, t.opened_at FROM ticket t
                WHERE alone AND t.workspace_id = here AND t.words @@ asked
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
            hits := true;
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
    """Words that the newest days do not have are looked for by themselves: their index leads to few texts."""

    dependencies = [
        ("desk", "0022_answers_of_long_ago"),
    ]

    operations = [
        InWorkspace(
            name="tickets_saying",
            arguments="said text, below timestamptz, below_id bigint, many integer, notes boolean",
            returns="TABLE (ticket_id bigint, message_id bigint, at timestamptz)",
            body=SAYING,
            settings={"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"},
        ),
    ]
