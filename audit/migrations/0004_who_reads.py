"""Who writes and who reads the trail, in plain shapes that an index answers."""

from django.db import migrations

# As in access.locks, which this app may not know: names are looked for where only the owner puts any.
AS_OWNER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Whoever acts writes in their own name, under the appointment that was said; where nobody is
# signed in, nothing is written but that somebody was refused.
WRITES = migrations.RunSQL(
    """
    DROP POLICY writes ON audit_event;
    CREATE POLICY writes ON audit_event FOR INSERT TO mappa_app WITH CHECK (
        (by_id = (SELECT access_person())
            AND appointment_id = (SELECT access_said('appointment')))
        OR (by_id IS NULL AND appointment_id IS NULL AND kind = 'refusal'
            AND (SELECT access_person()) IS NULL)
    );
    """,
    """
    DROP POLICY writes ON audit_event;
    CREATE POLICY writes ON audit_event FOR INSERT TO mappa_app
        WITH CHECK (by_id = (SELECT access_person()));
    """,
)

# Two indexes of what is in the events, kept by a trigger and read by the functions below alone: by
# key and moment, the pages that showed something; by key, who has ever looked at it.
INDEX = migrations.RunSQL(
    f"""
    CREATE TABLE audit_shown (
        key uuid NOT NULL, at timestamptz NOT NULL, event uuid NOT NULL,
        PRIMARY KEY (key, at, event)
    );
    CREATE TABLE audit_reader (
        key uuid NOT NULL, appointment_id uuid NOT NULL, PRIMARY KEY (key, appointment_id)
    );
    REVOKE ALL ON audit_shown, audit_reader FROM PUBLIC, mappa_app;
    CREATE FUNCTION audit_index() RETURNS trigger LANGUAGE plpgsql {AS_OWNER} AS $$
    BEGIN
        INSERT INTO audit_shown SELECT DISTINCT k, NEW.at, NEW.id FROM unnest(NEW.shown) k;
        INSERT INTO audit_reader
            SELECT DISTINCT k, NEW.appointment_id
            FROM unnest(NEW.shown || NEW.nominal_id || NEW.record_id) k
            WHERE k IS NOT NULL AND NEW.appointment_id IS NOT NULL
            ORDER BY k
            ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$;
    CREATE TRIGGER index_readings AFTER INSERT ON audit_event
        FOR EACH ROW WHEN (NEW.kind <> 'change') EXECUTE FUNCTION audit_index();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_shown
        FOR EACH ROW EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_reader
        FOR EACH ROW EXECUTE FUNCTION audit_refuse();
    """,
    """
    DROP TRIGGER index_readings ON audit_event;
    DROP FUNCTION audit_index();
    DROP TABLE audit_reader;
    DROP TABLE audit_shown;
    """,
)

