"""Who is told of an alert: in the transaction that raises it, by the clock, once, and not when it went on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail as sent
from django.db import IntegrityError, transaction

from accounts import mail
from accounts.models import OutgoingMail, User
from journey.actions import notices
from journey.actions.alert_snoozes import snooze_alert
from journey.actions.alerts import close_alert, take_alert
from journey.actions.contacts import log_contact
from journey.actions.notices import follow_clocks
from journey.actions.on_call import add_duty, end_duty, set_contact
from journey.actions.staff import edit_site, edit_staff, set_sites, set_staff_active
from journey.admin.workspace_rows import workspace_rows
from journey.domain.errors import NotAccepted, NotPermitted
from journey.models import Alert, Journey, Notice, OnCallDuty, Site, SiteMembership
from tests.builders import NOW, newest_cycle, other_site, staff
from tests.journey.actions.test_alerts import A_CALL, CLINIC_NOW, EMERGENCY, reach, report

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def kim() -> User:
    return told_at(staff("nurse"))


@pytest.fixture
def osei() -> User:
    return told_at(staff("clinician"))


@pytest.fixture
def rota(post_care: Journey, kim: User, osei: User) -> Site:
    """Nurse Kim is first on call, Dr Obi second, Dr Osei leads the site, Max Lee manages it."""
    site = post_care.patient.site
    for person, place in ((kim, "first"), (told_at(staff("clinician", "Dr Obi")), "second")):
        span = {"starts_at": NOW - HOUR, "ends_at": NOW + 48 * HOUR}
        add_duty(site=site, person=person, place=place, by=staff("manager"), at=NOW - HOUR, **span)
    told_at(staff("manager"))
    return edit_site(site=site, name=site.name, address=site.address, lead_clinician=osei, by=staff("manager"))


def told_at(person: User, **more: str) -> User:
    where = {"email": f"{person.username}@example.org", "mobile": "", **more}
    set_contact(person=person, by=staff("manager"), at=NOW, **where)
    return person


def told(alert: Alert, step: str = "") -> list[str]:
    rows = Notice.objects.filter(alert=alert, **({"step": step} if step else {})).select_related("person")
    return sorted(str(row.person) for row in rows)


@pytest.mark.usefixtures("rota")
class TestRaising:
    @pytest.mark.parametrize(("chosen", "step"), [(CLINIC_NOW, "page"), (A_CALL, "call")])
    def test_first_on_call_is_told_with_the_alert(self, post_care: Journey, chosen: Any, step: str) -> None:
        alert = report(post_care, **chosen)

        notice = Notice.objects.get(alert=alert)
        assert (str(notice.person), notice.step, notice.channel, notice.at) == ("Nurse Kim", step, "email", NOW)
        assert (notice.mail.to, notice.mail.words) == ("nurse.kim@example.org", "")

    def test_alert_that_is_taken_back_tells_nobody(self, post_care: Journey) -> None:
        with transaction.atomic():
            report(post_care, **CLINIC_NOW)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()
        assert not OutgoingMail.objects.filter(kind="alert_notice").exists()

    def test_answers_are_kept_when_nobody_could_be_told(self, post_care: Journey, monkeypatch: Any) -> None:
        def broken(*args: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr(notices, "people_to_tell", broken)
        alert = report(post_care, **CLINIC_NOW)
        assert not Notice.objects.exists()

        monkeypatch.undo()
        assert follow_clocks(at=NOW + MINUTE) == 1
        assert told(alert) == ["Nurse Kim"]

    def test_telling_takes_four_statements_however_many_are_told(
        self, post_care: Journey, django_assert_num_queries: Any
    ) -> None:
        """The page of sending has room for four more (P3); the fifth here is the savepoint's pair."""
        alert = report(post_care, **CLINIC_NOW)
        begun = {"clock_from": NOW + MINUTE, "owner": staff("clinician")}
        Alert.objects.filter(pk=alert.pk).update(**begun)
        alert.refresh_from_db()
        with django_assert_num_queries(4):
            notices.tell_staff(alert, at=NOW + MINUTE)

    def test_rise_at_the_very_moment_of_the_alert_is_told_too(self, post_care: Journey) -> None:
        """One saved record may find out two things at once, of which the second is worse."""
        report(post_care, **A_CALL)
        alert = report(post_care, **EMERGENCY)
        assert alert.clock_from == NOW + timedelta(microseconds=1)
        assert Notice.objects.filter(alert=alert, clock_from=alert.clock_from).exists()

    def test_same_worry_again_tells_nobody_again(self, post_care: Journey) -> None:
        report(post_care, **CLINIC_NOW)
        report(post_care, NOW + MINUTE, **CLINIC_NOW)
        assert Notice.objects.count() == 1

    def test_rise_begins_a_clock_of_its_own_and_tells_the_owner_too(self, post_care: Journey, osei: User) -> None:
        alert = report(post_care, **A_CALL)
        take_alert(alert=alert, by=osei, at=NOW + MINUTE)
        report(post_care, NOW + HOUR, **CLINIC_NOW)
        assert told(alert, "page") == ["Dr Osei", "Nurse Kim"]

    def test_database_refuses_a_second_notice_of_one_occasion(self, post_care: Journey) -> None:
        notice = Notice.objects.get(alert=report(post_care, **CLINIC_NOW))
        other = mail.announce(kind="alert_notice", to=[("email", "x@example.org")], at=NOW)[0]
        with pytest.raises(IntegrityError, match="one_notice_per_occasion_and_channel"):
            Notice.objects.create(
                alert=notice.alert, clock_from=notice.clock_from, step=notice.step, person=notice.person,
                channel=notice.channel, mail=other, at=NOW,
            )  # fmt: skip


