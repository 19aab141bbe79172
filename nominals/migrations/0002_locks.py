"""Row-level security on nominals, on what follows them, and on the trail about them."""

from django.db import migrations

from access.locks import (
    AS_OWNER,
    LIVE,
    carries,
    follows,
    for_nobody,
    for_the_application,
    opened,
)

SHARES = "nominals_nominalshare"
FOLLOWERS = (
    "nominals_categoryepisode",
    "nominals_levelepisode",
    "nominals_location",
    "nominals_order",
    "nominals_notificationbreach",
    "nominals_returntocustody",
    "nominals_riskassessment",
    "nominals_riskmanagementplan",
)

# Read as the owner, since whoever is excluded may not read the exclusions themselves.
# `access_withheld` is for whoever is asking. `access_excluded` says which person and agency that
# is meant to be: null, if it is somebody else (the service may ask for anyone).
EXCLUDED = migrations.RunSQL(
    f"""
    CREATE FUNCTION access_withheld() RETURNS uuid[] LANGUAGE sql STABLE {AS_OWNER} AS
        $$ SELECT coalesce(array_agg(e.nominal_id), '{{}}') FROM nominals_exclusion e
           JOIN agencies_appointment a ON a.id = (SELECT access_said('appointment'))
                AND (e.person_id = a.person_id OR e.agency_id = a.agency_id) $$;
    CREATE FUNCTION access_excluded(person uuid, agency uuid) RETURNS uuid[] LANGUAGE sql STABLE
        {AS_OWNER} AS
        $$ SELECT coalesce(array_agg(e.nominal_id), '{{}}') FROM nominals_exclusion e
           WHERE e.person_id = person OR e.agency_id = agency
           HAVING (person = access_person() AND agency = access_agency())
                  OR access_is_service() $$;
    """,
    "DROP FUNCTION access_excluded(uuid, uuid); DROP FUNCTION access_withheld();",
)

# May this person see this nominal under any appointment they hold? Asked before a message about
# it leaves, when it is not that person who is asking but the service; nobody else is answered.
PERSON_SEES = migrations.RunSQL(
    f"""
    CREATE FUNCTION access_person_sees(person uuid, nominal uuid) RETURNS boolean
        LANGUAGE sql STABLE {AS_OWNER} AS $$
        SELECT access_is_service() AND EXISTS (
            SELECT 1 FROM agencies_appointment a
            JOIN nominals_nominalshare s ON s.group_id = ANY (access_groups_of(a.id))
            WHERE a.person_id = person AND s.content_object_id = nominal AND {LIVE}
              AND NOT EXISTS (
                  SELECT 1 FROM nominals_exclusion e WHERE e.nominal_id = nominal
                  AND (e.person_id = a.person_id OR e.agency_id = a.agency_id))
        ) $$;
    """,
    "DROP FUNCTION access_person_sees(uuid, uuid);",
)

# A share carries its nominal's sort key, so that a list is read along one index.
SORT_KEYS = migrations.RunSQL(
    f"""
    CREATE FUNCTION nominals_resort() RETURNS trigger LANGUAGE plpgsql {AS_OWNER} AS $$
    BEGIN
        UPDATE nominals_nominalshare SET sort_key = lower(NEW.surname || ', ' || NEW.forenames)
            WHERE content_object_id = NEW.id;
        RETURN NEW;
    END $$;
    CREATE TRIGGER resort AFTER UPDATE OF surname, forenames ON nominals_nominal
        FOR EACH ROW EXECUTE FUNCTION nominals_resort();
    """,
    "DROP TRIGGER resort ON nominals_nominal; DROP FUNCTION nominals_resort();",
)

# Names are looked for here and nowhere else: among the shares of the groups that are asking, so
# that what they may not see is not even compared.
FIND = migrations.RunSQL(
    f"""
    CREATE FUNCTION nominals_find(words text, most integer) RETURNS TABLE (nominal uuid)
        LANGUAGE sql STABLE {AS_OWNER} AS $$
        SELECT s.content_object_id FROM nominals_nominalshare s
        WHERE s.group_id = ANY ((SELECT access_groups())::int[]) AND {LIVE}
          AND s.content_object_id <> ALL
              ((SELECT access_withheld())::uuid[])
          AND word_similarity(lower(words), s.sort_key) >= 0.4
        GROUP BY s.content_object_id, s.sort_key
        ORDER BY word_similarity(lower(words), s.sort_key) DESC, s.sort_key
        LIMIT most $$;
    """,
    "DROP FUNCTION nominals_find(text, integer);",
)

# Category 3 is only ever Level 2 or 3. Held when the transaction commits, whichever of the two
# was written last.
NO_CATEGORY_3_AT_LEVEL_1 = migrations.RunSQL(
    f"""
    CREATE FUNCTION nominals_no_category_3_at_level_1() RETURNS trigger LANGUAGE plpgsql
        {AS_OWNER} AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM nominals_categoryepisode c
            JOIN nominals_levelepisode l ON l.nominal_id = c.nominal_id
            WHERE c.nominal_id = NEW.nominal_id AND c.category = 3 AND l.level = 1
              AND daterange(c.from_on, c.until_on) && daterange(l.from_on, l.until_on)
        ) THEN
            RAISE EXCEPTION 'A person in Category 3 is managed at Level 2 or 3.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER no_category_3_at_level_1
        AFTER INSERT OR UPDATE ON nominals_categoryepisode DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION nominals_no_category_3_at_level_1();
    CREATE CONSTRAINT TRIGGER no_category_3_at_level_1
        AFTER INSERT OR UPDATE ON nominals_levelepisode DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION nominals_no_category_3_at_level_1();
    """,
    """
    DROP TRIGGER no_category_3_at_level_1 ON nominals_levelepisode;
    DROP TRIGGER no_category_3_at_level_1 ON nominals_categoryepisode;
    DROP FUNCTION nominals_no_category_3_at_level_1();
    """,
)

# The trail: each person reads what they did themselves, and what was done about those whom they
# may see. Whoever acts writes in their own name, a sign-in too: its appointment is said first.
TRAIL = migrations.RunSQL(
    f"""
    ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
    ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner ON audit_event TO CURRENT_USER USING (true) WITH CHECK (true);
    CREATE POLICY reads ON audit_event FOR SELECT TO mappa_app
        USING (by_id = (SELECT access_person()) OR {opened(SHARES, "audit_event.nominal_id")});
    CREATE POLICY writes ON audit_event FOR INSERT TO mappa_app
        WITH CHECK (by_id = (SELECT access_person()));
    """,
    """
    DROP POLICY writes ON audit_event;
    DROP POLICY reads ON audit_event;
    DROP POLICY owner ON audit_event;
    ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY;
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("nominals", "0001_initial"),
        ("agencies", "0002_who_is_asking"),
        ("audit", "0002_append_only"),
    ]
    operations = [
        EXCLUDED,
        for_the_application("access_withheld()", "access_excluded(uuid, uuid)"),
        *carries("nominals_nominal", SHARES),
        follows("nominals_exclusion", nominal_id=SHARES),
        *(follows(table, nominal_id=SHARES) for table in FOLLOWERS),
        PERSON_SEES,
        SORT_KEYS,
        FIND,
        NO_CATEGORY_3_AT_LEVEL_1,
        TRAIL,
        for_the_application("access_person_sees(uuid, uuid)", "nominals_find(text, integer)"),
        for_nobody("nominals_resort()", "nominals_no_category_3_at_level_1()"),
    ]
