"""The pages of the clinical record: saving, refusals that keep what was typed, warnings, two people, closed stages."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import User
from accounts.roles import Role
from journey.actions.records import save_record
from journey.domain.record.refusals import EntryRefused
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import StageCode
from journey.models import Cycle, Journey, JourneyEvent
from journey.presenters.record import sheet_name
from journey.standing import standing_of
from tests.browser_form import sent_by_browser
from tests.builders import NOW, check_in_of, fresh, newest_cycle, other_site, send, staff
from tests.journey.admin.workspace_pages import at_now, get, post, url, words
from tests.journey.views.patient_pages import signed_in
from tests.statements import statements
from tests.walked import walked

MOST_STATEMENTS = 14
PROBLEM = {
    "version": "0",
    "dominant_hand": "right",
    "symptom_months": "30",
    "pain_worst_24h": "6",
    "pain_avg_7d": "5",
    "pain_rest": "3",
    "pain_use": "6",
    "prior_treatments": ["splint"],
    "other_steroids-TOTAL_FORMS": "0",
    "other_steroids-INITIAL_FORMS": "0",
    "diagnoses-TOTAL_FORMS": "1",
    "diagnoses-INITIAL_FORMS": "0",
    "diagnoses-0-condition": "cmc1_oa",
    "diagnoses-0-certainty": "confirmed",
    "diagnoses-0-laterality": "right",
    "diagnoses-0-icd_code": "M18.11",
    "diagnoses-0-is_primary": "yes",
}
EXAMINATION = {
    "version": "0",
    "skin_intact": "yes",
    "strength-TOTAL_FORMS": "1",
    "strength-INITIAL_FORMS": "0",
    "movement-TOTAL_FORMS": "1",
    "movement-INITIAL_FORMS": "0",
}
STRENGTH = {
    "strength-0-measure": "grip",
    "strength-0-hand": "right",
    "strength-0-trial_1": "44",
    "strength-0-trial_1_unit": "lb",
    "strength-0-trial_2": "20,5",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with at_now():
        yield


def page_of(journey: Journey, section: str) -> str:
    return f"record/{newest_cycle(journey).pk}/{section}/"


def save(journey: Journey, section: str, data: dict[str, Any], *, who: User | None = None) -> HttpResponse:
    return post(journey, page_of(journey, section), data, who=who)


def recorded(journey: Journey, section: str) -> Any:
    return standing_of(fresh(journey), NOW).facts.record.of(section)


def savings(journey: Journey) -> list[JourneyEvent]:
    return list(JourneyEvent.objects.filter(journey=journey, kind="record_saved").order_by("at", "data__version"))


def hidden(response: HttpResponse) -> dict[str, Any]:
    """What the page of differences sends along, without a choice."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input type=\"hidden\"[^>]*>", response.content.decode()):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and value and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1])
    return dict(found)


def test_section_saved_is_stored_typed_and_told_in_the_history(consultation: Journey) -> None:
    response = save(consultation, "problem", PROBLEM)

    entry, event = recorded(consultation, "problem"), savings(consultation)[0]
    assert (response.status_code, entry.version, entry.saved_by) == (303, 1, "Dr Osei")
    assert (entry.get("pain_use"), entry.get("prior_treatments")) == (6, ("splint",))
    assert entry.of("diagnoses")[0]["is_primary"] is True
    assert event.data["changed"]["pain_use"] == [None, 6]
    told = words(get(consultation, page_of(consultation, "problem") + "history/"))
    assert "Pain in use: 6 of 10 (was: nothing)" in told
    assert "Dr Osei" in told


@pytest.mark.parametrize("section", SECTIONS)
def test_page_sent_as_it_opens_is_accepted_and_changes_nothing(
    consultation: Journey, preparation: Journey, harvesting: Journey, post_care: Journey, section: str
) -> None:
    """Blank lines and blank fields, as a browser sends them: of a new section and of a recorded one."""
    modes = SECTIONS[section].modes
    new = {StageCode.CONSULTATION: (consultation,), StageCode.PREPARATION: (preparation,)}
    journeys = (*new.get(SECTIONS[section].stage, ()), post_care)
    if modes:
        journeys = (harvesting if SECTIONS[section].is_of_own_stage else preparation,)
        Cycle.objects.filter(journey=journeys[0]).update(harvest_mode=modes[0])
    send_as_opened(journeys[0], section)
    for journey in journeys:
        before = recorded(journey, section)
        assert send_as_opened(journey, section).status_code == 303
        assert recorded(journey, section) == before


