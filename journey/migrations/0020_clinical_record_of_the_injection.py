"""The clinical record of the injection: the time-out and sign-out pauses, what was given."""

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
        ("journey", "0019_clinical_record_of_the_preparation"),
    ]

    operations = [
        migrations.CreateModel(
            name="InjectionRecord",
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
                ("guidance", models.CharField(blank=True, default="", max_length=40)),
                ("blind_reason", models.TextField(blank=True, default="", max_length=2000)),
                ("image_saved", models.BooleanField(blank=True, null=True)),
                ("no_image_reason", models.CharField(blank=True, default="", max_length=120)),
                ("skin_prep", models.CharField(blank=True, default="", max_length=40)),
                ("skin_prep_other", models.CharField(blank=True, default="", max_length=200)),
                ("sterile_technique", models.BooleanField(blank=True, null=True)),
                ("la_agent", models.CharField(blank=True, default="", max_length=40)),
                ("la_pct", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                ("la_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("la_site", models.CharField(blank=True, default="", max_length=40)),
                ("residual_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("residual_disposition", models.CharField(blank=True, default="", max_length=40)),
                (
                    "immediate_reaction",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("immediate_reaction_other", models.CharField(blank=True, default="", max_length=200)),
                (
                    "assistant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="journey.cycle"
                    ),
                ),
                (
                    "operator",
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
            ],
            options={
                "verbose_name": "part of the clinical record",
                "verbose_name_plural": "parts of the clinical record",
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "number"), name="injection_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="injection_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("guidance__in", ["both", "fluoroscopy", "none", "ultrasound", ""])),
                        name="injection_record_guidance_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("skin_prep__in", ["alcohol", "chlorhexidine", "iodine", "other", ""])),
                        name="injection_record_skin_prep_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("la_agent__in", ["bupivacaine", "lidocaine", "mepivacaine", "none", "ropivacaine", ""])
                        ),
                        name="injection_record_la_agent_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("la_pct__gt", Decimal("0")), ("la_pct__lte", Decimal("5"))),
                        name="injection_record_la_pct_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("la_ml__gt", Decimal("0")), ("la_ml__lte", Decimal("100"))),
                        name="injection_record_la_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("la_site__in", ["intra_articular", "nerve_block", "periarticular", "skin_only", ""])
                        ),
                        name="injection_record_la_site_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("residual_ml__gte", Decimal("0")), ("residual_ml__lte", Decimal("50"))),
                        name="injection_record_residual_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("residual_disposition__in", ["discarded", "research_with_consent", "stored", ""])
                        ),
                        name="injection_record_residual_disposition_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "immediate_reaction__contained_by",
                                ["bleeding", "none", "other", "severe_pain", "vasovagal"],
                            )
                        ),
                        name="injection_record_immediate_reaction_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOutRecord",
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
                ("done_recorded", models.CharField(blank=True, default="", max_length=40)),
                ("needles_counted", models.CharField(blank=True, default="", max_length=40)),
                ("residual_disposed", models.CharField(blank=True, default="", max_length=40)),
                ("samples_labelled", models.CharField(blank=True, default="", max_length=40)),
                ("equipment_told", models.CharField(blank=True, default="", max_length=40)),
                ("recovery_told", models.CharField(blank=True, default="", max_length=40)),
                ("next_check_in_shown", models.CharField(blank=True, default="", max_length=40)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="sign_out_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="sign_out_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("done_recorded__in", ["no", "yes", ""])),
                        name="sign_out_record_done_recorded_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needles_counted__in", ["no", "yes", ""])),
                        name="sign_out_record_needles_counted_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("residual_disposed__in", ["no", "not_needed", "yes", ""])),
                        name="sign_out_record_residual_disposed_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("samples_labelled__in", ["no", "not_needed", "yes", ""])),
                        name="sign_out_record_samples_labelled_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("equipment_told__in", ["no", "not_needed", "yes", ""])),
                        name="sign_out_record_equipment_told_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recovery_told__in", ["no", "yes", ""])),
                        name="sign_out_record_recovery_told_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_check_in_shown__in", ["no", "yes", ""])),
                        name="sign_out_record_next_check_in_shown_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeOutRecord",
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
                ("team_named", models.CharField(blank=True, default="", max_length=40)),
                ("right_patient", models.CharField(blank=True, default="", max_length=40)),
                ("right_hand", models.CharField(blank=True, default="", max_length=40)),
                ("right_joint", models.CharField(blank=True, default="", max_length=40)),
                ("patient_agrees", models.CharField(blank=True, default="", max_length=40)),
                ("label_matches", models.CharField(blank=True, default="", max_length=40)),
                ("allergies_read", models.CharField(blank=True, default="", max_length=40)),
                ("dose_and_volume", models.CharField(blank=True, default="", max_length=40)),
                ("imaging_shown", models.CharField(blank=True, default="", max_length=40)),
                ("sterile", models.CharField(blank=True, default="", max_length=40)),
                ("problems_said", models.CharField(blank=True, default="", max_length=40)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("said_hand", models.CharField(blank=True, default="", max_length=40)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="time_out_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="time_out_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("team_named__in", ["no", "yes", ""])),
                        name="time_out_record_team_named_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right_patient__in", ["no", "yes", ""])),
                        name="time_out_record_right_patient_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right_hand__in", ["no", "yes", ""])),
                        name="time_out_record_right_hand_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right_joint__in", ["no", "yes", ""])),
                        name="time_out_record_right_joint_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("patient_agrees__in", ["no", "yes", ""])),
                        name="time_out_record_patient_agrees_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label_matches__in", ["no", "yes", ""])),
                        name="time_out_record_label_matches_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allergies_read__in", ["no", "yes", ""])),
                        name="time_out_record_allergies_read_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dose_and_volume__in", ["no", "yes", ""])),
                        name="time_out_record_dose_and_volume_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("imaging_shown__in", ["no", "not_needed", "yes", ""])),
                        name="time_out_record_imaging_shown_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sterile__in", ["no", "yes", ""])),
                        name="time_out_record_sterile_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("problems_said__in", ["no", "yes", ""])),
                        name="time_out_record_problems_said_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_hand__in", ["left", "right", ""])),
                        name="time_out_record_said_hand_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InjectionSedationGivenLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("drug", models.CharField(blank=True, default="", max_length=60)),
                ("dose", models.CharField(blank=True, default="", max_length=60)),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sedation_given",
                        to="journey.injectionrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="injection_sedation_given_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="InjectionTargetsLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("joint", models.CharField(blank=True, default="", max_length=40)),
                ("approach", models.CharField(blank=True, default="", max_length=120)),
                ("needle_gauge", models.SmallIntegerField(blank=True, null=True)),
                ("length_mm", models.SmallIntegerField(blank=True, null=True)),
                ("volume_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("passes", models.SmallIntegerField(blank=True, null=True)),
                ("resistance", models.BooleanField(blank=True, null=True)),
                ("spread_seen", models.BooleanField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="journey.injectionrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="injection_targets_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "joint__in",
                                [
                                    "L-A1_1",
                                    "L-A1_2",
                                    "L-A1_3",
                                    "L-A1_4",
                                    "L-A1_5",
                                    "L-CMC1",
                                    "L-DIP2",
                                    "L-DIP3",
                                    "L-DIP4",
                                    "L-DIP5",
                                    "L-DORSAL1",
                                    "L-DRUJ",
                                    "L-IP1",
                                    "L-MCP1",
                                    "L-MCP2",
                                    "L-MCP3",
                                    "L-MCP4",
                                    "L-MCP5",
                                    "L-MIDCARPAL",
                                    "L-PIP2",
                                    "L-PIP3",
                                    "L-PIP4",
                                    "L-PIP5",
                                    "L-RADIOCARPAL",
                                    "L-STT",
                                    "L-TFCC",
                                    "L-UCL1",
                                    "R-A1_1",
                                    "R-A1_2",
                                    "R-A1_3",
                                    "R-A1_4",
                                    "R-A1_5",
                                    "R-CMC1",
                                    "R-DIP2",
                                    "R-DIP3",
                                    "R-DIP4",
                                    "R-DIP5",
                                    "R-DORSAL1",
                                    "R-DRUJ",
                                    "R-IP1",
                                    "R-MCP1",
                                    "R-MCP2",
                                    "R-MCP3",
                                    "R-MCP4",
                                    "R-MCP5",
                                    "R-MIDCARPAL",
                                    "R-PIP2",
                                    "R-PIP3",
                                    "R-PIP4",
                                    "R-PIP5",
                                    "R-RADIOCARPAL",
                                    "R-STT",
                                    "R-TFCC",
                                    "R-UCL1",
                                    "",
                                ],
                            )
                        ),
                        name="injection_targets_joint_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needle_gauge__gte", 22), ("needle_gauge__lte", 30)),
                        name="injection_targets_needle_gauge_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("length_mm__gte", 5), ("length_mm__lte", 120)),
                        name="injection_targets_length_mm_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("volume_ml__gt", Decimal("0")), ("volume_ml__lte", Decimal("50"))),
                        name="injection_targets_volume_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("passes__gte", 1), ("passes__lte", 20)),
                        name="injection_targets_passes_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="injectionrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="f4dad2aff06f1fde2d7237f2ef180fa4f4bd1755",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_36900",
                    table="journey_injectionrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="injectionrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="injection_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="59707f48d6c9b96f84dab876db5cca8224702a4c",
                    operation="DELETE",
                    pgid="pgtrigger_injection_record_is_never_deleted_42a63",
                    table="journey_injectionrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="injectionsedationgivenline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_injectionrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="fbc70c7c6043fe1b0b107d27b5b3d38637639814",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_6f9b7",
                    table="journey_injectionsedationgivenline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="injectiontargetsline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_injectionrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="75e805857ae1695b87e3846db6405427dcc131d1",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_1c6de",
                    table="journey_injectiontargetsline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signoutrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="a22e8f6bf313a4e113314168deeb291bcd88ae26",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_eba27",
                    table="journey_signoutrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signoutrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_out_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="695232046d962d88b43981a06205ef5ff48dc5b3",
                    operation="DELETE",
                    pgid="pgtrigger_sign_out_record_is_never_deleted_f4858",
                    table="journey_signoutrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="timeoutrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="dbd561bae70f83fa99013cddc967cd80d597e339",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_ee9f4",
                    table="journey_timeoutrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="timeoutrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="time_out_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="94cd7a9dc7ead03847558c9867d789838309527a",
                    operation="DELETE",
                    pgid="pgtrigger_time_out_record_is_never_deleted_d9d0c",
                    table="journey_timeoutrecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
