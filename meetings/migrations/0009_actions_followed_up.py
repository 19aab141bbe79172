"""Priority, offers, carrying forward and longer time of actions; and its row-level security."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.locks import follows


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_information_governance"),
        ("meetings", "0008_agendas"),
        ("nominals", "0003_find_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("was_due_on", models.DateField()),
                ("until", models.DateField()),
                ("because", models.TextField()),
                ("asked_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("granted", "Granted"),
                            ("refused", "Not granted"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-asked_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="action",
            name="carried_from",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="meetings.action",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="offered_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="origin",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.action",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="priority",
            field=models.CharField(
                choices=[("normal", "Normal"), ("high", "High")], default="normal", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="reference",
            field=models.CharField(
                blank=True,
                help_text="Where the evidence is kept: a record's number.",
                max_length=120,
            ),
        ),
        migrations.AlterField(
            model_name="action",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("done", "Done"),
                    ("could_not", "Could not be done"),
                    ("did_not", "Not done"),
                    ("verified", "Done and verified"),
                    ("cancelled", "Cancelled"),
                    ("carried", "Carried forward"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offered_to__isnull", True),
                    models.Q(("offered_to", models.F("agency")), _negated=True),
                    _connector="OR",
                ),
                name="an_action_is_offered_to_another_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried_from__isnull", True), ("origin__isnull", True)),
                    models.Q(("carried_from__isnull", False), ("origin__isnull", False)),
                    _connector="OR",
                ),
                name="what_is_carried_forward_has_an_origin",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions",
                to="meetings.action",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="nominal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="nominals.nominal"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "asked")),
                fields=("action",),
                name="longer_is_asked_for_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("was_due_on"))),
                name="longer_is_later_than_it_was_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "asked"), ("decided_at__isnull", False), _connector="OR"
                ),
                name="longer_is_decided_at_a_moment",
            ),
        ),
        follows(
            "meetings_extension",
            nominal_id="nominals_nominalshare",
            action_id="meetings_actionshare",
        ),
    ]
