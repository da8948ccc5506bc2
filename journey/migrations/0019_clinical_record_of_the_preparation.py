"""The clinical record of the preparation: medicines, food and drink, the check on the day, the sign-in pause."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("journey", "0018_harvest_and_cells_recorded"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayPlanRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                    ),
                ),
                ("fasting_plan", models.CharField(blank=True, default="", max_length=40)),
                ("solids_hours", models.SmallIntegerField(blank=True, null=True)),
                ("fluids_hours", models.SmallIntegerField(blank=True, null=True)),
                ("told_for", models.DateTimeField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="journey.cycle"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "part of the clinical record",
                "verbose_name_plural": "parts of the clinical record",
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "number"), name="day_plan_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="day_plan_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("fasting_plan__in", ["asa_standard", "custom", "none", ""])),
                        name="day_plan_record_fasting_plan_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("solids_hours__gte", 0), ("solids_hours__lte", 24)),
                        name="day_plan_record_solids_hours_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fluids_hours__gte", 0), ("fluids_hours__lte", 24)),
                        name="day_plan_record_fluids_hours_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MedicinePlanRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                    ),
                ),
                ("takes_medicines", models.BooleanField(blank=True, null=True)),
                ("diabetes_plan", models.TextField(blank=True, default="", max_length=2000)),
                ("glp1_plan", models.TextField(blank=True, default="", max_length=2000)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="journey.cycle"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "part of the clinical record",
                "verbose_name_plural": "parts of the clinical record",
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "number"), name="medicine_plan_record_once_per_session"),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1)), name="medicine_plan_record_is_the_only_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                    ),
                ),
                ("identity_said", models.CharField(blank=True, default="", max_length=40)),
                ("consent_there", models.CharField(blank=True, default="", max_length=40)),
                ("hand_marked", models.CharField(blank=True, default="", max_length=40)),
                ("allergies_read", models.CharField(blank=True, default="", max_length=40)),
                ("medicines_checked", models.CharField(blank=True, default="", max_length=40)),
                ("no_infection", models.CharField(blank=True, default="", max_length=40)),
                ("no_fever", models.CharField(blank=True, default="", max_length=40)),
                ("emergency_kit", models.CharField(blank=True, default="", max_length=40)),
                ("monitor_on", models.CharField(blank=True, default="", max_length=40)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("marked_hand", models.CharField(blank=True, default="", max_length=40)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="journey.cycle"
                    ),
                ),
                (
                    "led_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "part of the clinical record",
                "verbose_name_plural": "parts of the clinical record",
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "number"), name="sign_in_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="sign_in_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("identity_said__in", ["no", "yes", ""])),
                        name="sign_in_record_identity_said_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("consent_there__in", ["no", "yes", ""])),
                        name="sign_in_record_consent_there_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand_marked__in", ["no", "yes", ""])),
                        name="sign_in_record_hand_marked_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allergies_read__in", ["no", "yes", ""])),
                        name="sign_in_record_allergies_read_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("medicines_checked__in", ["no", "yes", ""])),
                        name="sign_in_record_medicines_checked_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("no_infection__in", ["no", "yes", ""])),
                        name="sign_in_record_no_infection_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("no_fever__in", ["no", "yes", ""])),
                        name="sign_in_record_no_fever_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("emergency_kit__in", ["no", "yes", ""])),
                        name="sign_in_record_emergency_kit_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("monitor_on__in", ["no", "not_needed", "yes", ""])),
                        name="sign_in_record_monitor_on_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("marked_hand__in", ["left", "right", ""])),
                        name="sign_in_record_marked_hand_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArrivalRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("temperature", models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True)),
                ("infection_screen", models.CharField(blank=True, default="", max_length=40)),
                ("infection_note", models.CharField(blank=True, default="", max_length=120)),
                ("skin_clear", models.BooleanField(blank=True, null=True)),
                ("labs_reviewed", models.BooleanField(blank=True, null=True)),
                ("weight", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("last_solid_at", models.DateTimeField(blank=True, null=True)),
                ("last_fluid_at", models.DateTimeField(blank=True, null=True)),
                ("escort_confirmed", models.BooleanField(blank=True, null=True)),
                ("escort_name", models.CharField(blank=True, default="", max_length=120)),
                ("pregnancy_test", models.CharField(blank=True, default="", max_length=40)),
                ("inr", models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True)),
                ("inr_taken_at", models.DateTimeField(blank=True, null=True)),
                ("platelets", models.SmallIntegerField(blank=True, null=True)),
                ("examined_in_person", models.BooleanField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="journey.cycle"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "part of the clinical record",
                "verbose_name_plural": "parts of the clinical record",
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "number"), name="arrival_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="arrival_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("temperature__gte", Decimal("30")), ("temperature__lte", Decimal("43"))),
                        name="arrival_record_temperature_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("infection_screen__in", ["clear", "problem", ""])),
                        name="arrival_record_infection_screen_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", Decimal("20")), ("weight__lte", Decimal("350"))),
                        name="arrival_record_weight_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pregnancy_test__in", ["negative", "positive", ""])),
                        name="arrival_record_pregnancy_test_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("inr__gte", Decimal("0")), ("inr__lte", Decimal("20"))),
                        name="arrival_record_inr_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("platelets__gte", 1), ("platelets__lte", 2000)),
                        name="arrival_record_platelets_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MedicinePlanMedicinesLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("drug_class", models.CharField(blank=True, default="", max_length=40)),
                ("drug_class_other", models.CharField(blank=True, default="", max_length=200)),
                ("plan", models.CharField(blank=True, default="", max_length=40)),
                ("stop_days", models.SmallIntegerField(blank=True, null=True)),
                ("restart_days", models.SmallIntegerField(blank=True, null=True)),
                ("told", models.CharField(blank=True, default="", max_length=200)),
                ("prescriber", models.CharField(blank=True, default="", max_length=120)),
                ("prescriber_agreed_on", models.DateField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medicines",
                        to="journey.medicineplanrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="medicine_plan_medicines_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "drug_class__in",
                                [
                                    "antibiotic",
                                    "anticoag_doac",
                                    "anticoag_warfarin",
                                    "antiplatelet",
                                    "aspirin_cardiac",
                                    "biologic",
                                    "corticosteroid_injection",
                                    "corticosteroid_oral",
                                    "dmard",
                                    "glp1_agonist",
                                    "heparin",
                                    "immunosuppressant",
                                    "nsaid_oral",
                                    "nsaid_topical",
                                    "opioid",
                                    "other",
                                    "paracetamol",
                                    "sedative",
                                    "supplement_bleeding",
                                    "",
                                ],
                            )
                        ),
                        name="medicine_plan_medicines_drug_class_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("plan__in", ["adjust", "allowed", "keep", "stop", ""])),
                        name="medicine_plan_medicines_plan_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stop_days__gte", 0), ("stop_days__lte", 60)),
                        name="medicine_plan_medicines_stop_days_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("restart_days__gte", 0), ("restart_days__lte", 120)),
                        name="medicine_plan_medicines_restart_days_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="arrivalrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="686c9628907c75c139cad52a4b163b2bedccbec3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_ffc2b",
                    table="journey_arrivalrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="arrivalrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="arrival_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="2e61b32b5c9c65e6597c7d4ff4ce7600d016a60c",
                    operation="DELETE",
                    pgid="pgtrigger_arrival_record_is_never_deleted_e86ac",
                    table="journey_arrivalrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dayplanrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c9f11550851e58bf982ed87801d155d0f0a6d39a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_3f7d6",
                    table="journey_dayplanrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dayplanrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="day_plan_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="583685dffb2a034a05316185e244596568f99135",
                    operation="DELETE",
                    pgid="pgtrigger_day_plan_record_is_never_deleted_28e35",
                    table="journey_dayplanrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicineplanrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c9514c4477bdf051e11cc3ed5827c8eb79d6df3c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_9cc1f",
                    table="journey_medicineplanrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicineplanrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="medicine_plan_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="080fdb367b7809efce5f14134af537fa41cc4606",
                    operation="DELETE",
                    pgid="pgtrigger_medicine_plan_record_is_never_deleted_e78d9",
                    table="journey_medicineplanrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicineplanmedicinesline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_medicineplanrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="0a54576849653777e8702bf38e1da9e201429055",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_a7929",
                    table="journey_medicineplanmedicinesline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signinrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="52667e15a3103a002145b5cdbc788cb3ff4699ad",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_a0b9f",
                    table="journey_signinrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signinrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="05b5a74c8d4c8ad7c62bd8f51e03b2d902e558dc",
                    operation="DELETE",
                    pgid="pgtrigger_sign_in_record_is_never_deleted_9cb54",
                    table="journey_signinrecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