def send_as_opened(journey: Journey, section: str) -> HttpResponse:
    page = sheet_name(SECTIONS[section])
    opened = get(journey, page_of(journey, page)).content.decode()
    sent = sent_by_browser(opened[opened.index('id="content-main"') :])
    return save(journey, page, dict(sent.lists()))


def test_new_encounter_names_who_opens_it(consultation: Journey) -> None:
    send_as_opened(consultation, "encounter")

    assert recorded(consultation, "encounter").get("clinician") == str(staff().pk)


def test_pages_of_the_record_take_the_same_few_statements_however_much_is_recorded(
    consultation: Journey, post_care: Journey
) -> None:
    client = signed_in(staff())
    for page in ("record/", "record/{}/problem/", "record/{}/problem/history/"):
        counted = {
            statements(client, url(journey, page.format(newest_cycle(journey).pk)))
            for journey in (consultation, post_care)
        }
        assert max(counted) <= MOST_STATEMENTS, page
        assert len(counted) == 1, page


def test_save_and_go_on_leads_to_the_next_section(consultation: Journey) -> None:
    response = save(consultation, "problem", {**PROBLEM, "next": "1"})

    assert response.headers["Location"] == url(consultation, page_of(consultation, "imaging"))


def test_units_become_the_stored_ones_and_half_a_form_is_enough(consultation: Journey) -> None:
    response = save(consultation, "examination", {**EXAMINATION, **STRENGTH})

    line = recorded(consultation, "examination").of("strength")[0]
    assert response.status_code == 303
    assert [str(line[name]) for name in ("trial_1", "trial_2")] == ["20.0", "20.5"]
    assert line["trial_3"] is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"symptom_months": "721"}, "must be at least 0 and at most 720 months"),
        ({"symptom_months": "three"}, "Write a number."),
        ({"pain_use": "2.5"}, "Write a whole number."),
        ({"diagnoses-0-icd_code": "M18.12"}, "M18.12 is a code of another side."),
        ({"prior_treatments": ["none", "splint"]}, "cannot stand with another answer"),
        ({"prior_treatments": ["other"]}, "Write what “other” is."),
        (
            {"prior_treatments": ["steroid_injection"], "steroid_injection_on": "2026-11-25"},
            "This cannot be in the future.",
        ),
        ({"steroid_injection_on": "2026-01-05"}, "This is for a steroid injection only."),
    ],
)
def test_refused_value_keeps_all_that_was_typed_and_stores_nothing(
    consultation: Journey, changed: dict[str, Any], sentence: str
) -> None:
    response = save(consultation, "problem", {**PROBLEM, **changed})

    page = response.content.decode()
    assert (response.status_code, recorded(consultation, "problem").version) == (422, 0)
    assert sentence in words(response)
    assert 'name="pain_rest" value="3"' in page
    assert 'value="M18.1' in page


def test_line_is_added_and_taken_off_with_what_was_typed(consultation: Journey) -> None:
    added = save(consultation, "problem", {**PROBLEM, "more-diagnoses": "1"})

    assert added.status_code == 200
    assert 'name="diagnoses-1-icd_code"' in added.content.decode()
    assert recorded(consultation, "problem").version == 0

    save(consultation, "problem", PROBLEM)
    save(consultation, "problem", {**PROBLEM, "version": "1", "diagnoses-0-gone": "on"})
    assert recorded(consultation, "problem").of("diagnoses") == ()


def test_warning_is_seen_before_it_is_stored_and_not_asked_again(consultation: Journey) -> None:
    unusual = {**PROBLEM, "diagnoses-0-icd_code": "M65.4"}

    first = save(consultation, "problem", unusual)
    assert first.status_code == 422
    assert "M65.4 is not a usual code for this condition." in words(first)
    assert recorded(consultation, "problem").version == 0

    key = re.search(r'name="seen" value="([^"]*)"', first.content.decode())
    assert key is not None
    assert save(consultation, "problem", {**unusual, "seen": key[1]}).status_code == 303
    assert savings(consultation)[0].data["warnings"] == ["M65.4 is not a usual code for this condition."]
    again = save(consultation, "problem", {**unusual, "version": "1", "pain_use": "7"})
    assert (again.status_code, savings(consultation)[1].data["warnings"]) == (303, [])


