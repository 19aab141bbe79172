"""Finding by a misspelt name goes along an index: of each group's names, those alike."""

from django.db import migrations

from access.locks import LIVE

# Trigram operators are not leakproof, so PostgreSQL would not run them ahead of a policy; here they
# run as the owner, group by group of whoever is asking, and what is hidden is never compared.
FORWARD = f"""
CREATE INDEX nominalshare_names_by_group ON nominals_nominalshare
    USING gin (group_id, sort_key gin_trgm_ops);
CREATE OR REPLACE FUNCTION nominals_find(words text, most integer) RETURNS TABLE (nominal uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET pg_trgm.word_similarity_threshold = 0.4 AS $$
    SELECT found.nominal FROM (
        SELECT DISTINCT alike.nominal, alike.sort_key,
               word_similarity(lower(words), alike.sort_key) AS likeness
        FROM unnest(access_groups()) AS mine
        CROSS JOIN LATERAL (
            SELECT s.content_object_id AS nominal, s.sort_key FROM nominals_nominalshare s
            WHERE s.group_id = mine AND s.sort_key %> lower(words) AND {LIVE}
        ) AS alike
    ) AS found
    WHERE found.nominal <> ALL ((SELECT access_withheld())::uuid[])
    ORDER BY found.likeness DESC, found.sort_key
    LIMIT most $$;
"""
BACKWARD = "DROP INDEX nominalshare_names_by_group;"


class Migration(migrations.Migration):
    dependencies = [("nominals", "0002_locks")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
