"""The end of a record's time: when it comes, what stands in its way, and what two managers take out."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import CharField, EmailField, TextField
from django.http import Http404

from accounts import mail
from accounts.models import OutgoingMail, Session, Trace, User
from accounts.roles import Role
from journey.access.retention import in_the_way, kept_until, last_contact_of, past_their_time
from journey.actions.data_requests import ask_closing, ask_correction, decide_request, open_again
from journey.actions.event_review import dismiss_event
from journey.actions.identity import NAMES
from journey.actions.inviting import invite_patient
from journey.actions.last_contacts import note_last_contacts
from journey.actions.moves import make_move
from journey.actions.plans import open_journey
from journey.actions.renewing import renew_sign_in
from journey.actions.retention import ask_removal, confirm_removal, lift_hold, place_hold, take_removal_back
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.moves import Choices, Move
from journey.models import (
    LINES,
    RECORDS,
    AdverseEvent,
    Caregiver,
    Clinic,
    IdentityRemoval,
    Invitation,
    Journey,
    JourneyEvent,
    LastContact,
    LegalHold,
    Patient,
    Submission,
)
from tests.builders import JOINED, NOW, fresh, helper_of, journey_at, other_site, patient, report_of, send, staff
from tests.factors import PASSWORD
from tests.journey.actions.racing import at_once, in_between
from tests.walked import walked

pytestmark = pytest.mark.django_db
YEARS = 10
LATER = NOW.replace(year=NOW.year + YEARS) + timedelta(days=2)


def clinic_with_a_number() -> None:
    patient("Somebody Else", user=None)
    Clinic.objects.update(retention_years=YEARS)


@pytest.fixture
def years(db: None) -> None:
    """The clinic has set its number."""
    clinic_with_a_number()


@pytest.fixture
def journey(db: None) -> Journey:
    """In the middle of it, in such a clinic."""
    walk = walked("post_care", day=3)
    clinic_with_a_number()
    return fresh(walk)


@pytest.fixture
def rosa(years: None) -> Patient:
    """Last heard of at NOW; ten years and a day later nothing stands in the way."""
    who = patient(password=PASSWORD, email="rosa@example.org")
    _made_at_now(who)
    return who


def _made_at_now(who: Patient) -> None:
    """Rows of the trace are stamped by the database's own clock. What counts for a record that was never used is its
    first row, so the sign-in of these tests says when the patient was last here."""
    User.objects.filter(pk=who.user_id).update(last_login=NOW)


def max_lee() -> User:
    return staff(Role.MANAGER)


def mia() -> User:
    return staff(Role.MANAGER, "Mia Dunn")


def asked(who: Patient, **more: Any) -> IdentityRemoval:
    return ask_removal(**{"patient": who, "reason": "Its time is over.", "by": max_lee(), "at": LATER, **more})


def removed(who: Patient, **more: Any) -> IdentityRemoval:
    values = {"removal": asked(who), "record_no": who.record_no, "by": mia(), "at": LATER, **more}
    return confirm_removal(**values)


def list_at(at: datetime, by: User | None = None) -> list[Patient]:
    """After the night in which everything was counted."""
    note_last_contacts(at=at)
    past = past_their_time(by or max_lee(), Clinic.objects.get(), at, most=100)
    return [who for who in past if who.full_name.startswith("Rosa")]


class TestTime:
    def test_without_a_number_nothing_is_ever_past_its_time(self, rosa: Patient) -> None:
        Clinic.objects.update(retention_years=None)
        who = Patient.objects.get(pk=rosa.pk)
        far = NOW.replace(year=NOW.year + 90)
        assert list_at(far) == []
        assert kept_until(who, who.site.clinic) is None
        with pytest.raises(MoveNotAllowed, match="has not set"):
            asked(who, at=far)

    def test_day_before_it_is_kept_and_on_the_day_it_may_go(self, rosa: Patient) -> None:
        last = last_contact_of(rosa)
        assert last is not None
        over = last.replace(year=last.year + YEARS, hour=12)
        assert list_at(over - timedelta(days=1)) == []
        with pytest.raises(MoveNotAllowed, match="is not over"):
            asked(rosa, at=over - timedelta(days=1))
        assert list_at(over) == [rosa]
        assert asked(rosa, at=over).last_contact == last.date()

    def test_every_kind_of_contact_begins_the_time_anew(self, journey: Journey) -> None:
        before = last_contact_of(journey.patient)
        send(report_of(journey, at=NOW + timedelta(days=1)), at=NOW + timedelta(days=1))
        after_answer = last_contact_of(journey.patient)
        later = datetime(2050, 1, 1, tzinfo=UTC)
        User.objects.filter(pk=journey.patient.user_id).update(last_login=later)
        assert before is not None
        assert after_answer is not None
        assert before < after_answer < later == last_contact_of(journey.patient)

    def test_whoever_was_here_since_the_night_is_not_on_the_list(self, rosa: Patient) -> None:
        assert list_at(LATER) == [rosa]
        User.objects.filter(pk=rosa.user_id).update(last_login=LATER)
        assert rosa not in past_their_time(max_lee(), Clinic.objects.get(), LATER, most=100)
        assert list_at(LATER) == []
        assert LastContact.objects.get(patient=rosa).at == LATER

    def test_night_counts_those_alone_that_may_have_changed(self, rosa: Patient) -> None:
        young = NOW + timedelta(days=1)
        everybody = Patient.objects.count()
        assert [note_last_contacts(at=young) for _night in "ab"] == [everybody, 0]
        assert note_last_contacts(at=LATER) == everybody
        removed(rosa)
        assert note_last_contacts(at=LATER) == everybody - 1
        assert not LastContact.objects.filter(patient=rosa).exists()

    @pytest.mark.parametrize("number", [0, 1, 4, 101])
    def test_number_that_no_law_can_mean_is_refused_by_the_database(self, years: None, number: int) -> None:
        with pytest.raises(IntegrityError, match="clinic_keeps_records"), transaction.atomic():
            Clinic.objects.update(retention_years=number)

    def test_manager_sees_the_records_of_their_sites_only(self, rosa: Patient) -> None:
        assert list_at(LATER, staff(Role.MANAGER, "Mo Far", site=other_site())) == []
        for role in set(Role) - {Role.MANAGER}:
            assert list_at(LATER, staff(role)) == []


class TestInTheWay:
    def test_nothing_is_in_the_way_of_a_quiet_record(self, rosa: Patient) -> None:
        assert in_the_way(rosa, LATER) == ()

    def test_open_journey_and_open_alert(self, journey: Journey) -> None:
        send(report_of(journey), pain_worst=9)
        assert in_the_way(journey.patient, LATER) == ("journey", "alert", "adverse_event")

    def test_adverse_event_that_has_to_be_recorded(self, journey: Journey) -> None:
        make_move(
            journey=journey, move=Move.RECORD_DEATH, by=staff(), at=NOW, choices=Choices(reason_code="death", note="x")
        )
        assert "adverse_event" in in_the_way(journey.patient, LATER)

    def test_open_request(self, rosa: Patient) -> None:
        request = ask_correction(patient=rosa, wrong="a", right="b", by=rosa.user, at=NOW)  # type: ignore[arg-type]
        assert in_the_way(rosa, LATER) == ("request",)
        decide_request(request=request, outcome="done", answer="Done.", by=max_lee(), at=NOW)
        assert in_the_way(rosa, LATER) == ()

    def test_patient_who_helps_somebody_else(self, rosa: Patient) -> None:
        help_given = helper_of(patient("Ken Ode"), "see", "Rosa")
        Caregiver.objects.filter(pk=help_given.pk).update(user=rosa.user, ends_at=LATER + timedelta(days=1))
        assert in_the_way(rosa, LATER) == ("helps",)

    def test_hold_stands_until_it_is_lifted(self, rosa: Patient) -> None:
        hold = place_hold(patient=rosa, reason="A court asks.", by=max_lee(), at=NOW)
        with pytest.raises(MoveNotAllowed, match="a legal hold"):
            asked(rosa)
        lift_hold(hold=hold, by=mia(), at=LATER)
        assert asked(rosa)

    def test_adverse_event_stands_in_the_way_until_it_is_settled(self, journey: Journey) -> None:
        send(report_of(journey), pain_worst=9)
        event = AdverseEvent.objects.get()
        dismiss_event(event=event, reason="Knocked it on a door.", by=staff(), at=NOW)
        assert "adverse_event" not in in_the_way(journey.patient, LATER)


class TestTwoManagers:
    def test_asking_changes_nothing(self, rosa: Patient) -> None:
        asked(rosa)
        assert Patient.objects.get(pk=rosa.pk).full_name == "Rosa Marsh"

    def test_same_manager_cannot_do_both(self, rosa: Patient) -> None:
        removal = asked(rosa)
        with pytest.raises(NotAccepted, match="Another manager"):
            confirm_removal(removal=removal, record_no=rosa.record_no, by=max_lee(), at=LATER)
        with pytest.raises(IntegrityError, match="identity_removal_by_two_people"), transaction.atomic():
            IdentityRemoval.objects.update(done_at=LATER, done_by=max_lee())
        assert Patient.objects.get(pk=rosa.pk).full_name == "Rosa Marsh"

    def test_number_is_typed(self, rosa: Patient) -> None:
        removal = asked(rosa)
        with pytest.raises(NotAccepted) as refusal:
            confirm_removal(removal=removal, record_no="R-0", by=mia(), at=LATER)
        assert refusal.value.field == "record_no"

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
    def test_only_managers_do_any_of_it(self, rosa: Patient, role: Role) -> None:
        removal, hold = asked(rosa), place_hold(patient=rosa, reason="x", by=max_lee(), at=NOW)
        who = {"by": staff(role), "at": LATER}
        for act in (
            lambda: asked(rosa, by=staff(role)),
            lambda: confirm_removal(removal=removal, record_no=rosa.record_no, **who),
            lambda: take_removal_back(removal=removal, **who),
            lambda: place_hold(patient=rosa, reason="x", **who),
            lambda: lift_hold(hold=hold, **who),
        ):
            with pytest.raises(NotPermitted):
                act()

    def test_manager_of_another_site_finds_nothing(self, rosa: Patient) -> None:
        removal = asked(rosa)
        far = staff(Role.MANAGER, "Mo Far", site=other_site())
        with pytest.raises(Http404):
            confirm_removal(removal=removal, record_no=rosa.record_no, by=far, at=LATER)
        with pytest.raises(Http404):
            place_hold(patient=rosa, reason="x", by=far, at=LATER)

    def test_what_came_in_the_way_meanwhile_stops_the_second(self, rosa: Patient) -> None:
        removal = asked(rosa)
        place_hold(patient=rosa, reason="A court asks.", by=max_lee(), at=LATER)
        with pytest.raises(MoveNotAllowed, match="a legal hold"):
            confirm_removal(removal=removal, record_no=rosa.record_no, by=mia(), at=LATER)
        User.objects.filter(pk=rosa.user_id).update(last_login=LATER)
        lift_hold(hold=LegalHold.objects.get(), by=mia(), at=LATER)
        with pytest.raises(MoveNotAllowed, match="is not over"):
            confirm_removal(removal=removal, record_no=rosa.record_no, by=mia(), at=LATER)

    def test_taken_back_it_cannot_be_done_and_can_be_asked_anew(self, rosa: Patient) -> None:
        removal = take_removal_back(removal=asked(rosa), by=mia(), at=LATER)
        with pytest.raises(MoveNotAllowed, match="taken back"):
            confirm_removal(removal=removal, record_no=rosa.record_no, by=mia(), at=LATER)
        assert asked(rosa) != removal

    def test_repeats_change_nothing_and_others_read_who_was_first(self, rosa: Patient) -> None:
        assert asked(rosa) == asked(rosa)
        with pytest.raises(MoveNotAllowed, match="with another reason"):
            asked(rosa, reason="Other words.")
        with pytest.raises(AlreadyDone, match="Max Lee has asked"):
            asked(rosa, by=mia())
        removal = removed(rosa)
        again = {"removal": removal, "record_no": "whatever", "at": LATER + timedelta(hours=1)}
        assert confirm_removal(by=mia(), **again).done_at == LATER
        with pytest.raises(AlreadyDone, match="Mia Dunn has removed it already"):
            confirm_removal(by=max_lee(), **again)
        with pytest.raises(MoveNotAllowed, match="cannot be taken back"):
            take_removal_back(removal=removal, by=mia(), at=LATER)

    def test_hold_placed_twice_is_one_and_another_reads_who_was_first(self, rosa: Patient) -> None:
        hold = place_hold(patient=rosa, reason="A", by=max_lee(), at=NOW)
        assert place_hold(patient=rosa, reason="A", by=max_lee(), at=NOW) == hold
        with pytest.raises(MoveNotAllowed, match="with another reason"):
            place_hold(patient=rosa, reason="B", by=max_lee(), at=NOW)
        with pytest.raises(AlreadyDone, match="Max Lee has put a hold"):
            place_hold(patient=rosa, reason="C", by=mia(), at=NOW)


def texts_of(*, but: frozenset[str] = frozenset({"accounts.Trace"})) -> str:
    """Every word that stands in any column of any table, the trace apart."""
    found = []
    for model in apps.get_models():
        if model._meta.label in but or model._meta.app_label == "procrastinate":
            continue
        for row in model._base_manager.values_list():
            found.append(" ".join(str(value) for value in row))
    return "\n".join(found)


@pytest.fixture(scope="class")
def named(class_transaction: None) -> Journey:
    """Everything that names a patient: a helper, an invitation, a request, mails; the journey has ended."""
    clinic_with_a_number()
    address = "zeph@quill.example"
    who = patient(
        "Zephyrine Quillfeather",
        user=None,
        email=address,
        phone="01632 777 111",
        date_of_birth=date(1944, 7, 19),
    )
    invite_patient(patient=who, by=staff(Role.COORDINATOR), at=NOW)
    user = User.objects.create_user(
        "zephyrine", address, password=PASSWORD, display_name="Zephyrine", date_joined=JOINED
    )
    Patient.objects.filter(pk=who.pk).update(user=user)
    who = Patient.objects.get(pk=who.pk)
    journey = journey_at("post_care", day=3, who=who)
    send(report_of(journey), pain_worst=4)
    helper_of(who, "fill_in", "Ottoline", relation="godmother")
    request = ask_correction(patient=who, wrong="Quillfeather", right="Quilfeather", by=user, at=NOW)
    decide_request(request=request, outcome="done", answer="Ms Quilfeather it is.", by=max_lee(), at=NOW)
    mail.write(kind="other", to=address, letter=mail.Letter("Hello", ["Hello."]), at=NOW)
    Journey.objects.filter(pk=journey.pk).update(status="closed_completed", status_since=NOW)
    return journey


class TestRemoval:
    @pytest.fixture
    def journey(self, named: Journey, db: None) -> Journey:
        return fresh(named)

    def test_no_table_but_the_trace_and_the_history_of_helpers_names_the_person(self, journey: Journey) -> None:
        before = texts_of()
        assert all(word in before for word in ("Zephyrine", "Quillfeather", "zeph@quill", "777 111", "godmother"))

        removed(journey.patient)

        after = texts_of(but=frozenset({"accounts.Trace", "journey.JourneyEvent"}))
        for word in ("ephyrine", "Quil", "quill", "777 111", "Ottoline", "ottoline", "godmother", "1944-07-19"):
            assert word not in after, word
        events = texts_of(but=frozenset(model._meta.label for model in apps.get_models()) - {"journey.JourneyEvent"})
        assert "ephyrine" not in events
        assert "Ottoline" in events, "decision 19 says that names of helpers stay there"

    def test_nothing_clinical_is_lost(self, journey: Journey) -> None:
        def kept() -> list[Any]:
            clinical = ("Cycle", "Stage", "CheckIn", "Submission", "TriageResult", "Alert", "Appointment", "StageNote")
            models = [apps.get_model("journey", name) for name in clinical]
            return [list(model.objects.order_by("pk").values_list()) for model in models]

        before, events = kept(), set(JourneyEvent.objects.values_list("pk", flat=True))
        removed(journey.patient)
        assert kept() == before
        assert events < set(JourneyEvent.objects.values_list("pk", flat=True))
        assert Submission.objects.exists()

    def test_number_and_year_of_birth_stand_in_place_of_the_person(self, journey: Journey) -> None:
        removed(journey.patient)
        who = Patient.objects.get(pk=journey.patient_id)
        assert (who.full_name, who.called, who.record_no) == (journey.patient.record_no,) * 3
        assert (who.date_of_birth, who.phone, who.email) == (date(1944, 1, 1), "", "")
        assert str(who.user) == journey.patient.record_no

    def test_nobody_signs_in_any_more(self, journey: Journey) -> None:
        user = journey.patient.user
        assert user is not None
        removed(journey.patient)
        gone = User.objects.get(pk=user.pk)
        assert not gone.is_active
        assert not gone.has_usable_password()
        assert not Session.objects.filter(user=user).exists()
        assert authenticate(username="zephyrine", password=PASSWORD) is None

    def test_helper_of_somebody_else_keeps_their_sign_in(self, journey: Journey) -> None:
        helper = Caregiver.objects.get(patient=journey.patient).user
        assert helper is not None
        ken = patient("Ken Ode")
        helper_of(ken, "see", "Ottoline", user=helper)
        removed(journey.patient)
        helper.refresh_from_db()
        assert (helper.is_active, helper.display_name) == (True, "Ottoline")
        assert Caregiver.objects.get(patient=ken).name == "Ottoline"
        assert Caregiver.objects.get(patient=journey.patient).name == "–"

    def test_mail_that_waits_stays_here_and_the_open_invitation_ends(self, journey: Journey) -> None:
        removed(journey.patient)
        assert not OutgoingMail.objects.filter(dropped_at=None, sent_at=None, given_up_at=None).exclude(to="").exists()
        assert not OutgoingMail.objects.filter(to__contains="quill").exists()
        assert not Invitation.objects.filter(used_at=None, ended_at=None).exists()

    def test_who_when_and_why_stay(self, journey: Journey) -> None:
        removal = removed(journey.patient)
        rows = Trace.objects.filter(table_name="journey_identityremoval", patient_id=journey.patient_id)
        assert sorted(rows.values_list("kind", flat=True)) == ["change", "create"]
        assert Trace.objects.filter(table_name="journey_patient", patient_id=journey.patient_id, kind="change").exists()
        assert JourneyEvent.objects.filter(journey=journey, kind="identity_removed", by=mia()).count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            removal.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            IdentityRemoval.objects.update(reason="Other words.")

    def test_trace_keeps_the_old_values_and_its_chain_still_fits(self, journey: Journey) -> None:
        removed(journey.patient)
        old = Trace.objects.filter(patient_id=journey.patient_id, table_name="journey_patient")
        assert any("Quillfeather" in str(row.before) for row in old), "decision 19 says that they stay"
        out = StringIO()
        call_command("verify_log", stdout=out)
        assert "wrong" not in out.getvalue().lower()

    def test_account_closed_before_is_not_opened_again(self, journey: Journey) -> None:
        user = journey.patient.user
        assert user is not None
        closing = ask_closing(patient=journey.patient, by=user, at=NOW)
        decide_request(request=closing, outcome="done", answer="Closed.", by=max_lee(), at=NOW)
        removed(journey.patient)
        with pytest.raises(MoveNotAllowed, match="names nobody"):
            open_again(request=closing, by=max_lee(), at=LATER)
        with pytest.raises(MoveNotAllowed, match="closed"):
            renew_sign_in(
                patient=journey.patient, address="x@example.org", seen=True, by=staff(Role.COORDINATOR), at=LATER
            )
        assert not User.objects.get(pk=user.pk).is_active

    def test_record_takes_no_new_journey_and_no_hold(self, journey: Journey) -> None:
        removed(journey.patient)
        who = Patient.objects.get(pk=journey.patient_id)
        with pytest.raises(MoveNotAllowed, match="names nobody"):
            open_journey(patient=who, by=staff(Role.COORDINATOR), at=LATER)
        with pytest.raises(MoveNotAllowed, match="names nobody"):
            place_hold(patient=who, reason="Late.", by=max_lee(), at=LATER)
        assert list_at(LATER) == []


def test_every_column_that_can_name_somebody_is_taken_out_or_said_to_stay() -> None:
    """A new column with words, on a table that leads to a patient, has to be decided about."""
    from tests.meta.test_own_data import of_a_patient

    stays = {
        "admin.LogEntry", "account.EmailAddress", "account.EmailConfirmation", "accounts.Ticket", "accounts.KeptForm",
        "accounts.PageToken", "accounts.Session", "accounts.RecoveryCode", "accounts.Trace", "mfa.Authenticator",
        "accounts.User_groups", "accounts.User_user_permissions",  # gone with the sign-in, or in minutes; and the trace
        "journey.SiteMembership", "journey.WorkingHours", "journey.Leave", "journey.Closure", "journey.PathwayVersion",
        "journey.PathwayEvent", "journey.SavedCase", "journey.FallReason",  # nobody's record
        "journey.OnCallDuty", "journey.StaffContact",
        "journey.Notice", "journey.ReportNotice", "journey.EventNotice",  # of staff
        "journey.Reminder", "journey.ReminderChoice", "journey.Waiting",  # codes and times
        "journey.CalendarFeed",  # a hash
        "journey.LastContact",  # a time
        "journey.IdentityRemoval", "journey.LegalHold", "journey.OpenedRecord",  # why staff did something
        "journey.Journey", "journey.JourneyEvent", "journey.Cycle", "journey.Stage", "journey.StageNote",
        "journey.CheckIn", "journey.CheckInDraft", "journey.Submission", "journey.TriageResult", "journey.Alert",
        "journey.AlertReopening", "journey.AlertSnooze", "journey.AlertCall",
        "journey.AlertFinding", "journey.AlertReason", "journey.Appointment", "journey.ContactAttempt",
        "journey.AdverseEvent", "journey.AdverseEventStep", "journey.AdverseEventAssessment",
        "journey.AdverseEventFact", "journey.AdverseEventWords", "journey.AdverseEventReport", "journey.ClusterMember",
        "journey.InfectionCluster", "journey.TumourReview", "journey.TumourReviewFinding", "journey.TumourReviewReason",
        "journey.GateDecision", "journey.Document", "journey.DocumentContent",
        "journey.Photo", "journey.PhotoContent", "journey.SentPhoto",
        "journey.Allergy", "journey.CaregiverLook",  # the clinical record
        "journey.ConsentReading", "journey.ConsentDraft", "journey.ConsentWithdrawal", "journey.ConsentTalk",
        "journey.ConsentText", "journey.Recall",  # the clinic's
        "journey.Product", "journey.IdentityCheck", "journey.ReleaseSignature", "journey.RecalledProduct",
    }  # fmt: skip
    stays |= {model._meta.label for model in (*RECORDS.values(), *LINES.values())}
    assert of_a_patient(apps.get_models(include_auto_created=True)) - stays - {"accounts.OutgoingMail"} == {*NAMES} - {
        "accounts.OutgoingMail"
    }
    known = {
        "journey.Patient": {"record_no", "language", "time_zone", "medicines", "allergy_status"},
        "journey.Caregiver": {"level", "secret"},
        "journey.Invitation": {"secret", "review_note"},
        "journey.DataRequest": {"kind", "outcome"},
        "journey.PatientQuestion": {"told_by"},
        "journey.Consent": {"method", "language", "plan"},
        "accounts.OutgoingMail": {"kind", "subject", "words", "problem", "channel"},
        "accounts.User": {"password"},
    }
    for label, names in NAMES.items():
        fields = apps.get_model(label)._meta.concrete_fields
        words = {each.name for each in fields if isinstance(each, CharField | TextField | EmailField)}
        assert words - set(names) == known[label], label


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def rosa(self, transactional_db: None) -> Patient:
        journey = walked("post_care", day=3)
        Journey.objects.update(status="closed_completed", status_since=NOW)
        Clinic.objects.update(retention_years=YEARS)
        return Patient.objects.get(pk=journey.patient_id)

    def test_two_managers_remove_at_once_and_one_reads_who(self, rosa: Patient) -> None:
        removal, third = asked(rosa), staff(Role.MANAGER, "Moe Third")
        second = mia()
        values = {"removal": removal, "record_no": rosa.record_no, "at": LATER}
        results = at_once(lambda: confirm_removal(by=second, **values), lambda: confirm_removal(by=third, **values))
        assert sorted(type(each).__name__ for each in results) == ["AlreadyDone", "IdentityRemoval"]

    def test_journey_opened_meanwhile_is_seen_or_refused(self, rosa: Patient) -> None:
        removal, second, desk = asked(rosa), mia(), staff(Role.COORDINATOR)
        early, late = in_between(
            lambda: confirm_removal(removal=removal, record_no=rosa.record_no, by=second, at=LATER),
            lambda: open_journey(patient=rosa, by=desk, at=LATER),
        )
        assert isinstance(early, IdentityRemoval)
        assert isinstance(late, MoveNotAllowed)
