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

# Who has looked at something, and how: opened it, tried to and was refused, or was shown it on a
# page about something else. A list names many people, whom whoever asks may not see: so its
# event is theirs alone who read it, and what answers here is that it named this one.
#
# Two narrow doors: a nominal's readers, for whoever sees the nominal; a return's, for the agency
# whose return it is. Sight is asked once, not for each row. Both give the newest `most`, from a
# place on.
READERS = migrations.RunSQL(
    f"""
    CREATE FUNCTION audit_about(key uuid) RETURNS TABLE (
        id uuid, at timestamptz, by_id uuid, appointment_id uuid, action text, how text
    ) LANGUAGE sql STABLE AS $$
        SELECT e.id, e.at, e.by_id, e.appointment_id, e.action::text,
               CASE e.kind WHEN 'refusal' THEN 'refused' ELSE 'opened' END
        FROM audit_event e WHERE e.nominal_id = key AND e.kind IN ('reading', 'refusal')
        UNION ALL
        SELECT e.id, e.at, e.by_id, e.appointment_id, e.action::text,
               CASE e.kind WHEN 'refusal' THEN 'refused' ELSE 'opened' END
        FROM audit_event e WHERE e.record_id = key AND e.nominal_id IS DISTINCT FROM key
             AND e.kind IN ('reading', 'refusal')
        UNION ALL
        SELECT e.id, e.at, e.by_id, e.appointment_id, e.action::text, 'shown'
        FROM audit_event e WHERE e.shown @> ARRAY[key] AND e.shown <> '{{}}'
             AND e.nominal_id IS DISTINCT FROM key AND e.record_id IS DISTINCT FROM key
    $$;
    CREATE FUNCTION audit_newest(
        key uuid, most integer, place_at timestamptz, place uuid, reader uuid, agency uuid,
        ways text[], since timestamptz, until timestamptz
    ) RETURNS TABLE (
        id uuid, at timestamptz, by_id uuid, appointment_id uuid, action text, how text
    ) LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN QUERY EXECUTE 'SELECT * FROM audit_about($1) a WHERE true'
            || CASE WHEN place IS NULL THEN '' ELSE
               ' AND a.at <= $3 AND (a.at, a.id) < ($3, $4)' END
            || CASE WHEN reader IS NULL THEN '' ELSE ' AND a.by_id = $5' END
            || CASE WHEN agency IS NULL THEN '' ELSE
               ' AND a.appointment_id IN'
               ' (SELECT p.id FROM agencies_appointment p WHERE p.agency_id = $6)' END
            || CASE WHEN ways IS NULL THEN '' ELSE ' AND a.how = ANY ($7)' END
            || CASE WHEN since IS NULL THEN '' ELSE ' AND a.at >= $8' END
            || CASE WHEN until IS NULL THEN '' ELSE ' AND a.at < $9' END
            || ' ORDER BY a.at DESC, a.id DESC LIMIT $2'
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
        SELECT DISTINCT a.appointment_id FROM audit_about(key) a
        WHERE (SELECT access_sees_nominals_nominal(key)) AND a.appointment_id IS NOT NULL
    $$;
    """,
    """
    DROP FUNCTION audit_readers_of_nominal(uuid);
    DROP FUNCTION audit_looked_at_return;
    DROP FUNCTION audit_looked_at_nominal;
    DROP FUNCTION audit_newest;
    DROP FUNCTION audit_about;
    """,
)
ASKED = "uuid, integer, timestamptz, uuid, uuid, uuid, text[], timestamptz, timestamptz"
DOORS = (
    f"audit_looked_at_nominal({ASKED})",
    f"audit_looked_at_return({ASKED})",
    "audit_readers_of_nominal(uuid)",
)
INSIDE = ("audit_about(uuid)", f"audit_newest({ASKED})")
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
    operations = [WRITES, READERS, ANSWER_THE_APPLICATION]