# Who has looked at something, and how: opened it, tried to and was refused, or was shown it on a
# page about something else. A list names many people, whom whoever asks may not see: so its
# event is theirs alone who read it, and what answers here is that it named this one.
#
# Two narrow doors: a nominal's readers, for whoever sees the nominal; a return's, for the agency
# whose return it is. Sight is asked once, not for each row. Both give the newest `most`, from a
# place on, each way of looking along its own index.
READERS = migrations.RunSQL(
    f"""
    CREATE FUNCTION audit_newest(
        key uuid, most integer, place_at timestamptz, place uuid, reader uuid, agency uuid,
        ways text[], since timestamptz, until timestamptz
    ) RETURNS TABLE (
        id uuid, at timestamptz, by_id uuid, appointment_id uuid, action text, how text
    ) LANGUAGE plpgsql STABLE AS $$
    DECLARE
        asked text := concat(
            CASE WHEN place IS NOT NULL THEN
                ' AND @.at <= $3 AND (@.at, @.id) < ($3, $4)' END,
            CASE WHEN reader IS NOT NULL THEN ' AND e.by_id = $5' END,
            CASE WHEN agency IS NOT NULL THEN ' AND e.appointment_id IN'
                ' (SELECT p.id FROM agencies_appointment p WHERE p.agency_id = $6)' END,
            CASE WHEN since IS NOT NULL THEN ' AND @.at >= $8' END,
            CASE WHEN until IS NOT NULL THEN ' AND @.at < $9' END,
            ' ORDER BY @.at DESC, @.id DESC LIMIT $2');
        opened text := $q$
            SELECT e.id, e.at, e.by_id, e.appointment_id, e.action::text,
                   CASE e.kind WHEN 'refusal' THEN 'refused' ELSE 'opened' END AS how
            FROM audit_event e
            WHERE e.kind = ANY (CASE WHEN $7 IS NULL THEN '{{reading,refusal}}'::text[]
                ELSE array_remove(ARRAY[CASE WHEN 'opened' = ANY ($7) THEN 'reading' END,
                                        CASE WHEN 'refused' = ANY ($7) THEN 'refusal' END],
                                  NULL) END)
            $q$;
        shown text := $q$
            SELECT e.id, e.at, e.by_id, e.appointment_id, e.action::text, 'shown'
            FROM (SELECT i.at, i.event AS id FROM audit_shown i WHERE i.key = $1) s
            JOIN audit_event e ON e.id = s.id
            WHERE ($7 IS NULL OR 'shown' = ANY ($7)) AND e.nominal_id IS DISTINCT FROM $1
                  AND e.record_id IS DISTINCT FROM $1
            $q$;
    BEGIN
        RETURN QUERY EXECUTE
            '(' || opened || ' AND e.nominal_id = $1' || replace(asked, '@', 'e') || ')'
            || ' UNION ALL (' || opened || ' AND e.record_id = $1'
            || ' AND e.nominal_id IS DISTINCT FROM $1' || replace(asked, '@', 'e') || ')'
            || ' UNION ALL (' || shown || replace(asked, '@', 's') || ')'
            || ' ORDER BY at DESC, id DESC LIMIT $2'
            USING key, most, place_at, place, reader, agency, ways, since, until;
    END $$;
    CREATE FUNCTION audit_looked_at_nominal(
        key uuid, most integer, place_at timestamptz, place uuid, reader uuid, agency uuid,
        ways text[], since timestamptz, until timestamptz
    ) RETURNS TABLE (
        id uuid, at timestamptz, by_id uuid, appointment_id uuid, action text, how text
    ) LANGUAGE sql STABLE {AS_OWNER} AS $$
        SELECT * FROM audit_newest(key, most, place_at, place, reader, agency, ways, since, until)
        WHERE (SELECT access_sees_nominals_nominal(key))
    $$;
    CREATE FUNCTION audit_looked_at_return(
        key uuid, most integer, place_at timestamptz, place uuid, reader uuid, agency uuid,
        ways text[], since timestamptz, until timestamptz
    ) RETURNS TABLE (
        id uuid, at timestamptz, by_id uuid, appointment_id uuid, action text, how text
    ) LANGUAGE sql STABLE {AS_OWNER} AS $$
        SELECT * FROM audit_newest(key, most, place_at, place, reader, agency, ways, since, until)
        WHERE (SELECT EXISTS (
            SELECT 1 FROM meetings_informationreturn r
            WHERE r.id = key AND r.agency_id = access_agency()
              AND access_sees_meetings_informationreturn(key)
              AND access_sees_nominals_nominal(r.nominal_id)))
    $$;
    CREATE FUNCTION audit_readers_of_nominal(key uuid) RETURNS TABLE (appointment_id uuid)
        LANGUAGE sql STABLE {AS_OWNER} AS $$
        SELECT r.appointment_id FROM audit_reader r
        WHERE r.key = $1 AND (SELECT access_sees_nominals_nominal($1))
    $$;
    """,
    """
    DROP FUNCTION audit_readers_of_nominal(uuid);
    DROP FUNCTION audit_looked_at_return;
    DROP FUNCTION audit_looked_at_nominal;
    DROP FUNCTION audit_newest;
    """,
)
ASKED = "uuid, integer, timestamptz, uuid, uuid, uuid, text[], timestamptz, timestamptz"
DOORS = (
    f"audit_looked_at_nominal({ASKED})",
    f"audit_looked_at_return({ASKED})",
    "audit_readers_of_nominal(uuid)",
)
INSIDE = ("audit_index()", f"audit_newest({ASKED})")
ANSWER_THE_APPLICATION = migrations.RunSQL(
    [f"REVOKE EXECUTE ON FUNCTION {each} FROM PUBLIC;" for each in (*INSIDE, *DOORS)]
    + [f"GRANT EXECUTE ON FUNCTION {each} TO mappa_app;" for each in DOORS],
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_readings_and_seals"),
        ("agencies", "0002_who_is_asking"),
        ("nominals", "0002_locks"),
        ("meetings", "0002_locks"),
    ]
    operations = [WRITES, INDEX, READERS, ANSWER_THE_APPLICATION]
