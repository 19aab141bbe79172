"""The keys of the processes whose word the database takes, and the function that checks a word."""

from django.db import migrations

# HMAC-SHA256 by its definition (RFC 2104), since pgcrypto may not be there: the table holds each
# key already combined with the two pads. What was not signed with a key, on this connection and
# about now, is as if it had not been said; nothing of it is even cast before that is known.
FORWARD = """
CREATE TABLE access_key (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON access_key FROM PUBLIC, mappa_app;

CREATE FUNCTION access_said(what text) RETURNS uuid LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM access_key k WHERE split_part(said, ':', 3) = encode(
            sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
                what || ':' || split_part(said, ':', 1) || ':' || split_part(said, ':', 2)
                || ':' || pg_backend_pid(), 'UTF8'))), 'hex')
    ) THEN CASE
        WHEN to_timestamp(split_part(said, ':', 2)::bigint)
            BETWEEN transaction_timestamp() - interval '30 seconds'
                AND statement_timestamp() + interval '30 seconds'
        THEN nullif(split_part(said, ':', 1), '')::uuid
    END END
    FROM current_setting('mappa.' || what, true) AS said
$$;
REVOKE EXECUTE ON FUNCTION access_said(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_said(text) TO mappa_app;
"""
BACKWARD = "DROP FUNCTION access_said(text); DROP TABLE access_key;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
