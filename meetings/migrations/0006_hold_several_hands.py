"""Sections that save themselves, carried words, how seats were filled, and cases that run late."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.locks import follows

NEVER_CHANGED = "REVOKE UPDATE, DELETE, TRUNCATE ON meetings_earliertext FROM mappa_app"
MAY_CHANGE = "GRANT UPDATE, DELETE, TRUNCATE ON meetings_earliertext TO mappa_app"

WHILE_NOT_ISSUED = """
CREATE POLICY while_not_issued ON meetings_earliertext AS RESTRICTIVE TO mappa_app
    USING (EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.id = minutes_id AND m.issued_at IS NULL))
"""
ALWAYS = "DROP POLICY while_not_issued ON meetings_earliertext"


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_statement_observations_notes_locks"),
        ("nominals", "0003_find_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="deputy",
            field=models.BooleanField(default=False, verbose_name="a deputy came"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="late",
            field=models.BooleanField(default=False, verbose_name="came late"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="seniority",
            field=models.CharField(
                blank=True,
                choices=[
                    ("practitioner", "Practitioner"),
                    ("manager", "Manager"),
                    ("senior", "Senior manager"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="plan",
            field=models.TextField(blank=True, verbose_name="who tells them, how and when"),
        ),
        migrations.AddField(
            model_name="section",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="section",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="hand",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="section",
            name="hand_from",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="section",
            name="hand_nth",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="section",
            name="words_of",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="slot",
            name="expected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="slot",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="presence",
            field=models.CharField(
                choices=[
                    ("in_person", "In person"),
                    ("by_video", "By video"),
                    ("part", "In person, for part of it"),
                    ("video_part", "By video, for part of it"),
                    ("report", "Report in lieu"),
                    ("apologies", "Apologies"),
                    ("absent", "Absent"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.minutes",
                    ),
                ),
                (
                    "nominal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nominals.nominal",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier",
                        to="meetings.section",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "version"), name="a_version_of_a_section_is_kept_once"
                    )
                ],
            },
        ),
        follows(
            "meetings_earliertext",
            nominal_id="nominals_nominalshare",
            minutes_id="meetings_minutesshare",
        ),
        migrations.RunSQL(WHILE_NOT_ISSUED, ALWAYS),
        migrations.RunSQL(NEVER_CHANGED, MAY_CHANGE),
    ]
