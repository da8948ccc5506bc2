"""The clinical record of the harvest and of the cells, and the clinic's limit of lidocaine."""

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
        ("accounts", "__first__"),
        ("journey", "0017_names_are_found_without_their_accents"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankedCellsRecord",
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
                ("bank_lot", models.CharField(blank=True, default="", max_length=40)),
                ("stored_on", models.DateField(blank=True, null=True)),
                ("stored_until", models.DateField(blank=True, null=True)),
                ("storage_celsius", models.SmallIntegerField(blank=True, null=True)),
                ("storage_place", models.CharField(blank=True, default="", max_length=80)),
                ("thaw_at", models.DateTimeField(blank=True, null=True)),
                ("culture_grown", models.BooleanField(blank=True, null=True)),
                ("final_volume_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("tnc_measured", models.BooleanField(blank=True, null=True)),
                ("tnc_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("viability_measured", models.BooleanField(blank=True, null=True)),
                ("viability_pct", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("viability_method", models.CharField(blank=True, default="", max_length=40)),
                ("viability_method_other", models.CharField(blank=True, default="", max_length=200)),
                ("gram_stain", models.CharField(blank=True, default="", max_length=40)),
                ("endotoxin_eu_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ("sterility_culture", models.CharField(blank=True, default="", max_length=40)),
                ("recall_plan", models.TextField(blank=True, default="", max_length=2000)),
                ("mycoplasma", models.CharField(blank=True, default="", max_length=40)),
                ("dose_low_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("dose_high_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="banked_cells_record_once_per_session"),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1)), name="banked_cells_record_is_the_only_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("storage_celsius__gte", -200), ("storage_celsius__lte", 40)),
                        name="banked_cells_record_storage_celsius_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_volume_ml__gt", Decimal("0")), ("final_volume_ml__lte", Decimal("50"))
                        ),
                        name="banked_cells_record_final_volume_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tnc_million__gte", Decimal("0")), ("tnc_million__lte", Decimal("100000"))),
                        name="banked_cells_record_tnc_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("viability_pct__gte", Decimal("0")), ("viability_pct__lte", Decimal("100"))
                        ),
                        name="banked_cells_record_viability_pct_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("viability_method__in", ["7aad", "ao_pi", "other", "trypan_blue", ""])),
                        name="banked_cells_record_viability_method_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gram_stain__in", ["negative", "not_done", "pending", "positive", ""])),
                        name="banked_cells_record_gram_stain_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("endotoxin_eu_ml__gte", Decimal("0")), ("endotoxin_eu_ml__lte", Decimal("1000"))
                        ),
                        name="banked_cells_record_endotoxin_eu_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sterility_culture__in", ["negative", "not_done", "pending", "positive", ""])
                        ),
                        name="banked_cells_record_sterility_culture_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mycoplasma__in", ["negative", "not_done", "pending", "positive", ""])),
                        name="banked_cells_record_mycoplasma_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_low_million__gte", Decimal("0")), ("dose_low_million__lte", Decimal("100000"))
                        ),
                        name="banked_cells_record_dose_low_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_high_million__gte", Decimal("0")), ("dose_high_million__lte", Decimal("100000"))
                        ),
                        name="banked_cells_record_dose_high_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorUnitRecord",
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
                ("donation_id", models.CharField(blank=True, default="", max_length=40)),
                ("supplier", models.CharField(blank=True, default="", max_length=120)),
                ("supplier_registration", models.CharField(blank=True, default="", max_length=120)),
                ("lot", models.CharField(blank=True, default="", max_length=40)),
                ("unit_no", models.CharField(blank=True, default="", max_length=40)),
                ("expiry", models.DateField(blank=True, null=True)),
                ("donor_eligibility_doc", models.CharField(blank=True, default="", max_length=120)),
                ("donor_eligible", models.BooleanField(blank=True, null=True)),
                ("cert_of_analysis", models.CharField(blank=True, default="", max_length=120)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("cold_chain_ok", models.BooleanField(blank=True, null=True)),
                ("recall_checked_at", models.DateTimeField(blank=True, null=True)),
                ("culture_grown", models.BooleanField(blank=True, null=True)),
                ("final_volume_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("tnc_measured", models.BooleanField(blank=True, null=True)),
                ("tnc_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("viability_measured", models.BooleanField(blank=True, null=True)),
                ("viability_pct", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("viability_method", models.CharField(blank=True, default="", max_length=40)),
                ("viability_method_other", models.CharField(blank=True, default="", max_length=200)),
                ("gram_stain", models.CharField(blank=True, default="", max_length=40)),
                ("endotoxin_eu_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ("sterility_culture", models.CharField(blank=True, default="", max_length=40)),
                ("recall_plan", models.TextField(blank=True, default="", max_length=2000)),
                ("mycoplasma", models.CharField(blank=True, default="", max_length=40)),
                ("dose_low_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("dose_high_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="donor_unit_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="donor_unit_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_volume_ml__gt", Decimal("0")), ("final_volume_ml__lte", Decimal("50"))
                        ),
                        name="donor_unit_record_final_volume_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tnc_million__gte", Decimal("0")), ("tnc_million__lte", Decimal("100000"))),
                        name="donor_unit_record_tnc_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("viability_pct__gte", Decimal("0")), ("viability_pct__lte", Decimal("100"))
                        ),
                        name="donor_unit_record_viability_pct_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("viability_method__in", ["7aad", "ao_pi", "other", "trypan_blue", ""])),
                        name="donor_unit_record_viability_method_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gram_stain__in", ["negative", "not_done", "pending", "positive", ""])),
                        name="donor_unit_record_gram_stain_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("endotoxin_eu_ml__gte", Decimal("0")), ("endotoxin_eu_ml__lte", Decimal("1000"))
                        ),
                        name="donor_unit_record_endotoxin_eu_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sterility_culture__in", ["negative", "not_done", "pending", "positive", ""])
                        ),
                        name="donor_unit_record_sterility_culture_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mycoplasma__in", ["negative", "not_done", "pending", "positive", ""])),
                        name="donor_unit_record_mycoplasma_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_low_million__gte", Decimal("0")), ("dose_low_million__lte", Decimal("100000"))
                        ),
                        name="donor_unit_record_dose_low_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_high_million__gte", Decimal("0")), ("dose_high_million__lte", Decimal("100000"))
                        ),
                        name="donor_unit_record_dose_high_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HarvestRecord",
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
                ("room", models.CharField(blank=True, default="", max_length=40)),
                ("site", models.CharField(blank=True, default="", max_length=40)),
                ("site_other", models.CharField(blank=True, default="", max_length=200)),
                ("site_side", models.CharField(blank=True, default="", max_length=40)),
                ("guidance", models.CharField(blank=True, default="", max_length=40)),
                ("punctures", models.SmallIntegerField(blank=True, null=True)),
                ("needle_gauge", models.SmallIntegerField(blank=True, null=True)),
                ("cannula_mm", models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ("volume_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("anticoagulant_type", models.CharField(blank=True, default="", max_length=40)),
                ("anticoagulant_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("weight_kg", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("tumescent_ml", models.SmallIntegerField(blank=True, null=True)),
                ("lidocaine_total_mg", models.SmallIntegerField(blank=True, null=True)),
                ("tolerance", models.SmallIntegerField(blank=True, null=True)),
                ("tolerance_note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "immediate_complication",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("immediate_complication_other", models.CharField(blank=True, default="", max_length=200)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="harvest_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="harvest_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "site__in",
                                [
                                    "abdomen",
                                    "anterior_iliac_crest",
                                    "buttock",
                                    "calcaneus",
                                    "distal_radius",
                                    "flank",
                                    "other",
                                    "posterior_iliac_crest",
                                    "proximal_tibia",
                                    "thigh",
                                    "",
                                ],
                            )
                        ),
                        name="harvest_record_site_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("site_side__in", ["both", "left", "midline", "right", ""])),
                        name="harvest_record_site_side_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guidance__in", ["fluoroscopy", "landmark", "ultrasound", ""])),
                        name="harvest_record_guidance_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("punctures__gte", 1), ("punctures__lte", 12)),
                        name="harvest_record_punctures_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needle_gauge__gte", 8), ("needle_gauge__lte", 16)),
                        name="harvest_record_needle_gauge_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cannula_mm__gte", Decimal("1")), ("cannula_mm__lte", Decimal("5"))),
                        name="harvest_record_cannula_mm_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("volume_ml__gte", Decimal("5")), ("volume_ml__lte", Decimal("300"))),
                        name="harvest_record_volume_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("anticoagulant_type__in", ["acd_a", "heparin", "none", ""])),
                        name="harvest_record_anticoagulant_type_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("anticoagulant_ml__gte", Decimal("0")), ("anticoagulant_ml__lte", Decimal("100"))
                        ),
                        name="harvest_record_anticoagulant_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight_kg__gte", Decimal("20")), ("weight_kg__lte", Decimal("350"))),
                        name="harvest_record_weight_kg_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tumescent_ml__gte", 0), ("tumescent_ml__lte", 3000)),
                        name="harvest_record_tumescent_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lidocaine_total_mg__gte", 0), ("lidocaine_total_mg__lte", 10000)),
                        name="harvest_record_lidocaine_total_mg_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tolerance__gte", 0), ("tolerance__lte", 10)),
                        name="harvest_record_tolerance_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "immediate_complication__contained_by",
                                ["bleeding", "none", "other", "severe_pain", "vasovagal"],
                            )
                        ),
                        name="harvest_record_immediate_complication_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessingRecord",
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
                ("process_method", models.CharField(blank=True, default="", max_length=40)),
                ("device", models.CharField(blank=True, default="", max_length=80)),
                ("device_lot", models.CharField(blank=True, default="", max_length=40)),
                ("kit_lot", models.CharField(blank=True, default="", max_length=40)),
                ("kit_expiry", models.DateField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("aseptic_record", models.BooleanField(blank=True, null=True)),
                ("final_volume_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("tnc_measured", models.BooleanField(blank=True, null=True)),
                ("tnc_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("viability_measured", models.BooleanField(blank=True, null=True)),
                ("viability_pct", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("viability_method", models.CharField(blank=True, default="", max_length=40)),
                ("viability_method_other", models.CharField(blank=True, default="", max_length=200)),
                ("mnc_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("cfu_f_per_ml", models.DecimalField(blank=True, decimal_places=1, max_digits=8, null=True)),
                ("cfu_f_total", models.DecimalField(blank=True, decimal_places=1, max_digits=9, null=True)),
                ("cd73", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("cd90", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("cd105", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("cd34", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("cd45", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("cd14_cd11b", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("cd19_cd79a", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("hla_dr", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("plastic_adherent", models.BooleanField(blank=True, null=True)),
                ("three_way", models.BooleanField(blank=True, null=True)),
                ("gram_stain", models.CharField(blank=True, default="", max_length=40)),
                ("endotoxin_eu_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ("sterility_culture", models.CharField(blank=True, default="", max_length=40)),
                ("recall_plan", models.TextField(blank=True, default="", max_length=2000)),
                ("mycoplasma", models.CharField(blank=True, default="", max_length=40)),
                ("dose_low_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("dose_high_million", models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ("storage_celsius", models.SmallIntegerField(blank=True, null=True)),
                ("storage_place", models.CharField(blank=True, default="", max_length=80)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
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
                    models.UniqueConstraint(fields=("cycle", "number"), name="processing_record_once_per_session"),
                    models.CheckConstraint(condition=models.Q(("number", 1)), name="processing_record_is_the_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "process_method__in",
                                [
                                    "bmac_centrifuge",
                                    "culture_expanded",
                                    "mechanical_fat",
                                    "svf_enzymatic",
                                    "svf_mechanical",
                                    "unprocessed",
                                    "",
                                ],
                            )
                        ),
                        name="processing_record_process_method_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_volume_ml__gt", Decimal("0")), ("final_volume_ml__lte", Decimal("50"))
                        ),
                        name="processing_record_final_volume_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tnc_million__gte", Decimal("0")), ("tnc_million__lte", Decimal("100000"))),
                        name="processing_record_tnc_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("viability_pct__gte", Decimal("0")), ("viability_pct__lte", Decimal("100"))
                        ),
                        name="processing_record_viability_pct_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("viability_method__in", ["7aad", "ao_pi", "other", "trypan_blue", ""])),
                        name="processing_record_viability_method_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mnc_million__gte", Decimal("0")), ("mnc_million__lte", Decimal("100000"))),
                        name="processing_record_mnc_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cfu_f_per_ml__gte", Decimal("0")), ("cfu_f_per_ml__lte", Decimal("1000000"))
                        ),
                        name="processing_record_cfu_f_per_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cfu_f_total__gte", Decimal("0")), ("cfu_f_total__lte", Decimal("10000000"))
                        ),
                        name="processing_record_cfu_f_total_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd73__gte", Decimal("0")), ("cd73__lte", Decimal("100"))),
                        name="processing_record_cd73_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd90__gte", Decimal("0")), ("cd90__lte", Decimal("100"))),
                        name="processing_record_cd90_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd105__gte", Decimal("0")), ("cd105__lte", Decimal("100"))),
                        name="processing_record_cd105_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd34__gte", Decimal("0")), ("cd34__lte", Decimal("100"))),
                        name="processing_record_cd34_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd45__gte", Decimal("0")), ("cd45__lte", Decimal("100"))),
                        name="processing_record_cd45_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd14_cd11b__gte", Decimal("0")), ("cd14_cd11b__lte", Decimal("100"))),
                        name="processing_record_cd14_cd11b_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cd19_cd79a__gte", Decimal("0")), ("cd19_cd79a__lte", Decimal("100"))),
                        name="processing_record_cd19_cd79a_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hla_dr__gte", Decimal("0")), ("hla_dr__lte", Decimal("100"))),
                        name="processing_record_hla_dr_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gram_stain__in", ["negative", "not_done", "pending", "positive", ""])),
                        name="processing_record_gram_stain_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("endotoxin_eu_ml__gte", Decimal("0")), ("endotoxin_eu_ml__lte", Decimal("1000"))
                        ),
                        name="processing_record_endotoxin_eu_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sterility_culture__in", ["negative", "not_done", "pending", "positive", ""])
                        ),
                        name="processing_record_sterility_culture_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mycoplasma__in", ["negative", "not_done", "pending", "positive", ""])),
                        name="processing_record_mycoplasma_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_low_million__gte", Decimal("0")), ("dose_low_million__lte", Decimal("100000"))
                        ),
                        name="processing_record_dose_low_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_high_million__gte", Decimal("0")), ("dose_high_million__lte", Decimal("100000"))
                        ),
                        name="processing_record_dose_high_million_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("storage_celsius__gte", -200), ("storage_celsius__lte", 40)),
                        name="processing_record_storage_celsius_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankedCellsAdditivesLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("substance", models.CharField(blank=True, default="", max_length=80)),
                ("substance_class", models.CharField(blank=True, default="", max_length=40)),
                ("additive_lot", models.CharField(blank=True, default="", max_length=40)),
                ("additive_expiry", models.DateField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additives",
                        to="journey.bankedcellsrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="banked_cells_additives_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "substance_class__in",
                                [
                                    "albumin",
                                    "animal_serum",
                                    "antibiotic",
                                    "citrate",
                                    "contrast",
                                    "dmso",
                                    "enzyme_collagenase",
                                    "heparin",
                                    "local_anaesthetic",
                                    "none",
                                    "",
                                ],
                            )
                        ),
                        name="banked_cells_additives_substance_class_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorUnitAdditivesLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("substance", models.CharField(blank=True, default="", max_length=80)),
                ("substance_class", models.CharField(blank=True, default="", max_length=40)),
                ("additive_lot", models.CharField(blank=True, default="", max_length=40)),
                ("additive_expiry", models.DateField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additives",
                        to="journey.donorunitrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="donor_unit_additives_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "substance_class__in",
                                [
                                    "albumin",
                                    "animal_serum",
                                    "antibiotic",
                                    "citrate",
                                    "contrast",
                                    "dmso",
                                    "enzyme_collagenase",
                                    "heparin",
                                    "local_anaesthetic",
                                    "none",
                                    "",
                                ],
                            )
                        ),
                        name="donor_unit_additives_substance_class_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HarvestDrawsLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("draw_ml", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="journey.harvestrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="harvest_draws_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("draw_ml__gt", Decimal("0")), ("draw_ml__lte", Decimal("300"))),
                        name="harvest_draws_draw_ml_limits",
                        violation_error_message="This number is outside its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessingAdditivesLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("substance", models.CharField(blank=True, default="", max_length=80)),
                ("substance_class", models.CharField(blank=True, default="", max_length=40)),
                ("additive_lot", models.CharField(blank=True, default="", max_length=40)),
                ("additive_expiry", models.DateField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additives",
                        to="journey.processingrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the clinical record",
                "verbose_name_plural": "lines of the clinical record",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "place"), name="processing_additives_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "substance_class__in",
                                [
                                    "albumin",
                                    "animal_serum",
                                    "antibiotic",
                                    "citrate",
                                    "contrast",
                                    "dmso",
                                    "enzyme_collagenase",
                                    "heparin",
                                    "local_anaesthetic",
                                    "none",
                                    "",
                                ],
                            )
                        ),
                        name="processing_additives_substance_class_known",
                        violation_error_message="This is not a choice of its list.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="clinic",
            name="tumescent_lidocaine_max_mg_kg",
            field=models.PositiveSmallIntegerField(
                default=35,
                help_text="With adrenaline. The anaesthetist may lower it.",
                verbose_name="lidocaine in tumescent fluid, mg for each kg, at most",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("tumescent_lidocaine_max_mg_kg__range", (1, 35))),
                name="clinic_tumescent_lidocaine_1_to_35",
                violation_error_message="Lidocaine in tumescent fluid: 1 to 35 mg for each kg.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankedcellsrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c6af8f26663c9b858f4c1a3f93229bf337e380e7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_892d1",
                    table="journey_bankedcellsrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankedcellsrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="banked_cells_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a44801b5dd8bb75affbebbacfb876d4c878d2443",
                    operation="DELETE",
                    pgid="pgtrigger_banked_cells_record_is_never_deleted_8e8de",
                    table="journey_bankedcellsrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankedcellsadditivesline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_bankedcellsrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="d08cea88c9b0a024ed18de847fb0c6d604a1d412",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_6d2c0",
                    table="journey_bankedcellsadditivesline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="donorunitrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c9f1a58b2f77e0a9737f40b9a336970b376c16a4",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_ba9de",
                    table="journey_donorunitrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="donorunitrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="donor_unit_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="bb361ce0c70a5bdbc2073dcbdbf2cdc120b3af3a",
                    operation="DELETE",
                    pgid="pgtrigger_donor_unit_record_is_never_deleted_470e8",
                    table="journey_donorunitrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="donorunitadditivesline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_donorunitrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="68199501a6fdf81e42bed1e18776b8111083fb15",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_4215a",
                    table="journey_donorunitadditivesline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="harvestrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="eb2776183ef6ce588e5b65ac58125d8bd72e95fd",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_bde3e",
                    table="journey_harvestrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="harvestrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="harvest_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="718baaf88cd3144b152b3d6c59068ff8ada181d2",
                    operation="DELETE",
                    pgid="pgtrigger_harvest_record_is_never_deleted_91048",
                    table="journey_harvestrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="harvestdrawsline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_harvestrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="e4dc1b70dbd8bcb4a80c90d7f53355d13ca01b30",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_cb68c",
                    table="journey_harvestdrawsline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'cycle_id', 'journey_cycle', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="1e1e8272a38998063a9c65e267aa98f4095a2e92",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_40de4",
                    table="journey_processingrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processingrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="processing_record_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="e05a635e6f3c04ff5c215658ee72ed91f7e107b9",
                    operation="DELETE",
                    pgid="pgtrigger_processing_record_is_never_deleted_28515",
                    table="journey_processingrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processingadditivesline",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'record_id', 'journey_processingrecord', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="ec3b6ca6f8f8551e288bc33dfdc0cf6ad578ffc7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_f8693",
                    table="journey_processingadditivesline",
                    when="AFTER",
                ),
            ),
        ),
    ]
