"""The clinical record of the post-care, and plain summaries of stages as notes with versions."""

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
        ("journey", "0026_capacity_of_the_clinic"),
    ]

    operations = [
        migrations.CreateModel(
            name="DischargeRecord",
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
                ("alert", models.CharField(blank=True, default="", max_length=40)),
                ("vitals_near", models.CharField(blank=True, default="", max_length=40)),
                ("spo2_good", models.CharField(blank=True, default="", max_length=40)),
                ("pain_low", models.CharField(blank=True, default="", max_length=40)),
                ("no_reaction", models.CharField(blank=True, default="", max_length=40)),
                ("no_bleeding", models.CharField(blank=True, default="", max_length=40)),
                ("fingers_warm", models.CharField(blank=True, default="", max_length=40)),
                ("drinks", models.CharField(blank=True, default="", max_length=40)),
                ("walks", models.CharField(blank=True, default="", max_length=40)),
                ("escort", models.CharField(blank=True, default="", max_length=40)),
                ("taught", models.CharField(blank=True, default="", max_length=40)),
                ("knows_numbers", models.CharField(blank=True, default="", max_length=40)),
                ("pain_plan", models.CharField(blank=True, default="", max_length=120)),
                ("first_call_planned", models.DateTimeField(blank=True, null=True)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="discharge_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="discharge_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("alert__in", ["no", "yes", ""])),
                        name="discharge_record_alert_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vitals_near__in", ["no", "yes", ""])),
                        name="discharge_record_vitals_near_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spo2_good__in", ["no", "yes", ""])),
                        name="discharge_record_spo2_good_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain_low__in", ["no", "yes", ""])),
                        name="discharge_record_pain_low_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("no_reaction__in", ["no", "yes", ""])),
                        name="discharge_record_no_reaction_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("no_bleeding__in", ["no", "yes", ""])),
                        name="discharge_record_no_bleeding_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fingers_warm__in", ["no", "yes", ""])),
                        name="discharge_record_fingers_warm_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("drinks__in", ["no", "yes", ""])),
                        name="discharge_record_drinks_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("walks__in", ["no", "yes", ""])),
                        name="discharge_record_walks_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("escort__in", ["no", "not_needed", "yes", ""])),
                        name="discharge_record_escort_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taught__in", ["no", "yes", ""])),
                        name="discharge_record_taught_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("knows_numbers__in", ["no", "yes", ""])),
                        name="discharge_record_knows_numbers_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstructionsRecord",
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
                ("teach_back", models.CharField(blank=True, default="", max_length=40)),
                ("red_flag_card_given", models.BooleanField(blank=True, null=True)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="instructions_record_once_per_session"),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1)), name="instructions_record_is_the_only_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("teach_back__in", ["correct", "needed_help", "not_done", ""])),
                        name="instructions_record_teach_back_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservationRecord",
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
                ("observation_start", models.DateTimeField(blank=True, null=True)),
                ("base_heart_rate", models.SmallIntegerField(blank=True, null=True)),
                ("base_systolic", models.SmallIntegerField(blank=True, null=True)),
                ("base_diastolic", models.SmallIntegerField(blank=True, null=True)),
                ("base_spo2", models.SmallIntegerField(blank=True, null=True)),
                ("anaphylaxis", models.CharField(blank=True, default="", max_length=40)),
                ("anaphylaxis_settled_at", models.DateTimeField(blank=True, null=True)),
                ("hand_colour", models.CharField(blank=True, default="", max_length=40)),
                ("hand_colour_other", models.CharField(blank=True, default="", max_length=200)),
                ("capillary_refill_s", models.SmallIntegerField(blank=True, null=True)),
                ("hand_feeling", models.CharField(blank=True, default="", max_length=40)),
                ("hand_movement", models.CharField(blank=True, default="", max_length=40)),
                ("hand_swelling", models.CharField(blank=True, default="", max_length=40)),
                ("hand_bleeding", models.CharField(blank=True, default="", max_length=40)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="observation_record_once_per_session"),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1)), name="observation_record_is_the_only_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_heart_rate__gte", 30), ("base_heart_rate__lte", 220)),
                        name="observation_record_base_heart_rate_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_systolic__gte", 60), ("base_systolic__lte", 260)),
                        name="observation_record_base_systolic_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_diastolic__gte", 30), ("base_diastolic__lte", 160)),
                        name="observation_record_base_diastolic_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_spo2__gte", 70), ("base_spo2__lte", 100)),
                        name="observation_record_base_spo2_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("anaphylaxis__in", ["none", "six_hours", "twelve_hours", "two_hours", ""])),
                        name="observation_record_anaphylaxis_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand_colour__in", ["blue", "other", "pale", "pink", "red", ""])),
                        name="observation_record_hand_colour_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capillary_refill_s__gte", 0), ("capillary_refill_s__lte", 20)),
                        name="observation_record_capillary_refill_s_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand_feeling__in", ["absent", "less", "normal", "numbed", ""])),
                        name="observation_record_hand_feeling_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand_movement__in", ["absent", "full", "less", ""])),
                        name="observation_record_hand_movement_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand_swelling__in", ["mild", "moderate", "none", "severe", ""])),
                        name="observation_record_hand_swelling_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand_bleeding__in", ["active", "none", "oozing", ""])),
                        name="observation_record_hand_bleeding_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstructionsGivenLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("code_other", models.CharField(blank=True, default="", max_length=200)),
                ("days", models.SmallIntegerField(blank=True, null=True)),
                ("hours", models.SmallIntegerField(blank=True, null=True)),
                (
                    "directions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("acknowledged", models.BooleanField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="journey.instructionsrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="instructions_given_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                [
                                    "avoid_strenuous",
                                    "clean_hands",
                                    "harvest_dressing",
                                    "ice",
                                    "keep_dry",
                                    "limit_hand_movement",
                                    "no_driving",
                                    "no_heavy_grip",
                                    "no_nsaid",
                                    "other",
                                    "return_to_work",
                                    "thermometer",
                                    "",
                                ],
                            )
                        ),
                        name="instructions_given_code_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 0), ("days__lte", 365)),
                        name="instructions_given_days_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 0), ("hours__lte", 336)),
                        name="instructions_given_hours_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("directions__contained_by", ["heat", "ice", "move", "no_ice", "no_nsaid", "nsaid", "rest"])
                        ),
                        name="instructions_given_directions_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservationVitalsLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("heart_rate", models.SmallIntegerField(blank=True, null=True)),
                ("systolic", models.SmallIntegerField(blank=True, null=True)),
                ("diastolic", models.SmallIntegerField(blank=True, null=True)),
                ("breaths", models.SmallIntegerField(blank=True, null=True)),
                ("spo2", models.SmallIntegerField(blank=True, null=True)),
                ("temperature", models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True)),
                ("pain", models.SmallIntegerField(blank=True, null=True)),
                ("alertness", models.CharField(blank=True, default="", max_length=40)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vitals",
                        to="journey.observationrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="observation_vitals_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("heart_rate__gte", 30), ("heart_rate__lte", 220)),
                        name="observation_vitals_heart_rate_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("systolic__gte", 60), ("systolic__lte", 260)),
                        name="observation_vitals_systolic_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("diastolic__gte", 30), ("diastolic__lte", 160)),
                        name="observation_vitals_diastolic_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("breaths__gte", 6), ("breaths__lte", 40)),
                        name="observation_vitals_breaths_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spo2__gte", 70), ("spo2__lte", 100)),
                        name="observation_vitals_spo2_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("temperature__gte", Decimal("30")), ("temperature__lte", Decimal("43"))),
                        name="observation_vitals_temperature_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain__gte", 0), ("pain__lte", 10)),
                        name="observation_vitals_pain_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alertness__in", ["A", "C", "P", "U", "V", ""])),
                        name="observation_vitals_alertness_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="stagenote",
            name="kind",
            field=models.CharField(
                choices=[("note", "Note"), ("summary", "Plain summary")],
                default="note",
                max_length=7,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="stagenote",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="journey.stagenote",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagenote",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["note", "summary"])), name="note_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="stagenote",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces__isnull", True), ("kind", "summary"), _connector="OR"),
                name="note_only_a_summary_replaces",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagenote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "summary"), ("replaces__isnull", True)),
                fields=("stage",),
                name="note_one_first_summary_of_a_stage",
                violation_error_message="Somebody wrote a summary of this stage meanwhile. Look at it first.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dischargerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="6dbced902e720ba67588071a5abc343f8a4bc24f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_3cb5e",
                    table="journey_dischargerecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dischargerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="discharge_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="4220d603a3188c64180b348d56b3b3d2512ba2a4",
                    operation="DELETE",
                    pgid="pgtrigger_discharge_record_is_never_deleted_51189",
                    table="journey_dischargerecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instructionsrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="a7fc9d40b5525afc8dd572e927d8c150803cffe6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_36197",
                    table="journey_instructionsrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instructionsrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="instructions_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a1634ae29b766880bd4ecf36852fe3864a2a5dfa",
                    operation="DELETE",
                    pgid="pgtrigger_instructions_record_is_never_deleted_c9844",
                    table="journey_instructionsrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instructionsgivenline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_instructionsrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="86f665bd4d3ac47e1fa9912753c0b996ff0b378c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_e0c74",
                    table="journey_instructionsgivenline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observationrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c4f7c938cdda737fa7e37aa6b95d461a43c54a5c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_8132f",
                    table="journey_observationrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observationrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="observation_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="3e7d9e371ff719274c05c1b803f9f74edc31724f",
                    operation="DELETE",
                    pgid="pgtrigger_observation_record_is_never_deleted_2bc1d",
                    table="journey_observationrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observationvitalsline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_observationrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="4cc80eeca594ee50ad475f86ad2dfbe711cddc8e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_b6e1f",
                    table="journey_observationvitalsline",
                    when="AFTER",
                ),
            ),
        ),
    ]
