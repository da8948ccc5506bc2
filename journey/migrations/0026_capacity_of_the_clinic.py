"""Rooms, hours, leave, closed days and visit types; visits get a room and the states that were missing."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journey", "0025_measurements_and_visits_recorded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "Public holiday"), ("closure", "Closed by the clinic")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="journey.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "closed days",
                "verbose_name_plural": "closed days",
                "ordering": ["first", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["holiday", "closure"])), name="closure_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="closure_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "leave",
                "verbose_name_plural": "leave",
                "ordering": ["starts_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="leave_ends_after_start",
                        violation_error_message="The leave must end after it starts.",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["person", "ends_at"], name="leave_by_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("consulting", "Consulting room"), ("procedure", "Procedure room")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("is_used", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="journey.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["site__name", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["consulting", "procedure"])), name="room_kind_known"
                    ),
                    models.UniqueConstraint(
                        fields=("site", "name"),
                        name="room_name_once_at_a_site",
                        violation_error_message="This site has a room of that name already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitType",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=14, unique=True, verbose_name="visit")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes with the patient")),
                (
                    "room",
                    models.CharField(
                        choices=[
                            ("none", "No room"),
                            ("consulting", "Consulting room"),
                            ("procedure", "Procedure room"),
                        ],
                        max_length=10,
                        verbose_name="room",
                    ),
                ),
                ("by_clinician", models.BooleanField(default=True, verbose_name="clinician")),
                ("by_nurse", models.BooleanField(default=False, verbose_name="nurse")),
                ("by_coordinator", models.BooleanField(default=False, verbose_name="coordinator")),
                ("prepare", models.PositiveSmallIntegerField(default=0, verbose_name="minutes to prepare the room")),
                ("clean_up", models.PositiveSmallIntegerField(default=0, verbose_name="minutes to clean up")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "visit type",
                "verbose_name_plural": "visit types",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("room__in", ["none", "consulting", "procedure"])),
                        name="visit_type_room_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 720))),
                        name="visit_type_5_minutes_to_12_hours",
                        violation_error_message="A visit takes 5 minutes to 12 hours.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("clean_up__lte", 240), ("prepare__lte", 240)),
                        name="visit_type_around_at_most_4_hours",
                        violation_error_message="Preparing and cleaning up take at most 4 hours each.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_clinician", True), ("by_nurse", True), ("by_coordinator", True), _connector="OR"
                        ),
                        name="visit_type_is_with_somebody",
                        violation_error_message="Choose who may see the patient.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "hours",
                    models.TextField(help_text="One line each, for example: Mon-Fri 08:30-12:30", verbose_name="hours"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="working_hours",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="working_hours",
                        to="journey.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "working hours",
                "verbose_name_plural": "working hours",
                "ordering": ["person__display_name", "site__name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "site"),
                        name="working_hours_once",
                        violation_error_message="This person has hours at this site already. Change those.",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="appointment_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="appointment_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="no_overlap_for_clinician",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="no_overlap_for_patient",
        ),
        migrations.AddField(
            model_name="appointment",
            name="occupied_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="room taken from"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="occupied_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="room taken until"),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("consultation", "Consultation"),
                    ("preparation", "Preparation"),
                    ("procedure", "Procedure day: harvest and injection"),
                    ("harvest", "Harvest"),
                    ("injection", "Injection"),
                    ("call_48_72h", "Call after 48 to 72 hours"),
                    ("w2", "Two-week check"),
                    ("w6", "Six-week check"),
                    ("m3", "Three-month check"),
                    ("m6", "Six-month check"),
                    ("m12", "One-year check"),
                    ("yearly", "Yearly check"),
                    ("call", "Call"),
                    ("unscheduled", "Unscheduled"),
                ],
                max_length=14,
                verbose_name="visit",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "Asked for"),
                    ("offered", "Offered"),
                    ("booked", "Booked"),
                    ("confirmed", "Confirmed"),
                    ("arrived", "Arrived"),
                    ("done", "Done"),
                    ("no_show", "Did not come"),
                    ("cancelled_by_patient", "Cancelled by patient"),
                    ("cancelled_by_clinic", "Cancelled by clinic"),
                    ("moved", "Moved"),
                    ("entered_in_error", "Entered in error"),
                ],
                default="booked",
                max_length=22,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="journey.room",
                verbose_name="room",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "requested",
                            "offered",
                            "booked",
                            "confirmed",
                            "arrived",
                            "done",
                            "no_show",
                            "cancelled_by_patient",
                            "cancelled_by_clinic",
                            "moved",
                            "entered_in_error",
                        ],
                    )
                ),
                name="appointment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "consultation",
                            "preparation",
                            "procedure",
                            "harvest",
                            "injection",
                            "call_48_72h",
                            "w2",
                            "w6",
                            "m3",
                            "m6",
                            "m12",
                            "yearly",
                            "call",
                            "unscheduled",
                        ],
                    )
                ),
                name="appointment_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("occupied_from__isnull", True), ("occupied_until__isnull", True), ("room__isnull", True)),
                    models.Q(
                        ("occupied_from__isnull", False),
                        ("occupied_from__lte", models.F("starts_at")),
                        ("occupied_until__gte", models.F("ends_at")),
                        ("occupied_until__isnull", False),
                        ("room__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="appointment_room_taken_around_the_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("state__in", ("offered", "booked", "confirmed", "arrived", "done")), ("room__isnull", False)
                ),
                expressions=[
                    (
                        models.Func(
                            models.F("room"),
                            models.F("room"),
                            models.Value("[]"),
                            function="uuidrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "=",
                    ),
                    (
                        models.Func(
                            models.F("occupied_from"),
                            models.F("occupied_until"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="no_overlap_for_room",
                violation_error_message="This room is taken at that time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ("offered", "booked", "confirmed", "arrived", "done"))),
                expressions=[
                    (
                        models.Func(
                            models.F("clinician"),
                            models.F("clinician"),
                            models.Value("[]"),
                            function="uuidrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "=",
                    ),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="no_overlap_for_clinician",
                violation_error_message="This clinician already has a visit at that time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ("offered", "booked", "confirmed", "arrived", "done"))),
                expressions=[
                    (
                        models.Func(
                            models.F("patient"),
                            models.F("patient"),
                            models.Value("[]"),
                            function="uuidrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "=",
                    ),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="no_overlap_for_patient",
                violation_error_message="This patient already has a visit at that time.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visittype",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', '', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="828ebcbb05c8e28de4d8f9713590525453a4e867",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_ead6a",
                    table="journey_visittype",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closure",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', '', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="4cc9e84a80915aa7be8695a87a83d884643c4dba",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_c5861",
                    table="journey_closure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leave",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', '', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="a5dd6483316394df17060e3499d0a288f6d5bc28",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_e9590",
                    table="journey_leave",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="room",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', '', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c13bb65b67c12a1250dc3e944e56450585c3487e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_70881",
                    table="journey_room",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workinghours",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', '', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="4f874d02fe7f882b3b85f99034aa74bf9f2e5a37",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_97616",
                    table="journey_workinghours",
                    when="AFTER",
                ),
            ),
        ),
    ]
