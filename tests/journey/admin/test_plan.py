"""The pages on which the record is written: plan, dates, allergies, decision."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.roles import Role
from journey.actions.decisions import record_decision
from journey.actions.people import AllergyLine, confirm_allergies
from journey.actions.plans import record_date, record_plan
from journey.domain.windows import Anchor
from journey.models import Journey, Patient
from tests.builders import NOW, check_in_of, fresh, newest_cycle, send, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words

DAY = timedelta(days=1)
PLAN: dict[str, Any] = {
    "target_hand": "right", "joints": ["R-CMC1"], "cell_source": "autologous", "tissue": "bone_marrow",
    "harvest_mode": "patient_harvest", "sedation": "local_only", "anticoagulant": "no",
    "high_infection_risk": "unknown",
}  # fmt: skip
OPENED: dict[str, Any] = {  # what the consultation's page shows, sent back by the browser
    "initial-target_hand": "", "initial-joints": [], "initial-cell_source": "", "initial-tissue": "",
    "initial-harvest_mode": "", "initial-sedation": "local_only", "initial-anticoagulant": "unknown",
    "initial-high_infection_risk": "unknown", "initial-coordinator": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


def sent_plan(journey: Journey, *, who: str = "clinician", name: str = "", **typed: Any) -> HttpResponse:
    lead = dict.fromkeys(["lead_clinician", "initial-lead_clinician"], str(journey.lead_clinician_id))
    data = {"version": str(journey.version), **OPENED, **PLAN, **lead, **typed}
    return post(journey, "plan/", data, who=staff(who, name))


def sent_date(
    journey: Journey, what: str, day: str, clock: str, *, who: str = "clinician", **typed: str
) -> HttpResponse:
    data = {"version": str(journey.version), "was": "", "moment_day": day, "moment_clock": clock, **typed}
    return post(journey, f"dates/{what}/", data, who=staff(who))


# Plan ------------------------------------------------------------------------------------------------------


def test_plan_is_recorded_and_its_repeat_is_the_same_answer(consultation: Journey) -> None:
    for _again in range(2):
        assert sent_plan(consultation).status_code == 303

    after, cycle = fresh(consultation), newest_cycle(consultation)
    assert (after.target_hand, after.joints, after.anticoagulant, after.high_infection_risk) == (
        "right", ["R-CMC1"], False, None,
    )  # fmt: skip
    assert (cycle.cell_source, cycle.tissue, cycle.harvest_mode) == ("autologous", "bone_marrow", "patient_harvest")
    assert consultation.events.filter(kind="plan_recorded").count() == 1


def test_plan_that_does_not_fit_is_422_with_what_was_typed(consultation: Journey) -> None:
    misfits: list[tuple[dict[str, Any], str]] = [
        ({"joints": ["L-CMC1"]}, "These joints are not of the right hand: L-CMC1."),
        ({"joints": ["R-CMC1", "L-TFCC"]}, "These joints are not of the right hand: L-TFCC."),
        ({"joints": ["R-ELBOW"]}, "Select a valid choice."),
        ({"tissue": "umbilical_cord"}, "Own cells come from bone marrow or fat."),
        ({"harvest_mode": "donor_product"}, "The harvest mode does not fit the cell source."),
        ({"target_hand": ""}, "This field is required."),
    ]
    for typed, error in misfits:
        answer = sent_plan(consultation, **typed)

        assert answer.status_code == 422, typed
        assert error in words(answer), typed
        assert 'value="autologous"' in answer.content.decode(), typed
        assert fresh(consultation).version == consultation.version, typed


def test_plan_page_ticks_the_joints_of_the_hand_and_folds_the_other(post_care: Journey) -> None:
    page = get(post_care, "plan/").content.decode()

    right, left = page[page.index("Right hand</summary>") :].split("Left hand</summary>")
    left = left[: left.index("</details>")]
    assert (right.count("checked"), left.count("checked")) == (1, 0)
    assert 'value="R-CMC1"' in next(line for line in right.splitlines() if "checked" in line)
    assert page.count("<details open>") == 1
    assert 'name="initial-joints" value="R-CMC1"' in page  # comes back with the form, for whoever is second


def test_plan_of_a_used_needle_keeps_hand_and_cells(post_care: Journey) -> None:
    answer = sent_plan(post_care, target_hand="left", joints=["L-CMC1"])
    assert answer.status_code == 409
    assert "A needle has been used." in words(answer)


def test_plan_from_an_old_page_shows_both_values_where_both_changed(consultation: Journey) -> None:
    values = {"target_hand": "left", "joints": ["L-CMC1"], "cell_source": "allogeneic"}
    record_plan(journey=consultation, values=values, by=staff(Role.CLINICIAN, "Dr Abel"), at=NOW)

    answer = sent_plan(consultation, sedation="minimal", cell_source="")

    page = words(answer)
    assert answer.status_code == 409
    assert "Treated hand Both changed it nothing LEFT RIGHT" in page
    hands = "Left hand: base of thumb (CMC1) Right hand: base of thumb (CMC1)"
    assert f"Joints Both changed it nothing {hands}" in page
    assert "Cell source nothing Donor cells nothing" in page
    assert "Sedation local anaesthetic only local anaesthetic only minimal sedation" in page
    assert "Lead clinician" not in page
    assert fresh(consultation).target_hand == "left"


def test_plan_that_another_person_recorded_alike_is_still_an_old_page(consultation: Journey) -> None:
    sent_plan(consultation, name="Dr Abel")
    assert sent_plan(consultation).status_code == 409


def test_plan_by_the_wrong_role_is_403(consultation: Journey) -> None:
    for role in (Role.NURSE, Role.COORDINATOR, Role.MANAGER):
        assert get(consultation, "plan/", who=staff(role)).status_code == 403, role
        assert sent_plan(consultation, who=role).status_code == 403, role


# Dates -----------------------------------------------------------------------------------------------------


def test_dates_page_says_what_may_be_recorded_now_and_why_not_the_rest(harvesting: Journey) -> None:
    page = words(get(harvesting, "dates/"))

    assert "Consultation Wednesday 4 November, 9:30am Change: consultation Only in: consultation." in page
    assert "Harvest started Not recorded Record: harvest started Last injection" in page


@pytest.mark.parametrize("what", ["harvest", "injection", "discharge"])
def test_form_of_a_moment_is_only_shown_in_its_stage(preparation: Journey, what: str) -> None:
    answer = get(preparation, f"dates/{what}/")

    assert answer.status_code == 409
    assert "This is not possible now" in words(answer)
    assert "Only in: " in words(answer)
    assert b'<input type="date"' not in answer.content


def test_moment_is_read_on_the_clinics_clock_and_kept_in_utc(consultation: Journey) -> None:
    answer = sent_date(consultation, "procedure", "2027-06-15", "08:30")
    assert answer.status_code == 303
    assert newest_cycle(consultation).procedure_at == datetime(2027, 6, 15, 7, 30, tzinfo=UTC)


def test_moment_that_cannot_be_meant_is_422(consultation: Journey) -> None:
    for day, clock, error in (
        ("2027-03-28", "01:30", "The clocks go forward"),
        ("2027-10-31", "01:15", "The clocks go back"),
        ("2026-11-23", "09:00", "Choose a procedure time in the future."),
        ("", "09:00", "Enter the date and the time."),
        ("2027-02-30", "09:00", "Enter a real date."),
        ("2027-02-10", "25:00", "Enter a time such as 14:30."),
    ):
        answer = sent_date(consultation, "procedure", day, clock)
        assert answer.status_code == 422, (day, clock)
        assert error in words(answer), (day, clock)


def test_date_that_is_set_only_moves_where_all_that_follows_is_shown(preparation: Journey) -> None:
    stored = newest_cycle(preparation).procedure_at
    answers = [get(preparation, "dates/procedure/"), sent_date(preparation, "procedure", "2027-01-12", "08:30")]
    answers.append(sent_date(preparation, "procedure", "2027-01-12", "08:30", was=stored.isoformat(), version="1"))

    assert {answer["Location"].endswith("dates/procedure/move/") for answer in answers} == {True}
    assert newest_cycle(preparation).procedure_at == stored


def test_harvest_is_recorded_with_its_product_once(harvesting: Journey) -> None:
    for _again in range(2):
        answer = sent_date(harvesting, "harvest", "2026-11-24", "09:50", who="nurse")
        assert answer.status_code == 303

    cycle = newest_cycle(harvesting)
    assert cycle.harvest_at == NOW - timedelta(minutes=10)
    assert [each.code for each in cycle.products.all()] == [cycle.product_id]
    assert harvesting.events.filter(kind="date_recorded", data__anchor="harvest").count() == 1


def test_date_of_another_stage_is_409(post_care: Journey) -> None:
    answer = sent_date(post_care, "consult", "2026-12-24", "09:50")
    assert answer.status_code == 409
    assert "This date belongs to another stage" in words(answer)


def test_date_that_a_colleague_set_meanwhile_shows_both_values(consultation: Journey) -> None:
    first = NOW + 60 * DAY
    record_date(journey=consultation, anchor=Anchor.PROCEDURE, moment=first, by=staff(Role.NURSE), at=NOW)

    answer = sent_date(consultation, "procedure", "2027-03-12", "08:30")

    assert answer.status_code == 409
    assert "Both changed it" in words(answer)
    assert "Friday 12 March 2027, 8:30am" in words(answer)
    assert newest_cycle(consultation).procedure_at == first


@pytest.mark.parametrize(("what", "role"), [("harvest", Role.COORDINATOR), ("procedure", Role.MANAGER)])
def test_date_by_the_wrong_role_is_403(harvesting: Journey, what: str, role: Role) -> None:
    assert get(harvesting, f"dates/{what}/", who=staff(role)).status_code == 403
    assert sent_date(harvesting, what, "2026-11-24", "09:50", who=role, product_id="P").status_code == 403


def test_range_is_planned_while_there_is_no_date(consultation: Journey) -> None:
    typed = {"version": str(consultation.version), "planned_from": "2027-01-04", "planned_to": "2027-01-08"}
    assert post(consultation, "dates/range/", {**typed, "planned_to": "2027-01-01"}).status_code == 422
    for _again in range(2):
        assert post(consultation, "dates/range/", typed, who=staff(Role.COORDINATOR)).status_code == 303

    assert newest_cycle(consultation).planned_to.isoformat() == "2027-01-08"
    assert "4 January to 8 January 2027" in words(get(consultation, "dates/"))
    assert post(consultation, "dates/range/", {**typed, "planned_to": "2027-01-09"}).status_code == 409


def test_unknown_date_is_404(consultation: Journey) -> None:
    assert get(consultation, "dates/result/").status_code == 404


# Allergies -----------------------------------------------------------------------------------------------------


def allergies(journey: Journey, *rows: dict[str, str], who: str = "nurse", **typed: str) -> HttpResponse:
    data: dict[str, str] = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0", "read_aloud": "on"}
    for number, row in enumerate(rows):
        full = {"substance": "", "kind": "other", "reaction": "", "severity": "unknown", **row}
        data |= {f"rows-{number}-{name}": value for name, value in full.items()}
    version = Patient.objects.get(pk=journey.patient_id).version
    return post(journey, "allergies/", {"version": str(version), **data, **typed}, who=staff(who))


LATEX = {"substance": "Latex", "kind": "latex", "reaction": "rash"}


def test_allergies_are_written_as_a_whole_and_confirmed(post_care: Journey) -> None:
    version = str(post_care.patient.version)
    for _again in range(2):
        answer = allergies(post_care, LATEX, {}, {"substance": "Nuts", "gone": "on"}, version=version)
        assert answer.status_code == 303

    who = Patient.objects.get(pk=post_care.patient_id)
    assert [str(each) for each in who.allergies.all()] == ["Latex: rash"]
    assert (who.allergy_status, who.allergies_confirmed_by, who.allergies_confirmed_at) == (
        "has_allergies", staff(Role.NURSE), NOW,
    )  # fmt: skip
    assert post_care.events.filter(kind="allergies_confirmed", at=NOW).count() == 1


def test_no_known_allergies_is_an_answer_of_its_own(post_care: Journey) -> None:
    assert allergies(post_care, {}, none_known="on").status_code == 303
    assert Patient.objects.get(pk=post_care.patient_id).allergy_status == "none_known"


def test_list_that_is_not_a_confirmed_one_is_422(post_care: Journey) -> None:
    wrong: list[tuple[list[dict[str, str]], dict[str, str], str]] = [
        ([LATEX], {"read_aloud": ""}, "Read the list aloud with the patient, then tick this."),
        ([LATEX], {"none_known": "on"}, "List each allergy, or say that there are none. Not both."),
        ([{}], {}, "List each allergy, or say that there are none. Not both."),
        ([LATEX, {"substance": "LATEX", "kind": "latex"}], {}, "One substance is listed twice."),
        ([{"reaction": "rash"}], {}, "Write the substance."),
        ([{"substance": "Nuts", "kind": ""}], {}, "Choose the class: stops against an allergy go by it."),
        ([{"substance": "Xylocaine gel"}], {}, "This name is known as: Local anaesthetic. Choose that, or tick"),
    ]
    for rows, typed, error in wrong:
        answer = allergies(post_care, *rows, **typed)
        assert answer.status_code == 422, (rows, typed)
        assert error in words(answer), (rows, typed)


def test_class_that_the_name_does_not_say_is_written_when_somebody_is_sure(post_care: Journey) -> None:
    row = {"substance": "Latex paint", "kind": "other"}
    assert "My class is right" in words(allergies(post_care, row))
    assert allergies(post_care, {**row, "certain": "on"}).status_code == 303
    assert post_care.patient.allergies.get().kind == "other"


def test_what_the_patient_wrote_begins_the_list_and_speaks_against_none(consultation: Journey) -> None:
    check_in = check_in_of(consultation, "C-PRE")
    send(check_in, at=NOW, i_allergy="yes", i_allergy_list=["Xylocaine, dizzy and pale", "wool"])

    page = get(consultation, "allergies/").content.decode()
    assert "Xylocaine, dizzy and pale" in page
    assert 'value="Xylocaine"' in page
    assert 'value="dizzy and pale"' in page
    assert page.count('value="local_anaesthetic" selected') == 1
    refused = allergies(consultation, {}, none_known="on")
    assert (refused.status_code, "Write why none is known." in words(refused)) == (422, True)

    why = "Fainted once at the dentist, and wool scratches."
    assert allergies(consultation, {}, none_known="on", why_none=why).status_code == 303

    assert consultation.events.get(kind="allergies_confirmed").reason == why
    assert "Why none is known" not in get(consultation, "allergies/").content.decode()
    assert allergies(consultation, {}, none_known="on").status_code == 303


def test_yes_without_a_name_is_not_shown_as_unsure(consultation: Journey) -> None:
    send(check_in_of(consultation, "C-PRE"), at=NOW, i_allergy="yes", i_allergy_list=[])
    page = words(get(consultation, "allergies/"))
    assert "Yes, without saying to what" in page
    assert "I am not sure" not in page


def test_more_rows_keep_what_is_typed(post_care: Journey) -> None:
    answer = allergies(post_care, LATEX, more="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Latex"' in page
    assert page.count('class="module allergy-row"') == 4
    assert Patient.objects.get(pk=post_care.patient_id).allergies.count() == 0


def test_list_from_an_old_page_shows_both(post_care: Journey) -> None:
    version = str(post_care.patient.version)
    iodine = (AllergyLine("Iodine", "iodine"),)
    confirm_allergies(patient=post_care.patient, lines=iodine, none_known=False, by=staff(), at=NOW)

    answer = allergies(post_care, LATEX, version=version, was="Pollen")

    assert answer.status_code == 409
    assert "Allergies Both changed it Pollen Iodine Latex: rash" in words(answer)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
def test_allergies_by_the_wrong_role_are_403(post_care: Journey, role: Role) -> None:
    assert get(post_care, "allergies/", who=staff(role)).status_code == 403
    assert allergies(post_care, LATEX, who=role).status_code == 403


# Decision --------------------------------------------------------------------------------------------------------


def decided(journey: Journey, decision: str, reason: str, *, who: str = "clinician", **typed: str) -> HttpResponse:
    opened = {"initial-decision": "", "initial-reason": ""}
    data = {"version": str(journey.version), **opened, "decision": decision, "reason": reason, **typed}
    return post(journey, "decision/", data, who=staff(who))


def test_decision_is_recorded_with_its_reason_once(follow_up: Journey) -> None:
    for _again in range(2):
        assert decided(follow_up, "continue_follow_up", "Getting better.").status_code == 303

    cycle = newest_cycle(follow_up)
    assert (cycle.decision, cycle.decision_reason, cycle.decision_by) == (
        "continue_follow_up", "Getting better.", staff(),
    )  # fmt: skip
    assert follow_up.events.filter(kind="decision_recorded").count() == 1


@pytest.mark.parametrize(("decision", "reason"), [("", "Because."), ("continue_follow_up", " ")])
def test_decision_without_its_parts_is_422(follow_up: Journey, decision: str, reason: str) -> None:
    assert decided(follow_up, decision, reason).status_code == 422


def test_decision_from_an_old_page_shows_both(follow_up: Journey) -> None:
    other = staff(Role.CLINICIAN, "Dr Abel")
    record_decision(journey=follow_up, decision="refer_other", reason="Nerve.", by=other, at=NOW)

    answer = decided(follow_up, "additional_session", "Helped.")

    page = words(answer)
    assert answer.status_code == 409
    assert "Decision Both changed it nothing Refer to another service Plan an additional session" in page
    assert "Reason Both changed it nothing Nerve. Helped." in page
    assert newest_cycle(follow_up).decision == "refer_other"


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR])
def test_decision_by_the_wrong_role_is_403(follow_up: Journey, role: Role) -> None:
    assert decided(follow_up, "continue_follow_up", "Well.", who=role).status_code == 403
