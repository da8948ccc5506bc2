"""What the database holds by itself, whoever writes: constraints and append-only tables, tried by raw SQL."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F

from accounts.mail import announce
from journey.actions.appointments import book_appointment
from journey.actions.caregivers import note_look
from journey.actions.gate_decisions import request_override
from journey.actions.notes import write_note
from journey.actions.opened_records import open_record
from journey.models import (
    LINES,
    RECORDS,
    Alert,
    AlertFinding,
    AlertReason,
    Allergy,
    Appointment,
    CalendarFeed,
    Caregiver,
    CaregiverLook,
    CheckIn,
    CheckInDraft,
    Clinic,
    Closure,
    Consent,
    ConsentReading,
    ConsentTalk,
    ConsentText,
    ConsentWithdrawal,
    ContactAttempt,
    Cycle,
    DataRequest,
    Document,
    DocumentContent,
    GateDecision,
    IdentityCheck,
    IdentityRemoval,
    Invitation,
    Journey,
    JourneyEvent,
    Leave,
    LegalHold,
    Notice,
    OnCallDuty,
    OpenedRecord,
    PathwayVersion,
    Patient,
    PatientQuestion,
    Product,
    Recall,
    RecalledProduct,
    ReleaseSignature,
    Reminder,
    ReminderChoice,
    Room,
    Site,
    SiteMembership,
    Stage,
    StageNote,
    Submission,
    TriageResult,
    VisitType,
    Waiting,
    WorkingHours,
)
from tests.builders import NOW, check_in_of, fill, fresh, helper_of, newest_cycle, other_site, patient, send, staff
from tests.journey.models import (
    alert_rows,
    bench_rows,
    event_rows,
    pathway_rows,
    photo_rows,
    question_rows,
    waiting_rows,
)
from tests.meta.world import paper_of
from tests.walked import walked as kept_walk

DAY = timedelta(days=1)
APPEND_ONLY = [
    JourneyEvent, TriageResult, AlertFinding, AlertReason, ContactAttempt, CaregiverLook, ConsentReading,
    ConsentWithdrawal, ConsentTalk, DocumentContent, *event_rows.APPEND_ONLY,
    *alert_rows.APPEND_ONLY, *bench_rows.APPEND_ONLY, *pathway_rows.APPEND_ONLY,
]  # fmt: skip
NEVER_DELETED = [
    Patient, Journey, Cycle, Stage, StageNote, CheckIn, Submission, Alert, Appointment, PathwayVersion, GateDecision,
    OpenedRecord, Invitation, Caregiver, DataRequest, LegalHold, IdentityRemoval, Consent, ConsentText, Document,
    CalendarFeed, PatientQuestion, Waiting,
    *event_rows.NEVER_DELETED, *alert_rows.NEVER_DELETED, *bench_rows.NEVER_DELETED, *APPEND_ONLY,
]  # fmt: skip


@pytest.fixture(scope="module")
def walked(file_transaction: None) -> Journey:
    """One row of every table."""
    journey = kept_walk("post_care")
    cycle = newest_cycle(journey)
    send(check_in_of(journey, "A-3"), pain_worst=8)
    fill(check_in_of(journey, "A-3"), pain_worst=4)
    finding()
    write_note(stage=cycle.stages.get(code="post_care"), text="Sleeps badly.", by=staff("nurse"), at=NOW)
    request_override(cycle=cycle, check_id="G5-04", reason="Abroad.", by=staff("clinician"), at=NOW)
    consent_back(journey, scope="research")
    paper_of(cycle, shared=True)
    consent_talk(journey)
    book_appointment(
        cycle=cycle,
        clinician=staff("clinician"),
        kind="w2",
        starts_at=NOW + DAY,
        ends_at=NOW + DAY + timedelta(hours=1),
        by=staff("nurse"),
        at=NOW,
    )
    ContactAttempt.objects.create(
        journey=journey, cycle=cycle, purpose="other", route="phone", result="reached", at=NOW, by=staff("nurse")
    )
    far = staff("nurse", "Far nurse", site=other_site())
    invitation(journey, "a")
    feed(journey, "a" * 64)
    waiting_rows.waiting(journey, ended_at=NOW, end="left")
    question_rows.question(journey)
    note_look(caregiver_id=helper_of(journey.patient).pk, patient_id=journey.patient_id, at=NOW)
    open_record(patient=journey.patient, reason="emergency", note="Called at night.", by=far, at=NOW)
    request(journey, kind="correction", wrong="My phone.", right="Another.")
    hold(journey)
    removal(journey)
    event_rows.write_rows()
    alert_rows.write_rows()
    bench_rows.write_rows()
    return journey


@pytest.fixture
def journey(walked: Journey, db: None) -> Journey:
    return Journey.objects.get(pk=walked.pk)


def refused(write: Callable[[], object]) -> str:
    """The name of what refused the write, from PostgreSQL itself."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        write()
    return str(refusal.value)


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestAppendOnly:
    @pytest.mark.parametrize("model", NEVER_DELETED, ids=lambda model: model.__name__)
    def test_row_cannot_be_deleted_by_raw_sql(self, journey: Journey, model: type[models.Model]) -> None:
        assert model._default_manager.exists()
        assert "pgtrigger: Cannot" in refused(lambda: sql(f"delete from {model._meta.db_table}"))

    @pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
    def test_row_cannot_be_changed_by_raw_sql(self, journey: Journey, model: type[models.Model]) -> None:
        assert model._default_manager.exists()
        changes = "content = ''" if model is DocumentContent else "at = at + interval '1 day'"
        statement = f"update {model._meta.db_table} set {changes}"
        assert "pgtrigger: Cannot" in refused(lambda: sql(statement))

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("answers", "'{}'"),
            ("wording", "'[]'"),
            ("raw", "'{}'"),
            ("sent_at", "now()"),
            ("day", "99"),
            ("version", "9"),
        ],
    )
    def test_what_was_sent_cannot_be_changed_by_raw_sql(self, journey: Journey, column: str, value: str) -> None:
        assert "pgtrigger: Cannot" in refused(lambda: sql(f"update journey_submission set {column} = {value}"))

    def test_who_read_what_was_sent_can_be_written(self, journey: Journey) -> None:
        submission = journey.submissions.get(check_in__code="A-3")
        Submission.objects.filter(pk=submission.pk).update(seen_at=NOW, seen_by=staff("nurse"))
        submission.refresh_from_db()
        assert submission.seen_by == staff("nurse")

    @pytest.mark.parametrize(("column", "value"), [("document", "'{}'"), ("checksum", "'x'"), ("number", "99")])
    def test_published_document_cannot_be_changed_by_raw_sql(self, journey: Journey, column: str, value: str) -> None:
        assert "pgtrigger: Cannot" in refused(lambda: sql(f"update journey_pathwayversion set {column} = {value}"))

    @pytest.mark.parametrize("column", ["check_id", "kind", "reason"])
    def test_gate_decision_cannot_be_changed_by_raw_sql(self, journey: Journey, column: str) -> None:
        assert "pgtrigger: Cannot" in refused(lambda: sql(f"update journey_gatedecision set {column} = 'x'"))

    def test_draft_may_be_thrown_away(self, journey: Journey) -> None:
        assert CheckInDraft.objects.filter(check_in__journey=journey).delete()[0] == 1


