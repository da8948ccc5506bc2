"""The trace in words, for those who read the log: who did what to which record, never what the record says."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Kind, Outcome, Seal, Trace
from accounts.roles import Role
from accounts.trace.noting import WHOLE_DATABASE
from accounts.trace.sign_ins import OTHER_DEVICE
from journey.models import Patient
from journey.presenters.staff_words import Words

KINDS: Mapping[str, Words] = {
    Kind.SIGN_IN: gettext_lazy("Signed in"),
    Kind.SIGN_OUT: gettext_lazy("Signed out"),
    Kind.READ: gettext_lazy("Read"),
    Kind.LIST: gettext_lazy("Saw in a list"),
    Kind.EXPORT: gettext_lazy("Took a copy"),
    Kind.FEED: gettext_lazy("Took calendar dates"),
    Kind.CREATE: gettext_lazy("Added"),
    Kind.CHANGE: gettext_lazy("Changed"),
    Kind.DELETE: gettext_lazy("Deleted"),
    Kind.ACT: gettext_lazy("Tried to change"),
}
OUTCOMES: Mapping[str, Words] = {
    Outcome.DONE: gettext_lazy("Done"),
    Outcome.DENIED: gettext_lazy("Refused"),
    Outcome.FAILED: gettext_lazy("Failed"),
}
ROLES: Mapping[str, Words] = {
    Role.CLINICIAN: gettext_lazy("clinician"),
    Role.NURSE: gettext_lazy("nurse"),
    Role.COORDINATOR: gettext_lazy("coordinator"),
    Role.MANAGER: gettext_lazy("manager"),
    Role.AUDITOR: gettext_lazy("auditor"),
}


def what(row: Trace) -> str:
    """ "Changed: appointment", "Read: journey", "Signed in"."""
    if row.kind == Kind.ACT and row.table_name == Seal._meta.db_table:
        return _("Read the whole log")
    if row.kind == Kind.ACT and row.outcome == Outcome.DONE and row.table_name == Patient._meta.db_table:
        return _("Said why a patient's details were corrected")
    if row.kind == Kind.SIGN_OUT and row.reason == OTHER_DEVICE:
        return _("Signed another device out")
    if row.table_name == WHOLE_DATABASE:
        return _("Backed everything up") if row.kind == Kind.EXPORT else _("Brought everything back from a backup")
    thing = thing_of(row.table_name)
    words = str(KINDS[row.kind])
    return _("{done}: {thing}").format(done=words, thing=thing) if thing else words


def who(row: Trace) -> str:
    """The name and the roles of that time; the job or the command that wrote it where nobody did. A patient is
    named by nothing but that: the number of the record says who it is about."""
    if row.acting_for is not None:
        return _("A helper of the patient")
    if "patient" in row.actor_roles:
        return _("A patient")
    roles = ", ".join(str(ROLES[role]) for role in row.actor_roles if role in ROLES)
    name = row.actor_name or _("Nobody signed in")
    return _("{name}, {roles}").format(name=name, roles=roles) if roles else name


def thing_of(table: str) -> str:
    return str(_names().get(table) or table).lower()


@cache
def _names() -> Mapping[str, Any]:
    """What each table holds, as the admin calls it; said in the reader's language, so nothing is frozen here."""
    return {model._meta.db_table: model._meta.verbose_name for model in Trace._meta.apps.get_models()}


def changed(row: Trace) -> str:
    """The names of the columns that differ; what stood in them is not for the log's readers."""
    before, after = row.before or {}, row.after or {}
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return ", ".join(names) or _("None")
