"""Products as things of their own, with their checks of identity and the signatures of their release."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


# Nobody waits for a number, and nobody gets one twice; they begin again after a million.
NUMBERS = "create sequence journey_product_number maxvalue 999999 cycle"
NO_NUMBERS = "drop sequence journey_product_number"

# A session that held only a number gets the product that the number named: not checked, not released, of its patient.
GROWN = """
insert into journey_product (id, code, patient_id, cycle_id, origin, made_at, lots, quarantine_reason, abort_reason,
    disposition)
select gen_random_uuid(), c.product_id, j.patient_id, c.id, coalesce(nullif(c.harvest_mode, ''), 'patient_harvest'),
    coalesce(c.harvest_at, c.injection_at, c.opened_at), '{}', '', '', ''
from journey_cycle c join journey_journey j on j.id = c.journey_id where c.product_id <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("journey", "0021_consent_of_patients"),
    ]

    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="product id")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("patient_harvest", "Patient harvest"),
                            ("banked_cells", "Banked cells"),
                            ("donor_product", "Donor product"),
                        ],
                        max_length=16,
                        verbose_name="how the cells come",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "lots",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("quarantined_at", models.DateTimeField(blank=True, null=True, verbose_name="quarantined")),
                (
                    "quarantine_reason",
                    models.CharField(blank=True, max_length=20, verbose_name="why it is in quarantine"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="disposed of or stored")),
                ("abort_reason", models.CharField(blank=True, max_length=24, verbose_name="why it is not used")),
                ("disposition", models.CharField(blank=True, max_length=22, verbose_name="what became of it")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="journey.cycle"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="journey.patient"
                    ),
                ),
                (
                    "quarantined_by",
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
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "ordering": ["-made_at"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["lots"], name="product_by_lot")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["patient_harvest", "banked_cells", "donor_product"])),
                        name="product_origin_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quarantine_reason__in",
                                ["identity_mismatch", "contamination", "recall", "damaged", "other", ""],
                            )
                        ),
                        name="product_quarantine_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disposition__in", ["discarded", "research_with_consent", "stored", ""])),
                        name="product_disposition_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "abort_reason__in",
                                [
                                    "low_volume",
                                    "low_viability",
                                    "low_cell_count",
                                    "contamination",
                                    "clotted",
                                    "identity_mismatch",
                                    "equipment_failure",
                                    "patient_not_tolerating",
                                    "patient_withdrew",
                                    "medical_event",
                                    "",
                                ],
                            )
                        ),
                        name="product_abort_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quarantined_at__isnull", True), ("quarantined_by__isnull", True)),
                            models.Q(("quarantined_at__isnull", False), ("quarantined_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="product_quarantined_paired",
                        violation_error_message="A time needs a person, and a person needs a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="product_ended_paired",
                        violation_error_message="A time needs a person, and a person needs a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quarantine_reason", ""), ("quarantined_at__isnull", True)),
                            models.Q(
                                ("quarantined_at__isnull", False), models.Q(("quarantine_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="product_quarantine_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposition", ""), ("ended_at__isnull", True)),
                            models.Q(("ended_at__isnull", False), models.Q(("disposition", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="product_end_has_a_disposition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quarantined_at__isnull", True),
                            models.Q(("disposition", "stored"), _negated=True),
                            _connector="OR",
                        ),
                        name="product_in_quarantine_is_not_stored",
                        violation_error_message="A product in quarantine is never stored for use.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseSignature",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("container_intact", models.BooleanField(verbose_name="container intact, no clots or particles")),
                ("reason", models.TextField(blank=True, max_length=500, verbose_name="why it may be used")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release_signatures",
                        to="journey.cycle",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="journey.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "signature of a release",
                "verbose_name_plural": "signatures of releases",
                "ordering": ["place"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place__in", [1, 2])), name="release_signature_first_or_second"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("container_intact", True)), name="release_signature_of_an_intact_container"
                    ),
                    models.UniqueConstraint(
                        fields=("product", "cycle", "place"), name="release_signed_once_at_each_place"
                    ),
                    models.UniqueConstraint(
                        fields=("product", "cycle", "by"),
                        name="release_signed_by_two_people",
                        violation_error_message="Another person must sign. You signed already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("point", models.CharField(max_length=5, verbose_name="checkpoint")),
                ("identifiers", models.CharField(max_length=20, verbose_name="identifiers read aloud")),
                ("scanned", models.CharField(max_length=40, verbose_name="label as scanned")),
                ("matches", models.BooleanField(verbose_name="all match")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identity_checks", to="journey.cycle"
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_checks",
                        to="journey.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "identity check",
                "verbose_name_plural": "identity checks",
                "ordering": ["at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("point__in", ["COI-1", "COI-2", "COI-3", "COI-4", "COI-5"])),
                        name="identity_check_point_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("identifiers__in", ["name_birth_date", "name_record_number"])),
                        name="identity_check_identifiers_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("checked_by", models.F("second_by")), _negated=True),
                        name="identity_check_by_two_people",
                        violation_error_message="The second person cannot be the same person.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cycle",
            trigger=pgtrigger.compiler.Trigger(
                name="only_its_own_good_product",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.product_id <> '')",
                    declare="DECLARE found record;",
                    func="\nIF TG_OP = 'UPDATE' AND OLD.product_id = NEW.product_id\n    AND (NEW.injection_at IS NULL OR OLD.injection_at IS NOT NULL) THEN\n    RETURN NEW;\nEND IF;\nSELECT p.*, (SELECT count(DISTINCT s.by_id) FROM journey_releasesignature s\n    WHERE s.product_id = p.id AND s.cycle_id = NEW.id) AS signed\nINTO found FROM journey_product p JOIN journey_journey j ON j.patient_id = p.patient_id\nWHERE p.code = NEW.product_id AND j.id = NEW.journey_id;\nIF found.id IS NULL THEN\n    RAISE EXCEPTION 'product % is not of this patient', NEW.product_id\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_of_this_patient';\nELSIF found.quarantined_at IS NOT NULL OR found.disposition NOT IN ('', 'stored') THEN\n    RAISE EXCEPTION 'product % may not be used', NEW.product_id\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_may_be_used';\nELSIF NEW.injection_at IS NOT NULL AND found.signed < 2 THEN\n    RAISE EXCEPTION 'product % is not released', NEW.product_id\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_released_by_two';\nEND IF;\nRETURN NEW;\n",
                    hash="32f8de832862ac6f51dbddd206836d20548be2e6",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_only_its_own_good_product_2df32",
                    table="journey_cycle",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'patient_id', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c84836b490a7f133d066ce5dd988627d5e7d2e70",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_93be4",
                    table="journey_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="product_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9b0de3d4a885e672b26b68d5eeec0c4dc2f3f0ac",
                    operation="DELETE",
                    pgid="pgtrigger_product_is_never_deleted_8feda",
                    table="journey_product",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="product_stays_whose_it_is",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.code IS DISTINCT FROM NEW.code OR OLD.patient_id IS DISTINCT FROM NEW.patient_id OR OLD.cycle_id IS DISTINCT FROM NEW.cycle_id OR OLD.origin IS DISTINCT FROM NEW.origin OR OLD.made_at IS DISTINCT FROM NEW.made_at OR OLD.made_by_id IS DISTINCT FROM NEW.made_by_id)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="c1764422ca908d35991c1815c1a3fb2234e15a68",
                    operation="UPDATE",
                    pgid="pgtrigger_product_stays_whose_it_is_460d5",
                    table="journey_product",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="quarantine_is_for_ever",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.quarantined_at IS NOT NULL AND (OLD.quarantined_at IS DISTINCT FROM NEW.quarantined_at OR OLD.quarantined_by_id IS DISTINCT FROM NEW.quarantined_by_id OR OLD.quarantine_reason IS DISTINCT FROM NEW.quarantine_reason))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b67424b90b78968a5a88d03d2b97f3f563cc492d",
                    operation="UPDATE",
                    pgid="pgtrigger_quarantine_is_for_ever_ba142",
                    table="journey_product",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="what_is_gone_stays_gone",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.ended_at IS NOT NULL AND OLD.disposition <> 'stored' AND (OLD.ended_at IS DISTINCT FROM NEW.ended_at OR OLD.ended_by_id IS DISTINCT FROM NEW.ended_by_id OR OLD.disposition IS DISTINCT FROM NEW.disposition OR OLD.abort_reason IS DISTINCT FROM NEW.abort_reason))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b1937d43a1d606d92bfb39c5eb0b000e83e0d0bc",
                    operation="UPDATE",
                    pgid="pgtrigger_what_is_gone_stays_gone_b5d43",
                    table="journey_product",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="lots_are_never_forgotten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (OLD.lots <@ NEW.lots))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="5c88b83069105999626fa1fc00cb98b3a14623c6",
                    operation="UPDATE",
                    pgid="pgtrigger_lots_are_never_forgotten_29eef",
                    table="journey_product",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identitycheck",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="7687fb6dd2f533b01609acf3c1e4245441449761",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_fe8fc",
                    table="journey_identitycheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identitycheck",
            trigger=pgtrigger.compiler.Trigger(
                name="identity_check_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f363287303fdce47ded88d93d2e0b46f286f5f5a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_identity_check_is_append_only_d9d67",
                    table="journey_identitycheck",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="releasesignature",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="179e01a7a6e12a88b4c331a7a30f28511749c408",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_5d46f",
                    table="journey_releasesignature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="releasesignature",
            trigger=pgtrigger.compiler.Trigger(
                name="release_signature_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="da6acb28ba0f3456fe8d4c8d5f90d4aa7d7374c4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_release_signature_is_append_only_db663",
                    table="journey_releasesignature",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(GROWN, migrations.RunSQL.noop),
    ]
