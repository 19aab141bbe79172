"""Calendar entries, deputies, what a case needs, and returns that are not for everybody."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.locks import AS_OWNER, follows, for_nobody

# Whoever moves a session moves every case that waits in it, also those that are hidden from them.
# In the order in which no two ever hold the same time.
MOVES_ITS_CASES = f"""
CREATE FUNCTION meetings_move_cases() RETURNS trigger LANGUAGE plpgsql
    {AS_OWNER} SET timezone = 'UTC' AS $$
DECLARE
    how_far interval := NEW.starts_at - OLD.starts_at;
    waiting uuid;
BEGIN
    FOR waiting IN
        SELECT id FROM meetings_slot WHERE session_id = NEW.id AND status = 'planned'
        ORDER BY CASE WHEN how_far > interval '0' THEN starts_at END DESC, starts_at
    LOOP
        UPDATE meetings_slot SET starts_at = starts_at + how_far, version = version + 1
        WHERE id = waiting;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER moves_its_cases AFTER UPDATE OF starts_at ON meetings_session
    FOR EACH ROW WHEN (NEW.starts_at <> OLD.starts_at) EXECUTE FUNCTION meetings_move_cases();
"""
LEAVES_ITS_CASES = """
DROP TRIGGER moves_its_cases ON meetings_session;
DROP FUNCTION meetings_move_cases();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_hold_several_hands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="informationreturn",
            name="not_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                default=list,
                help_text="The agencies that must not read it, though they are invited.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="deputy",
            field=models.ForeignKey(
                help_text="Who comes for the agency in the place of those who represent it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="panel",
            name="quorum",
            field=models.PositiveSmallIntegerField(
                default=3, help_text="How many agencies must come for a case to be heard."
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.session",
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="needs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("mental_health", "Mental health or neurodiversity"),
                        ("care", "Care or support needs of an adult"),
                        ("children_at_risk", "Children are at risk"),
                        ("foreign_national", "Foreign national, or subject to immigration control"),
                        ("military", "Serves or served in the armed forces"),
                        ("housing", "Needs somewhere to live"),
                        ("work", "Restricted in work or training, or claims benefits"),
                        ("tagged", "Wears an electronic tag, or is to"),
                        ("arson", "Sets fires"),
                        ("health", "Physical health or substance misuse"),
                    ],
                    max_length=20,
                ),
                default=list,
                help_text="What the MAPPA unit knows of the case that says whom it needs.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="status",
            field=models.CharField(
                choices=[
                    ("invited", "No answer yet"),
                    ("accepted", "Coming"),
                    ("apologised", "Apologies"),
                    ("reporting", "Report in lieu"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="invited",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("cancelled", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=400)),
                ("sent_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "person"), name="a_person_has_one_entry_for_a_session"
                    )
                ],
            },
        ),
        follows("meetings_calendarentry", session_id="meetings_sessionshare"),
        migrations.RunSQL(MOVES_ITS_CASES, LEAVES_ITS_CASES),
        for_nobody("meetings_move_cases()"),
    ]