class TestTwoPeople:
    """Dr Osei opens the section, Dr Abel saves it, Dr Osei saves his page."""

    @pytest.fixture
    def stale(self, consultation: Journey) -> Journey:
        save(consultation, "problem", PROBLEM)
        by_the_other = {**PROBLEM, "version": "1", "pain_use": "8", "pain_rest": "4"}
        save(consultation, "problem", by_the_other, who=staff("clinician", "Dr Abel"))
        return consultation

    def test_both_values_are_shown_and_the_one_sided_change_is_chosen(self, stale: Journey) -> None:
        response = save(stale, "problem", {**PROBLEM, "version": "1", "pain_use": "7", "pain_avg_7d": "2"})

        page = response.content.decode()
        assert response.status_code == 409
        assert "Dr Abel saved this meanwhile" in words(response)
        assert 'id="theirs-pain_rest" value="theirs" checked' in page
        assert 'id="mine-pain_avg_7d" value="mine" checked' in page
        assert not re.search(r'id="(theirs|mine)-pain_use" value="\w+" checked', page)
        assert recorded(stale, "problem").get("pain_avg_7d") == 5

    def test_sending_the_page_of_differences_saves_what_is_chosen(self, stale: Journey) -> None:
        shown = save(stale, "problem", {**PROBLEM, "version": "1", "pain_use": "7", "pain_avg_7d": "2"})
        chosen = {"choose-pain_use": "mine", "choose-pain_rest": "theirs", "choose-pain_avg_7d": "mine"}

        response = save(stale, "problem", {**hidden(shown), **chosen})

        entry = recorded(stale, "problem")
        assert response.status_code == 303
        assert [entry.get(name) for name in ("pain_use", "pain_rest", "pain_avg_7d")] == [7, 4, 2]

    def test_choice_left_open_is_asked_again_and_nothing_is_overwritten(self, stale: Journey) -> None:
        shown = save(stale, "problem", {**PROBLEM, "version": "1", "pain_use": "7"})

        response = save(stale, "problem", {**hidden(shown), "choose-pain_rest": "theirs"})

        assert response.status_code == 409
        assert recorded(stale, "problem").get("pain_use") == 8

    def test_after_the_choice_a_warning_shows_what_was_chosen_and_what_is_changed_there_counts(
        self, stale: Journey
    ) -> None:
        unusual = {**PROBLEM, "version": "1", "pain_use": "7", "diagnoses-0-icd_code": "M65.4"}
        shown = save(stale, "problem", unusual)
        chosen = {"choose-pain_use": "theirs", "choose-pain_rest": "theirs", "choose-diagnoses": "mine"}

        asked = save(stale, "problem", {**hidden(shown), **chosen})

        page = asked.content.decode()
        assert asked.status_code == 422
        assert "M65.4 is not a usual code for this condition." in words(asked)
        assert re.search(r'name="pain_use"[^>]* value="8"', page)
        key = re.search(r'name="seen" value="([^"]*)"', page)
        assert key is not None
        again = {**PROBLEM, "version": "2", "pain_use": "6", "pain_rest": "4", "diagnoses-0-icd_code": "M65.4"}
        assert save(stale, "problem", {**again, "seen": key[1]}).status_code == 303
        assert [recorded(stale, "problem").get(name) for name in ("pain_use", "pain_rest")] == [6, 4]

    def test_after_the_choice_a_refusal_says_so_and_shows_what_was_chosen(self, stale: Journey) -> None:
        wrong = {**PROBLEM, "version": "1", "pain_use": "7", "diagnoses-0-icd_code": "M18.12"}
        shown = save(stale, "problem", wrong)
        chosen = {"choose-pain_use": "theirs", "choose-pain_rest": "theirs", "choose-diagnoses": "mine"}

        refused = save(stale, "problem", {**hidden(shown), **chosen})

        assert refused.status_code == 422
        assert "There is a problem" in words(refused)
        assert re.search(r'name="pain_use"[^>]* value="8"', refused.content.decode())
        assert recorded(stale, "problem").get("pain_use") == 8

    def test_same_page_sent_twice_saves_once(self, consultation: Journey) -> None:
        assert [save(consultation, "problem", PROBLEM).status_code for _again in range(2)] == [303, 303]
        assert len(savings(consultation)) == 1


class TestBeginning:
    def test_new_form_begins_with_the_intake_and_says_so(self, consultation: Journey) -> None:
        send(check_in_of(consultation, "C-PRE"), at=NOW, i_months=18, i_meds=["fish oil"])

        problem, history = (get(consultation, page_of(consultation, name)) for name in ("problem", "history"))
        assert 'name="symptom_months" value="18"' in problem.content.decode()
        assert "Filled in from the intake of 24 November 2026: 18 months" in words(problem)
        assert 'name="medicines-0-name" value="fish oil"' in history.content.decode()
        assert recorded(consultation, "problem").version == 0

    def test_saved_form_shows_the_intake_beside_its_own_value(self, consultation: Journey) -> None:
        send(check_in_of(consultation, "C-PRE"), at=NOW, i_months=18)
        save(consultation, "problem", PROBLEM)

        page = get(consultation, page_of(consultation, "problem"))
        assert 'name="symptom_months" value="30"' in page.content.decode()
        assert "Intake of 24 November 2026: 18 months" in words(page)


