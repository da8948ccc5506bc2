"""What the clinic tells of itself with a consent: who does it and how often, and under which rules, in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.domain.consent import AboutUs
from journey.domain.record.consultation.encounter import ROLES
from journey.domain.record.fields import OTHER
from journey.presenters.follow_ups import Fact

TRIAL = "clinical_trial"
RULES: Mapping[str, Promise] = {
    "approved_product": gettext_lazy("The cells are a product that is approved here."),
    TRIAL: gettext_lazy("It is part of a study."),
    "hospital_exemption": gettext_lazy("It is not an approved product. A rule lets our hospital make it."),
    "same_procedure_minimal_manipulation": gettext_lazy(
        "It is not an approved product. A rule lets clinics give cells back that were hardly changed."
    ),
    "local_law_unapproved_use": gettext_lazy("It is not approved. The law here lets clinics offer it."),
    "other_unapproved": gettext_lazy("It is not approved."),
}


def rules_facts(about: Mapping[str, Any]) -> tuple[Fact, ...]:
    """How it is allowed here and whether it is a study, with the numbers by which a patient can look it up. `about` is
    what the clinic says now, or what a signature keeps; one of before it was kept holds nothing."""
    told = AboutUs(**about)
    pathway = told.regulatory_pathway
    if not pathway:
        return ()
    facts = [Fact(_("How it is allowed here"), str(RULES.get(pathway, pathway)))]
    if pathway != TRIAL:
        return (*facts, Fact(_("Is it a study?"), _("No.")))
    number = told.trial_id or _("Not written down. Please ask us.")
    checked = told.ethics_ref or _("Not written down. Please ask us.")
    return (*facts, Fact(_("Number of the study"), number), Fact(_("Number of the ethics check"), checked))


def doctor_facts(about: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The risk depends on who does it (clinical.md B11)."""
    told = AboutUs(**about)
    if not told.clinician:
        return ()
    role = told.role_other if told.role == OTHER else _(dict(ROLES).get(told.role, ""))
    who = _("{name}, {role}").format(name=told.clinician, role=role) if role else told.clinician
    often = " ".join(_often(told)) or _("Not written down. Please ask the doctor.")
    return Fact(_("Doctor"), who), Fact(_("How often this doctor has done it"), often)


def _often(told: AboutUs) -> Iterator[str]:
    total, year = told.procedures_total, told.procedures_last_12m
    if total is not None:
        yield ngettext("{n} time in all.", "{n} times in all.", total).format(n=total)
    if year is not None:
        yield ngettext("{n} time in the last 12 months.", "{n} times in the last 12 months.", year).format(n=year)
