"""Opening a case in an emergency: the one door through which somebody reaches what they cannot see.

The application's role cannot look for such a case, so the owner does, in one function that asks
for itself who is asking, compares whole names, opens one case or none, and says which; never why.
"""

from django.db import migrations

from access.locks import AS_OWNER, for_nobody, for_the_application

# Two spellings are one name if they differ in capitals, accents, apostrophes or spaces alone.
FOLDED = r"""
CREATE FUNCTION sharing_folded(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT lower(btrim(regexp_replace(regexp_replace(
        translate(normalize(word, NFKD), E'\u2018\u2019\u02BC', ''''''''''),
        E'[\u0300-\u036F]', '', 'g'), '\s+', ' ', 'g'))) $$;
"""

# Who may do this at all: the responsible authority's people, each under an appointment in force.
ENTITLED = f"""
CREATE FUNCTION sharing_may_break_glass(appointment uuid) RETURNS boolean LANGUAGE sql STABLE
    {AS_OWNER} AS $$
    SELECT EXISTS (
        SELECT 1 FROM agencies_appointment a JOIN agencies_agency g ON g.id = a.agency_id
        WHERE a.id = appointment
          AND a.person_id = access_person() AND a.agency_id = access_agency()
          AND a.starts_at <= statement_timestamp()
          AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp())
          AND g.standing = 'ra'
          AND a.role IN ('practitioner', 'manager', 'representative', 'senior_representative',
                         'prison_offender_manager')
    ) $$;
"""

# Tries are taken one at a time for each person, and counted by the database's own clock, whatever
# the caller says the time is. What is absent, sealed, withheld, open already or shared by two
# people is found by the same reading of the same rows, and answered alike: with nothing.
BREAK = f"""
CREATE FUNCTION sharing_break_glass(
    appointment uuid, key uuid, said_surname text, said_forenames text, said_born date,
    said_reference text, said_reason text, moment timestamptz, closes timestamptz,
    review_by date, OUT must_wait boolean, OUT opened uuid)
    LANGUAGE plpgsql {AS_OWNER} AS $$
DECLARE
    me uuid := access_person();
    mine uuid := access_agency();
    found uuid[];
BEGIN
    IF NOT sharing_may_break_glass(appointment) OR length(btrim(said_reason)) < 20
        OR closes > statement_timestamp() + interval '24 hours 5 minutes' THEN
        RAISE EXCEPTION 'This appointment opens nothing in an emergency.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('break_glass' || me, 0));
    DELETE FROM sharing_emergencytry
        WHERE person_id = me AND at <= statement_timestamp() - interval '1 hour';
    SELECT count(*) >= 5 INTO must_wait FROM sharing_emergencytry WHERE person_id = me;
    IF must_wait THEN
        RETURN;
    END IF;
    INSERT INTO sharing_emergencytry (id, person_id, at)
        VALUES (gen_random_uuid(), me, statement_timestamp());

    SELECT array_agg(n.id) INTO found FROM nominals_nominal n
        WHERE n.area_id = (SELECT area_id FROM agencies_agency WHERE id = mine)
          AND CASE WHEN said_reference = '' THEN
                  n.date_of_birth = said_born
                  AND sharing_folded(n.surname) = sharing_folded(said_surname)
                  AND sharing_folded(n.forenames) = sharing_folded(said_forenames)
              ELSE sharing_folded(n.reference) = sharing_folded(said_reference) END;
    SELECT n INTO opened FROM unnest(found[1:1]) AS n
        WHERE cardinality(found) = 1
          AND NOT EXISTS (SELECT 1 FROM sharing_seal s
                          WHERE s.nominal_id = n AND s.lifted_at IS NULL)
          AND n <> ALL (access_withheld())
          AND NOT access_sees_nominals_nominal(n);
    IF opened IS NULL THEN
        RETURN;
    END IF;

    INSERT INTO sharing_breakglass
        (id, version, nominal_id, person_id, appointment_id, agency_id, reason, opened_at, until,
         status, review_due_on, outcome, review_note)
        VALUES (key, 0, opened, me, appointment, mine, btrim(said_reason), moment, closes,
                'to_review', review_by, '', '');
    INSERT INTO nominals_nominalshare
        (id, sort_key, source, source_id, reason, given_by_id, given_at, expires_at,
         content_object_id, group_id, permission_id)
        SELECT gen_random_uuid(), lower(n.surname || ', ' || n.forenames), 'break_glass', key,
               'Opened in an emergency', me, moment, closes, n.id, p.own_group_id, v.id
        FROM nominals_nominal n, agencies_person p,
             auth_permission v JOIN django_content_type c ON c.id = v.content_type_id
        WHERE n.id = opened AND p.id = me AND c.app_label = 'nominals'
          AND v.codename = 'view_nominal';
END $$;
"""

DOOR = (
    "sharing_break_glass(uuid, uuid, text, text, date, text, text, timestamptz, timestamptz, date)"
)
BACKWARD = f"""
DROP FUNCTION {DOOR};
DROP FUNCTION sharing_may_break_glass(uuid);
DROP FUNCTION sharing_folded(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0002_locks"),
        ("agencies", "0002_who_is_asking"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunSQL(FOLDED + ENTITLED + BREAK, BACKWARD),
        for_the_application(DOOR, "sharing_may_break_glass(uuid)"),
        for_nobody("sharing_folded(text)"),
    ]
