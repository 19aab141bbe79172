"""While a case is sealed, no share opens it but those of the seal and of the national count."""

from django.db import migrations

# Read as the owner: whoever gives a share need not see the seal. The nominal is held meanwhile,
# so that a share given while somebody seals waits for that, and is then refused.
ONLY_THE_SEAL = migrations.RunSQL(
    """
    CREATE FUNCTION sharing_only_the_seal_opens() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NEW.source IN ('seal', 'national') OR NEW.expires_at <= statement_timestamp() THEN
            RETURN NEW;
        END IF;
        PERFORM 1 FROM nominals_nominal WHERE id = NEW.content_object_id FOR KEY SHARE;
        IF EXISTS (SELECT 1 FROM sharing_seal
                   WHERE nominal_id = NEW.content_object_id AND lifted_at IS NULL) THEN
            RAISE EXCEPTION 'A sealed case is open to the people named and to nobody else.'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'a_sealed_case_is_open_to_those_named';
        END IF;
        RETURN NEW;
    END $$;
    REVOKE EXECUTE ON FUNCTION sharing_only_the_seal_opens() FROM PUBLIC;
    CREATE TRIGGER only_the_seal_opens
        AFTER INSERT OR UPDATE OF source, content_object_id, group_id, opens_at, expires_at
        ON nominals_nominalshare
        FOR EACH ROW EXECUTE FUNCTION sharing_only_the_seal_opens();
    """,
    """
    DROP TRIGGER only_the_seal_opens ON nominals_nominalshare;
    DROP FUNCTION sharing_only_the_seal_opens();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_break_glass"), ("nominals", "0002_locks")]
    operations = [ONLY_THE_SEAL]
