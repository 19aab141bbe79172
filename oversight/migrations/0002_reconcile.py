"""What each night's comparison of shares with the facts found; and the service's own way back.

What a share of the service's own opens, the service cannot compare once that share is lost. So one
function of the owner's gives the service what it is to see, in its own area; no other group, and
no other record.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from access.locks import AS_OWNER, LIVE, follows, for_the_application, protect

# Who reads the report of their own area; no share opens it.
READS = """EXISTS (SELECT 1 FROM agencies_appointment a
    WHERE a.id = (SELECT access_said('appointment')) AND (SELECT access_person()) IS NOT NULL
      AND a.area_id = {area} AND a.role IN ('coordinator', 'information_governance', 'service'))"""
OF_RUN = "(SELECT r.area_id FROM oversight_reconcilerun r WHERE r.id = {table}.run_id)"
DIFFERENCE = OF_RUN.format(table="oversight_difference")
NEVER_CHANGED = "oversight_reconcilerun, oversight_difference, oversight_mended"

# Each kind of record that the service is to see: its table, its shares, the model that the
# permission is of, the cause, and how its area and its nominal are reached from it.
SLOT = "JOIN meetings_slot t ON t.id = r.slot_id"
REFERRAL = "JOIN referrals_referral t ON t.id = r.referral_id"
SESSION = "JOIN meetings_session t ON t.id = r.session_id"
NOMINAL = "JOIN nominals_nominal t ON t.id = r.nominal_id"
SERVED = (
    ("nominal", "nominals_nominal", "nominals_nominalshare", "nominals.nominal",
     "service", "NULL", "", "r.area_id", "r.id"),
    ("referral", "referrals_referral", "referrals_referralshare", "referrals.referral",
     "referral", "r.id", "", "r.area_id", "r.nominal_id"),
    ("screening", "referrals_screening", "referrals_screeningshare", "referrals.screening",
     "screening", "r.id", REFERRAL, "t.area_id", "r.nominal_id"),
    ("session", "meetings_session", "meetings_sessionshare", "meetings.session",
     "session", "r.id", "", "r.area_id", "NULL::uuid"),
    ("return", "meetings_informationreturn", "meetings_returnshare", "meetings.informationreturn",
     "return", "r.id", SLOT, "t.area_id", "r.nominal_id"),
    ("minutes", "meetings_minutes", "meetings_minutesshare", "meetings.minutes",
     "minutes", "r.id", SLOT, "t.area_id", "r.nominal_id"),
    ("action", "meetings_action", "meetings_actionshare", "meetings.action",
     "action", "r.id", SLOT, "t.area_id", "r.nominal_id"),
    ("statement", "meetings_statementacceptance", "meetings_acceptanceshare",
     "meetings.statementacceptance", "statement", "r.id", SESSION, "t.area_id", "NULL::uuid"),
    ("victim_identity", "victims_victimidentity", "victims_victimidentityshare",
     "victims.victimidentity", "service", "NULL", NOMINAL, "t.area_id", "r.nominal_id"),
    ("recipient", "disclosures_recipient", "disclosures_recipientshare",
     "disclosures.recipient", "service", "NULL", NOMINAL, "t.area_id", "r.nominal_id"),
    ("question", "oversight_question", "oversight_questionshare", "oversight.question",
     "question", "r.id", NOMINAL, "t.area_id", "r.nominal_id"),
)  # fmt: skip
STANDS = "(SELECT 1 FROM sharing_seal l WHERE l.nominal_id = {nominal} AND l.lifted_at IS NULL)"
UNSEALED = "NOT EXISTS " + STANDS


def given(  # noqa: PLR0913 (a row of the table above)
    kind: str,
    table: str,
    shares: str,
    model: str,
    source: str,
    source_id: str,
    join: str,
    area: str,
    nominal: str,
    only: str = UNSEALED,
) -> str:
    """SQL: give the service the shares of one kind that it lacks, and answer on which records."""
    app, name = model.split(".")
    named = "lower(r.surname || ', ' || r.forenames)" if kind == "nominal" else "''"
    return f"""
    RETURN QUERY WITH lacking AS (
        SELECT r.id, {source_id}::uuid AS cause, {named} AS sort_key, {nominal} AS about
        FROM {table} r {join}
        WHERE {area if only == UNSEALED else "mine"} = mine AND {only.format(nominal=nominal)}
          AND NOT EXISTS (SELECT 1 FROM {shares} s
                          WHERE s.content_object_id = r.id AND s.group_id = served AND {LIVE})
    ), restored AS (
        INSERT INTO {shares} AS s (id, sort_key, source, source_id, reason, given_at,
                                   content_object_id, group_id, permission_id)
        SELECT gen_random_uuid(), l.sort_key, '{source}', l.cause, 'Reminders and counts',
               statement_timestamp(), l.id, served, p.id
        FROM lacking l, auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
        WHERE c.app_label = '{app}' AND p.codename = 'view_{name}'
        ON CONFLICT (content_object_id, group_id, source, source_id)
            DO UPDATE SET opens_at = NULL, expires_at = NULL
        RETURNING s.content_object_id
    )
    SELECT '{kind}'::text, '{source}'::text, l.id, l.about FROM lacking l
    WHERE l.id IN (SELECT content_object_id FROM restored);"""


# The national unit's service is to see the nominals who are sealed, of all areas, and nothing else.
NATIONAL = (
    "nominal", "nominals_nominal", "nominals_nominalshare", "nominals.nominal", "national",
    "(SELECT l.id FROM sharing_seal l WHERE l.nominal_id = r.id AND l.lifted_at IS NULL)",
    "", "", "r.id",
)  # fmt: skip
BACK_IN_SIGHT = migrations.RunSQL(
    f"""
    CREATE FUNCTION oversight_back_in_sight()
        RETURNS TABLE (kind text, cause text, record uuid, nominal uuid)
        LANGUAGE plpgsql {AS_OWNER} AS $$
    #variable_conflict use_column
    DECLARE
        mine uuid;
        served integer;
        counts_sealed boolean;
    BEGIN
        SELECT a.id, a.service_id, a.national INTO mine, served, counts_sealed
            FROM agencies_area a JOIN agencies_appointment t ON t.area_id = a.id
            WHERE t.id = access_said('appointment') AND access_is_service();
        IF mine IS NULL THEN
            RAISE EXCEPTION 'Only the service of an area gets back what it is to see.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        {"".join(given(*each) for each in SERVED)}
        IF counts_sealed THEN
            {given(*NATIONAL, only="EXISTS " + STANDS)}
        END IF;
    END $$;
    """,
    "DROP FUNCTION oversight_back_in_sight();",
)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_sessions_and_typed_text"),
        ("nominals", "0003_find_by_index"),
        ("oversight", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReconcileRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                (
                    "checked",
                    models.PositiveIntegerField(help_text="How many live shares were compared."),
                ),
                ("given", models.PositiveIntegerField(help_text="How many were missing.")),
                ("ended", models.PositiveIntegerField(help_text="How many were too much.")),
                (
                    "redated",
                    models.PositiveIntegerField(help_text="How many were to end on another day."),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.area",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Mended",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_kind", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=40)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("given", "Was missing, and given"),
                            ("ended", "Was too much, and ended"),
                            ("redated", "Had the wrong dates, and given the right ones"),
                        ],
                        max_length=10,
                    ),
                ),
                ("record_id", models.UUIDField()),
                (
                    "nominal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nominals.nominal",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="oversight.reconcilerun",
                    ),
                ),
            ],
            options={
                "ordering": ["record_kind", "source", "what", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_kind", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=40)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("given", "Was missing, and given"),
                            ("ended", "Was too much, and ended"),
                            ("redated", "Had the wrong dates, and given the right ones"),
                        ],
                        max_length=10,
                    ),
                ),
                ("times", models.PositiveIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="differences_found",
                        to="oversight.reconcilerun",
                    ),
                ),
            ],
            options={
                "ordering": ["record_kind", "source", "what"],
            },
        ),
        migrations.AddIndex(
            model_name="reconcilerun",
            index=models.Index(fields=["area", "-at"], name="reconcile_run_of_an_area"),
        ),
        migrations.AddIndex(
            model_name="mended",
            index=models.Index(fields=["run", "nominal"], name="mended_in_a_run"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                fields=("run", "record_kind", "source", "what"),
                name="a_difference_is_counted_once_for_a_run",
            ),
        ),
        protect("oversight_reconcilerun", READS.format(area="oversight_reconcilerun.area_id")),
        protect("oversight_difference", READS.format(area=DIFFERENCE)),
        follows("oversight_mended", nominal_id="nominals_nominalshare"),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {NEVER_CHANGED} FROM mappa_app",
            f"GRANT UPDATE, DELETE, TRUNCATE ON {NEVER_CHANGED} TO mappa_app",
        ),
        BACK_IN_SIGHT,
        for_the_application("oversight_back_in_sight()"),
    ]
