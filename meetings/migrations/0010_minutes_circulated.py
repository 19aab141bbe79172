"""Minutes after they are written: versions, redactions, addenda, readings and requests, locked."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.locks import follows

NOMINAL, MINUTES = "nominals_nominalshare", "meetings_minutesshare"
FOLLOW_THE_MINUTES = (
    "meetings_redaction",
    "meetings_minutesversion",
    "meetings_addendum",
    "meetings_acknowledgement",
    "meetings_minutesrequest",
)
NEVER_CHANGED = "meetings_minutesversion, meetings_acknowledgement"
# Nobody says for another that they have read something.
IN_ONES_OWN_NAME = """
CREATE POLICY own_name ON meetings_acknowledgement AS RESTRICTIVE FOR INSERT TO mappa_app
    WITH CHECK (person_id = (SELECT access_person()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_information_governance"),
        ("meetings", "0009_actions_followed_up"),
        ("nominals", "0004_find_by_number_and_name"),
        ("victims", "0002_locks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="distribution",
            name="because",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="distribution",
            name="may_copy",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="distribution",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="minutes",
            name="pen_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="minutes",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("checking", "Being checked"),
                    ("submitted", "With the chair"),
                    ("approved", "Approved"),
                    ("issued", "Issued"),
                    ("recalled", "Recalled"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("text", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "With the chair"),
                            ("issued", "Issued"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addenda",
                "ordering": ["number", "written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MinutesRequest",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("verified", "With the chair"),
                            ("decided", "Decided"),
                            ("answered", "Answered"),
                            ("withdrawn", "No longer asked"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("asked_by", models.CharField(max_length=200, verbose_name="who asks")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("court_order", "An order of a court"),
                            ("proceedings", "Court proceedings, without an order"),
                            ("subject", "A person asks for what is held about them"),
                            ("freedom", "Freedom of information"),
                            ("agency", "An agency that was not at the meeting"),
                            ("review", "A review, an inquest or an inspection"),
                            ("other", "Another ground"),
                        ],
                        max_length=12,
                    ),
                ),
                ("wanted", models.TextField(blank=True, verbose_name="what they ask for and why")),
                ("received_on", models.DateField()),
                (
                    "checked",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how it is known who asks"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("summary", "Release the executive summary"),
                            ("redacted", "Release the minutes without what is marked"),
                            ("refused", "Release nothing"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answered_how", models.CharField(blank=True, max_length=200)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
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
            ],
            options={
                "ordering": ["-received_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MinutesVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("texts", models.JSONField(help_text="By the key of the section.")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
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
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts", models.PositiveIntegerField()),
                ("ends", models.PositiveIntegerField()),
                ("text_is", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("victim", "It tells who or where a victim or a person at risk is"),
                            ("not_with", "It is not to be shared with an agency or a person"),
                            ("third_party", "It is about somebody else"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "addendum",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.addendum",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
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
                    "not_agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "not_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.section",
                    ),
                ),
                (
                    "victim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="victims.victimrecord",
                    ),
                ),
            ],
            options={
                "ordering": ["starts", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("addenda", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("minutes", "person", "addenda"),
                        name="minutes_are_acknowledged_once",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.UniqueConstraint(
                fields=("minutes", "number"), name="addenda_to_minutes_are_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "issued"), _negated=True),
                    models.Q(("approved_at__isnull", False), ("number__isnull", False)),
                    _connector="OR",
                ),
                name="an_addendum_that_is_issued_was_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("decided", "answered")), _negated=True),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("reasons", ""), _negated=True),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_request_for_minutes_is_decided_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesversion",
            constraint=models.UniqueConstraint(
                fields=("minutes", "number"), name="versions_of_minutes_are_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("addendum__isnull", False), ("section", None)),
                    models.Q(("addendum", None), ("section__isnull", False)),
                    _connector="OR",
                ),
                name="words_are_withheld_from_one_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends__gt", models.F("starts")), ("lifted_at__isnull", False), _connector="OR"
                ),
                name="a_redaction_withholds_some_words",
            ),
        ),
        *(follows(table, nominal_id=NOMINAL, minutes_id=MINUTES) for table in FOLLOW_THE_MINUTES),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {NEVER_CHANGED} FROM mappa_app",
            f"GRANT UPDATE, DELETE, TRUNCATE ON {NEVER_CHANGED} TO mappa_app",
        ),
        migrations.RunSQL(IN_ONES_OWN_NAME, "DROP POLICY own_name ON meetings_acknowledgement"),
    ]
