"""Recalls of a product, lot, kit or donation, and whom each concerned."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("journey", "0022_products_and_their_identity"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recall",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="marked")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "recall",
                "verbose_name_plural": "recalls",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="RecalledProduct",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "alert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalls",
                        to="journey.alert",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalled_products",
                        to="journey.patient",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recalls", to="journey.product"
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="journey.recall"
                    ),
                ),
            ],
            options={
                "verbose_name": "recalled product",
                "verbose_name_plural": "recalled products",
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(fields=("recall", "product"), name="product_recalled_once_by_a_recall")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recall",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', '', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="c42dc990c5707048313806e6b1098f0ac9214a44",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_7e5bd",
                    table="journey_recall",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recall",
            trigger=pgtrigger.compiler.Trigger(
                name="recall_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1b82e5af0d703ff05e26484943f24bd640e9ec00",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_recall_is_append_only_573da",
                    table="journey_recall",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recalledproduct",
            trigger=pgtrigger.compiler.Trigger(
                name="traced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    execute="\"public\".trace_change('id', 'patient_id', '', '{}', '{}')",
                    func="RETURN NULL;",
                    hash="2f6a8279db19357aa74af6d61314b194506396ff",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_traced_2aeed",
                    table="journey_recalledproduct",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recalledproduct",
            trigger=pgtrigger.compiler.Trigger(
                name="recalled_product_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="57a408dd76897139a8d258ca573c86805d342cfb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_recalled_product_is_append_only_70956",
                    table="journey_recalledproduct",
                    when="BEFORE",
                ),
            ),
        ),
    ]