def change(model: type[models.Model], **values: Any) -> Callable[[Journey], object]:
    return lambda journey: model._default_manager.update(**values)


def two_summaries(journey: Journey) -> None:
    StageNote.objects.update(kind="summary")
    again(StageNote.objects.get())


def future_stage(**values: Any) -> Callable[[Journey], object]:
    return lambda journey: Stage.objects.filter(code="follow_up").update(**values)


def second_cycle(journey: Journey, **values: Any) -> Cycle:
    return Cycle.objects.create(journey=journey, opened_at=NOW, **{"number": 2, "status": "planned", **values})


def again(row: models.Model, **changed: Any) -> None:
    """Write a copy of a row, with another id and these values."""
    row.pk = uuid4()
    row._state.adding = True
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def sent(journey: Journey) -> Submission:
    return journey.submissions.get(check_in__code="A-3")


def red_flag(journey: Journey) -> TriageResult:
    result = TriageResult.objects.first()
    assert result is not None
    again(result, submission=None, draft_token=UUID(int=1))
    return result


# One write that breaks each constraint; everything else about the write is in order.
ASKED = {"user": None, "accepted_at": None, "secret": "s"}
OLDER = {"latest": False, "version": 2, "token": UUID(int=2)}
BREAKS: dict[str, Callable[[Journey], object]] = {
    **event_rows.BREAKS,
    **alert_rows.BREAKS,
    **bench_rows.BREAKS,
    **photo_rows.BREAKS,
    **waiting_rows.BREAKS,
    **question_rows.BREAKS,
    **pathway_rows.BREAKS,
    "consent_text_number_from_1": lambda journey: consent_text_again(journey, number=0),
    "consent_text_says_what_changed": lambda journey: consent_text_again(journey, changes=""),
    "consent_text_read_once_per_session": lambda journey: consent_reading(journey),
    "consent_method_known": lambda journey: consent(journey, method="odd"),
    "consent_countersigned_paired": lambda journey: consent(journey, countersigned_by_id=None),
    "consent_countersigned_by_who_assessed_capacity": lambda journey: consent(journey, capacity_assessed=False),
    "consent_countersigned_after_signing": lambda journey: consent(journey, countersigned_at=NOW - 90 * DAY),
    "consent_on_paper_is_countersigned": lambda journey: consent(
        journey, method="paper", countersigned_at=None, countersigned_by_id=None, capacity_assessed=False
    ),
    "consent_signed_by_two_people": lambda journey: consent(journey, countersigned_by_id=journey.patient.user_id),
    "consent_has_a_name": lambda journey: consent(journey, typed_name=""),
    "consent_has_a_day_to_think": lambda journey: consent(journey, cooling_off_days=0),
    "consent_thinking_lasts_a_day": lambda journey: consent(journey, thinking_ends_at=NOW - 90 * DAY),
    "consent_not_signed_in_the_future": lambda journey: consent(journey, recorded_at=NOW - 90 * DAY),
    "consent_withdrawal_scope_known": lambda journey: consent_back(journey, scope="odd"),
    "consent_scope_withdrawn_once": lambda journey: consent_back(journey, scope="research"),
    "consent_withdrawal_told_to_who_wrote_it": lambda journey: consent_back(journey, told_to=staff("nurse")),
    "consent_talk_kind_known": lambda journey: consent_talk(journey, kind="odd"),
    "consent_talk_why_known": lambda journey: consent_talk(journey, kind="again", why="odd"),
    "consent_again_says_why": lambda journey: consent_talk(journey, kind="again"),
    "consent_talk_has_a_note": lambda journey: consent_talk(journey, note=""),
    "one_active_cycle_per_journey": lambda journey: second_cycle(journey, status="active"),
    "cycle_number_once": lambda journey: second_cycle(journey, number=1),
    "one_product_in_one_patient": lambda journey: second_cycle(journey, product_id=newest_cycle(journey).product_id),
    "cycle_decision_paired": change(Cycle, decision_at=NOW),
    "cycle_status_known": change(Cycle, status="odd"),
    "cycle_cell_source_known": change(Cycle, cell_source="odd"),
    "cycle_tissue_known": change(Cycle, tissue="odd"),
    "cycle_other_tissue_only_of_other": change(Cycle, tissue="bone_marrow", tissue_other="Synovium"),
    "cycle_harvest_mode_known": change(Cycle, harvest_mode="odd"),
    "injection_not_before_harvest": change(Cycle, injection_at=NOW - 90 * DAY),
    "discharge_not_before_injection": change(Cycle, discharge_at=NOW - 90 * DAY),
    "planned_range_in_order": change(Cycle, planned_from=date(2027, 1, 2), planned_to=date(2027, 1, 1)),
    "one_active_stage_per_cycle": future_stage(state="in_progress"),
    "stage_once_per_cycle": lambda journey: Stage.objects.create(cycle=newest_cycle(journey), code="injection"),
    "stage_opened_paired": future_stage(opened_at=NOW),
    "stage_closed_paired": future_stage(closed_at=NOW),
    "stage_code_known": future_stage(code="odd"),
    "stage_state_known": future_stage(state="odd"),
    "journey_status_known": change(Journey, status="odd"),
    "journey_hand_known": change(Journey, target_hand="third"),
    "document_kind_known": change(Document, kind="odd"),
    "document_type_known": change(Document, content_type="text/html"),
    "document_size_within": change(Document, size=0),
    "document_has_a_title": change(Document, title=""),
    "document_shared_paired": change(Document, shared_at=None),
    "document_struck_paired": change(Document, struck_at=NOW, struck_reason="Not hers."),
    "document_struck_with_a_reason": change(Document, struck_reason="Not hers."),
    "document_of_a_donor_stays_inside": change(Document, kind="donor_eligibility"),
    "note_shared_paired": change(StageNote, shared_at=NOW),
    "note_kind_known": change(StageNote, kind="odd"),
    "note_only_a_summary_replaces": lambda journey: StageNote.objects.update(replaces=F("id")),
    "note_one_first_summary_of_a_stage": two_summaries,
    "check_in_state_known": change(CheckIn, state="odd"),
    "check_in_stage_known": change(CheckIn, stage_code="odd"),
    "check_in_once_per_cycle": lambda journey: CheckIn.objects.filter(code="A-5").update(code="A-7"),
    "check_in_window_in_order": lambda journey: CheckIn.objects.filter(code="A-5").update(opens_at=NOW + 90 * DAY),
    "check_in_submitted_has_time": lambda journey: CheckIn.objects.filter(code="A-5").update(state="submitted"),
    "submission_version_once": lambda journey: again(sent(journey), latest=False, token=uuid4()),
    "one_submission_per_token": lambda journey: again(sent(journey), latest=False, version=2),
    "one_latest_submission": lambda journey: again(sent(journey), token=uuid4(), version=2),
    "submission_seen_paired": change(Submission, seen_at=NOW),
    "triage_level_known": lambda journey: again(red_flag(journey), level="odd", draft_token=uuid4()),
    "triage_of_something": lambda journey: again(red_flag(journey), draft_token=None),
    "one_red_flag_result_per_draft": lambda journey: again(red_flag(journey)),
    "alert_state_known": change(Alert, state="odd"),
    "alert_outcome_known": change(Alert, outcome="odd"),
    "alert_finding_kind_known": lambda journey: finding("odd"),
    "alert_level_known": change(Alert, level="watch"),
    "alert_acknowledged_paired": change(Alert, acknowledged_at=NOW),
    "alert_closed_paired": change(Alert, closed_at=NOW),
    "alert_closed_with_outcome_and_note": lambda journey: Alert.objects.update(
        state="closed", closed_at=NOW, closed_by=staff("nurse"), outcome="advice_given"
    ),
    "one_open_alert_per_patient_and_day": lambda journey: again(Alert.objects.get()),
    "contact_purpose_known": lambda journey: again(ContactAttempt.objects.latest("at"), purpose="odd"),
    "contact_route_known": lambda journey: again(ContactAttempt.objects.latest("at"), route="odd"),
    "contact_result_known": lambda journey: again(ContactAttempt.objects.latest("at"), result="odd"),
    "contact_overtaken_by_an_alert": lambda journey: again(
        ContactAttempt.objects.latest("at"), alert=None, overtaken=True
    ),
    "contact_about_a_visit_knows_which": lambda journey: again(ContactAttempt.objects.latest("at"), purpose="new_time"),
    "appointment_state_known": change(Appointment, state="odd"),
    "appointment_kind_known": change(Appointment, kind="odd"),
    "appointment_ends_after_start": change(Appointment, ends_at=NOW),
    "appointment_moved_knows_where": change(Appointment, state="moved"),
    "appointment_ask_known": lambda journey: asked(ask="odd"),
    "appointment_ask_part_known": change(Appointment, ask_part="odd"),
    "appointment_asked_paired": lambda journey: asked(asked_by=None),
    "appointment_answered_paired": lambda journey: asked(answered_at=NOW),
    "appointment_asked_with_what": change(Appointment, ask="move"),
    "no_overlap_for_clinician": lambda journey: again(Appointment.objects.get(), patient=patient("Ken Ode")),
    "no_overlap_for_patient": lambda journey: again(Appointment.objects.get(), clinician=staff("nurse")),
    "no_overlap_for_room": lambda journey: in_one_room(timedelta(minutes=60)),
    "appointment_room_taken_around_the_visit": lambda journey: Appointment.objects.update(room=room()),
    "room_kind_known": lambda journey: again(room(), name="B", kind="odd"),
    "room_name_once_at_a_site": lambda journey: again(room()),
    "working_hours_once": lambda journey: [
        WorkingHours.objects.create(person=staff(), site=journey.patient.site, hours="Mon 09:00-17:00") for _ in "ab"
    ],
    "leave_ends_after_start": lambda journey: Leave.objects.create(person=staff(), starts_at=NOW, ends_at=NOW),
    "duty_place_known": lambda journey: duty(journey, place="odd"),
    "duty_ends_after_start": lambda journey: duty(journey, ends_at=NOW),
    "one_first_on_call_at_a_time": lambda journey: [duty(journey) for _ in "ab"],
    "one_second_on_call_at_a_time": lambda journey: [duty(journey, place="second") for _ in "ab"],
    "notice_step_known": lambda journey: notice(journey, step="odd"),
    "notice_channel_known": lambda journey: notice(journey, channel="odd"),
    "one_notice_per_occasion_and_channel": lambda journey: [notice(journey) for _ in "ab"],
    "reminder_occasion_known": lambda journey: reminder(journey, occasion="odd"),
    "reminder_channel_known": lambda journey: reminder(journey, channel="odd"),
    "reminder_of_one_thing": lambda journey: reminder(journey, check_in=None),
    "reminder_posted_paired": lambda journey: letter(journey, posted_at=NOW),
    "reminder_is_mailed_or_posted": lambda journey: letter(
        journey, channel="email", posted_at=NOW, posted_by=staff("coordinator")
    ),
    "one_reminder_per_due_visit": lambda journey: [letter(journey) for _ in "ab"],
    "one_reminder_per_check_in": lambda journey: [reminder(journey) for _ in "ab"],
    "one_reminder_per_visit": lambda journey: [
        reminder(journey, check_in=None, visit=Appointment.objects.first()) for _ in "ab"
    ],
    "quiet_hours_have_an_end": lambda journey: ReminderChoice.objects.create(
        patient=journey.patient, quiet_from=time(8), quiet_until=time(8)
    ),
    "closure_kind_known": lambda journey: closure(kind="odd"),
    "closure_ends_after_start": lambda journey: closure(last=NOW.date() - DAY),
    "closure_of_one_day_ends_after_start": lambda journey: closure(from_clock=time(12), to_clock=time(12)),
    "closure_until_a_time_of_its_last_day": lambda journey: closure(last=NOW.date() + DAY, to_clock=time(0)),
    "closure_of_a_room_knows_its_site": lambda journey: closure(room=room()),
    "closure_entered_paired": lambda journey: closure(entered_at=NOW),
    "closure_opened_paired": lambda journey: closure(opened_at=NOW),
    "leave_entered_paired": lambda journey: Leave.objects.create(
        person=staff(), starts_at=NOW, ends_at=NOW + DAY, entered_at=NOW
    ),
    "visit_type_room_known": lambda journey: visit_type(room="odd"),
    "visit_type_5_minutes_to_12_hours": lambda journey: visit_type(minutes=4),
    "visit_type_around_at_most_4_hours": lambda journey: visit_type(clean_up=241),
    "visit_type_is_with_somebody": lambda journey: visit_type(by_clinician=False),
    "one_move_per_journey_version": lambda journey: again(JourneyEvent.objects.filter(journey_version=1).get()),
    "gate_decision_kind_known": lambda journey: again(GateDecision.objects.get(), kind="odd"),
    "override_by_two_people": lambda journey: GateDecision.objects.update(second_by=staff("clinician"), second_at=NOW),
    "one_open_override_per_check": lambda journey: again(GateDecision.objects.get(), by=staff("nurse")),
    "patient_allergy_status_known": change(Patient, allergy_status="odd"),
    "patient_allergies_confirmed_paired": change(Patient, allergies_confirmed_by=None),
    "patient_born_after_1900": change(Patient, date_of_birth=date(1899, 12, 31)),
    "allergy_class_known": lambda journey: latex(journey, kind="odd"),
    "allergy_severity_known": lambda journey: latex(journey, severity="odd"),
    "allergy_source_known": lambda journey: latex(journey, source="odd"),
    "allergy_verified_paired": lambda journey: latex(journey, verified_at=NOW),
    "allergy_once_per_substance": lambda journey: [latex(journey, substance=name) for name in ("Latex", "LATEX")],
    "clinic_cooling_off_at_least_one_day": change(Clinic, cooling_off_days=0),
    "pathway_published_paired": change(PathwayVersion, published_by=None),
    "pathway_rules_approved_paired": change(PathwayVersion, rules_approved_by=None),
    "clinic_outside_team_1_to_72_hours": change(Clinic, outside_team_hours=73),
    "site_membership_once": lambda journey: again(SiteMembership.objects.filter(person=staff())[0]),
    "opened_record_reason_known": change(OpenedRecord, reason="curious"),
    "opened_record_until_after_opening": change(OpenedRecord, until=F("opened_at")),
    "opened_record_says_why": change(OpenedRecord, note=""),
    "opened_record_ends_after_opening": change(OpenedRecord, ended_at=NOW - DAY),
    "opened_record_reviewed_paired": change(OpenedRecord, reviewed_at=NOW),
    "opened_record_reviewed_by_another": change(OpenedRecord, reviewed_at=NOW, reviewed_by=F("person")),
    "invitation_ends_after_it_is_sent": change(Invitation, expires_at=F("sent_at")),
    "invitation_reviewed_paired": change(Invitation, reviewed_at=NOW),
    "renewal_reviewed_by_another": change(Invitation, renews=True, reviewed_at=NOW, reviewed_by=F("sent_by")),
    "invitation_used_or_ended": change(Invitation, used_at=NOW, ended_at=NOW),
    "calendar_feed_ends_after_made": change(CalendarFeed, ended_at=NOW - DAY),
    "one_calendar_feed_per_person": lambda journey: feed(journey),
    "one_open_invitation_per_patient": lambda journey: invitation(journey, "b"),
    "caregiver_level_known": change(Caregiver, level="odd"),
    "caregiver_accepted_paired": change(Caregiver, accepted_at=None),
    "caregiver_ended_paired": change(Caregiver, ended_at=NOW),
    "caregiver_ends_after_invited": change(Caregiver, ends_at=F("invited_at")),
    "one_help_per_person_and_patient": lambda journey: again(Caregiver.objects.get()),
    "helper_secret_once": lambda journey: [again(Caregiver.objects.all()[0], **ASKED) for _ in range(2)],
    "helper_link_only_while_asked": change(Caregiver, secret="s"),
    "submission_told_by_known": lambda journey: again(sent(journey), **OLDER, told_by="odd"),
    "submission_by_helper_or_by_staff": lambda journey: again(
        sent(journey), **OLDER, told_by="phone", caregiver=Caregiver.objects.get()
    ),
    "data_request_kind_known": lambda journey: request(journey, kind="odd"),
    "data_request_outcome_known": lambda journey: request(journey, **DECIDED, outcome="odd", decided_by=staff()),
    "data_request_decided_paired": lambda journey: request(journey, **DECIDED, outcome="done"),
    "data_request_decided_with_outcome_and_answer": lambda journey: request(journey, outcome="done"),
    "data_request_correction_says_what": lambda journey: request(journey, kind="correction", wrong="My phone."),
    "one_open_closing_per_patient": lambda journey: [request(journey) for _ in range(2)],
    "clinic_answers_requests_1_to_31_days": change(Clinic, answer_requests_days=32),
    "clinic_keeps_records_5_to_100_years": change(Clinic, retention_years=4),
    "clinic_youngest_age_18_to_99": change(Clinic, min_age=17),
    "clinic_viability_1_to_100": change(Clinic, min_viability_pct_expanded=0),
    "clinic_cells_of_the_day_1_to_72_hours": change(Clinic, same_day_expiry_h=73),
    "clinic_tumescent_lidocaine_1_to_35": change(Clinic, tumescent_lidocaine_max_mg_kg=36),
    "product_origin_known": lambda journey: again(product(), code="X", origin="odd"),
    "product_quarantine_reason_known": lambda journey: set_aside(quarantine_reason="odd"),
    "product_quarantined_paired": lambda journey: set_aside(quarantined_by=None),
    "product_quarantine_has_a_reason": lambda journey: set_aside(quarantine_reason=""),
    "product_disposition_known": lambda journey: end(disposition="odd"),
    "product_ended_paired": lambda journey: end(ended_by=None),
    "product_end_has_a_disposition": lambda journey: end(disposition=""),
    "product_abort_reason_known": change(Product, abort_reason="odd"),
    "product_in_quarantine_is_not_stored": lambda journey: [set_aside(), end(disposition="stored")],
    "identity_check_point_known": lambda journey: again(IdentityCheck.objects.all()[0], point="odd"),
    "identity_check_identifiers_known": lambda journey: again(IdentityCheck.objects.all()[0], identifiers="odd"),
    "identity_check_by_two_people": lambda journey: again(
        IdentityCheck.objects.all()[0], checked_by=staff(), second_by=staff()
    ),
    "release_signature_first_or_second": lambda journey: again(signature(), place=3),
    "release_signature_of_an_intact_container": lambda journey: again(signature(), container_intact=False),
    "release_signed_once_at_each_place": lambda journey: again(signature(), by=staff("manager")),
    "release_signed_by_two_people": lambda journey: [
        again(signature(), place=place, product=other()) for place in (1, 2)
    ],
    "product_recalled_once_by_a_recall": lambda journey: [recalled() for _ in range(2)],
    "legal_hold_says_why": lambda journey: hold(journey, reason="", lifted_at=NOW, lifted_by=staff()),
    "legal_hold_lifted_paired": change(LegalHold, lifted_at=NOW),
    "one_legal_hold_per_patient": lambda journey: hold(journey),
    "identity_removal_says_why": lambda journey: removal(journey, reason="", ended_at=NOW, ended_by=staff()),
    "identity_removal_done_paired": change(IdentityRemoval, done_at=NOW),
    "identity_removal_ended_paired": change(IdentityRemoval, ended_at=NOW),
    "identity_removal_ends_one_way": lambda journey: IdentityRemoval.objects.update(
        done_at=NOW, done_by=staff("nurse"), ended_at=NOW, ended_by=staff("nurse")
    ),
    "identity_removal_by_two_people": lambda journey: IdentityRemoval.objects.update(
        done_at=NOW, done_by=staff("manager")
    ),
    "one_identity_removal_per_patient": lambda journey: removal(journey),
}
DECIDED = {"decided_at": NOW, "answer": "It is done."}


