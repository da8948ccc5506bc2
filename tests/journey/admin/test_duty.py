"""Who is on call, what nobody has taken, who was told, and what could not be delivered: the pages of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts import mail
from accounts.models import Trace
from accounts.roles import Role
from journey.actions.notices import follow_clocks
from journey.actions.on_call import set_contact
from journey.actions.staff import site_as_seen
from journey.models import Journey, Notice, OnCallDuty, StaffContact
from journey.presenters.messages import masked
from tests.builders import NOW, other_site, staff
from tests.journey.actions.test_alerts import CLINIC_NOW, report
from tests.journey.admin.staff_pages import client_of, index, said, the_time_is
from tests.statements import statements

MINUTE = timedelta(minutes=1)
ROTA, MESSAGES = reverse("admin:journey_oncallduty_changelist"), reverse("admin:accounts_outgoingmail_changelist")


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with the_time_is():
        yield


@pytest.fixture
def told(post_care: Journey) -> Journey:
    """Nurse Kim can be told; nobody is on call."""
    set_contact(person=staff("nurse"), email="kim@example.org", mobile="", by=staff("manager"), at=NOW)
    return post_care


def duty_of(journey: Journey, **changed: Any) -> dict[str, Any]:
    known = {
        "site": journey.patient.site_id, "person": staff("nurse").pk, "place": "first", "first": "2026-11-24",
        "from_clock": "08:00", "last": "2026-12-24", "to_clock": "08:00", "weeks": "1",
    }  # fmt: skip
    return {**known, **changed}


class TestRota:
    def test_coordinator_puts_somebody_on_call_and_takes_them_out(self, told: Journey) -> None:
        desk = client_of(Role.COORDINATOR)
        assert desk.post(reverse("admin:journey_oncallduty_add"), duty_of(told)).status_code == 303
        duty = OnCallDuty.objects.get()
        assert "Nurse Kim" in said(desk.get(ROTA))

        assert desk.post(reverse("admin:journey_oncallduty_end", args=[duty.pk])).status_code == 303
        duty.refresh_from_db()
        assert duty.ends_at == NOW

    def test_duty_that_ends_before_it_starts_says_so_beside_the_day(self, told: Journey) -> None:
        answer = client_of(Role.COORDINATOR).post(
            reverse("admin:journey_oncallduty_add"), duty_of(told, last="2026-11-20")
        )
        assert answer.status_code == 422
        assert "The duty must end after it starts." in said(answer)

    def test_gap_of_the_rota_stands_on_the_work_queue_until_it_is_filled(self, told: Journey) -> None:
        desk = client_of(Role.COORDINATOR)
        page = said(index(desk))
        assert "Nobody is on call" in page
        assert "now, and for the next 7 days. Alerts go to all clinicians of the site" in page

        desk.post(reverse("admin:journey_oncallduty_add"), duty_of(told, last="2026-11-26"))
        assert "Elm Street : from" in said(index(desk))
        desk.post(reverse("admin:journey_oncallduty_add"), duty_of(told, first="2026-11-26"))
        assert "Nobody is on call" not in said(index(desk))


class TestNobodyHasTakenIt:
    def test_number_stands_on_every_page_and_turns_red_past_the_limit(self, told: Journey) -> None:
        nurse = client_of(Role.NURSE)
        assert "that nobody has taken" not in said(index(nurse))
        report(told, NOW - 14 * MINUTE, **CLINIC_NOW)
        page = nurse.get(reverse("admin:journey_patient_changelist"))
        assert "1 alert that nobody has taken" in said(page)
        assert "waiting--late" not in page.content.decode()

        with the_time_is(NOW + MINUTE):
            page = index(nurse)
        assert "1 alert has waited longer than it may, and nobody has taken it." in said(page)
        assert "waiting--late" in page.content.decode()

    def test_number_counts_the_sites_of_the_reader(self, told: Journey) -> None:
        report(told, **CLINIC_NOW)
        far = client_of(staff(Role.NURSE, "Nurse Far", site=other_site()))
        assert "that nobody has taken" not in said(index(far))

    def test_alert_page_says_who_was_told_and_who_is_next(self, told: Journey) -> None:
        alert = report(told, **CLINIC_NOW)
        page = said(client_of(Role.NURSE).get(reverse("admin:journey_alert_change", args=[alert.pk])))
        assert "Nurse Kim Raised: help needed now E-mail Waiting to be sent" in page
        assert "this tells the lead clinician and the second on call" in page

        mail.deliver_due(at=NOW)
        page = said(client_of(Role.NURSE).get(reverse("admin:journey_alert_change", args=[alert.pk])))
        assert "E-mail Sent" in page


class TestMessages:
    @pytest.fixture
    def failed(self, told: Journey, settings: Any) -> Notice:
        notice = Notice.objects.get(alert=report(told, **CLINIC_NOW))
        settings.EMAIL_BACKEND = "tests.mail_servers.NoSuchPerson"
        mail.deliver_due(at=NOW)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        return notice

    def test_failure_is_listed_with_its_reason_and_without_the_address(self, failed: Notice) -> None:
        page = said(client_of(Role.MANAGER).get(MESSAGES))
        assert "None waits. Failed in the last 7 days: 1." in page
        assert "To staff: an alert k…@example.org" in page
        assert "recipient refused, 550" in page
        assert "kim@example.org" not in page

    def test_failure_is_sent_again_and_leaves_a_trace(self, failed: Notice) -> None:
        boss = client_of(Role.MANAGER)
        before = Trace.objects.filter(table_name="accounts_outgoingmail").count()
        assert boss.post(reverse("admin:accounts_outgoingmail_resend", args=[failed.mail_id])).status_code == 303
        assert Trace.objects.filter(table_name="accounts_outgoingmail").count() == before + 1
        assert "1 waiting to be sent, the oldest written" in said(boss.get(MESSAGES))
        assert mail.deliver_due(at=NOW) == 1
        assert boss.post(reverse("admin:accounts_outgoingmail_resend", args=[failed.mail_id])).status_code == 409

    def test_page_takes_the_same_statements_for_one_and_for_many(self, failed: Notice) -> None:
        boss = client_of(Role.MANAGER)
        few = statements(boss, MESSAGES)
        mail.announce(kind="alert_notice", to=[("email", f"x{n}@example.org") for n in range(40)], at=NOW)
        assert statements(boss, f"{MESSAGES}?show=all") <= few <= 9

    @pytest.mark.parametrize(
        ("to", "shown"), [("rosa@example.org", "r…@example.org"), ("07700 900 123", "…23"), ("", "…")]
    )
    def test_address_is_shown_by_what_does_not_name_anybody(self, to: str, shown: str) -> None:
        assert masked(to) == shown


class TestWhereStaffAreTold:
    def test_manager_writes_it_down_and_an_old_page_does_not_undo_it(self, told: Journey) -> None:
        boss, person = client_of(Role.MANAGER), staff("nurse")
        url = reverse("admin:accounts_user_told", args=[person.pk])
        assert "kim@example.org" in said(boss.get(reverse("admin:accounts_user_change", args=[person.pk])))

        new = {"email": "duty@example.org", "mobile": "07700 900 123", "version": "1"}
        assert boss.post(url, new).status_code == 303
        assert StaffContact.objects.get(person=person).mobile == "07700 900 123"
        assert boss.post(url, {**new, "email": "old@example.org"}).status_code == 409

    def test_lead_of_a_site_is_a_clinician_who_works_there(self, told: Journey) -> None:
        boss, site = client_of(Role.MANAGER), told.patient.site
        url = reverse("admin:journey_site_change", args=[site.pk])
        form = {"name": site.name, "address": site.address, "directions": "", "seen": site_as_seen(site)}
        assert boss.post(url, {**form, "lead_clinician": staff("nurse").pk}).status_code == 422
        assert boss.post(url, {**form, "lead_clinician": staff().pk}).status_code == 303
        report(told, NOW - 20 * MINUTE, **CLINIC_NOW)
        set_contact(person=staff(), email="osei@example.org", mobile="", by=staff("manager"), at=NOW)
        assert follow_clocks(at=NOW) == 1

    def test_text_messages_are_refused_where_the_server_has_no_service(self, told: Journey, settings: Any) -> None:
        settings.SMS_BACKEND = ""
        clinic = told.patient.site.clinic
        clinic.staff_by_text = True
        with pytest.raises(Exception, match="no service"):
            clinic.full_clean()
