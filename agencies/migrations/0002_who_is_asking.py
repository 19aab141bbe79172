"""The database's own answers to who is asking: which person, which agency, which groups.

They follow from one signed setting, `mappa.appointment`, said at the start of each transaction,
and are nothing when it is not said or not signed, when the appointment is not in force at this
very second, or when the person may no longer sign in.
"""

from django.db import migrations

from access.locks import for_the_application

LIVE = """
    FROM agencies_appointment a JOIN agencies_person p ON p.id = a.person_id
    WHERE p.is_active AND a.starts_at <= statement_timestamp()
      AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp())
"""
SAID = "(SELECT access_said('appointment'))"
PATH = "SET search_path = pg_catalog, public, pg_temp"

FORWARD = f"""
CREATE FUNCTION access_person() RETURNS uuid LANGUAGE sql STABLE {PATH} AS
    $$ SELECT a.person_id {LIVE} AND a.id = {SAID} $$;
CREATE FUNCTION access_agency() RETURNS uuid LANGUAGE sql STABLE {PATH} AS
    $$ SELECT a.agency_id {LIVE} AND a.id = {SAID} $$;
CREATE FUNCTION access_is_service() RETURNS boolean LANGUAGE sql STABLE {PATH} AS
    $$ SELECT EXISTS (SELECT 1 {LIVE} AND a.id = {SAID} AND a.role = 'service') $$;
CREATE FUNCTION access_groups_of(appointment uuid) RETURNS int[] LANGUAGE sql STABLE {PATH} AS
    $$ SELECT coalesce(array_agg(m.group_id), '{{}}') FROM agencies_membership m
       WHERE m.appointment_id = (SELECT a.id {LIVE} AND a.id = appointment) $$;
CREATE FUNCTION access_groups() RETURNS int[] LANGUAGE sql STABLE {PATH} AS
    $$ SELECT access_groups_of({SAID}) $$;
"""
FUNCTIONS = (
    "access_person()",
    "access_agency()",
    "access_is_service()",
    "access_groups_of(uuid)",
    "access_groups()",
)
BACKWARD = "".join(f"DROP FUNCTION {each};" for each in reversed(FUNCTIONS))


class Migration(migrations.Migration):
    dependencies = [("access", "0001_signing_key"), ("agencies", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        for_the_application(*FUNCTIONS),
    ]
