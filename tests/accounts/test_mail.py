"""The outbox: written with what it tells of, sent by a job, tried again, and emptied of its words."""

import json
import logging
import smtplib
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail as sent
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import mail
from accounts.jobs import send_due_mail, send_mail
from accounts.mail import Letter
from accounts.models import OutgoingMail
from accounts.printed_mail import EmailBackend as Printed
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SECRET = "K7PM-4RXW"
TO = "rosa.marsh@example.org"
LETTER = Letter(
    subject="Your code",
    lines=["Type it & go on."],
    code=SECRET,
    link="https://clinic.example/welcome/abc/",
    link_words="Open",
    after=["It works once."],
)
WORKING = "django.core.mail.backends.locmem.EmailBackend"


def written(at: datetime = NOW, **more: Any) -> OutgoingMail:
    return mail.write(kind="sign_in_code", to=TO, letter=LETTER, at=at, **more)


def fresh(row: OutgoingMail) -> OutgoingMail:
    return OutgoingMail.objects.get(pk=row.pk)


def server(settings: Any, name: str) -> None:
    settings.EMAIL_BACKEND = WORKING if name == "Working" else f"tests.mail_servers.{name}"


class TestWriting:
    def test_mail_is_not_sent_by_whoever_writes_it(self) -> None:
        written()
        assert sent.outbox == []

    def test_mail_of_a_change_that_did_not_happen_is_never_sent(self) -> None:
        with transaction.atomic():
            row = written()
            transaction.set_rollback(True)
        assert not OutgoingMail.objects.exists()
        assert not ProcrastinateJob.objects.filter(args={"mail_id": str(row.pk)}).exists()

    def test_job_knows_the_mail_by_its_id_only(self) -> None:
        row = written()
        only_this = {"mail_id": str(row.pk)}
        assert ProcrastinateJob.objects.filter(task_name="accounts.jobs.send_mail", args=only_this).count() == 1

    def test_words_in_the_database_cannot_be_read_there(self) -> None:
        row = written()
        with connection.cursor() as cursor:
            cursor.execute("select o::text from accounts_outgoingmail o where id = %s", [row.pk])
            stored = cursor.fetchone()[0]
        assert SECRET not in stored
        assert "welcome" not in stored

    def test_job_of_the_worker_sends_it(self) -> None:
        row = written(timezone.now())
        assert send_mail(mail_id=str(row.pk))
        assert len(sent.outbox) == 1


class TestMessage:
    def message(self) -> EmailMultiAlternatives:
        row = written()
        assert mail.deliver(row.pk, at=NOW)
        message = sent.outbox[0]
        assert isinstance(message, EmailMultiAlternatives)
        return message

    def test_text_and_html_say_the_same(self) -> None:
        message = self.message()
        html = message.alternatives[0].content
        for words in (SECRET, LETTER.link, "Open", "It works once."):
            assert words in message.body
            assert words in html
        assert "Type it & go on." in message.body
        assert "Type it &amp; go on." in html

    def test_it_goes_to_one_address_from_a_neutral_sender(self) -> None:
        message = self.message()
        assert message.recipients() == [TO]
        assert message.from_email == "Your clinic <post@clinic.example>"
        assert message.message()["Auto-Submitted"] == "auto-generated"

    def test_every_try_of_a_mail_has_the_same_message_id(self, settings: Any) -> None:
        row = written()
        server(settings, "CutAfterData")
        mail.deliver(row.pk, at=NOW)
        server(settings, "Working")
        mail.deliver(row.pk, at=NOW + timedelta(minutes=1))

        assert len(sent.outbox) == 2
        assert {each.message()["Message-ID"] for each in sent.outbox} == {f"<{row.pk}@localhost>"}


class TestAfterwards:
    """REL-06: what was dropped meanwhile is not sent; what went out keeps no words."""

    def test_sent_mail_keeps_no_words(self) -> None:
        row = written()
        mail.deliver(row.pk, at=NOW)
        row = fresh(row)
        assert (row.words, row.sent_at) == ("", NOW)

    def test_sent_mail_is_not_sent_again(self) -> None:
        row = written()
        mail.deliver(row.pk, at=NOW)
        assert not mail.deliver(row.pk, at=NOW)
        assert mail.deliver_due(at=NOW + timedelta(days=1)) == 0
        assert len(sent.outbox) == 1

    def test_dropped_mail_is_never_sent(self) -> None:
        row = written()
        mail.drop(row.pk, at=NOW)
        assert not mail.deliver(row.pk, at=NOW)
        assert (fresh(row).words, fresh(row).dropped_at) == ("", NOW)

    def test_dropping_what_was_sent_changes_nothing(self) -> None:
        row = written()
        mail.deliver(row.pk, at=NOW)
        mail.drop(row.pk, at=NOW)
        assert fresh(row).dropped_at is None

    def test_database_refuses_words_of_a_mail_that_was_sent(self) -> None:
        row = written()
        with pytest.raises(IntegrityError, match="mail_words_go_when_it_ends"):
            OutgoingMail.objects.filter(pk=row.pk).update(sent_at=NOW)