def product() -> Product:
    return Product.objects.exclude(code="OTHER")[0]


def other() -> Product:
    """A second product, of which nobody signed anything."""
    known = Product.objects.filter(code="OTHER").first()
    if known is None:
        again(product(), code="OTHER")
    return known or Product.objects.get(code="OTHER")


def signature() -> ReleaseSignature:
    return ReleaseSignature.objects.exclude(product__code="OTHER").get(place=1)


def set_aside(**changed: Any) -> None:
    values = {"quarantined_at": NOW, "quarantined_by": staff(), "quarantine_reason": "other", **changed}
    Product.objects.update(**values)


def end(**changed: Any) -> None:
    Product.objects.update(**{"ended_at": NOW, "ended_by": staff(), "disposition": "discarded", **changed})


def recalled() -> None:
    recall, _ = Recall.objects.get_or_create(number="KT-1", defaults={"reason": "Torn.", "at": NOW, "by": staff()})
    RecalledProduct.objects.create(recall=recall, product=product(), patient=product().patient, at=NOW)


def finding(kind: str = "recall") -> None:
    AlertFinding.objects.create(alert=Alert.objects.get(), kind=kind, product=product(), detail="KT-1: Torn.", at=NOW)


def request(journey: Journey, **changed: Any) -> DataRequest:
    values = {"kind": "closing", "asked_at": NOW, "asked_by": journey.patient.user, "due_on": NOW.date(), **changed}
    return DataRequest.objects.create(patient=journey.patient, **values)


