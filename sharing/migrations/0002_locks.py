"""Row-level security on what opens and closes a case: it is seen by whoever sees the case."""

from django.db import migrations

from access.locks import follows

FOLLOW_THE_NOMINAL = (
    "sharing_namedperson",
    "sharing_auditsample",
    "sharing_breakglass",
    "sharing_seal",
    "sharing_sealedfor",
)

# The application's role has no policy here at all: one function of the owner counts the tries.
TRIES = migrations.RunSQL(
    """
    ALTER TABLE sharing_emergencytry ENABLE ROW LEVEL SECURITY;
    ALTER TABLE sharing_emergencytry FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner ON sharing_emergencytry TO CURRENT_USER USING (true) WITH CHECK (true);
    """,
    """
    DROP POLICY owner ON sharing_emergencytry;
    ALTER TABLE sharing_emergencytry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE sharing_emergencytry DISABLE ROW LEVEL SECURITY;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("nominals", "0002_locks")]
    operations = [
        *(follows(table, nominal_id="nominals_nominalshare") for table in FOLLOW_THE_NOMINAL),
        TRIES,
    ]
