"""Adding patients, and the allergy list that is read aloud (clinical.md G2-02)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from journey.actions.people import AllergyLine, add_patient, confirm_allergies
from journey.domain.errors import NotAccepted, NotPermitted, StaleVersion
from journey.models import Journey, Patient
from tests.builders import LONDON, NOW, clinic, patient, staff

LATEX = AllergyLine("Latex", "latex", "rash", "mild")
HEPARIN = AllergyLine("Heparin", "heparin", "swelling", "anaphylaxis")
GOOD = {
    "record_no": "R-1",
    "full_name": "Ada Byron",
    "called": "Ada",
    "date_of_birth": date(1960, 1, 1),
    "time_zone": LONDON,
}


def add(**changed: Any) -> Patient:
    return add_patient(**{"by": staff("coordinator"), "at": NOW, "site": clinic().sites.get(), **GOOD, **changed})


def confirm(who: Patient, *lines: AllergyLine, **more: Any) -> Patient:
    values: dict[str, Any] = {"none_known": not lines, "by": staff("nurse"), "at": NOW, **more}
    return confirm_allergies(patient=who, lines=lines, **values)


class TestAdding:
    @pytest.mark.django_db
    @pytest.mark.parametrize("role", ["coordinator", "nurse", "clinician"])
    def test_patient_is_added_by_the_desk(self, role: str) -> None:
        made = add(by=staff(role))
        assert (made.full_name, made.allergy_status, made.user, made.version) == ("Ada Byron", "not_yet_asked", None, 1)

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", ["manager", "auditor"])
    def test_patient_is_not_added_by_others(self, role: str) -> None:
        with pytest.raises(NotPermitted):
            add(by=staff(role))

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("date_of_birth", date(2026, 11, 25)),
            ("date_of_birth", date(1899, 12, 31)),
            ("time_zone", "Mars/Base"),
            ("time_zone", ""),
            ("email", "not an address"),
            ("full_name", ""),
            ("record_no", ""),
            ("record_no", "R" * 31),
        ],
    )
    def test_value_that_cannot_be_is_refused_in_words(self, field: str, value: object) -> None:
        with pytest.raises(NotAccepted) as refusal:
            add(**{field: value})
        assert refusal.value.sentence
        assert not Patient.objects.filter(full_name__in=["Ada Byron", ""]).exists()

    @pytest.mark.django_db
    def test_record_number_and_sign_in_belong_to_one_patient(self) -> None:
        user = User.objects.create_user("ada", display_name="Ada")
        add(user=user)

        with pytest.raises(NotAccepted):
            add(record_no="R-2", user=user)
        with pytest.raises(NotAccepted):
            add()


class TestAllergies:
    def test_whole_list_is_replaced_and_told_in_the_history(self, consultation: Journey) -> None:
        who = confirm(consultation.patient, LATEX)
        who = confirm(who, HEPARIN, expected_version=who.version)

        assert [str(allergy) for allergy in who.allergies.all()] == ["Heparin: swelling"]
        assert (who.allergy_status, who.allergies_confirmed_at, who.allergies_confirmed_by) == (
            "has_allergies", NOW, staff("nurse"),
        )  # fmt: skip
        events = consultation.events.filter(kind="allergies_confirmed").order_by("at", "id")
        assert {"before": ["Latex: rash"], "after": ["Heparin"]} in [event.data for event in events]

    def test_line_that_did_not_change_keeps_who_verified_it(self, consultation: Journey) -> None:
        first = confirm(consultation.patient, LATEX, HEPARIN, by=staff("nurse"), at=NOW)
        rows = {each.substance: each.pk for each in first.allergies.all()}
        later = NOW + timedelta(days=1)

        confirm(first, LATEX, replace(HEPARIN, severity="mild", source="letter"), by=staff(), at=later)

        kept = {each.substance: (each.pk, each.verified_by, each.verified_at) for each in first.allergies.all()}
        assert kept == {"Latex": (rows["Latex"], staff("nurse"), NOW), "Heparin": (rows["Heparin"], staff(), later)}
        assert first.allergies.get(substance="Heparin").source == "letter"

    def test_name_of_another_class_is_refused_until_somebody_is_sure(self, consultation: Journey) -> None:
        line = AllergyLine("Lidocaine patch", "other")
        with pytest.raises(NotAccepted, match="belongs to another class"):
            confirm(consultation.patient, line)
        assert confirm(consultation.patient, replace(line, certain=True)).allergies.get().kind == "other"

    def test_none_known_is_an_answer_of_its_own(self, consultation: Journey) -> None:
        confirm(consultation.patient, LATEX)
        who = confirm(consultation.patient)
        assert (who.allergy_status, who.allergies.count()) == ("none_known", 0)

    @pytest.mark.parametrize(
        ("lines", "none_known"), [((LATEX,), True), ((), False), ((LATEX, AllergyLine("latex", "latex")), False)]
    )
    def test_list_that_contradicts_itself_changes_nothing(
        self, consultation: Journey, lines: tuple[AllergyLine, ...], none_known: bool
    ) -> None:
        confirm(consultation.patient, HEPARIN)

        with pytest.raises(NotAccepted):
            confirm(consultation.patient, *lines, none_known=none_known)
        assert [str(allergy) for allergy in consultation.patient.allergies.all()] == ["Heparin: swelling"]

    @pytest.mark.parametrize(
        "line",
        [AllergyLine("", "latex"), AllergyLine("X", "unheard_of"), AllergyLine("X", "latex", severity="terrible")],
    )
    def test_unknown_word_is_refused(self, consultation: Journey, line: AllergyLine) -> None:
        with pytest.raises(NotAccepted):
            confirm(consultation.patient, line)

    def test_stale_page_changes_nothing(self, consultation: Journey) -> None:
        seen = confirm(consultation.patient, LATEX).version
        confirm(consultation.patient, HEPARIN)

        with pytest.raises(StaleVersion):
            confirm(consultation.patient, expected_version=seen)

    @pytest.mark.parametrize("role", ["coordinator", "manager", "auditor"])
    def test_list_is_not_confirmed_by_the_desk(self, consultation: Journey, role: str) -> None:
        with pytest.raises(NotPermitted):
            confirm(consultation.patient, LATEX, by=staff(role))


@pytest.mark.django_db
def test_patient_without_a_sign_in_can_be_added() -> None:
    assert patient(user=None).user is None
