"""The pages of helpers: inviting, what each helper did, whom one helps, and what a helper's pages say."""

import ast
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Outcome, Trace, User
from journey.actions.alert_calls import propose_call
from journey.actions.caregivers import end_help
from journey.actions.sending import send_check_in
from journey.domain.caregiving import MAY, OwnAct
from journey.models import Alert, Caregiver, CaregiverLook, CheckIn, CheckInDraft, Journey, Submission
from journey.presenters.caregivers import DID
from journey.presenters.history import WHAT
from tests.builders import NOW, check_in_of, fill, helper_of, knows, newest_cycle, patient, report_of, send, staff
from tests.journey.actions.test_own_visits import book
from tests.journey.views.patient_pages import question, signed_in, the_clock_at, url, words
from tests.meta.code import product_modules
from tests.statements import OF_THE_TEST, statements, texts

pytestmark = pytest.mark.usefixtures("clock")
HELPERS, INVITE = reverse("patient:helpers"), reverse("patient:invite_helper")
SignIn = Callable[[User | None], Client]


def person(journey: Journey) -> str:
    return reverse("patient:person", args=[journey.patient_id])


def header(response: object) -> str:
    html = response.content.decode()  # type: ignore[attr-defined]
    return html[html.index("<header") : html.index("</header>")]


class TestPatient:
    def test_two_presses_invite_and_the_least_is_chosen_beforehand(self, rosa: Client, journey: Journey) -> None:
        page = rosa.get(INVITE).content.decode()
        assert 'value="see"' in page.split("checked")[0].rsplit("<input", 1)[1]

        sent = {"name": "Ana", "relation": "daughter", "email": "ana@example.org", "level": "see", "days": "91"}
        answer = rosa.post(INVITE, sent)

        assert (answer.status_code, answer["Location"]) == (303, HELPERS)
        assert "Ana (daughter)" in words(rosa.get(HELPERS))
        assert Caregiver.objects.get().level == "see"

    @pytest.mark.parametrize("changed", [{"email": "no"}, {"name": ""}, {"level": "owner"}, {"days": "9"}])
    def test_what_does_not_fit_is_said_and_kept(self, rosa: Client, changed: dict[str, str]) -> None:
        sent = {"name": "Ana", "email": "ana@example.org", "level": "see", "days": "91", **changed}
        answer = rosa.post(INVITE, sent)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
        assert not Caregiver.objects.exists()

    def test_more_than_the_form_asks_changes_nothing_more(self, rosa: Client, journey: Journey) -> None:
        """IDW-06: who owns, accepts and ends is never taken from what was posted."""
        other = patient("Ken Ode")
        extra = {"patient": other.pk, "user": other.user.pk, "accepted_at": NOW, "invited_by": other.user.pk}
        sent = {"name": "Ana", "email": "ana@example.org", "level": "see", "days": "91", **extra}
        rosa.post(INVITE, sent)
        helper = Caregiver.objects.get()
        assert (helper.patient, helper.user, helper.accepted_at) == (journey.patient, None, None)

    def test_patient_sees_every_use_and_stops_it_in_one_press(
        self, rosa: Client, journey: Journey, sign_in: SignIn
    ) -> None:
        ana = helper_of(journey.patient)
        sign_in(ana.user).get(person(journey))
        check_in = check_in_of(journey, "A-3")
        token = fill(check_in, by=ana.user).token
        send_check_in(check_in=check_in, token=token, by=ana.user, at=NOW)

        said = words(rosa.get(HELPERS))
        assert "Looked today" in said
        assert "Answered a check-in today" in said
        assert "Answered by Ana (daughter)" in words(rosa.get(url("check_in_result", check_in)))
        assert "Ana (daughter)" in words(rosa.get(reverse("patient:home")))

        rosa.post(reverse("patient:end_help", args=[ana.pk]))
        assert "Ended today" in words(rosa.get(HELPERS))

    def test_level_is_changed_on_a_page_and_counts_at_once(
        self, rosa: Client, journey: Journey, check_in: CheckIn, sign_in: SignIn
    ) -> None:
        ana = helper_of(journey.patient, "manage")
        helper = sign_in(ana.user)
        assert helper.get(question(check_in, "red_flags")).status_code == 200
        page = reverse("patient:change_help", args=[ana.pk])
        shown = rosa.get(page).content.decode()
        assert "As now, until the end of 23 February 2027" in shown

        assert rosa.post(page, {"level": "see", "days": "9"}).status_code == 422
        assert rosa.post(page, {"level": "see", "days": "30"})["Location"] == HELPERS

        assert helper.get(question(check_in, "red_flags")).status_code == 403
        assert "until the end of 24 December 2026" in words(rosa.get(HELPERS))

    def test_phone_that_lies_open_gives_no_helper_more(self, journey: Journey) -> None:
        """MFA-03: as inviting, what a helper may do is changed by who has just shown who they are."""
        ana = helper_of(journey.patient, "see")
        earlier = signed_in(knows(journey.patient.user, "four plain words here"))
        answer = earlier.post(reverse("patient:change_help", args=[ana.pk]), {"level": "manage", "days": "365"})
        assert "/reauthenticate/" in answer["Location"]
        ana.refresh_from_db()
        assert ana.level == "see"

    @pytest.mark.parametrize("name", ["end_help", "change_help", "invite_helper_again"])
    def test_helper_of_another_patient_is_not_found_and_the_try_is_kept(self, rosa: Client, name: str) -> None:
        """IDW-01."""
        theirs = helper_of(patient("Ken Ode"))
        before = Caregiver.objects.values().get(pk=theirs.pk)
        answer = rosa.post(reverse(f"patient:{name}", args=[theirs.pk]), {"level": "see", "days": "30"})
        assert answer.status_code == 404
        assert Caregiver.objects.values().get(pk=theirs.pk) == before
        refused = Trace.objects.filter(outcome=Outcome.DENIED).latest("number")
        assert (refused.row_id, refused.page) == (str(theirs.pk), f"patient:{name}")


