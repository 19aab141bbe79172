"""Finding goes along an index of numbers and one of names, whoever asks and however much they see."""

from django.db import migrations

from access.locks import AS_OWNER, LIVE

# Trigram operators and upper() are not leakproof, so PostgreSQL would not run them ahead of a
# policy, and would read every row that is open. Here they run as the owner, and what is alike is
# looked for among the shares of whoever asks before anything of it is told. One row for each
# nominal is searched, not one for each share: that is ten times less to read.
#
# Each that is alike is looked up by itself (LATERAL … LIMIT): left to choose, PostgreSQL reads all
# that somebody sees who sees much. Those very much alike come first; only where whoever asks sees
# none of them is the net cast wider. A name of few letters has few trigrams, and loses most of them
# to one that is wrong.
NAMES = "nominals_names(surname, forenames, known_as)"
NUMBERS = "nominals_numbers(reference, pnc_id, crn, visor_reference)"
FORWARD = f"""
DROP INDEX nominalshare_names_by_group;

CREATE FUNCTION nominals_names(surname text, forenames text, known_as text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT lower(surname || ', ' || forenames || ' ' || known_as) $$;
CREATE FUNCTION nominals_numbers(reference text, pnc_id text, crn text, visor text)
    RETURNS text[] LANGUAGE sql IMMUTABLE
    AS $$ SELECT ARRAY[upper(reference), upper(pnc_id), upper(crn), upper(visor)] $$;
CREATE INDEX nominal_by_name ON nominals_nominal USING gin ({NAMES} gin_trgm_ops);
CREATE INDEX nominal_by_number ON nominals_nominal USING gin ({NUMBERS});

CREATE OR REPLACE FUNCTION nominals_find(words text, most integer) RETURNS TABLE (nominal uuid)
    LANGUAGE plpgsql STABLE {AS_OWNER} SET pg_trgm.word_similarity_threshold = 0.6 AS $$
DECLARE
    least text;
BEGIN
    FOREACH least IN ARRAY CASE WHEN length(words) < 8 THEN '{{0.4}}'::text[]
                                ELSE '{{0.6,0.45}}'::text[] END
    LOOP
        PERFORM set_config('pg_trgm.word_similarity_threshold', least, true);
        RETURN QUERY
        WITH alike AS MATERIALIZED (
            SELECT id, 2 AS likeness, {NAMES} AS names FROM nominals_nominal
            WHERE {NUMBERS} @> ARRAY[upper(words)]
            UNION ALL
            SELECT id, word_similarity(lower(words), {NAMES}), {NAMES} FROM nominals_nominal
            WHERE {NAMES} %> lower(words)
        )
        SELECT alike.id FROM alike CROSS JOIN LATERAL (
            SELECT 1 FROM nominals_nominalshare s WHERE s.content_object_id = alike.id
            AND s.group_id = ANY ((SELECT access_groups())::int[]) AND {LIVE} LIMIT 1
        ) AS share
        WHERE alike.id <> ALL ((SELECT access_withheld())::uuid[])
        GROUP BY alike.id, alike.names
        ORDER BY max(alike.likeness) DESC, alike.names
        LIMIT most;
        EXIT WHEN FOUND;
    END LOOP;
END $$;
"""
BACKWARD = """
DROP INDEX nominal_by_number, nominal_by_name;
DROP FUNCTION nominals_numbers(text, text, text, text), nominals_names(text, text, text);
CREATE INDEX nominalshare_names_by_group ON nominals_nominalshare
    USING gin (group_id, sort_key gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("nominals", "0003_find_by_index")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
