"""Signed-in browsers, and whose pages carry which token."""

import uuid

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """A browser that talks to us; with a `user` once somebody has signed in there. `seen_at` is the last thing that a
    person did, to within `sessions.SEEN_EVERY`."""

    # In addresses instead of the key. Not unique: a renewed key stands beside the old row for a moment.
    public_id = models.UUIDField(null=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(_("device"), max_length=60, blank=True)
    started_at = models.DateTimeField(_("signed in"), null=True)
    seen_at = models.DateTimeField(_("last used"), null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("signed-in device")
        verbose_name_plural = _("signed-in devices")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from accounts.sessions import SessionStore

        return SessionStore


class PageToken(models.Model):
    """Every sign-in has a form token of its own. Its hash tells whose page a form was on, when the session is gone."""

    hashed = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("page token")
        verbose_name_plural = _("page tokens")

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d %H:%M}"


class KeptForm(models.Model):
    """What somebody had typed when their session ended: theirs alone, encrypted, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(_("page"), max_length=500)
    action = models.CharField(_("address of the form"), max_length=500)
    typed = models.TextField(_("what was typed, encrypted"))
    kept_at = models.DateTimeField(db_index=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("kept form")
        verbose_name_plural = _("kept forms")
        constraints = [models.UniqueConstraint(fields=["user", "action"], name="one_kept_form_per_person_and_address")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.action}"