def room() -> Room:
    site = Site.objects.get(name="Elm Street")
    return Room.objects.get_or_create(site=site, name="A", defaults={"kind": "consulting"})[0]


def in_one_room(later: timedelta) -> None:
    """The visit gets a room that is cleaned for a quarter of an hour, and another one begins so much later."""
    visit, others = Appointment.objects.get(), {"patient": patient("Ken Ode"), "clinician": staff("nurse")}
    visit.room, visit.occupied_from = room(), visit.starts_at
    visit.occupied_until = visit.ends_at + timedelta(minutes=15)
    visit.save()
    starts, ends = visit.starts_at + later, visit.ends_at + later
    again(visit, **others, starts_at=starts, ends_at=ends, occupied_from=starts, occupied_until=ends)


def asked(**changed: Any) -> None:
    """The patient asks for another time of the visit."""
    Appointment.objects.update(**{"ask": "move", "asked_at": NOW, "asked_by": staff(), **changed})


def duty(journey: Journey, **changed: Any) -> OnCallDuty:
    known = {"site": journey.patient.site, "person": staff(), "starts_at": NOW, "ends_at": NOW + DAY}
    return OnCallDuty.objects.create(**{**known, **changed})


def notice(journey: Journey, **changed: Any) -> Notice:
    """Of the journey's alert, with a message of its own."""
    (message,) = announce(kind="alert_notice", to=[("email", "osei@example.org")], at=NOW)
    known = {"clock_from": NOW, "step": "page", "person": staff(), "channel": "email", "at": NOW}
    return Notice.objects.create(**{"alert": Alert.objects.get(), "mail": message, **known, **changed})