@pytest.mark.usefixtures("rota")
class TestClock:
    def test_urgent_alert_rises_to_second_lead_and_manager(self, post_care: Journey) -> None:
        alert = report(post_care, **CLINIC_NOW)
        counts = {minute: follow_clocks(at=NOW + minute * MINUTE) for minute in range(61)}

        assert {minute: count for minute, count in counts.items() if count} == {15: 2, 30: 2}
        assert told(alert, "not_taken") == ["Dr Obi", "Dr Osei"]
        assert told(alert, "not_spoken") == ["Dr Osei", "Max Lee"]

    @pytest.mark.parametrize(
        ("change", "who"),
        [("", "Dr Adler"), ("closed", "Dr Osei"), ("elsewhere", "Dr Osei"), ("no clinician", "Dr Osei")],
    )
    def test_lead_of_the_journey_comes_before_the_lead_of_the_site(
        self, post_care: Journey, change: str, who: str
    ) -> None:
        lead = told_at(staff("clinician", "Dr Adler"))
        Journey.objects.filter(pk=post_care.pk).update(lead_clinician=lead)
        if change == "closed":
            set_staff_active(person=lead, active=False, by=staff("manager"), at=NOW)
        elif change == "elsewhere":
            SiteMembership.objects.filter(person=lead).delete()
        elif change:
            lead.groups.set(Group.objects.filter(name="nurse"))
        alert = report(post_care, **A_CALL)

        follow_clocks(at=NOW + 20 * HOUR)

        (card,) = workspace_rows(staff("clinician"), post_care.pk, NOW).alerts
        assert told(alert, "not_called") == [who] == [card.lead]

    def test_alerts_of_a_closed_sign_in_go_to_the_next(self, post_care: Journey, kim: User) -> None:
        alert, nurse = report(post_care, **CLINIC_NOW), staff("nurse", "Nurse Two")
        take_alert(alert=alert, by=nurse, at=NOW + MINUTE)
        due_at = alert.due_at

        set_staff_active(person=nurse, active=False, by=staff("manager"), at=NOW + 10 * MINUTE)

        alert.refresh_from_db()
        assert (alert.owner, alert.state, alert.acknowledged_at, alert.due_at) == (None, "open", None, due_at)
        assert post_care.events.get(kind="alert_left").data["from"] == "Nurse Two"
        assert alert.notices.filter(clock_from=NOW + 10 * MINUTE, person=kim).exists()
        follow_clocks(at=NOW + 25 * MINUTE)
        alert.refresh_from_db()
        assert str(alert.owner) in {"Dr Obi", "Dr Osei"}

    @pytest.mark.parametrize("lost", ["role", "site"])
    def test_alerts_of_whoever_may_no_longer_work_on_them_go_to_the_next(self, post_care: Journey, lost: str) -> None:
        alert, nurse, boss = report(post_care, **CLINIC_NOW), staff("nurse", "Nurse Two"), staff("manager")
        take_alert(alert=alert, by=nurse, at=NOW)

        if lost == "role":
            edit_staff(person=nurse, display_name="Nurse Two", roles=["coordinator"], by=boss, at=NOW + MINUTE)
        else:
            set_sites(person=nurse, sites=[post_care.patient.site, other_site()], by=boss, at=NOW + MINUTE)
            alert.refresh_from_db()
            assert alert.owner == nurse
            set_sites(person=nurse, sites=[other_site()], by=boss, at=NOW + MINUTE)

        alert.refresh_from_db()
        assert (alert.owner, alert.state, alert.clock_from) == (None, "open", NOW + MINUTE)

    @pytest.mark.parametrize("is_off", [True, False])
    def test_alert_of_a_closed_sign_in_whose_patient_was_reached_waits_to_be_closed(
        self, post_care: Journey, is_off: bool
    ) -> None:
        alert, doctor = report(post_care, **A_CALL), staff("clinician", "Dr Two")
        take_alert(alert=alert, by=doctor, at=NOW)
        call = {"purpose": "alert", "route": "phone", "result": "reached", "by": doctor, "alert": alert}
        log_contact(cycle=newest_cycle(post_care), **call, at=NOW)
        alert.refresh_from_db()
        if is_off:
            agreed = {"expected": "As sore.", "reason": "Seen.", "until": NOW + 24 * HOUR}
            snooze_alert(alert=alert, **agreed, by=doctor, at=NOW)

        set_staff_active(person=doctor, active=False, by=staff("manager"), at=NOW + HOUR)

        alert.refresh_from_db()
        assert (alert.owner, alert.state, alert.snoozed_until) == (None, "open", None)
        assert alert.contacted_at == (None if is_off else NOW), "what was put off is looked at again"

    def test_call_within_24_hours_rises_to_the_lead_at_20_hours(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        assert follow_clocks(at=NOW + 20 * HOUR - MINUTE) == 0
        assert follow_clocks(at=NOW + 20 * HOUR) == 1
        assert told(alert, "not_called") == ["Dr Osei"]

    def test_hours_without_a_worker_are_told_once(self, post_care: Journey) -> None:
        alert = report(post_care, **CLINIC_NOW)
        assert follow_clocks(at=NOW + 9 * HOUR) == 3
        assert follow_clocks(at=NOW + 9 * HOUR + MINUTE) == 0
        assert told(alert, "not_spoken") == ["Dr Obi", "Dr Osei", "Max Lee"]

    def test_alert_gets_an_owner_at_the_limit(self, post_care: Journey) -> None:
        alert = report(post_care, **CLINIC_NOW)
        follow_clocks(at=NOW + 15 * MINUTE)
        alert.refresh_from_db()
        assert (str(alert.owner), alert.state) == ("Dr Osei", "open")
        assert post_care.events.get(kind="alert_given").data["to"] == "Dr Osei"

    def test_alert_whose_owner_left_after_the_call_gets_another(self, post_care: Journey, kim: User) -> None:
        alert, nurse = report(post_care, **CLINIC_NOW), staff("nurse", "Nurse Two")
        call = {"purpose": "alert", "route": "phone", "result": "reached", "by": nurse, "alert": alert}
        log_contact(cycle=newest_cycle(post_care), **call, at=NOW + MINUTE)
        alert.refresh_from_db()
        assert (alert.owner, alert.acknowledged_by, alert.state) == (nurse, nurse, "acknowledged"), "a call takes it"
        set_staff_active(person=nurse, active=False, by=staff("manager"), at=NOW + 20 * MINUTE)
        User.objects.filter(display_name="Dr Osei").update(is_active=False)

        assert follow_clocks(at=NOW + 21 * MINUTE) == 0

        alert.refresh_from_db()
        assert (str(alert.owner), alert.state) == ("Dr Obi", "open")

    def test_taken_alert_rises_only_while_nobody_spoke_with_the_patient(self, post_care: Journey, kim: User) -> None:
        alert = report(post_care, **CLINIC_NOW)
        take_alert(alert=alert, by=kim, at=NOW + 5 * MINUTE)
        assert follow_clocks(at=NOW + 20 * MINUTE) == 0
        reach(alert, at=NOW + 25 * MINUTE)
        assert follow_clocks(at=NOW + 30 * MINUTE) == 0

    def test_one_alert_that_fails_does_not_hold_up_the_others(self, post_care: Journey, monkeypatch: Any) -> None:
        alert = report(post_care, **CLINIC_NOW)
        other = Alert.objects.create(
            patient=post_care.patient, journey=post_care, day=alert.day + timedelta(days=1), level="urgent_now",
            route="clinic_now", opened_at=NOW, clock_from=NOW, due_at=NOW,
        )  # fmt: skip
        real = notices.tell_staff

        def one_breaks(row: Alert, **more: Any) -> int:
            if row.pk == other.pk:
                raise RuntimeError
            return real(row, **more)

        monkeypatch.setattr(notices, "tell_staff", one_breaks)
        assert follow_clocks(at=NOW + 15 * MINUTE) == 2


@pytest.mark.usefixtures("rota")
class TestWhatLeaves:
    def deliver(self, at: datetime) -> list[Any]:
        mail.deliver_due(at=at)
        return sent.outbox

    def test_message_says_nothing_of_anybodys_health(self, post_care: Journey) -> None:
        alert = report(post_care, **CLINIC_NOW)
        message = self.deliver(NOW)[0]

        assert message.subject == "An answer needs you now"
        assert message.body == (
            f"An answer needs you now.\n\nSign in:\nhttp://localhost:8000/admin/journey/alert/{alert.pk}/change/\n"
        )
        assert message.from_email == "Your clinic <post@clinic.example>"

    @pytest.mark.parametrize("how", ["taken", "reached", "closed", "rose"])
    def test_message_about_an_alert_that_went_on_is_not_sent(self, post_care: Journey, kim: User, how: str) -> None:
        """REL-05: the state is asked when the message is about to leave."""
        alert = report(post_care, **(A_CALL if how == "rose" else CLINIC_NOW))
        if how == "rose":
            report(post_care, NOW + MINUTE, **CLINIC_NOW)
        elif how == "taken":
            take_alert(alert=alert, by=kim, at=NOW)
        else:
            reach(alert)
            if how == "closed":
                close_alert(alert=alert, outcome="advice_given", note="Well.", decided="Rest.", by=kim, at=NOW)
        self.deliver(NOW + MINUTE)

        assert len(sent.outbox) == (1 if how == "rose" else 0)
        first = Notice.objects.filter(alert=alert).earliest("at")
        assert first.mail.dropped_at == NOW + MINUTE

    def test_person_reads_the_latest_step_once_after_an_hour_without_mail(
        self, post_care: Journey, settings: Any
    ) -> None:
        report(post_care, **CLINIC_NOW)
        settings.EMAIL_BACKEND = "tests.mail_servers.Down"
        for minute in range(61):
            follow_clocks(at=NOW + minute * MINUTE)
            mail.deliver_due(at=NOW + minute * MINUTE)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        for minute in range(61, 130):
            mail.deliver_due(at=NOW + minute * MINUTE)

        assert sorted(message.to[0] for message in sent.outbox) == [
            "dr.obi@example.org", "dr.osei@example.org", "max.lee@example.org", "nurse.kim@example.org",
        ]  # fmt: skip
        osei = next(message for message in sent.outbox if message.to == ["dr.osei@example.org"])
        assert "30 minutes" in osei.body

    def test_message_given_up_can_be_sent_again_with_its_id(self, post_care: Journey, settings: Any) -> None:
        notice = Notice.objects.get(alert=report(post_care, **CLINIC_NOW))
        settings.EMAIL_BACKEND = "tests.mail_servers.NoSuchPerson"
        mail.deliver_due(at=NOW)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        assert mail.send_again(notice.mail_id, at=NOW + MINUTE)
        assert self.deliver(NOW + MINUTE)[0].message()["Message-ID"] == f"<{notice.mail_id}@localhost>"
        assert not mail.send_again(notice.mail_id, at=NOW + MINUTE)


class TestChannels:
    def test_text_message_goes_beside_the_mail_where_the_clinic_says_so(
        self, post_care: Journey, rota: Site, kim: User, capsys: Any
    ) -> None:
        rota.clinic.staff_by_text = True
        rota.clinic.save()
        told_at(kim, mobile="07700 900 123")
        alert = report(post_care, **CLINIC_NOW)
        mail.deliver_due(at=NOW)

        assert sorted(Notice.objects.filter(alert=alert).values_list("channel", flat=True)) == ["email", "sms"]
        out = capsys.readouterr().out
        assert "Text message to 07700 900 123\n\nAn answer needs you now. Sign in: http://localhost:8000/admin/" in out

    def test_server_without_a_service_sends_mail_alone(
        self, post_care: Journey, rota: Site, kim: User, settings: Any
    ) -> None:
        rota.clinic.staff_by_text = True
        rota.clinic.save()
        told_at(kim, mobile="07700 900 123")
        settings.SMS_BACKEND = ""
        assert told(report(post_care, **CLINIC_NOW)) == ["Nurse Kim"]

    def test_nobody_on_call_and_no_lead_tells_the_clinicians(self, post_care: Journey, kim: User, osei: User) -> None:
        assert told(report(post_care, **CLINIC_NOW)) == ["Dr Osei"]

    def test_nobody_with_an_address_is_said_in_the_log_and_told_when_there_is_one(
        self, post_care: Journey, caplog: pytest.LogCaptureFixture
    ) -> None:
        alert = report(post_care, **CLINIC_NOW)
        assert "nobody can be told" in caplog.text
        told_at(staff("nurse"))
        follow_clocks(at=NOW + MINUTE)
        assert told(alert) == ["Nurse Kim"]


class TestRota:
    def duty(self, site: Site, person: User, **more: Any) -> list[OnCallDuty]:
        known = {"place": "first", "starts_at": NOW, "ends_at": NOW + 12 * HOUR, "by": staff("manager"), "at": NOW}
        return add_duty(site=site, person=person, **{**known, **more})

    @pytest.fixture
    def site(self, post_care: Journey) -> Site:
        return post_care.patient.site

    def test_duty_of_several_weeks_is_a_row_a_week(self, site: Site, kim: User) -> None:
        assert len(self.duty(site, kim, weeks=4)) == 4
        assert len(self.duty(site, kim, weeks=4)) == 4
        assert OnCallDuty.objects.count() == 4

    def test_two_people_are_not_first_on_call_at_once(self, site: Site, kim: User, osei: User) -> None:
        self.duty(site, kim)
        with pytest.raises(NotAccepted, match="first on call"):
            self.duty(site, osei, starts_at=NOW + 11 * HOUR, ends_at=NOW + 20 * HOUR)
        self.duty(site, osei, starts_at=NOW + 12 * HOUR, ends_at=NOW + 20 * HOUR)
        self.duty(site, osei, place="second")

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"ends_at": NOW}, "end after"),
            ({"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR}, "over"),
            ({"ends_at": NOW + 40 * 24 * HOUR}, "31 days"),
            ({"weeks": 0}, "1 to 26"),
            ({"weeks": 27}, "1 to 26"),
        ],
    )
    def test_time_that_is_no_duty_is_refused(self, site: Site, kim: User, more: Any, words: str) -> None:
        with pytest.raises(NotAccepted, match=words):
            self.duty(site, kim, **more)

    def test_person_without_an_address_cannot_be_on_call(self, site: Site) -> None:
        with pytest.raises(NotAccepted, match="where Nurse Kim is told"):
            self.duty(site, staff("nurse"))

    def test_coordinator_cannot_be_on_call(self, site: Site) -> None:
        with pytest.raises(NotPermitted):
            self.duty(site, told_at(staff("coordinator")))

    def test_duty_that_has_begun_ends_now_and_one_to_come_goes(self, site: Site, kim: User) -> None:
        (begun,) = self.duty(site, kim)
        (later,) = self.duty(site, kim, starts_at=NOW + 20 * HOUR, ends_at=NOW + 30 * HOUR)
        for _again in range(2):
            for each in (begun, later):
                end_duty(duty=each, by=staff("coordinator"), at=NOW + HOUR)
        assert [row.ends_at for row in OnCallDuty.objects.all()] == [NOW + HOUR]
