"""People who sign in."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from accounts.trace.triggers import Traced


class User(AbstractUser):
    """A person who signs in: a patient, a member of staff, or both never at once.

    `display_name` is what others read ("Nurse Kim", "Dr Osei", "Rosa"). `email` is an address that the person has shown
    to be theirs; people of one household may share it. That of staff is theirs alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    display_name = models.CharField(_("name shown to others"), max_length=80)
    # The newest change by somebody else: who made it does not reset the second factor soon after.
    address_changed_at = models.DateTimeField(_("e-mail address changed"), null=True, editable=False)
    address_changed_by = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    # The patient whom this person helps, for as long as a request lasts: the trace keeps it with all they do.
    acting_for: uuid.UUID | None = None
    # How they came to that patient's rows, as long: the app that knows of helpers sets it and notes that they looked.
    helping: Any = None
    # The names of their groups, where they were read together with the row (`accounts.backends`).
    role_names: list[str] | None = None

    class Meta(AbstractUser.Meta):
        verbose_name = _("person who signs in")
        verbose_name_plural = _("people who sign in")
        # A sign-in has a row of its own in the trace, so the time of the last one needs none.
        triggers = [Traced(hidden=["password"], unnoticed=["last_login"])]
        constraints = [
            models.UniqueConstraint(
                models.functions.Upper("email"),
                condition=models.Q(is_staff=True) & ~models.Q(email=""),
                name="user_staff_address_once",
                violation_error_message=_("Another member of staff has this e-mail address."),
            ),
            models.CheckConstraint(
                condition=models.Q(address_changed_at__isnull=True, address_changed_by__isnull=True)
                | models.Q(address_changed_at__isnull=False, address_changed_by__isnull=False),
                name="user_address_change_paired",
            ),
        ]
        indexes = [
            models.Index(models.functions.Upper("username"), name="user_by_name"),
            models.Index(models.functions.Upper("email"), name="user_by_address"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles of a member of staff, then remembered: they came with whoever is signed in, and are one statement for
        anybody else. Patients have none."""
        if not self.is_staff:
            return frozenset()
        known = {role.value for role in Role}
        names = self.role_names if self.role_names is not None else self.groups.values_list("name", flat=True)
        return frozenset(Role(name) for name in names if name in known)
