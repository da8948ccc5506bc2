"""The first page: whose turn it is, what to do, who read what, and what stands there when a journey stops."""

from datetime import datetime, timedelta

import pytest

from journey.actions.alerts import close_alert
from journey.actions.answering import save_answer
from journey.actions.appointments import book_appointment
from journey.actions.contacts import log_contact
from journey.actions.gate_decisions import clear_check
from journey.actions.moves import make_move
from journey.actions.people import confirm_allergies
from journey.actions.plans import record_plan
from journey.actions.recalls import mark_recall
from journey.actions.sending import mark_seen
from journey.domain.moves import Choices, Move
from journey.domain.stages import JourneyStatus
from journey.models import Alert, CheckInDraft, Clinic, Journey
from journey.pathway.pages import RED_FLAGS
from journey.presenters.home import HomePage, Seen
from journey.presenters.today import TodayCard
from journey.presenters.waiting import Wait, waiting_for
from tests.builders import NOW, check_in_of, fill, fresh, journey_at, newest_cycle, patient, report_of, send, staff
from tests.journey.presenters.scenes import home_of, patient_of, plain, scene_of, second_session
from tests.records import record_consultation
from tests.walked import walked, walked_hands

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def move(journey: Journey, move: Move, **choices: object) -> Journey:
    make_move(journey=fresh(journey), move=move, by=staff("clinician"), at=NOW, choices=Choices(**choices))
    return fresh(journey)


def card(page: HomePage) -> TodayCard:
    assert page.today is not None
    return page.today