def reminder(journey: Journey, **changed: Any) -> Reminder:
    known = {"check_in": check_in_of(journey, "A-5"), "occasion": "check_in_open", "channel": "email", "at": NOW}
    return Reminder.objects.create(**{"patient": journey.patient, "leaves_at": NOW, **known, **changed})


def letter(journey: Journey, **changed: Any) -> Reminder:
    known = {"cycle": newest_cycle(journey), "code": "W6", "occasion": "visit_due", "channel": "letter"}
    return reminder(journey, check_in=None, **{**known, **changed})


def closure(**changed: Any) -> Closure:
    day = NOW.date()
    return Closure.objects.create(**{"kind": "holiday", "name": "Fair", "first": day, "last": day, **changed})


def visit_type(**changed: Any) -> VisitType:
    return VisitType.objects.create(**{"kind": "w6", "minutes": 30, "room": "none", **changed})


def hold(journey: Journey, **changed: Any) -> LegalHold:
    values = {"reason": "A court asks.", "placed_at": NOW, "placed_by": staff("manager"), **changed}
    return LegalHold.objects.create(patient=journey.patient, **values)


def removal(journey: Journey, **changed: Any) -> IdentityRemoval:
    values = {
        "reason": "Its time is over.",
        "years": 10,
        "last_contact": NOW.date(),
        "asked_at": NOW,
        "asked_by": staff("manager"),
        **changed,
    }
    return IdentityRemoval.objects.create(patient=journey.patient, **values)