ROSA_MARKED = "Rosa marked: base of thumb, right hand; knuckle of index finger, left hand. Intake of 24 November 2026"


@pytest.mark.parametrize(
    ("page", "times"),
    [("problem", 1), ("imaging", 1), ("examination", 1), ("injection", 1), ("plan", 1), ("history", 0)],
)
def test_hand_map_of_the_intake_stands_beside_the_joints(consultation: Journey, page: str, times: int) -> None:
    send(check_in_of(consultation, "C-PRE"), at=NOW, i_hand="both", i_where=["R-CMC1", "L-MCP2"])

    shown = get(consultation, "plan/" if page == "plan" else page_of(consultation, page))

    assert words(shown).count(ROSA_MARKED) == times
    html = shown.content.decode()
    assert html.count('cx="124" cy="346" r="20"') == html.count('cx="122" cy="226" r="20"') == times
    assert html.count("marks__hand--left") == times


def test_no_hand_map_stands_there_before_the_intake(consultation: Journey) -> None:
    for page in (page_of(consultation, "problem"), "plan/"):
        assert 'class="marks"' not in get(consultation, page).content.decode()


def test_closed_stage_asks_why_the_record_changes(post_care: Journey) -> None:
    values = {"version": "1", "skin_intact": "no", "neurovascular_ok": "yes", **{
        name: value for name, value in EXAMINATION.items() if "FORMS" in name}}  # fmt: skip
    refused = save(post_care, "examination", values)
    assert (refused.status_code, recorded(post_care, "examination").get("skin_intact")) == (422, True)
    assert "Write why the record changes." in words(refused)

    saved = save(post_care, "examination", {**values, "reason": "Typed wrongly."})
    assert (saved.status_code, recorded(post_care, "examination").get("skin_intact")) == (303, False)
    assert "“Typed wrongly.”" in words(get(post_care, page_of(post_care, "examination") + "history/"))


def test_check_and_sign_in_of_another_day_are_written_in_the_stage_of_the_needle_without_saying_why(db: None) -> None:
    journey = walked("injection")
    for section, asks_why in (("arrival", False), ("sign_in", False), ("medicine_plan", True)):
        page = get(journey, page_of(journey, section)).content.decode()
        assert ('name="reason"' in page) is asks_why


def test_progress_says_what_is_missing(consultation: Journey) -> None:
    save(consultation, "examination", EXAMINATION)

    for page in ("change/", "record/"):
        told = words(get(consultation, page))
        assert "1 of 2 needed answers" in told
        assert "Missing: Nerves and blood supply in order" in told


def test_nurse_writes_the_history_and_nothing_else(consultation: Journey) -> None:
    nurse = staff(Role.NURSE)
    blank = {"version": "0", "takes_medicines": "no", **{
        f"{group}-{name}_FORMS": "0" for group in ("medicines", "labs") for name in ("TOTAL", "INITIAL")}}  # fmt: skip

    assert save(consultation, "history", blank, who=nurse).status_code == 303
    assert save(consultation, "problem", PROBLEM, who=nurse).status_code == 403
    assert get(consultation, page_of(consultation, "problem") + "history/", who=nurse).status_code == 200


def test_people_of_another_site_are_refused(consultation: Journey) -> None:
    far = staff(Role.CLINICIAN, "Dr Far", site=other_site())
    with pytest.raises(EntryRefused, match="Choose somebody of the team"):
        save_record(
            cycle=newest_cycle(consultation),
            section=SECTIONS["encounter"],
            values={"clinician": str(far.pk)},
            lines={},
            by=staff(),
            at=NOW,
        )


def test_section_that_there_is_not_is_not_found(consultation: Journey) -> None:
    assert get(consultation, page_of(consultation, "nothing")).status_code == 404
    assert get(consultation, page_of(consultation, "problem-2")).status_code == 404


def test_gate_misses_every_section_that_nobody_began(consultation: Journey) -> None:
    told = words(get(consultation))

    assert "Missing: consultation time, not in the future, target hand" in told
    assert "How, Clinician, Clinician's role, Professional licence number" in told
    assert "Nerves and blood supply in order" in told