def ticked(*signs: str) -> dict[str, list[str]]:
    """An answer to the emergency signs, as the draft keeps it."""
    return {"ticked": list(signs), "shown": ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"]}


def numbers(today: TodayCard) -> list[tuple[str, str]]:
    return [(call.label, plain(call.words)) for call in today.calls]


def facts(page: HomePage) -> dict[str, str]:
    return {fact.term: plain(fact.value) for fact in card(page).facts}


def wait(journey: Journey, **changed: object) -> Wait | None:
    return waiting_for(scene_of(fresh(journey), **changed))


class TestWhere:
    def test_greeting_lead_and_hand_of_the_first_two_weeks(self, post_care: Journey) -> None:
        page = home_of(post_care)

        assert page.greeting == "Good morning, Rosa"
        assert page.lead is not None
        assert (page.lead.number, page.lead.name, page.lead.more) == (5, "First two weeks", "Today is day 3 of 14.")
        assert (page.side, page.joint) == ("Right hand, base of thumb", "R-CMC1")

    @pytest.mark.parametrize(
        ("hours", "words"),
        [
            (0, "Good morning, Rosa"),
            (2, "Good afternoon, Rosa"),
            (8, "Good evening, Rosa"),
            (17, "Hello, Rosa"),
            (19, "Good morning, Rosa"),
        ],
    )
    def test_greeting_follows_the_patients_clock(self, post_care: Journey, hours: int, words: str) -> None:
        assert home_of(post_care, NOW + hours * HOUR).greeting == words

    def test_left_hand_is_named_and_drawn_left(self, db: None) -> None:
        page = home_of(walked("preparation", hand="left", joints=("L-CMC1", "L-MCP3")))

        assert page.side == "Left hand, base of thumb, knuckle of middle finger"
        assert page.joint == "L-CMC1"

    def test_hand_is_not_named_before_it_is_known(self, consultation: Journey) -> None:
        page = home_of(consultation)

        assert (page.side, page.joint) == ("", "")


class TestYourTurn:
    def test_open_check_in_is_the_one_action(self, post_care: Journey) -> None:
        today = card(home_of(post_care))

        assert (today.turn, today.turn_word, plain(today.date)) == ("you", "Your turn", "Tuesday 24 November")
        assert (plain(today.title), today.action) == ("Your check-in: Day 3", "Start check-in")
        assert today.action_url == f"/check-ins/{check_in_of(post_care, 'A-3').pk}/"
        assert [note.text for note in today.notes] == ["About 2 minutes. Open until midnight tonight."]

    def test_begun_check_in_asks_to_go_on(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        fill(check_in)

        today = card(home_of(post_care))

        assert (today.action, today.text) == ("Go on", "Your answers are kept. Please finish so that we can read them.")

    def test_unfinished_report_comes_first(self, post_care: Journey) -> None:
        fill(report_of(post_care))

        page = home_of(post_care)

        assert card(page).title == "Tell us about a symptom"
        assert [task.name for task in page.tasks] == ["Day 3", "Day 2"], "a second report is not offered beside it"

    def test_report_begun_without_an_answer_is_no_task(self, post_care: Journey) -> None:
        report_of(post_care)

        assert plain(card(home_of(post_care)).title) == "Your check-in: Day 3"

    def test_several_open_check_ins_the_one_that_closes_first(self, preparation: Journey) -> None:
        page = home_of(preparation)

        assert plain(card(page).title) == "Your check-in: Your tablets"
        assert [(task.name, task.status) for task in page.tasks] == [
            ("How your hand is before treatment", "To do"),
            ("What is known, and your consent", "Signed"),
            ("Tell us if you feel ill or something changed", "Any time"),
        ]

    def test_late_check_in_stays_on_the_list_until_a_later_one_is_sent(self, post_care: Journey) -> None:
        assert ("Day 2", "Late") in [(task.name, task.status) for task in home_of(post_care).tasks]

        send(check_in_of(post_care, "A-3"))

        assert [task.name for task in home_of(post_care).tasks] == ["Tell us about a symptom"]

    def test_call_us_stays_first_until_somebody_spoke_with_the_patient(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        send(check_in, pain_worst=9)

        today = card(home_of(post_care))

        assert plain(today.title) == "Call us today, or within 24 hours"
        assert (today.turn, today.level, today.action_url) == ("you", "call_24h", f"/check-ins/{check_in.pk}/result/")
        assert numbers(today) == [("", "01632 960 142"), ("If we are closed:", "01632 960 199")]

        alert = Alert.objects.get(journey=post_care)
        log_contact(
            cycle=newest_cycle(post_care), alert=alert, purpose="alert", route="phone", result="reached",
            by=staff("nurse"), at=NOW,
        )  # fmt: skip
        assert card(home_of(post_care)).title == "Nothing for you to do now"

    def test_call_us_while_closed_gives_the_number_that_answers(self, post_care: Journey) -> None:
        at = NOW + 10 * HOUR
        send(check_in_of(post_care, "A-3"), at=at, pain_worst=9)

        assert numbers(card(home_of(post_care, at))) == [
            ("We are closed now:", "01632 960 199"),
            ("When we are open:", "01632 960 142"),
        ]

    def test_red_flag_of_an_unsent_form_leads_back_to_help(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        fill(check_in, red_flags=("breathing",))

        today = card(home_of(post_care))

        assert (today.title, today.level) == ("Call 112 now", "urgent_now")
        assert numbers(today) == [("", "Call 112")], "no other number beside it"
        assert today.action_url == f"/check-ins/{check_in.pk}/help-now/"

    def test_red_flag_that_was_ticked_by_mistake_is_taken_back(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        fill(check_in, red_flags=("breathing",))
        save_answer(
            check_in=check_in, page_key=RED_FLAGS, answer=ticked(), by=patient_of(post_care), at=NOW
        )  # fmt: skip

        assert plain(card(home_of(post_care)).title) == "Your check-in: Day 3"

    def test_red_flag_of_yesterday_stands_until_the_question_is_answered_again(self, post_care: Journey) -> None:
        report = report_of(post_care)
        save_answer(
            check_in=report, page_key=RED_FLAGS, answer=ticked("breathing"), by=patient_of(post_care), at=NOW
        )  # fmt: skip

        report_of(post_care, at=NOW + DAY)  # the signs are asked again, nothing is said yet

        assert card(home_of(post_care, NOW + DAY)).title == "Call 112 now"

    def test_call_us_stays_however_much_was_sent_since(self, post_care: Journey) -> None:
        asked = check_in_of(post_care, "A-3")
        send(asked, pain_worst=9)
        for hours in range(1, 5):
            send(report_of(post_care, at=NOW + hours * HOUR), at=NOW + hours * HOUR)

        assert card(home_of(post_care, NOW + 5 * HOUR)).action_url == f"/check-ins/{asked.pk}/result/"

    @pytest.mark.parametrize(
        ("answers", "title", "level", "calls"),
        [
            (
                {"temp_c": {"unit": "C", "number": "38.4"}},
                "Please do not travel until we have spoken",
                "call_24h",
                [("Call us:", "01632 960 142"), ("If we are closed:", "01632 960 199")],
            ),
            ({"red_flags": ("breathing",)}, "Call 112 now", "urgent_now", [("", "Call 112")]),
        ],
        ids=["hold", "emergency"],
    )
    def test_readiness_that_asks_for_a_call_is_on_the_card(
        self, db: None, answers: dict[str, object], title: str, level: str, calls: list[tuple[str, str]]
    ) -> None:
        """clinical.md 3.5: `hold` and `emergency` open an alert."""
        journey = walked("preparation", procedure_at=NOW + 20 * HOUR)
        send(check_in_of(journey, "P-1"), **answers)

        today = card(home_of(journey))

        assert (today.title, today.level, numbers(today)) == (title, level, calls)

    def test_readiness_that_the_clinic_calls_about_asks_nothing_of_the_patient(self, preparation: Journey) -> None:
        send(check_in_of(preparation, "P-14"), new_medicine="yes")

        assert card(home_of(preparation)).level == ""

    def test_undecided_patient_is_given_time(self, consultation: Journey) -> None:
        at = consultation_over(consultation)
        send(check_in_of(consultation, "C-POST"), at=at, u_go_on="unsure")

        found = waiting_for(scene_of(fresh(consultation), at))

        assert found is not None
        assert (found.turn, found.text, found.check_in) == ("you", "You have not decided yet. Take your time.", None)


def consultation_over(journey: Journey) -> datetime:
    """Everything recorded at the visit; two days later."""
    at = NOW + 7 * DAY
    send(check_in_of(journey, "C-PRE"))
    plan = {
        "target_hand": "right", "joints": ["R-CMC1"], "cell_source": "autologous", "tissue": "bone_marrow",
        "harvest_mode": "patient_harvest", "anticoagulant": False, "high_infection_risk": False,
    }  # fmt: skip
    record_plan(journey=journey, values=plan, by=staff("clinician"), at=at - 2 * DAY)
    confirm_allergies(patient=journey.patient, lines=(), none_known=True, by=staff("nurse"), at=at - 2 * DAY)
    record_consultation(fresh(journey), newest_cycle(journey), by=staff("clinician"), at=at - 2 * DAY)
    return at


class TestOurTurn:
    def test_understanding_that_was_not_right_is_the_clinics_turn(self, consultation: Journey) -> None:
        at = consultation_over(consultation)
        send(check_in_of(consultation, "C-POST"), at=at, u_proven="true")

        found = waiting_for(scene_of(fresh(consultation), at))

        assert found is not None
        assert (found.turn, found.text, found.who) == (
            "us", "We will go through some points with you again.", "Dr Osei"
        )  # fmt: skip

    def test_preparation_without_a_day_is_the_clinics_turn(self, preparation: Journey) -> None:
        cycle = newest_cycle(preparation)
        cycle.check_ins.filter(code__startswith="P-").update(state="cancelled")
        cycle.procedure_at = None
        cycle.save()

        page = home_of(preparation)

        assert (card(page).turn, card(page).title) == ("us", "Nothing for you to do now")
        assert card(page).text == "We are finding a day for you."
        assert facts(page) == {
            "Who is on it": "The team at Elm Street Hand Clinic",
            "Since": "Tuesday 17 November",
            "Next news": "No date yet",
        }
        assert page.call_if_no_news

    def test_readiness_that_needs_a_talk_waits_for_the_clinic_until_it_is_cleared(self, db: None) -> None:
        journey = walked("preparation", procedure_at=NOW + 20 * HOUR)
        send(check_in_of(journey, "P-BASE"))
        send(check_in_of(journey, "P-1"), wants="unsure")

        found = wait(journey)
        assert found is not None
        assert (found.turn, found.text) == ("us", "We need to talk before your visit.")

        clear_check(cycle=newest_cycle(journey), check_id="G2-06", note="Spoke.", by=staff("nurse"), at=NOW)
        assert wait(journey) is None

    def test_procedure_day_that_went_by_is_the_clinics_turn(self, harvesting: Journey) -> None:
        found = waiting_for(scene_of(harvesting, NOW + 2 * DAY))

        assert found is not None
        assert (found.turn, found.text) == ("us", "Your day went by. We will find a new date with you.")

    def test_first_call_is_waited_for_only_after_a_try(self, post_care: Journey) -> None:
        assert wait(post_care) is None

        log_contact(
            cycle=newest_cycle(post_care), purpose="call_48_72h", route="phone", result="no_answer",
            by=staff("nurse"), at=NOW,
        )  # fmt: skip

        found = wait(post_care)
        assert found is not None
        assert (found.turn, found.text) == ("us", "We are trying to reach you.")

    def test_deferred_decision_says_when_we_look_again(self, consultation: Journey) -> None:
        journey = move(consultation, Move.DEFER, note="x", review_on=(NOW + 30 * DAY).date())
        send(check_in_of(journey, "C-PRE"))

        assert plain(card(home_of(journey)).text) == "We will look again on Thursday 24 December."

    def test_clinic_that_is_not_set_up_says_so_and_asks_nothing(self, post_care: Journey) -> None:
        Clinic.objects.update(clinic_phone="")

        page = home_of(post_care)

        assert (card(page).title, card(page).text) == ("We are still setting up", "We will be in touch.")
        assert (page.tasks, card(page).action_url) == ((), "")
        assert [each.level for each in page.cards] == ["now"]


class TestClosedAlert:
    def test_is_told_on_the_page_of_the_hand_that_it_was_about(self, db: None) -> None:
        post_care, other = walked_hands("post_care", day=3)
        send(check_in_of(post_care, "A-3"), pain_worst=9)
        close(Alert.objects.get(), decided="Rest your hand.")

        (seen,) = told_by_a_person(home_of(post_care))
        assert (seen.who, plain(seen.text)) == (
            "Nurse Kim", "looked at the answers of Tuesday 24 November: today, 10am. Rest your hand."
        )  # fmt: skip
        assert told_by_a_person(home_of(other)) == []

    @pytest.mark.parametrize(("outcome", "decided"), [("false_alarm", ""), ("advice_given", "Come for a blood test.")])
    def test_about_a_recall_is_told_only_where_something_was_written(
        self, post_care: Journey, outcome: str, decided: str
    ) -> None:
        mark_recall(number=newest_cycle(post_care).product_id, reason="Seal.", by=staff("clinician"), at=NOW)
        close(Alert.objects.get(), outcome=outcome, decided=decided)

        said = [plain(each.text) for each in told_by_a_person(home_of(post_care))]
        assert said == ([f"wrote to you: today, 10am. {decided}"] if decided else [])


def told_by_a_person(page: HomePage) -> list[Seen]:
    return [each for each in page.seen if each.icon == "eye"]


def close(alert: Alert, *, decided: str, outcome: str = "advice_given") -> None:
    call = {"purpose": "alert", "route": "phone", "result": "reached", "by": staff("nurse"), "at": NOW}
    log_contact(cycle=newest_cycle(alert.journey), alert=alert, **call)
    close_alert(alert=alert, outcome=outcome, note="Spoke.", decided=decided, by=staff("nurse"), at=NOW)


class TestNothingToDo:
    def test_nothing_due_names_the_next_check_in_and_visit(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))
        book_appointment(
            cycle=newest_cycle(post_care), clinician=staff("clinician"), kind="w6", starts_at=NOW + 39 * DAY,
            ends_at=NOW + 39 * DAY + HOUR, by=staff("nurse"), at=NOW,
        )  # fmt: skip

        page = home_of(post_care)

        assert (card(page).turn_word, card(page).title) == ("Nothing to do", "Nothing for you to do now")
        assert facts(page) == {
            "Next check-in": "Day 5: opens Thursday 26 November, 6am",
            "Next visit": "Saturday 2 January 2027, 10am. Six-week check",
        }
        assert [(fact.term, plain(fact.value)) for fact in page.visit] == [
            ("What", "Six-week check"),
            ("When", "Saturday 2 January 2027, 10am"),
            ("With", "Dr Osei"),
            ("Where", "Elm Street, 4 Elm Street"),
        ]

    def test_visit_names_the_clinics_zone_for_a_patient_elsewhere(self, db: None) -> None:
        journey = journey_at("post_care", day=3, who=patient("Jon Ito", at=NOW - 60 * DAY, zone="Asia/Tokyo"))
        book_appointment(
            cycle=newest_cycle(journey), clinician=staff("clinician"), kind="w6", starts_at=NOW + 39 * DAY,
            ends_at=NOW + 39 * DAY + HOUR, by=staff("nurse"), at=NOW,
        )  # fmt: skip

        page = home_of(journey)

        assert plain(page.visit[1].value) == "Saturday 2 January 2027, 10am (London time)"
        assert card(page).notes[0].text == "About 2 minutes. Open until midnight tonight (Tokyo time)."

    def test_day_of_the_needle_is_named(self, harvesting: Journey) -> None:
        page = home_of(harvesting)

        assert (card(page).turn_word, card(page).title) == ("Today", "Your treatment is today")
        assert facts(page) == {"Your day": "Today, 9:30am"}

    def test_longer_check_without_a_day_is_told_between_two_days(self, follow_up: Journey) -> None:
        send(check_in_of(follow_up, "F-21"))

        assert facts(home_of(follow_up)) == {
            "Next check-in": "Four weeks: opens Monday 30 November, 6am",
            "Next visit": "Between 10 December and 22 December. No day yet.",
        }

    def test_check_in_of_an_earlier_session_names_it(self, follow_up: Journey) -> None:
        assert plain(card(home_of(second_session(follow_up))).title) == "Your check-in: Three weeks, session 1"


class TestSeen:
    def test_reader_of_the_last_answers_is_named(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-3"))
        mark_seen(submission=sent.submission, by=staff("nurse"), at=NOW + 2 * HOUR)

        line = home_of(post_care, NOW + 3 * HOUR).seen[0]

        assert (line.icon, line.who) == ("eye", "Nurse Kim")
        assert plain(line.text) == "read your “Day 3” answers: today, midday."

    def test_unread_answers_are_said_to_be_unread(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))

        line = home_of(post_care).seen[0]

        assert (line.icon, line.who) == ("clock", "")
        assert plain(line.text).startswith("You sent “Day 3”: today, 10am. ")

    def test_answers_that_ask_for_a_call_are_not_said_to_be_read_later(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"), pain_worst=9)

        line = home_of(post_care).seen[0]

        assert plain(line.text).endswith("This is on top of the clinic's list now. Do not wait for us to call you.")


class TestHandToday:
    def test_rules_of_the_day_come_with_their_end(self, post_care: Journey) -> None:
        page = home_of(post_care)

        assert page.rules_title == "For your hand today"
        assert [(rule.title, plain(rule.brief), rule.presses) for rule in page.rules][:3] == [
            ("Rest your hand and wear your splint", "last day today", True),
            ("Lift nothing over 1 kg", "until Saturday 28 November", False),
            ("No sport, heavy work or weights", "until Saturday 19 December", False),
        ]
        assert page.rules_url.startswith("/stages/")

    @pytest.mark.parametrize("stage", ["consultation", "preparation"])
    def test_rules_are_absent_before_a_needle(self, request: pytest.FixtureRequest, stage: str) -> None:
        assert home_of(request.getfixturevalue(stage)).rules == ()

    def test_last_days_before_the_needle_say_what_is_left_out_and_when(self, db: None) -> None:
        journey = walked("preparation", procedure_at=NOW + 40 * HOUR, sedation="moderate")

        page = home_of(journey)

        assert page.rules_title == "Before your treatment"
        assert [(rule.title, plain(rule.brief), rule.presses) for rule in page.rules] == [
            ("No alcohol", "now, until your treatment", True),
            ("No meat, no fried or fatty food", "from tomorrow, 6pm", False),
            ("No food", "from tomorrow, 8pm", False),
            ("No drinks", "from Thursday 26 November, midnight", False),
        ]

    def test_symptom_report_is_offered_in_preparation_by_another_name(
        self, preparation: Journey, consultation: Journey
    ) -> None:
        assert "Tell us if you feel ill or something changed" in [task.name for task in home_of(preparation).tasks]
        assert "report" not in [task.key for task in home_of(consultation).tasks]


CLOSED_TEXTS = {
    JourneyStatus.PAUSED: ("Paused", "Your journey is paused until Saturday 5 December. Safety checks go on."),
    JourneyStatus.POSTPONED: (
        "New date",
        "Your date has moved because the team could not be there. New date: Friday 4 December.",
    ),
    JourneyStatus.CLOSED_NOT_CANDIDATE: (
        "Closed",
        "This treatment is not right for you now because your hand is not bad enough to take this risk. "
        "Here are other choices.",
    ),
    JourneyStatus.CLOSED_WITHDRAWN: ("Stopped", "You have stopped. You can still call us any time."),
    JourneyStatus.CLOSED_COMPLETED: ("Done", "Active checks ended. Yearly safety check goes on."),
    JourneyStatus.CLOSED_LOST_CONTACT: (
        "Closed",
        "We have not been able to reach you. Send us a check-in or call us, and we go on.",
    ),
    JourneyStatus.CLOSED_TRANSFERRED: (
        "Closed",
        "Another team looks after you now. You can still call us any time.",
    ),
}


class TestHeadline:
    def test_every_status_has_its_text(self) -> None:
        assert set(CLOSED_TEXTS) == set(JourneyStatus) - {JourneyStatus.ACTIVE, JourneyStatus.CLOSED_DECEASED}

    @pytest.mark.parametrize("status", CLOSED_TEXTS)
    def test_headline_takes_the_place_of_the_stage(self, preparation: Journey, status: JourneyStatus) -> None:
        code = {JourneyStatus.POSTPONED: "staffing", JourneyStatus.CLOSED_NOT_CANDIDATE: "too_mild"}.get(status, "")
        Journey.objects.filter(pk=preparation.pk).update(
            status=status, status_since=NOW, status_reason_code=code, review_on=(NOW + 11 * DAY).date()
        )
        newest_cycle(preparation).check_ins.filter(state="scheduled").update(state="cancelled")

        page = home_of(fresh(preparation))

        assert page.headline is not None
        assert (page.headline.word, plain(page.headline.sentence)) == CLOSED_TEXTS[status]
        assert (page.lead, page.today) == (None, None)

    def test_postponed_without_a_date_says_that_we_call(self, preparation: Journey) -> None:
        journey = move(preparation, Move.POSTPONE, reason_code="infection")
        newest_cycle(journey).check_ins.filter(state="scheduled").update(state="cancelled")

        headline = home_of(journey).headline

        assert headline is not None
        assert headline.sentence == (
            "Your date has moved because there is a sign of infection. New date: not set yet. "
            "We will call you with a new date."
        )

    def test_paused_journey_still_asks_its_safety_check_ins(self, follow_up: Journey) -> None:
        page = home_of(move(follow_up, Move.PAUSE, note="x", review_on=(NOW + 11 * DAY).date()))

        assert plain(card(page).title) == "Your check-in: Three weeks"
        assert plain(page.lead_text) == "Your journey is paused until Saturday 5 December. Safety checks go on."
        assert page.headline is None

    def test_refused_patient_reads_other_choices_and_no_tasks(self, consultation: Journey) -> None:
        page = home_of(move(consultation, Move.NOT_CANDIDATE, reason_code="too_mild", note="x"))

        assert page.choices == ("A splint", "Hand exercises", "A steroid shot", "An operation", "Doing nothing for now")
        assert page.tasks == ()

    @pytest.mark.parametrize(
        ("keep", "words"),
        [
            (True, "Your safety check-ins go on, as you wished."),
            (False, "We send you no more check-ins, as you wished."),
        ],
    )
    def test_withdrawal_after_a_needle_says_what_the_patient_chose(
        self, follow_up: Journey, keep: bool, words: str
    ) -> None:
        journey = move(follow_up, Move.WITHDRAW, keep_safety_checks=keep)
        assert not keep or home_of(journey).lead_text.endswith(words)
        newest_cycle(journey).check_ins.filter(code="F-21").update(state="cancelled")

        headline = home_of(journey).headline

        assert headline is not None
        assert headline.next == words

    def test_staff_words_beside_a_reason_are_never_shown(self, preparation: Journey) -> None:
        journey = move(preparation, Move.POSTPONE, reason_code="other", note="Argued with the desk.")

        assert "Argued" not in str(home_of(journey))


class TestCards:
    @pytest.mark.parametrize(
        ("stage", "levels"),
        [
            ("consultation", ["calm", "now"]),
            ("preparation", ["calm", "now"]),
            ("harvesting", ["calm", "today", "now"]),
            ("post_care", ["today", "now"]),
            ("follow_up", ["calm", "today", "now"]),
        ],
    )
    def test_cards_fit_the_stage(self, request: pytest.FixtureRequest, stage: str, levels: list[str]) -> None:
        assert [each.level for each in home_of(request.getfixturevalue(stage)).cards] == levels

    def test_emergency_card_has_one_number_only(self, post_care: Journey) -> None:
        emergency = home_of(post_care).cards[-1]

        assert [call.tel for call in emergency.calls] == ["112"]

    def test_card_of_the_night_gives_the_number_that_answers_first(self, post_care: Journey) -> None:
        at_once = home_of(post_care, NOW + 17 * HOUR).cards[0]

        assert [(call.label, plain(call.words)) for call in at_once.calls] == [
            ("We are closed now. Call this number:", "01632 960 199"),
            ("When we are open:", "01632 960 142"),
        ]


def test_postponed_readiness_that_is_asked_again_does_not_break_the_page(db: None) -> None:
    journey = walked("preparation", procedure_at=NOW + 20 * HOUR)
    send(check_in_of(journey, "P-1"))
    journey = move(journey, Move.POSTPONE, reason_code="staffing", procedure_at=NOW + 60 * DAY)
    make_move(journey=journey, move=Move.RESUME, by=staff("clinician"), at=NOW, choices=Choices())

    assert home_of(fresh(journey)).lead is not None


def test_draft_of_a_sent_check_in_is_no_task(post_care: Journey) -> None:
    check_in = check_in_of(post_care, "A-3")
    send(check_in)
    CheckInDraft.objects.create(
        check_in=check_in, answers={}, started_at=NOW, saved_at=NOW, saved_by=patient_of(post_care)
    )

    assert card(home_of(post_care)).title == "Nothing for you to do now"