def invitation(journey: Journey, secret: str) -> Invitation:
    return Invitation.objects.create(
        patient=journey.patient,
        address="rosa@example.org",
        secret=secret,
        sent_at=NOW,
        sent_by=staff("coordinator"),
        expires_at=NOW + 7 * DAY,
    )


def consent(journey: Journey, **changed: Any) -> Consent:
    """Another consent like the one that was signed, but for what is changed."""
    known = Consent.objects.get(cycle=newest_cycle(journey))
    own = {each.attname: getattr(known, each.attname) for each in Consent._meta.concrete_fields}
    return Consent.objects.create(**{**own, "id": uuid4(), "token": uuid4(), **changed})


def consent_text_again(journey: Journey, **changed: Any) -> ConsentText:
    known = ConsentText.objects.defer(None).get()
    names = ("pathway_version_id", "language", "document", "checksum", "is_material", "approved_at", "approved_by_id")
    values = {name: getattr(known, name) for name in names}
    return ConsentText.objects.create(**{**values, "number": 2, "changes": "Words.", **changed})


def consent_back(journey: Journey, **changed: Any) -> ConsentWithdrawal:
    cycle = newest_cycle(journey)
    values = {"cycle": cycle, "consent": cycle.consents.get(), "scope": "photos", "at": NOW, "by": staff(), **changed}
    return ConsentWithdrawal.objects.create(**values)


