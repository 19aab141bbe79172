"""Sessions that know whose they are, and what was typed when one ended: its writer's alone."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.locks import AS_OWNER, for_the_application, protect

# Nobody can be asked to come back and delete what they typed: whoever signs in drops what is old.
FORWARD = f"""
CREATE FUNCTION agencies_drop_old_typed_text() RETURNS void LANGUAGE sql {AS_OWNER} AS
    $$ DELETE FROM agencies_typedtext WHERE at < statement_timestamp() - interval '7 days' $$;
"""
BACKWARD = "DROP FUNCTION agencies_drop_old_typed_text();"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_national_unit")]
    operations = [
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("begun_at", models.DateTimeField()),
                ("active_at", models.DateTimeField()),
                ("device", models.CharField(blank=True, max_length=80)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TypedText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "path",
                    models.CharField(help_text="The page that the form stands on.", max_length=400),
                ),
                ("action", models.CharField(help_text="Where the form sends it.", max_length=400)),
                (
                    "fields",
                    models.JSONField(help_text="The name of each field, with its values."),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "path", "action"),
                        name="typed_text_is_kept_once_for_each_form",
                    )
                ],
            },
        ),
        protect("agencies_typedtext", "person_id = (SELECT access_person())"),
        migrations.RunSQL(FORWARD, BACKWARD),
        for_the_application("agencies_drop_old_typed_text()"),
    ]