class TestHelper:
    @pytest.mark.parametrize(
        ("level", "may"), [("see", "You can look."), ("fill_in", "look and answer"), ("manage", "agree visits")]
    )
    def test_every_page_says_whom_one_helps_and_how(
        self, journey: Journey, check_in: CheckIn, sign_in: SignIn, level: str, may: str
    ) -> None:
        client = sign_in(helper_of(journey.patient, level).user)
        pages = [person(journey), reverse("patient:person_answers", args=[journey.patient_id])]
        pages += [reverse("patient:stage", args=[journey.cycles.get().stages.get(code="post_care").pk])]
        if level != "see":
            pages += [question(check_in, "red_flags"), reverse("patient:report", args=[journey.pk])]
        for page in pages:
            said = header(client.get(page))
            assert "Rosa Marsh" in said
            assert may in said

    def test_form_of_a_stopped_helper_is_refused_in_words_and_nothing_is_half_sent(
        self, journey: Journey, check_in: CheckIn, sign_in: SignIn
    ) -> None:
        ana = helper_of(journey.patient)
        client = sign_in(ana.user)
        draft = fill(check_in, by=ana.user)
        end_help(caregiver=ana, by=journey.patient.user, at=NOW)

        saved = client.post(question(check_in, "pain_worst"), {"value": "9"})
        sent = client.post(url("check_in_send", check_in), {"token": str(draft.token)})

        for refused in (saved, sent):
            assert refused.status_code == 403
            assert "Your help here has ended" in words(refused)
            assert "Rosa" not in refused.content.decode()
        assert CheckInDraft.objects.get(check_in=check_in).answers == draft.answers
        assert not Submission.objects.filter(check_in=check_in).exists()

    def test_who_only_looks_finds_nothing_to_press(self, journey: Journey, check_in: CheckIn, sign_in: SignIn) -> None:
        client = sign_in(helper_of(journey.patient, "see").user)
        home = client.get(person(journey))
        assert "You can look, but you cannot answer this." in words(home)
        assert url("check_in", check_in) not in home.content.decode()
        assert client.get(url("check_in", check_in)).status_code == 403

    def test_helper_of_two_chooses_and_two_tabs_never_mix(self, journey: Journey, sign_in: SignIn) -> None:
        """IDR-03: no address of ours depends on which person was looked at before."""
        ken = patient("Ken Ode")
        ana = helper_of(journey.patient)
        helper_of(ken, "see", user=ana.user)
        client = sign_in(ana.user)

        home = client.get(reverse("patient:home"), follow=True)
        assert "Rosa Marsh" in words(home)
        assert "Ken Ode" in words(home)
        theirs = reverse("patient:person", args=[ken.pk])
        for page, name, other in ((person(journey), "Rosa", "Ken"), (theirs, "Ken", "Rosa")) * 2:
            shown = client.get(page).content.decode()
            assert name in shown
            assert other not in shown

    def test_helper_of_one_comes_straight_to_them(self, journey: Journey, sign_in: SignIn) -> None:
        client = sign_in(helper_of(journey.patient).user)
        assert client.get(reverse("patient:home"), follow=True).redirect_chain[-1][0] == person(journey)

    def test_patient_who_helps_keeps_their_own_home(self, rosa: Client, journey: Journey) -> None:
        ken = patient("Ken Ode")
        helper_of(ken, user=journey.patient.user)
        home = rosa.get(reverse("patient:home"))
        assert "You are helping" not in header(home)
        assert "People you help" in words(home)

    def test_helper_gives_the_help_back(self, journey: Journey, sign_in: SignIn) -> None:
        ana = helper_of(journey.patient)
        client = sign_in(ana.user)
        client.post(reverse("patient:stop_helping", args=[ana.pk]))
        assert client.get(person(journey)).status_code == 403

    def test_pages_within_half_an_hour_are_one_look(self, journey: Journey, sign_in: SignIn) -> None:
        user = helper_of(journey.patient).user
        for minutes in (0, 10, 29, 31):
            with the_clock_at(NOW + timedelta(minutes=minutes)):
                signed_in(user).get(person(journey))
        assert CaregiverLook.objects.count() == 2

    def test_trace_keeps_for_whom_a_helper_acted(self, journey: Journey, check_in: CheckIn, sign_in: SignIn) -> None:
        """LOG-13: also after the help has ended."""
        ana = helper_of(journey.patient)
        client = sign_in(ana.user)
        client.get(person(journey))
        client.post(question(check_in, "pain_worst"), {"value": "4"})
        tables = Trace.objects.filter(actor_id=ana.user_id, acting_for=journey.patient_id).values_list("table_name")
        assert {"journey_caregiverlook", "journey_checkindraft"} <= {table for (table,) in tables}

        signed_in(journey.patient.user).post(reverse("patient:end_help", args=[ana.pk]))

        assert client.post(question(check_in, "pain_worst"), {"value": "9"}).status_code == 403
        assert Trace.objects.latest("number").outcome == Outcome.DENIED
        assert not Trace.objects.filter(actor_id=journey.patient.user_id, acting_for__isnull=False).exists()

    def test_sign_in_that_became_staffs_helps_nobody(self, journey: Journey, sign_in: SignIn) -> None:
        user = helper_of(journey.patient).user
        assert user is not None
        client = sign_in(user)
        User.objects.filter(pk=user.pk).update(is_staff=True)
        assert client.get(person(journey)).status_code == 404


