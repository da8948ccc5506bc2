"""Codes and links: random, kept as hashes, for one purpose, for a short time, once."""

from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import answers, tickets
from accounts.keeping import DIGITS, LETTERS, bare, fingerprint, fits, new_code, new_letter_code, new_token, spaced
from accounts.models import OutgoingMail, Purpose, Ticket, User
from tests.builders import NOW, staff
from tests.journey.actions.racing import at_once

ADDRESS = "rosa@example.org"
SIGN_IN = Purpose.SIGN_IN
LATER = timedelta(minutes=10)


@pytest.fixture
def rosa(db: None) -> User:
    return User.objects.create_user("rosa", email=ADDRESS, display_name="Rosa")


@pytest.fixture
def ticket(rosa: User) -> Ticket:
    return tickets.ask(purpose=SIGN_IN, address=ADDRESS, at=NOW)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


class TestKeeping:
    def test_code_has_eight_digits_and_letters_on_paper_are_never_alike(self) -> None:
        assert set(new_code()) <= set(DIGITS)
        assert len(new_code()) == 8
        assert set(LETTERS) & set("0OQ1IL2Z5S8BUV") == set()
        assert len(set(new_letter_code())) > 1
        assert len({new_token() for _ in range(50)}) == 50

    @pytest.mark.parametrize(
        "typed",
        ["48219930", "4821 9930", " 4821-9930 ", "4821\u00a09930", "４８２１９９３０", "٤٨٢١٩٩٣٠", "4821.9930\n"],
    )
    def test_code_reads_the_same_however_it_is_typed(self, typed: str) -> None:
        assert bare(typed) == "48219930"

    @pytest.mark.parametrize("typed", ["ackd efhj", "ACKD-EFHJ", "ａｃｋｄefhj"])
    def test_letters_read_the_same_in_capitals(self, typed: str) -> None:
        assert bare(typed) == "ACKDEFHJ"

    def test_secret_of_one_purpose_is_none_of_another(self) -> None:
        assert fits(fingerprint("sign_in", "x"), "sign_in", "x")
        assert not fits(fingerprint("sign_in", "x"), "reset", "x")

    @pytest.mark.parametrize("typed", ["", "-", "x"])
    def test_nothing_fits_a_blank(self, typed: str) -> None:
        assert not fits("", "sign_in", typed)

    def test_code_is_read_in_groups(self) -> None:
        assert spaced("48219930") == "4821 9930"


