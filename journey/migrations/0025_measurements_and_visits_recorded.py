"""Measurements before treatment and at visits, and the follow-up visits with their decision."""

import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("journey", "0024_findings_raise_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="BaselineRecord",
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
                ("measured_on", models.DateField(blank=True, null=True)),
                ("grip_device", models.CharField(blank=True, default="", max_length=120)),
                ("pinch_device", models.CharField(blank=True, default="", max_length=120)),
                ("other_hand_reason", models.CharField(blank=True, default="", max_length=120)),
                ("kapandji", models.SmallIntegerField(blank=True, null=True)),
                ("thumb_palmar_abduction", models.SmallIntegerField(blank=True, null=True)),
                ("thumb_radial_abduction", models.SmallIntegerField(blank=True, null=True)),
                (
                    "tender_joints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "swollen_joints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="baseline_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="baseline_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("kapandji__gte", 0), ("kapandji__lte", 10)),
                        name="baseline_record_kapandji_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thumb_palmar_abduction__gte", -90), ("thumb_palmar_abduction__lte", 180)),
                        name="baseline_record_thumb_palmar_abduction_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thumb_radial_abduction__gte", -90), ("thumb_radial_abduction__lte", 180)),
                        name="baseline_record_thumb_radial_abduction_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tender_joints__contained_by",
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
                                ],
                            )
                        ),
                        name="baseline_record_tender_joints_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "swollen_joints__contained_by",
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
                                ],
                            )
                        ),
                        name="baseline_record_swollen_joints_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BaselineFingersLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("finger", models.CharField(blank=True, default="", max_length=40)),
                ("mcp_flexion", models.SmallIntegerField(blank=True, null=True)),
                ("mcp_extension", models.SmallIntegerField(blank=True, null=True)),
                ("pip_flexion", models.SmallIntegerField(blank=True, null=True)),
                ("pip_extension", models.SmallIntegerField(blank=True, null=True)),
                ("dip_flexion", models.SmallIntegerField(blank=True, null=True)),
                ("dip_extension", models.SmallIntegerField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fingers", to="journey.baselinerecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="baseline_fingers_in_order"),
                    models.UniqueConstraint(fields=("record", "finger"), name="baseline_fingers_each_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("finger__in", ["2", "3", "4", "5", ""])),
                        name="baseline_fingers_finger_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mcp_flexion__gte", -90), ("mcp_flexion__lte", 180)),
                        name="baseline_fingers_mcp_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mcp_extension__gte", -90), ("mcp_extension__lte", 180)),
                        name="baseline_fingers_mcp_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pip_flexion__gte", -90), ("pip_flexion__lte", 180)),
                        name="baseline_fingers_pip_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pip_extension__gte", -90), ("pip_extension__lte", 180)),
                        name="baseline_fingers_pip_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dip_flexion__gte", -90), ("dip_flexion__lte", 180)),
                        name="baseline_fingers_dip_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dip_extension__gte", -90), ("dip_extension__lte", 180)),
                        name="baseline_fingers_dip_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BaselineStrengthLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("measure", models.CharField(blank=True, default="", max_length=40)),
                ("hand", models.CharField(blank=True, default="", max_length=40)),
                ("trial_1", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("trial_2", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("trial_3", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strength",
                        to="journey.baselinerecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="baseline_strength_in_order"),
                    models.UniqueConstraint(
                        fields=("record", "measure", "hand"), name="baseline_strength_each_row_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ["grip", "pinch_key", "pinch_tip", "pinch_tripod", ""])),
                        name="baseline_strength_measure_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand__in", ["left", "right", ""])),
                        name="baseline_strength_hand_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_1__gte", Decimal("0")), ("trial_1__lte", Decimal("100"))),
                        name="baseline_strength_trial_1_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_2__gte", Decimal("0")), ("trial_2__lte", Decimal("100"))),
                        name="baseline_strength_trial_2_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_3__gte", Decimal("0")), ("trial_3__lte", Decimal("100"))),
                        name="baseline_strength_trial_3_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BaselineThumbLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("part", models.CharField(blank=True, default="", max_length=40)),
                ("flexion", models.SmallIntegerField(blank=True, null=True)),
                ("extension", models.SmallIntegerField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="thumb", to="journey.baselinerecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="baseline_thumb_in_order"),
                    models.UniqueConstraint(fields=("record", "part"), name="baseline_thumb_each_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["thumb_ip", "thumb_mcp", "wrist", ""])),
                        name="baseline_thumb_part_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("flexion__gte", -90), ("flexion__lte", 180)),
                        name="baseline_thumb_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extension__gte", -90), ("extension__lte", 180)),
                        name="baseline_thumb_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasuresRecord",
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
                ("visit_code", models.CharField(blank=True, default="", max_length=40)),
                ("measured_on", models.DateField(blank=True, null=True)),
                ("grip_device", models.CharField(blank=True, default="", max_length=120)),
                ("pinch_device", models.CharField(blank=True, default="", max_length=120)),
                ("other_hand_reason", models.CharField(blank=True, default="", max_length=120)),
                ("kapandji", models.SmallIntegerField(blank=True, null=True)),
                ("thumb_palmar_abduction", models.SmallIntegerField(blank=True, null=True)),
                ("thumb_radial_abduction", models.SmallIntegerField(blank=True, null=True)),
                (
                    "tender_joints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "swollen_joints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="measures_record_once_per_session"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "visit_code__in",
                                [
                                    "CALL_48_72H",
                                    "M12",
                                    "M3",
                                    "M6",
                                    "UNSCHEDULED",
                                    "W2",
                                    "W6",
                                    "Y10",
                                    "Y11",
                                    "Y12",
                                    "Y13",
                                    "Y14",
                                    "Y15",
                                    "Y2",
                                    "Y3",
                                    "Y4",
                                    "Y5",
                                    "Y6",
                                    "Y7",
                                    "Y8",
                                    "Y9",
                                    "",
                                ],
                            )
                        ),
                        name="measures_record_visit_code_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kapandji__gte", 0), ("kapandji__lte", 10)),
                        name="measures_record_kapandji_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thumb_palmar_abduction__gte", -90), ("thumb_palmar_abduction__lte", 180)),
                        name="measures_record_thumb_palmar_abduction_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thumb_radial_abduction__gte", -90), ("thumb_radial_abduction__lte", 180)),
                        name="measures_record_thumb_radial_abduction_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tender_joints__contained_by",
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
                                ],
                            )
                        ),
                        name="measures_record_tender_joints_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "swollen_joints__contained_by",
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
                                ],
                            )
                        ),
                        name="measures_record_swollen_joints_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasuresFingersLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("finger", models.CharField(blank=True, default="", max_length=40)),
                ("mcp_flexion", models.SmallIntegerField(blank=True, null=True)),
                ("mcp_extension", models.SmallIntegerField(blank=True, null=True)),
                ("pip_flexion", models.SmallIntegerField(blank=True, null=True)),
                ("pip_extension", models.SmallIntegerField(blank=True, null=True)),
                ("dip_flexion", models.SmallIntegerField(blank=True, null=True)),
                ("dip_extension", models.SmallIntegerField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fingers", to="journey.measuresrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="measures_fingers_in_order"),
                    models.UniqueConstraint(fields=("record", "finger"), name="measures_fingers_each_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("finger__in", ["2", "3", "4", "5", ""])),
                        name="measures_fingers_finger_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mcp_flexion__gte", -90), ("mcp_flexion__lte", 180)),
                        name="measures_fingers_mcp_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mcp_extension__gte", -90), ("mcp_extension__lte", 180)),
                        name="measures_fingers_mcp_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pip_flexion__gte", -90), ("pip_flexion__lte", 180)),
                        name="measures_fingers_pip_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pip_extension__gte", -90), ("pip_extension__lte", 180)),
                        name="measures_fingers_pip_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dip_flexion__gte", -90), ("dip_flexion__lte", 180)),
                        name="measures_fingers_dip_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dip_extension__gte", -90), ("dip_extension__lte", 180)),
                        name="measures_fingers_dip_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasuresStrengthLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("measure", models.CharField(blank=True, default="", max_length=40)),
                ("hand", models.CharField(blank=True, default="", max_length=40)),
                ("trial_1", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("trial_2", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("trial_3", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strength",
                        to="journey.measuresrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="measures_strength_in_order"),
                    models.UniqueConstraint(
                        fields=("record", "measure", "hand"), name="measures_strength_each_row_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ["grip", "pinch_key", "pinch_tip", "pinch_tripod", ""])),
                        name="measures_strength_measure_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hand__in", ["left", "right", ""])),
                        name="measures_strength_hand_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_1__gte", Decimal("0")), ("trial_1__lte", Decimal("100"))),
                        name="measures_strength_trial_1_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_2__gte", Decimal("0")), ("trial_2__lte", Decimal("100"))),
                        name="measures_strength_trial_2_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_3__gte", Decimal("0")), ("trial_3__lte", Decimal("100"))),
                        name="measures_strength_trial_3_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasuresThumbLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("part", models.CharField(blank=True, default="", max_length=40)),
                ("flexion", models.SmallIntegerField(blank=True, null=True)),
                ("extension", models.SmallIntegerField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="thumb", to="journey.measuresrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="measures_thumb_in_order"),
                    models.UniqueConstraint(fields=("record", "part"), name="measures_thumb_each_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["thumb_ip", "thumb_mcp", "wrist", ""])),
                        name="measures_thumb_part_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("flexion__gte", -90), ("flexion__lte", 180)),
                        name="measures_thumb_flexion_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extension__gte", -90), ("extension__lte", 180)),
                        name="measures_thumb_extension_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitRecord",
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
                ("visit_code", models.CharField(blank=True, default="", max_length=40)),
                ("visited_on", models.DateField(blank=True, null=True)),
                ("mode", models.CharField(blank=True, default="", max_length=40)),
                ("swelling", models.SmallIntegerField(blank=True, null=True)),
                ("grind_test", models.CharField(blank=True, default="", max_length=40)),
                ("finkelstein", models.CharField(blank=True, default="", max_length=40)),
                ("trigger_grade", models.SmallIntegerField(blank=True, null=True)),
                ("instability", models.BooleanField(blank=True, null=True)),
                ("skin_intact", models.BooleanField(blank=True, null=True)),
                ("neurovascular_ok", models.BooleanField(blank=True, null=True)),
                ("new_lump", models.BooleanField(blank=True, null=True)),
                ("lump_where", models.CharField(blank=True, default="", max_length=120)),
                ("lump_review", models.CharField(blank=True, default="", max_length=40)),
                ("ae_review", models.BooleanField(blank=True, null=True)),
                (
                    "other_treatment_since",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("other_treatment_since_other", models.CharField(blank=True, default="", max_length=200)),
                ("response", models.CharField(blank=True, default="", max_length=40)),
                ("decision", models.CharField(blank=True, default="", max_length=40)),
                ("decision_reason", models.TextField(blank=True, default="", max_length=2000)),
                ("long_term_plan", models.CharField(blank=True, default="", max_length=40)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="visit_record_once_per_session"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "visit_code__in",
                                [
                                    "CALL_48_72H",
                                    "M12",
                                    "M3",
                                    "M6",
                                    "UNSCHEDULED",
                                    "W2",
                                    "W6",
                                    "Y10",
                                    "Y11",
                                    "Y12",
                                    "Y13",
                                    "Y14",
                                    "Y15",
                                    "Y2",
                                    "Y3",
                                    "Y4",
                                    "Y5",
                                    "Y6",
                                    "Y7",
                                    "Y8",
                                    "Y9",
                                    "",
                                ],
                            )
                        ),
                        name="visit_record_visit_code_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["in_person", "phone", "video", ""])),
                        name="visit_record_mode_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("swelling__gte", 0), ("swelling__lte", 3)),
                        name="visit_record_swelling_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grind_test__in", ["neg", "not_done", "pos", ""])),
                        name="visit_record_grind_test_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("finkelstein__in", ["neg", "not_done", "pos", ""])),
                        name="visit_record_finkelstein_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trigger_grade__gte", 0), ("trigger_grade__lte", 4)),
                        name="visit_record_trigger_grade_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lump_review__in", ["harmless", "open", "tumour", ""])),
                        name="visit_record_lump_review_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "other_treatment_since__contained_by",
                                ["none", "other", "other_cells", "steroid", "surgery"],
                            )
                        ),
                        name="visit_record_other_treatment_since_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("response__in", ["better", "cannot_tell", "much_better", "same", "too_early", "worse", ""])
                        ),
                        name="visit_record_response_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "decision__in",
                                [
                                    "additional_session",
                                    "continue_follow_up",
                                    "end_active_follow_up",
                                    "refer_hand_surgery",
                                    "refer_other",
                                    "",
                                ],
                            )
                        ),
                        name="visit_record_decision_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("long_term_plan__in", ["app_and_call", "elsewhere", "not_wanted", "visit", ""])
                        ),
                        name="visit_record_long_term_plan_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitImagesLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("modality", models.CharField(blank=True, default="", max_length=40)),
                ("none_reason", models.CharField(blank=True, default="", max_length=120)),
                ("imaged_on", models.DateField(blank=True, null=True)),
                (
                    "views",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("findings", models.TextField(blank=True, default="", max_length=2000)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="images", to="journey.visitrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="visit_images_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("modality__in", ["ct", "mri", "none", "ultrasound", "xray", ""])),
                        name="visit_images_modality_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("views__contained_by", ["bett_gedda", "lateral", "oblique", "pa", "robert", "stress"])
                        ),
                        name="visit_images_views_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="baselinerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="eabb4d1cc06e4205410fe24f78e5c20cc7fa30cd",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_94e96",
                    table="journey_baselinerecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="baselinerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="baseline_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="357cf37e3bf9dc901200fc08dac1d04d981bec12",
                    operation="DELETE",
                    pgid="pgtrigger_baseline_record_is_never_deleted_291c0",
                    table="journey_baselinerecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="baselinefingersline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_baselinerecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="2d27b3e9970391e870db8ad0158df5e1c4278b15",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_de7a8",
                    table="journey_baselinefingersline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="baselinestrengthline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_baselinerecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="6dd64c65f25e1ceb9da4c49938bb6a5fd3cb6aef",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_b2fdc",
                    table="journey_baselinestrengthline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="baselinethumbline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_baselinerecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="8898f18060026da05ba184337c592e7dcfea5904",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_b6fbd",
                    table="journey_baselinethumbline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuresrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="709d70308004dab33f62868d55a236c2f962e6aa",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_1fcc6",
                    table="journey_measuresrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuresrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="measures_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="51f7623d3e535c93b966dbd3752ad9edbcea0b01",
                    operation="DELETE",
                    pgid="pgtrigger_measures_record_is_never_deleted_6e0ac",
                    table="journey_measuresrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuresfingersline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_measuresrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="28ae7fcf6fcb3563e9b86b97f7c7eb5437b883c9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_0feff",
                    table="journey_measuresfingersline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuresstrengthline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_measuresrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="e8ee409084a219df896424deed3002e1bc68b81b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_7a5cc",
                    table="journey_measuresstrengthline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuresthumbline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_measuresrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="071deb59d7dc208917453ff255dbf2d1abbfaa55",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_9e5ef",
                    table="journey_measuresthumbline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="11b98d5d239c59612f83d16b60365b0691a65a5e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_14d27",
                    table="journey_visitrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="visit_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="dbdf243ea28888df975e7c566844b6c5f98ab5d4",
                    operation="DELETE",
                    pgid="pgtrigger_visit_record_is_never_deleted_53753",
                    table="journey_visitrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitimagesline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_visitrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="f36f5dd572096847e6fac820ea1c4a0b2e973d8c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_7d672",
                    table="journey_visitimagesline",
                    when="AFTER",
                ),
            ),
        ),
    ]