def test_helpers_pages_take_no_more_statements_than_the_patients(
    journey: Journey, check_in: CheckIn, sign_in: SignIn
) -> None:
    """P3: the right to look comes with the rows."""
    client = sign_in(helper_of(journey.patient).user)
    assert statements(client, person(journey)) <= 6
    assert statements(client, question(check_in, "red_flags")) <= 5


# An alert also drafts its adverse event in the same transaction (docs/decisions, 27).
@pytest.mark.parametrize(("pain", "most"), [(2, 14), (9, 18)], ids=["expected", "with an alert"])
def test_helper_sends_within_the_same_budget(
    journey: Journey, check_in: CheckIn, sign_in: SignIn, pain: int, most: int
) -> None:
    user = helper_of(journey.patient).user
    client = sign_in(user)
    draft = fill(check_in, by=user, pain_worst=pain)
    client.get(url("check_in", check_in))  # that they look is noted here, not with the sending
    with CaptureQueriesContext(connection) as seen:
        assert client.post(url("check_in_send", check_in), {"token": str(draft.token)}).status_code == 303
    assert len([sql for sql in texts(seen) if not sql.startswith(OF_THE_TEST)]) <= most


def test_staff_end_help_on_the_patients_page(journey: Journey, sign_in: SignIn) -> None:
    ana = helper_of(journey.patient)
    client = sign_in(staff("coordinator"))
    page = reverse("admin:journey_patient_change", args=[journey.patient_id])
    end = reverse("admin:journey_patient_end_help", args=[journey.patient_id, ana.pk])
    assert end in client.get(page).content.decode()

    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "The patient asked."}).status_code == 303
    ana.refresh_from_db()
    assert ana.ended_by == staff("coordinator")
    other = reverse("admin:journey_patient_end_help", args=[patient("Ken Ode").pk, ana.pk])
    assert client.get(other).status_code == 404