class TestAsking:
    @pytest.mark.parametrize("address", [ADDRESS, "nobody@example.org"])
    def test_known_and_unknown_address_leave_the_same_behind(self, rosa: User, address: str) -> None:
        """ENU-03"""
        tickets.ask(purpose=SIGN_IN, address=address, at=NOW)
        assert Ticket.objects.count() == 1
        assert not OutgoingMail.objects.exists()
        only_this = {"ticket_id": str(Ticket.objects.get().pk)}
        assert ProcrastinateJob.objects.filter(task_name="accounts.jobs.answer_ticket", args=only_this).count() == 1

    def test_known_and_unknown_address_take_the_same_statements(self, rosa: User) -> None:
        """ENU-03: time is statements here; nothing else happens in the request."""
        assert self.statements(ADDRESS) == self.statements("nobody@example.org")

    def statements(self, address: str) -> list[str]:
        seen: list[str] = []

        def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            seen.append(sql.split()[0] if "SAVEPOINT" in sql else sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            tickets.ask(purpose=SIGN_IN, address=address, at=NOW)
        return seen

    def test_newest_of_a_person_ends_the_one_before_and_its_mail(self, rosa: User) -> None:
        first = tickets.ask(purpose=Purpose.AGAIN, address=ADDRESS, user=rosa, at=NOW)
        answers.answer(first.pk, at=NOW)
        tickets.ask(purpose=Purpose.AGAIN, address=ADDRESS, user=rosa, at=NOW)
        first.refresh_from_db()
        assert first.ended_at == NOW
        assert OutgoingMail.objects.get().dropped_at == NOW


class TestAnswering:
    @pytest.mark.parametrize("address", ["nobody@example.org", "", "rosa@example.org.evil.example", "ro%a@example.org"])
    def test_address_that_nobody_has_gets_no_mail(self, rosa: User, address: str) -> None:
        ticket = tickets.ask(purpose=SIGN_IN, address=address, at=NOW)
        answers.answer(ticket.pk, at=NOW)
        assert not OutgoingMail.objects.exists()

    def test_mail_goes_to_the_address_that_we_keep_not_to_the_one_typed(self, rosa: User) -> None:
        """A look-alike that the database takes for the same letters would else lead the code astray."""
        for typed in ("ROSA@EXAMPLE.ORG", "rosa@ex\u0430mple.org", "ro\u017fa@example.org"):
            ticket = tickets.ask(purpose=SIGN_IN, address=typed, at=NOW)
            answers.answer(ticket.pk, at=NOW)
        assert [each.to for each in OutgoingMail.objects.all()] == [ADDRESS]

    def test_staff_get_no_code(self, db: None) -> None:
        nurse = staff("nurse")
        User.objects.filter(pk=nurse.pk).update(email="kim@example.org")
        ticket = tickets.ask(purpose=SIGN_IN, address="kim@example.org", at=NOW)
        answers.answer(ticket.pk, at=NOW)
        assert not OutgoingMail.objects.exists()

    def test_closed_sign_in_gets_no_code(self, rosa: User, ticket: Ticket) -> None:
        User.objects.filter(pk=rosa.pk).update(is_active=False)
        answers.answer(ticket.pk, at=NOW)
        assert not OutgoingMail.objects.exists()

    def test_job_that_runs_twice_sends_one_code(self, ticket: Ticket) -> None:
        answers.answer(ticket.pk, at=NOW)
        answers.answer(ticket.pk, at=NOW)
        assert OutgoingMail.objects.count() == 1

    def test_job_that_comes_too_late_sends_none(self, ticket: Ticket) -> None:
        answers.answer(ticket.pk, at=NOW + LATER)
        assert not OutgoingMail.objects.exists()


class TestCode:
    def test_right_code_opens_once(self, ticket: Ticket) -> None:
        code = tickets.give_code(ticket, at=NOW)
        assert tickets.try_code(ticket.pk, SIGN_IN, f" {code[:4]}-{code[4:]} ", at=NOW)
        assert not tickets.try_code(ticket.pk, SIGN_IN, code, at=NOW)

    @pytest.mark.parametrize("after", [LATER, timedelta(days=1)])
    def test_code_does_not_open_after_its_time(self, ticket: Ticket, after: timedelta) -> None:
        code = tickets.give_code(ticket, at=NOW)
        assert not tickets.try_code(ticket.pk, SIGN_IN, code, at=NOW + after)

    def test_right_code_after_five_wrong_ones_does_not_open(self, ticket: Ticket) -> None:
        """BRU-01"""
        code = tickets.give_code(ticket, at=NOW)
        for _ in range(tickets.MOST_WRONG):
            assert not tickets.try_code(ticket.pk, SIGN_IN, wrong(code), at=NOW)
        assert not tickets.try_code(ticket.pk, SIGN_IN, code, at=NOW)

    def test_code_of_one_ticket_does_not_open_another(self, ticket: Ticket) -> None:
        other = tickets.ask(purpose=SIGN_IN, address=ADDRESS, at=NOW)
        code = tickets.give_code(ticket, at=NOW)
        tickets.give_code(other, at=NOW)
        assert not tickets.try_code(other.pk, SIGN_IN, code, at=NOW)

    def test_code_of_one_purpose_is_not_good_for_another(self, rosa: User) -> None:
        again = tickets.ask(purpose=Purpose.AGAIN, address=ADDRESS, user=rosa, at=NOW)
        code = tickets.give_code(again, at=NOW)
        assert not tickets.try_code(again.pk, SIGN_IN, code, at=NOW)

    @pytest.mark.parametrize("typed", ["", " ", "-", "\x00", "0" * 10_000, "48219930 OR 1=1", "🙂", "\u202e12345678"])
    def test_nonsense_opens_nothing_and_breaks_nothing(self, ticket: Ticket, typed: str) -> None:
        """BAD-01"""
        assert not tickets.try_code(ticket.pk, SIGN_IN, typed, at=NOW)
        tickets.give_code(ticket, at=NOW)
        assert not tickets.try_code(ticket.pk, SIGN_IN, typed, at=NOW)

    def test_wrong_tries_at_an_address_that_nobody_has_end_its_ticket_too(self, rosa: User) -> None:
        """ENU-01: the page says the same after the same number of tries."""
        nobody = tickets.ask(purpose=SIGN_IN, address="nobody@example.org", at=NOW)
        for _ in range(tickets.MOST_WRONG):
            tickets.try_code(nobody.pk, SIGN_IN, "12345678", at=NOW)
        assert tickets.find_open(nobody.pk, SIGN_IN, at=NOW) is None

    def test_database_holds_no_code(self, ticket: Ticket) -> None:
        code = tickets.give_code(ticket, at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("select t::text from accounts_ticket t")
            assert code not in cursor.fetchone()[0]


class TestLink:
    def test_link_is_used_once(self, ticket: Ticket) -> None:
        token = tickets.give_link(ticket, at=NOW, of="x")
        found = tickets.find_by_link(SIGN_IN, token, at=NOW)
        assert found == ticket
        assert tickets.use(found, at=NOW)
        assert not tickets.use(found, at=NOW)
        assert tickets.find_by_link(SIGN_IN, token, at=NOW) is None

    def test_altered_link_finds_nothing(self, ticket: Ticket) -> None:
        token = tickets.give_link(ticket, at=NOW, of="x")
        for other in (token[:-1], token + "A", token.swapcase(), "", "\x00"):
            assert tickets.find_by_link(SIGN_IN, other, at=NOW) is None


def test_old_tickets_are_forgotten(ticket: Ticket) -> None:
    assert tickets.forget_old(at=NOW + tickets.KEPT_FOR) == 0
    assert tickets.forget_old(at=NOW + tickets.KEPT_FOR + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_same_code_typed_twice_at_once_opens_once(self) -> None:
        ticket = tickets.ask(purpose=SIGN_IN, address=ADDRESS, at=NOW)
        code = tickets.give_code(ticket, at=NOW)
        got = at_once(*[lambda: tickets.try_code(ticket.pk, SIGN_IN, code, at=NOW)] * 4)
        assert sorted(got) == [False, False, False, True]

    def test_wrong_codes_of_many_workers_at_once_are_all_counted(self) -> None:
        """BRU-07"""
        ticket = tickets.ask(purpose=SIGN_IN, address=ADDRESS, at=NOW)
        code = tickets.give_code(ticket, at=NOW)
        at_once(*[lambda: tickets.try_code(ticket.pk, SIGN_IN, wrong(code), at=NOW)] * 8)
        ticket.refresh_from_db()
        assert ticket.wrong == tickets.MOST_WRONG
        assert not tickets.try_code(ticket.pk, SIGN_IN, code, at=NOW)

    def test_link_used_twice_at_once_is_used_once(self) -> None:
        ticket = tickets.ask(purpose=Purpose.RESET, address=ADDRESS, at=NOW)
        assert sorted(at_once(*[lambda: tickets.use(ticket, at=NOW)] * 4)) == [False, False, False, True]
