"""A recall of a product, lot, kit or donation, and everybody whom it concerned."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.alert import Alert
from journey.models.constraints import append_only
from journey.models.patient import Patient
from journey.models.product import LONGEST_CODE, Product


class Recall(models.Model):
    """`number` as it is searched: without spaces, in capital letters. It belongs to nobody's record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=LONGEST_CODE, unique=True)
    reason = models.TextField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("marked"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        ordering = ["-at"]
        triggers = [Traced(), append_only("recall_is_append_only")]

    def __str__(self) -> str:
        return self.number


class RecalledProduct(models.Model):
    """One product that a recall set aside. `alert` is there when it had been given: somebody rings its patient."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="recalls")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="recalled_products")
    alert = models.ForeignKey(Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="recalls")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("recalled product")
        verbose_name_plural = _("recalled products")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["recall", "product"], name="product_recalled_once_by_a_recall")]
        triggers = [Traced("patient"), append_only("recalled_product_is_append_only")]

    def __str__(self) -> str:
        return f"{self.recall}: {self.product}"
