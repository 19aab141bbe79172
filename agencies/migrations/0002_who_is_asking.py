"""The database's own answers to who is asking: which person, which agency, which groups.

They follow from one setting, `mappa.appointment`, said at the start of each transaction, and
are nothing when it is not said, when the appointment is not in force at this very second, or
when the person may no longer sign in.
"""

from django.db import migrations

LIVE = """
    FROM agencies_appointment a JOIN agencies_person p ON p.id = a.person_id
    WHERE p.is_active AND a.starts_at <= statement_timestamp()
      AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp())
"""
SAID = "nullif(current_setting('mappa.appointment', true), '')::uuid"

FORWARD = f"""
CREATE FUNCTION access_person() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT a.person_id {LIVE} AND a.id = {SAID} $$;
CREATE FUNCTION access_agency() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT a.agency_id {LIVE} AND a.id = {SAID} $$;
CREATE FUNCTION access_is_service() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (SELECT 1 {LIVE} AND a.id = {SAID} AND a.role = 'service') $$;
CREATE FUNCTION access_groups_of(appointment uuid) RETURNS int[] LANGUAGE sql STABLE AS
    $$ SELECT coalesce(array_agg(m.group_id), '{{}}') FROM agencies_membership m
       WHERE m.appointment_id = (SELECT a.id {LIVE} AND a.id = appointment) $$;
CREATE FUNCTION access_groups() RETURNS int[] LANGUAGE sql STABLE AS
    $$ SELECT access_groups_of({SAID}) $$;
"""
BACKWARD = """
DROP FUNCTION access_groups();
DROP FUNCTION access_groups_of(uuid);
DROP FUNCTION access_is_service();
DROP FUNCTION access_agency();
DROP FUNCTION access_person();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
