"""The disclosure register, with its row-level security."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.locks import carries, follows

NOMINAL = "nominals_nominalshare"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0006_information_governance"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("meetings", "0010_minutes_circulated"),
        ("nominals", "0004_find_by_number_and_name"),
        ("victims", "0002_locks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("right_to_ask", "Domestic violence scheme: right to ask"),
                            ("right_to_know", "Domestic violence scheme: right to know"),
                            ("child_protection", "Child sex offender disclosure scheme"),
                        ],
                        max_length=20,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "relation",
                    models.CharField(
                        help_text="To the nominal, in general words: a new partner.", max_length=120
                    ),
                ),
                ("concern", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Being checked"),
                            ("to_tell", "To be told"),
                            ("not_to_tell", "Not to be told"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("rationale", models.TextField(blank=True)),
                (
                    "before_its_steps",
                    models.TextField(
                        blank=True, verbose_name="why it could not wait for all steps"
                    ),
                ),
                ("lawful", models.BooleanField(default=False)),
                ("necessary", models.BooleanField(default=False)),
                ("proportionate", models.BooleanField(default=False)),
                ("reasonable", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
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
                "ordering": ["-received_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ApplicationStep",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=20)),
                ("done_on", models.DateField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="disclosures.application",
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
                    "nominal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nominals.nominal",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        help_text="Who is told, in general words: an employer.", max_length=120
                    ),
                ),
                ("what", models.TextField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("jointly", "In person, by police and probation together"),
                            ("in_person", "In person"),
                            ("by_video", "By video or telephone"),
                            ("self", "The person themselves, in front of a professional"),
                        ],
                        max_length=10,
                    ),
                ),
                ("by_when", models.DateField()),
                (
                    "nominal_told",
                    models.CharField(
                        choices=[
                            ("before", "Yes, before it is made"),
                            ("after", "Yes, afterwards"),
                            ("not", "No"),
                        ],
                        max_length=10,
                    ),
                ),
                ("nominal_told_why", models.TextField(blank=True)),
                ("planned_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("delivered", "Told"),
                            ("called_off", "Called off"),
                            ("ended", "Ended"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("delivered_on", models.DateField(null=True)),
                ("delivered_how", models.TextField(blank=True)),
                (
                    "undertaking",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed", "Signed"),
                            ("refused", "Refused"),
                            ("not_asked", "Not asked for"),
                        ],
                        max_length=10,
                    ),
                ),
                ("undertaking_on", models.DateField(null=True)),
                ("undertaking_note", models.TextField(blank=True)),
                ("support", models.TextField(blank=True)),
                ("review_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_needed", "What was told protects nobody any more"),
                            ("contact_ended", "They have no contact any more"),
                            ("left", "The person has left MAPPA"),
                            ("broken", "The undertaking was broken, and is dealt with"),
                            ("moved", "They, or the person, have moved away"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="disclosures.application",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="meetings.disclosure",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name_plural": "deliveries",
                "ordering": ["by_when", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryReview",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                ("next_on", models.DateField()),
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
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="disclosures.delivery",
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
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("address", models.TextField(blank=True)),
                ("telephone", models.CharField(blank=True, max_length=60)),
                (
                    "safe_contact",
                    models.TextField(blank=True, verbose_name="how they can be reached safely"),
                ),
                (
                    "application",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosures.application",
                    ),
                ),
                (
                    "delivery",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosures.delivery",
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
        ),
        migrations.CreateModel(
            name="RecipientShare",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sort_key", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(max_length=40)),
                ("source_id", models.UUIDField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("given_at", models.DateTimeField()),
                ("opens_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="disclosures.recipient",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group"),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecipientUserShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="disclosures.recipient",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "to_tell"), _negated=True),
                    models.Q(
                        ("lawful", True),
                        ("necessary", True),
                        ("proportionate", True),
                        ("reasonable", True),
                    ),
                    _connector="OR",
                ),
                name="an_application_granted_meets_the_four_tests",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "open"),
                    models.Q(
                        ("decided_at__isnull", False), models.Q(("rationale", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="an_application_is_decided_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationstep",
            constraint=models.UniqueConstraint(
                fields=("application", "key"), name="a_step_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application__isnull", True), ("decision__isnull", False)),
                    models.Q(("application__isnull", False), ("decision__isnull", True)),
                    _connector="OR",
                ),
                name="a_telling_has_one_decision_behind_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("delivered", "ended")), _negated=True),
                    models.Q(("delivered_on__isnull", False), ("review_on__isnull", False)),
                    _connector="OR",
                ),
                name="what_was_told_has_a_day_and_a_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ended"), _negated=True),
                    models.Q(
                        ("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_telling_ends_on_a_day_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application__isnull", True), ("delivery__isnull", False)),
                    models.Q(("application__isnull", False), ("delivery__isnull", True)),
                    _connector="OR",
                ),
                name="a_recipient_is_told_or_applied",
            ),
        ),
        migrations.AddIndex(
            model_name="recipientshare",
            index=models.Index(
                fields=["group", "sort_key", "content_object"],
                include=("opens_at", "expires_at"),
                name="recipientshare_by_group",
            ),
        ),
        migrations.AddIndex(
            model_name="recipientshare",
            index=models.Index(fields=["content_object", "group"], name="recipientshare_by_record"),
        ),
        migrations.AddConstraint(
            model_name="recipientshare",
            constraint=models.UniqueConstraint(
                fields=("content_object", "group", "source", "source_id"),
                name="recipientshare_is_given_once_for_each_cause",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="recipientusershare",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk__isnull", True)), name="recipientusershare_holds_no_row"
            ),
        ),
        follows("disclosures_application", nominal_id=NOMINAL),
        follows("disclosures_applicationstep", nominal_id=NOMINAL),
        follows("disclosures_delivery", nominal_id=NOMINAL),
        follows("disclosures_deliveryreview", nominal_id=NOMINAL),
        *carries("disclosures_recipient", "disclosures_recipientshare", nominal_id=NOMINAL),
    ]