def consent_talk(journey: Journey, **changed: Any) -> ConsentTalk:
    values = {"kind": "talked", "note": "Talked.", "at": NOW, "by": staff(), **changed}
    return ConsentTalk.objects.create(cycle=newest_cycle(journey), **values)


def consent_reading(journey: Journey) -> ConsentReading:
    cycle = newest_cycle(journey)
    return ConsentReading.objects.create(cycle=cycle, text=ConsentText.objects.get(), at=NOW, by=staff())


def feed(journey: Journey, secret: str = "b" * 64, **changed: Any) -> CalendarFeed:
    known = {"user": journey.patient.user, "patient": journey.patient, "secret": secret, "made_at": NOW}
    return CalendarFeed.objects.create(**{**known, **changed})


def latex(journey: Journey, **changed: Any) -> Allergy:
    return Allergy.objects.create(patient=journey.patient, **{"substance": "Latex", "kind": "latex", **changed})


class TestConstraints:
    def test_every_constraint_has_a_write_that_breaks_it(self) -> None:
        models = set(apps.get_app_config("journey").get_models()) - {*RECORDS.values(), *LINES.values()}
        named = {rule.name for model in models for rule in model._meta.constraints}  # theirs: test_record_tables.py
        assert named == set(BREAKS)

    def test_write_that_breaks_a_constraint_is_refused_by_its_name(self, journey: Journey) -> None:
        refused: dict[str, str | None] = dict.fromkeys(BREAKS)
        for name, breaks in BREAKS.items():
            with transaction.atomic():
                try:
                    breaks(fresh(journey))
                except IntegrityError as refusal:
                    refused[name] = refusal.__cause__.diag.constraint_name  # type: ignore[union-attr]
                transaction.set_rollback(True)
        assert refused == {name: name for name in BREAKS}

    def test_constraint_that_a_person_can_meet_has_its_own_sentence(self) -> None:
        met = [
            "one_product_in_one_patient", "injection_not_before_harvest", "discharge_not_before_injection",
            "planned_range_in_order", "appointment_ends_after_start", "no_overlap_for_clinician",
            "no_overlap_for_patient", "override_by_two_people", "clinic_cooling_off_at_least_one_day",
            "alert_closed_with_outcome_and_note", "clinic_outside_team_1_to_72_hours", "site_membership_once",
            "opened_record_reviewed_by_another", "clinic_keeps_records_5_to_100_years",
            "identity_removal_by_two_people", "renewal_reviewed_by_another",
        ]  # fmt: skip
        rules = {rule.name: rule for model in apps.get_models() for rule in model._meta.constraints}
        for name in met:
            assert "violated" not in str(rules[name].get_violation_error_message()), name