class TestTrouble:
    @pytest.mark.parametrize("name", ["Down", "Hanging", "Busy"])
    def test_mail_waits_1_5_15_60_minutes_then_every_hour(self, settings: Any, name: str) -> None:
        row, at, waits = written(), NOW, []
        server(settings, name)
        for _ in range(6):
            mail.deliver(row.pk, at=at)
            waits.append((fresh(row).due_at - at) // timedelta(minutes=1))
            at = fresh(row).due_at
        assert waits == [1, 5, 15, 60, 60, 60]

    def test_mail_is_not_tried_before_its_time(self, settings: Any) -> None:
        row = written()
        server(settings, "Down")
        mail.deliver(row.pk, at=NOW)
        server(settings, "Working")
        assert mail.deliver_due(at=NOW + timedelta(seconds=59)) == 0
        assert mail.deliver_due(at=NOW + timedelta(seconds=60)) == 1

    def test_everything_is_delivered_after_an_hour_without_a_server(self, settings: Any) -> None:
        rows = [written() for _ in range(5)]
        server(settings, "Down")
        for minute in range(60):
            mail.deliver_due(at=NOW + timedelta(minutes=minute))
        server(settings, "Working")
        for minute in range(60, 125):
            mail.deliver_due(at=NOW + timedelta(minutes=minute))
        assert len(sent.outbox) == len(rows)

    def test_person_that_the_server_does_not_know_is_not_tried_again(
        self, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        row = written()
        server(settings, "NoSuchPerson")
        mail.deliver(row.pk, at=NOW)
        row = fresh(row)
        assert (row.given_up_at, row.problem, row.words) == (NOW, "recipient refused, 550", "")
        assert "given up" in caplog.text

    def test_server_in_trouble_for_days_ends_in_a_mail_given_up(self, settings: Any) -> None:
        row = written()
        server(settings, "Down")
        for hour in range(24 * 4):
            mail.deliver_due(at=NOW + timedelta(hours=hour))
        assert fresh(row).given_up_at is not None

    def test_code_that_has_run_out_is_not_sent(self, settings: Any) -> None:
        row = written(not_after=NOW + timedelta(minutes=10))
        server(settings, "Down")
        mail.deliver(row.pk, at=NOW + timedelta(minutes=9))
        server(settings, "Working")
        assert mail.deliver_due(at=NOW + timedelta(minutes=30)) == 0
        assert fresh(row).given_up_at is not None
        assert sent.outbox == []

    def test_log_and_row_hold_no_address_and_no_code(self, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        row = written()
        for name in ("Down", "Busy", "NoSuchPerson"):
            server(settings, name)
            mail.deliver_due(at=fresh(row).due_at)
        assert TO not in caplog.text
        assert SECRET not in caplog.text
        assert TO not in fresh(row).problem

    def test_one_bad_mail_does_not_hold_up_the_others(self, settings: Any) -> None:
        """INJ-04: a row that would add a header is given up, and nothing of it is sent."""
        bad = written()
        OutgoingMail.objects.filter(pk=bad.pk).update(subject="Hello\nBcc: everybody@example.org")
        written()
        assert mail.deliver_due(at=NOW) == 1
        assert fresh(bad).given_up_at == NOW
        assert [each.recipients() for each in sent.outbox] == [[TO]]

    def test_sweep_begins_no_mail_after_its_time_and_the_next_one_goes_on(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [written() for _ in range(5)]
        server(settings, "Slow")
        with monkeypatch.context() as patch:
            patch.setattr(mail, "LONGEST_SWEEP", 0.1)
            assert mail.deliver_due(at=NOW) == 0
        assert sorted(fresh(row).tries for row in rows) == [0, 0, 0, 0, 1]

        server(settings, "Working")
        assert mail.deliver_due(at=NOW) == 4


class TestKilledWorker:
    """REL-04: killed between sending and marking, a mail goes out again and is never lost."""

    def test_mail_of_a_worker_that_was_killed_is_sent_by_the_next(self, settings: Any) -> None:
        row = written()
        server(settings, "DiesWhileSending")
        with pytest.raises(SystemExit):
            mail.deliver(row.pk, at=NOW)
        server(settings, "Working")

        assert mail.deliver_due(at=NOW + timedelta(seconds=119)) == 0
        assert mail.deliver_due(at=NOW + timedelta(seconds=120)) == 1
        assert len({each.message()["Message-ID"] for each in sent.outbox}) == 1

    def test_sweep_of_every_minute_finds_what_is_due(self) -> None:
        written(timezone.now())
        assert send_due_mail(timestamp=0) == 1


class TestSubject:
    @pytest.mark.parametrize(
        "subject", ["Your\r\nBcc: x@example.org", "Your\ncode", "Your\u2028code", "Your \u0085 code"]
    )
    def test_line_breaks_in_a_subject_become_blanks(self, subject: str) -> None:
        """INJ-04"""
        row = mail.write(kind="x", to=TO, letter=Letter(subject=subject, lines=["x"]), at=NOW)
        mail.deliver(row.pk, at=NOW)
        assert len(sent.outbox[0].subject.splitlines()) == 1
        assert sent.outbox[0].recipients() == [TO]

    @pytest.mark.parametrize("to", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nX: y"])
    def test_address_with_a_line_break_is_never_sent_to(self, to: str) -> None:
        """INJ-04"""
        row = written()
        OutgoingMail.objects.filter(pk=row.pk).update(to=to)
        mail.deliver(row.pk, at=NOW)
        assert sent.outbox == []
        assert fresh(row).given_up_at == NOW


def test_demo_prints_what_a_newcomer_can_read() -> None:
    out = StringIO()
    message = EmailMultiAlternatives("Your code", f"Type it.\n\n{SECRET}\n", "Your clinic <post@clinic.example>", [TO])
    message.attach_alternative("<p>Type it.</p>", "text/html")
    Printed(stream=out).send_messages([message])
    assert f"Mail to {TO}\nSubject: Your code\n\nType it.\n\n{SECRET}" in out.getvalue()
    assert "<p>" not in out.getvalue()


def test_failure_of_the_mail_server_is_named_without_its_answer() -> None:
    error = smtplib.SMTPDataError(451, b"mail for rosa.marsh@example.org")
    assert "rosa" not in json.dumps(mail._named(error))
