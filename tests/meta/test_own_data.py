"""A patient's own file holds every table that leads to a patient, or says why one is not in it."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Model

from accounts.models import User
from journey.access.held import HELD, NOT_IN_FILE
from journey.access.own_data import columns, own_data
from journey.models import Patient
from journey.presenters.my_data_file import SECTIONS
from tests.builders import patient
from tests.meta.test_trace_tables import ways

# Of the whole clinic: they name people, and are nobody's record.
CLINICS = {"journey.Clinic", "journey.Site"}
# Not columns of the table but ways from others.
ALSO_TOLD = {"who_looked", "signing_in"}


def parents(model: type[Model]) -> set[type[Model]]:
    """The tables that its own columns lead to."""
    return {
        each.related_model
        for each in model._meta.concrete_fields
        if isinstance(each, models.ForeignKey) and isinstance(each.related_model, type)
    }


def lead_to(end: type[Model], everything: Iterable[type[Model]]) -> set[type[Model]]:
    """Every table from which columns lead to this one, over whatever tables lie between."""
    found: set[type[Model]] = {end}
    while new := {model for model in everything if model not in found and parents(model) & found}:
        found |= new
    return found


def of_a_patient(everything: Iterable[type[Model]]) -> set[str]:
    """By columns that lead to a patient, or straight to a sign-in; or by a patient's id without such a column."""
    everything = list(everything)
    by_column = lead_to(Patient, everything)
    by_sign_in = {model for model in everything if User in parents(model)} | {User}
    by_name = {model for model in everything if "patient_id" in {each.attname for each in model._meta.concrete_fields}}
    return {model._meta.label for model in by_column | by_sign_in | by_name} - CLINICS


def unaccounted(everything: Iterable[type[Model]]) -> set[str]:
    return of_a_patient(everything) - {held.model._meta.label for held in HELD} - set(NOT_IN_FILE)


def test_every_table_that_leads_to_a_patient_is_in_the_file_or_says_why_not() -> None:
    assert unaccounted(apps.get_models(include_auto_created=True)) == set(), "put it into journey/access/held.py"


@pytest.mark.django_db
def test_every_table_whose_changes_lead_to_a_patient_is_accounted_for() -> None:
    labels = {model._meta.db_table: model._meta.label for model in apps.get_models(include_auto_created=True)}
    known = {held.model._meta.label for held in HELD} | set(NOT_IN_FILE)
    assert {labels[table] for table, _through in ways()} - known == set()


def test_new_table_is_found() -> None:
    class Forgotten(Model):  # noqa: DJ008
        of = models.ForeignKey("journey.Submission", on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "journey"

    try:
        assert unaccounted(apps.get_models()) == {"journey.Forgotten"}
    finally:
        del apps.all_models["journey"]["forgotten"]
        apps.clear_cache()


def test_lists_hold_nothing_that_is_gone_and_no_table_twice() -> None:
    everything = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(NOT_IN_FILE) <= everything
    assert set(NOT_IN_FILE) & {held.model._meta.label for held in HELD} == set()
    assert len({held.key for held in HELD}) == len(HELD)


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.key)
def test_every_column_is_in_the_file_or_says_why_not(held: object) -> None:
    names = {each.name for each in held.model._meta.concrete_fields}  # type: ignore[attr-defined]
    given = {place.removesuffix("_id").partition("__")[0] for _name, place in columns(held)}  # type: ignore[arg-type]
    left_out = held.left_out  # type: ignore[attr-defined]
    assert set(left_out) <= names, "take what is gone off the list"
    assert {name.removesuffix("_id") for name in names - set(left_out)} == given
    assert all(left_out.values())


@pytest.mark.django_db
def test_every_table_of_the_file_is_told_in_the_page_too() -> None:
    told = [key for _build, keys in SECTIONS for key in keys]
    assert sorted(told) == sorted([*(held.key for held in HELD), *ALSO_TOLD])
    assert set(own_data(patient())) == set(told)
