"""Reminders: noted once, bundled, silent in quiet hours, and never about what is not so any more."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import mail
from accounts.models import OutgoingMail
from journey.actions.appointments import book_appointment, move_appointment
from journey.actions.moves import make_move
from journey.actions.own_visits import take_offered_time
from journey.actions.reminders import choose_reminders, note_new_dates, note_reminders, send_reminders
from journey.domain.errors import NotPermitted
from journey.domain.moves import Choices, Move
from journey.models import Appointment, AppointmentState, CheckIn, Clinic, Journey, Reminder
from tests.builders import NOW, check_in_of, newest_cycle, send, staff

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")
OPEN = datetime(2026, 11, 24, 6, 1, tzinfo=LONDON)  # A-3 opened a minute ago


@pytest.fixture
def rosa(post_care: Journey) -> Journey:
    """She has an address; A-3 opens on Tuesday at 6:00."""
    user = post_care.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    return post_care


def work(at: datetime) -> list[Any]:
    """What the jobs of a minute do; the mails that left."""
    sent.outbox.clear()
    note_reminders(at=at)
    send_reminders(at=at)
    mail.deliver_due(at=at)
    return list(sent.outbox)


class TestWhatLeaves:
    def test_check_in_is_told_when_the_quiet_hours_end(self, rosa: Journey) -> None:
        assert work(OPEN) == []
        assert Reminder.objects.get().leaves_at == datetime(2026, 11, 24, 8, tzinfo=LONDON)

        (message,) = work(OPEN.replace(hour=8))
        assert message.subject == "A note from your clinic"
        assert message.body.startswith("You have a check-in.\n\nSign in:\nhttp://localhost:8000/\n")
        assert message.alternatives[0].mimetype == "text/html"

    def test_message_says_nothing_of_the_treatment(self, rosa: Journey) -> None:
        work(OPEN)
        (message,) = work(OPEN.replace(hour=8))
        words = f"{message.subject} {message.from_email} {message.body}".lower()
        for told in ("hand", "stem", "cell", "inject", "pain", "rosa", "osei", "elm street"):
            assert told not in words.replace("rosa@example.org", "")

    def test_second_look_finds_nothing(self, rosa: Journey) -> None:
        assert note_reminders(at=OPEN) == 1
        assert note_reminders(at=OPEN) == 0
        assert note_reminders(at=OPEN + MINUTE) == 0

    def test_later_reminders_follow_until_the_answers_are_sent(self, rosa: Journey) -> None:
        work(OPEN), work(OPEN.replace(hour=8))
        (half_way,) = work(OPEN.replace(hour=10))
        assert "It is still open." in half_way.body
        send(check_in_of(rosa, "A-3"), at=OPEN.replace(hour=11))
        assert work(OPEN.replace(hour=22)) == []

    def test_check_in_that_moves_is_told_of_again_when_it_opens_and_once(self, rosa: Journey) -> None:
        """Also after every reminder of it was said, and one still waits for the end of the quiet hours."""
        check_in, later = check_in_of(rosa, "A-3"), OPEN + 4 * DAY
        for moment in (OPEN, OPEN.replace(hour=8), OPEN.replace(hour=10), OPEN.replace(hour=22)):
            work(moment)
        check_in.refresh_from_db()
        closes_at = check_in.closes_at
        assert closes_at is not None
        CheckIn.objects.filter(journey=rosa).exclude(pk=check_in.pk).update(state="cancelled")
        CheckIn.objects.filter(pk=check_in.pk).update(
            opens_at=check_in.opens_at + 4 * DAY, due_at=check_in.due_at + 4 * DAY, closes_at=closes_at + 4 * DAY
        )
        assert work(OPEN + 3 * DAY) == []
        work(later)
        (message,) = work(later.replace(hour=8))
        assert message.body.startswith("You have a check-in.\n")
        assert work(later.replace(hour=9)) == []
        (half_way,) = work(later.replace(hour=10))
        assert "It is still open." in half_way.body

    @pytest.mark.parametrize("how", ["sent", "withdrawn", "closed"])
    def test_what_is_over_between_noting_and_sending_is_not_said(self, rosa: Journey, how: str) -> None:
        """R9"""
        note_reminders(at=OPEN)
        if how == "sent":
            send(check_in_of(rosa, "A-3"), at=OPEN + MINUTE)
        elif how == "withdrawn":
            stop = Choices(note="Enough.", keep_safety_checks=False)
            make_move(journey=rosa, move=Move.WITHDRAW, by=staff(), at=OPEN, choices=stop)
        else:
            CheckIn.objects.filter(journey=rosa, code="A-3").update(state="cancelled")
        send_reminders(at=OPEN.replace(hour=8))
        mail.deliver_due(at=OPEN.replace(hour=8))

        assert sent.outbox == []
        assert OutgoingMail.objects.get(kind="reminder").dropped_at is not None

    def test_visit_and_check_in_of_one_morning_are_one_mail(self, rosa: Journey) -> None:
        visit(rosa, datetime(2026, 11, 25, 10, tzinfo=LONDON), at=NOW - timedelta(days=5))
        work(OPEN)
        note_reminders(at=OPEN.replace(hour=7) + timedelta(hours=3))  # 10:01, a day before the visit
        Reminder.objects.update(leaves_at=OPEN.replace(hour=8))
        (message,) = work(OPEN.replace(hour=10) + MINUTE)
        assert "You have a visit on Wednesday 25 November at 10:00am, clinic time." in message.body
        assert "You have a check-in." in message.body

    def test_visit_that_began_as_an_offered_time_is_told_like_any_other(self, rosa: Journey) -> None:
        nine_days = datetime(2026, 12, 3, 10, tzinfo=LONDON)
        offered = visit(rosa, nine_days, at=NOW, state=AppointmentState.OFFERED)
        assert any("We have times for your visit." in message.body for message in work(NOW))
        take_offered_time(visit=offered, by=offered.patient.user, at=NOW)
        for days in (7, 1):
            messages = work(nine_days - days * DAY + MINUTE)
            assert any("You have a visit on Thursday 3 December" in message.body for message in messages), days

    @pytest.mark.parametrize("state", ["cancelled_by_patient", "cancelled_by_clinic", "entered_in_error"])
    def test_visit_that_was_called_off_is_not_told(self, rosa: Journey, state: str) -> None:
        booked = visit(rosa, datetime(2026, 11, 26, 10, tzinfo=LONDON), at=NOW - timedelta(days=5))
        at = datetime(2026, 11, 25, 10, 1, tzinfo=LONDON)
        note_reminders(at=at)
        assert booked.reminders.count() == 1
        Appointment.objects.filter(pk=booked.pk).update(state=state)
        assert not any("visit" in message.body for message in work(at))

    def test_visit_is_told_in_clinic_time(self, rosa: Journey) -> None:
        rosa.patient.time_zone = "Asia/Kolkata"
        rosa.patient.save()
        visit(rosa, datetime(2026, 11, 26, 10, tzinfo=LONDON), at=NOW - timedelta(days=5))
        messages = work(datetime(2026, 11, 25, 10, 1, tzinfo=LONDON))
        assert any("at 10:00am, clinic time." in message.body for message in messages)

    @pytest.mark.parametrize("changes", [datetime(2026, 10, 25, tzinfo=LONDON), datetime(2027, 3, 28, tzinfo=LONDON)])
    def test_visits_around_the_night_that_the_clock_changes_are_told_once_by_day_and_by_the_clock(
        self, rosa: Journey, changes: datetime
    ) -> None:
        """BAD-04, REL-06: in one of these nights an hour comes twice, in the other one is missing."""
        starts = changes.replace(hour=7, minute=30), (changes + timedelta(days=1)).replace(hour=9)
        for number, starts_at in enumerate(starts):
            booked = visit(rosa, datetime(2026, 11, 26 + number, 10, tzinfo=LONDON), at=NOW - timedelta(days=5))
            times = {"starts_at": starts_at, "ends_at": starts_at + HOUR / 2, "state_at": changes - 9 * DAY}
            Appointment.objects.filter(pk=booked.pk).update(**times)
        turns = [changes.astimezone(UTC) + n * HOUR for n in range(-24, 16)]
        told = [(at, message.body) for at in turns for message in work(at) if "You have a visit" in message.body]

        for starts_at in starts:
            ((at, words),) = [each for each in told if f"{starts_at.day} {starts_at:%B}" in each[1]]
            assert f"at {starts_at.hour}:{starts_at.minute:02}am, clinic time." in words
            assert time(8) <= at.astimezone(LONDON).time() < time(21)
            assert DAY / 2 < starts_at - at <= DAY + HOUR


def visit(journey: Journey, starts_at: datetime, *, at: datetime, **more: Any) -> Appointment:
    return book_appointment(
        cycle=newest_cycle(journey), kind="unscheduled", clinician=staff(), starts_at=starts_at,
        ends_at=starts_at + HOUR / 2, by=staff("coordinator"), at=at, why_outside="Asked for.",
        **more,
    )  # fmt: skip


class TestChoices:
    def choose(self, journey: Journey, **changed: Any) -> None:
        known = {"by_email": True, "by_text": False, "by_letter": False, "postal_address": ""}
        known |= {"quiet_from": time(21), "quiet_until": time(8), "daily": False}
        user = journey.patient.user
        assert user is not None
        choose_reminders(patient=journey.patient, by=user, at=NOW, **{**known, **changed})

    def test_nothing_is_sent_while_the_clinic_is_not_set_up(self, rosa: Journey) -> None:
        nine = OPEN.replace(hour=9)
        Clinic.objects.update(out_of_hours_phone="")
        assert work(OPEN) == []
        assert not Reminder.objects.exists()

        Clinic.objects.update(out_of_hours_phone="01632 960 199")
        note_reminders(at=nine)
        Clinic.objects.update(out_of_hours_phone="")
        assert work(nine) == []
        assert not OutgoingMail.objects.filter(kind="reminder").exists(), "it waits for the setting"

        Clinic.objects.update(out_of_hours_phone="01632 960 199")
        send_reminders(at=nine)
        Clinic.objects.update(out_of_hours_phone="")
        mail.deliver_due(at=nine)
        assert sent.outbox == [], "asked once more when it is written"

    def test_nothing_is_noted_for_whoever_wants_nothing(self, rosa: Journey) -> None:
        self.choose(rosa, by_email=False)
        assert note_reminders(at=OPEN) == 0

    def test_safety_check_in_leaves_at_once_at_night_whatever_was_chosen(self, rosa: Journey) -> None:
        self.choose(rosa, by_email=False)
        CheckIn.objects.filter(journey=rosa, code="A-3").update(code="EXTRA-1")
        assert len(work(OPEN)) == 1

    def test_text_message_goes_where_it_was_chosen(self, rosa: Journey, capsys: Any) -> None:
        self.choose(rosa, by_email=False, by_text=True, quiet_from=time(2), quiet_until=time(3))
        assert work(OPEN) == []
        assert f"Text message to {rosa.patient.phone}\n\nYou have a check-in. Sign in: " in capsys.readouterr().out

    def test_one_message_a_day_tells_all_that_can_wait_on_the_next_morning(self, rosa: Journey) -> None:
        """The check-in is said at 8; what comes up after that waits, and a second word about it is not said at all."""
        self.choose(rosa, daily=True)
        visit(rosa, datetime(2026, 12, 1, 9, 30, tzinfo=LONDON), at=NOW - 9 * DAY)
        near = visit(rosa, datetime(2026, 11, 25, 14, tzinfo=LONDON), at=NOW - 9 * DAY)
        work(OPEN)
        assert len(work(OPEN.replace(hour=8))) == 1
        assert work(OPEN.replace(hour=10)) == [], "half-way, and a visit in a week"
        assert work(OPEN.replace(hour=14, minute=5)) == [], "a visit of tomorrow afternoon"
        assert set(near.reminders.values_list("leaves_at", flat=True)) == {datetime(2026, 11, 25, 8, tzinfo=LONDON)}
        assert work(OPEN.replace(hour=22)) == []

        (message,) = work(datetime(2026, 11, 25, 8, tzinfo=LONDON))
        assert (message.body.count("You have a visit on"), "check-in" in message.body) == (2, False)

    def test_one_message_a_day_does_not_hold_back_safety_changes_and_what_would_come_too_late(
        self, rosa: Journey
    ) -> None:
        self.choose(rosa, daily=True)
        early = visit(rosa, datetime(2026, 11, 25, 10, tzinfo=LONDON), at=NOW - 9 * DAY)
        work(OPEN)
        assert len(work(OPEN.replace(hour=8))) == 1
        (message,) = work(OPEN.replace(hour=10, minute=5))
        assert "You have a visit on Wednesday" in message.body, "tomorrow at 8 would be too late"
        move_appointment(
            appointment=early, starts_at=early.starts_at + DAY, ends_at=early.ends_at + DAY, by=staff("coordinator"),
            at=OPEN.replace(hour=11), tell=True, why_outside="Asked for.",
        )  # fmt: skip
        (message,) = work(OPEN.replace(hour=11))
        assert "Your visit has moved." in message.body
        CheckIn.objects.filter(journey=rosa, code="A-5").update(
            code="EXTRA-1",
            opens_at=OPEN.replace(hour=12),
            due_at=OPEN.replace(hour=13),
            closes_at=OPEN.replace(hour=23),
        )
        assert len(work(OPEN.replace(hour=12))) == 1
        needle = visit(rosa, datetime(2026, 11, 25, 14, tzinfo=LONDON), at=NOW - 9 * DAY)
        Appointment.objects.filter(pk=needle.pk).update(kind="procedure")
        (message,) = work(OPEN.replace(hour=14, minute=5))
        assert "You have a visit on Wednesday" in message.body, "food and drink stop before the next morning's message"

    def test_each_at_once_again_lets_go_what_waits(self, rosa: Journey) -> None:
        self.choose(rosa, daily=True)
        work(OPEN), work(OPEN.replace(hour=8))
        assert work(OPEN.replace(hour=10)) == []
        self.choose(rosa, daily=False)
        assert len(work(OPEN.replace(hour=10, minute=5))) == 1

    def test_nobody_else_chooses(self, rosa: Journey) -> None:
        with pytest.raises(NotPermitted):
            choose_reminders(
                patient=rosa.patient, by=staff(), at=NOW, by_email=False, by_text=False, by_letter=False,
                postal_address="", quiet_from=time(1), quiet_until=time(2), daily=False,
            )  # fmt: skip

    def test_page_shows_the_choice_and_saves_it(self, rosa: Journey) -> None:
        browser = Client()
        browser.force_login(rosa.patient.user, backend="accounts.backends.NameOrAddress")
        page = browser.get("/account/reminders/").content.decode()
        assert "Messages for your safety are different." in page
        answer = {"quiet_from": "22:00", "quiet_until": "07:00", "postal_address": "12 Mill Lane\r\nOld Town"}
        answer["daily"] = "on"
        no_address = {**answer, "by_letter": "on", "postal_address": ""}
        assert (
            "Enter the address that letters go to." in browser.post("/account/reminders/", no_address).content.decode()
        )
        assert browser.post("/account/reminders/", {**answer, "quiet_until": "22:00"}).status_code == 422
        assert browser.post("/account/reminders/", answer).status_code == 303
        rosa.patient.refresh_from_db()
        choice = rosa.patient.reminder_choice
        assert (choice.by_email, choice.quiet_from, choice.daily) == (False, time(22), True)
        assert rosa.patient.postal_address == "12 Mill Lane\nOld Town"


def test_new_dates_that_wait_leave_earlier_when_the_day_comes_nearer(rosa: Journey) -> None:
    ten = datetime(2026, 11, 24, 22, tzinfo=LONDON)
    half_past, morning = ten.replace(minute=30), ten.replace(day=25, hour=8)
    tomorrow = morning.replace(hour=7, minute=30)
    for before, at, leaves_at in (
        (ten + 7 * DAY, ten, morning),
        (tomorrow, half_past, half_past),
        (ten + 7 * DAY, half_past + MINUTE, half_past),
    ):
        note_new_dates(cycle=newest_cycle(rosa), before=before, at=at)
        assert Reminder.objects.get(occasion="dates_changed").leaves_at == leaves_at


class TestDatabase:
    def test_it_refuses_a_second_reminder_of_one_occasion(self, rosa: Journey) -> None:
        note_reminders(at=OPEN)
        row = Reminder.objects.get()
        row.pk, row._state.adding = None, True
        row.pk = Reminder._meta.pk.get_default()
        with pytest.raises(IntegrityError, match="one_reminder_per_check_in"):
            row.save()

    def test_it_takes_the_same_statements_for_one_and_for_many(self, rosa: Journey) -> None:
        def statements() -> int:
            with CaptureQueriesContext(connection) as seen:
                note_reminders(at=OPEN)
            return len(seen)

        few = statements()
        Reminder.objects.all().delete()
        journey = {"journey": rosa, "cycle": newest_cycle(rosa), "pathway_version": rosa.pathway_version}
        CheckIn.objects.bulk_create(
            CheckIn(
                code=f"X-{n}",
                stage_code="post_care",
                opens_at=OPEN - MINUTE,
                due_at=OPEN,
                closes_at=OPEN + HOUR,
                state="open",
                **journey,
            )
            for n in range(60)
        )
        assert statements() == few
        assert Reminder.objects.count() == 61


def test_sender_has_the_name_that_the_clinic_chose(rosa: Journey) -> None:
    Clinic.objects.update(sender_name="Elm Street")
    work(OPEN)
    (message,) = work(OPEN.replace(hour=8))
    assert message.from_email == "Elm Street <post@clinic.example>"


def test_nothing_leaves_while_that_name_is_missing(rosa: Journey) -> None:
    Clinic.objects.update(sender_name=" ")
    assert [*work(OPEN), *work(OPEN.replace(hour=8))] == []
    Clinic.objects.update(sender_name="Elm Street")
    assert len(work(OPEN.replace(hour=9))) == 1
