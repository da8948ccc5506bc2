"""How often something was tried: one row a key, counted in the database so that all workers share it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tries(models.Model):
    """`key` is a keyed hash of what is limited and whose tries they are: no address stands here."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(_("tries"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("tries")
        verbose_name_plural = _("tries")
        indexes = [models.Index(fields=["until"], name="tries_by_end")]

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%Y-%m-%d %H:%M}"
