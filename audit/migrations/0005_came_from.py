"""Each event says from which network address and session it came, and days are sealed with it."""

from django.db import migrations, models

# Known to the database alone: Django would read a default of its own back, through row security.
DEFAULT = "ALTER TABLE audit_event ALTER COLUMN came_from {to} DEFAULT"
LINE = """
    CREATE OR REPLACE FUNCTION audit_line(e audit_event) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT jsonb_build_array(
            e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.by_id,
            e.appointment_id, e.action, e.kind, e.record_kind, e.record_id, e.nominal_id,
            to_jsonb(e.shown), e.detail{and_more})::text $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_who_reads")]
    operations = [
        migrations.AddField(
            model_name="event",
            name="came_from",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.RunSQL(f"{DEFAULT.format(to='SET')} ''", DEFAULT.format(to="DROP")),
        migrations.RunSQL(LINE.format(and_more=", e.came_from"), LINE.format(and_more="")),
    ]
