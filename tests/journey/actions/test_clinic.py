"""The clinic's settings, and who stands for its rules."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from journey.actions.clinic import approve_rules, publish_pathway, save_settings
from journey.domain.errors import AlreadyDone, NotAccepted, NotPermitted, StaleVersion
from journey.models import Clinic, PathwayVersion
from journey.pathway.loader import load_default
from tests.builders import NOW, clinic, pathway_version, staff

pytestmark = pytest.mark.django_db


def save(by: str = "manager", version: int | None = None, **values: Any) -> Clinic:
    return save_settings(clinic=clinic(), values=values, by=staff(by), at=NOW, expected_version=version)


class TestSettings:
    def test_manager_changes_a_setting(self) -> None:
        before = clinic().version
        assert save(clinic_phone="01632 960 555").version == before + 1
        assert Clinic.objects.get().clinic_phone == "01632 960 555"

    @pytest.mark.parametrize("role", ["clinician", "nurse", "coordinator", "auditor"])
    def test_setting_is_not_changed_by_others(self, role: str) -> None:
        clinic()
        with pytest.raises(NotPermitted):
            save(role, clinic_phone="1")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("time_zone", "Mars/Base"),
            ("opening_hours", "whenever"),
            ("cooling_off_days", 0),
            ("cooling_off_days", -1),
            ("name", ""),
            ("emergency_number", "1" * 21),
        ],
    )
    def test_setting_that_cannot_be_is_refused_in_words(self, field: str, value: object) -> None:
        with pytest.raises(NotAccepted) as refusal:
            save(**{field: value})
        assert refusal.value.sentence
        assert getattr(Clinic.objects.get(), field) != value

    def test_stale_page_changes_nothing(self) -> None:
        seen = clinic().version
        save(clinic_phone="1")
        with pytest.raises(StaleVersion):
            save(version=seen, clinic_phone="2")
        assert Clinic.objects.get().clinic_phone == "1"


class TestPathway:
    def test_same_document_is_stored_once(self) -> None:
        first = publish_pathway(pathway=load_default(), by=staff("manager"), at=NOW)
        again = publish_pathway(pathway=load_default(), by=staff("manager"), at=NOW + timedelta(days=1))
        assert (first.pk, first.number, again.published_at) == (again.pk, 1, NOW)

    def test_changed_document_is_the_next_version_and_not_approved(self) -> None:
        first = pathway_version()
        changed = msgspec.structs.replace(load_default(), name="Another pathway")
        second = publish_pathway(pathway=changed, by=staff("manager"), at=NOW)

        assert (second.number, second.rules_approved_at) == (first.number + 1, None)
        assert second.content.name == "Another pathway"

    @pytest.mark.parametrize("role", ["clinician", "nurse", "coordinator", "auditor"])
    def test_pathway_is_not_published_by_others(self, role: str) -> None:
        with pytest.raises(NotPermitted):
            publish_pathway(pathway=load_default(), by=staff(role), at=NOW)

    def test_rules_are_approved_once_by_a_named_clinician(self) -> None:
        version = pathway_version(approved=False)
        approved = approve_rules(version=version, by=staff("clinician"), at=NOW)
        again = approve_rules(version=version, by=staff("clinician"), at=NOW + timedelta(days=1))

        assert (approved.rules_approved_by, again.rules_approved_at) == (staff("clinician"), NOW)
        with pytest.raises(AlreadyDone) as refusal:
            approve_rules(version=version, by=staff("clinician", "Dr Abel"), at=NOW)
        assert refusal.value.by == "Dr Osei"

    @pytest.mark.parametrize("role", ["nurse", "coordinator", "manager", "auditor"])
    def test_rules_are_not_approved_by_others(self, role: str) -> None:
        version = pathway_version(approved=False)
        with pytest.raises(NotPermitted):
            approve_rules(version=version, by=staff(role), at=NOW)
        assert PathwayVersion.objects.get(pk=version.pk).rules_approved_at is None