def test_patient_reads_every_act_that_a_helper_may_do(rosa: Client, journey: Journey, sign_in: SignIn) -> None:
    """One of each that each `OwnAct` of `MAY` allows, by the helper's own press, and what the patient reads of it."""
    ana = helper_of(journey.patient, "manage")
    visit = book(newest_cycle(journey))
    place = reverse("patient:visit_earlier", args=[visit.pk])
    change = reverse("patient:visit_change", args=[visit.pk])

    send(check_in_of(journey, "A-3"), at=NOW, pain_worst=9)
    call = propose_call(alert=Alert.objects.get(), calls_at=NOW + timedelta(hours=3), by=staff("nurse"), at=NOW)
    walk: dict[OwnAct, list[tuple[str, dict[str, Any] | None, str]]] = {
        OwnAct.READ: [(reverse("patient:visit_file", args=[visit.pk]), None, "Looked")],
        OwnAct.ANSWER: [
            (question(report_of(journey), "red_flags"), {"value": "breathing"}, "Ticked a danger sign"),
        ],
        OwnAct.CHANGE_CONTACT: [
            (reverse("patient:person_phone", args=[journey.patient_id]), {"phone": "01632 960 777"}, "phone number")
        ],
        OwnAct.BOOK: [
            (reverse("patient:visit_confirm", args=[visit.pk]), {}, "Said yes to a visit"),
            (change, {"ask": "move", "words": "I work then", "part": "any"}, "Asked us about a visit"),
            (reverse("patient:visit_take_back", args=[visit.pk]), {}, "Left a visit as it was"),
            (place, {"press": "join", "part": "any", "notice_days": 1}, "Told us that you can come earlier"),
            (place, {"press": "leave"}, "Told us that you cannot come earlier any more"),
            (change, {"ask": "cancel", "words": "I am away", "part": "any"}, "Cancelled a visit"),
            (reverse("patient:call", args=[call.alert_id, call.pk]), {"answer": "suits"}, "Answered when we may call"),
        ],
    }
    assert set(walk) == set().union(*MAY.values())
    minute = 0
    for steps in walk.values():
        for address, given, said in steps:
            minute += 1
            with the_clock_at(NOW + timedelta(minutes=minute)):
                client = sign_in(ana.user)
                answer = client.get(address) if given is None else client.post(address, given)
                assert answer.status_code in {200, 303}, (address, words(answer))
                assert said in words(signed_in(journey.patient.user).get(HELPERS)), said
    assert "Ana cancelled for you" in words(rosa.get(reverse("patient:visit", args=[visit.pk])))
    with the_clock_at(NOW + timedelta(minutes=minute)):
        own = words(sign_in(ana.user).get(reverse("patient:visit", args=[visit.pk])))
    assert "You cancelled" in own
    assert "Ana cancelled" not in own
    assert CaregiverLook.objects.count() == 1


def test_every_kind_of_event_that_a_helper_writes_has_words() -> None:
    """Each action that asks `check_own` for what a helper may do writes events of these kinds."""
    told_otherwise = {"check_in_sent", "check_in_corrected", "alert_raised", "alert_rose", "call_24h"}
    kinds = {
        node.value
        for module in product_modules()
        if module.name in {f"journey.actions.{name}" for name in ("own_visits", "waiting", "alert_calls", "day_list")}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WHAT
    }
    by_staff = {"call_proposed", "visit_offered"}
    assert kinds - by_staff - told_otherwise - set(DID) == set()
