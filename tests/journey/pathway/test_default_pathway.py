"""The pathway that ships is whole: every check-in, every question, and never a long form on a day without trouble."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.readiness import READINESS_FIELDS
from journey.domain.schedule import CODES as SCHEDULED
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.triage_fields import ANSWER_FIELDS
from journey.domain.visits import FIRST_CALL, VISIT_CODES, visit_moments, visit_window
from journey.pathway import Pathway, checksum, dump, load, load_default
from journey.pathway.checks.forms import READINESS_FACTS
from journey.pathway.compiled import readiness_table, rule_set, visit_specs, window_specs
from journey.pathway.flow import FormContext, stored_answers
from tests.journey.pathway.answering import CONTEXTS, before, fill_in, keys, post, troubled, untroubled
from tests.vectors import read_vectors

LONDON = ZoneInfo("Europe/London")
INJECTED = datetime(2026, 11, 24, 12, tzinfo=LONDON)
CODES = """
    C-PRE C-POST P-BASE P-14 P-7 P-1 P-0 H-0 H-1 H-3 H-7 I-0 A-0 A-1 A-2 A-3 A-5 A-7 A-10 A-14
    F-21 F-28 F-6W F-3M F-6M F-12M F-Y2 F-Y3 F-Y4 F-Y5 EXTRA REPORT
"""  # clinical.md 3.2
SIGNS = """
    pain_worst pain_trend swelling swelling_trend redness hot discharge movement finger_stuck finger_colour nerve
    bruise temp_c feverish chills unwell faint rash vomit_cramps la_signs other_joints glands lump general_warning
    new_cancer h_pain h_site leg belly took_nsaid worry note other_treatment breathing face_swelling chest_pain
    sepsis_sign
"""  # clinical.md 3.3 but for the photo
OTHER_FIELDS = """
    i_hand i_where i_months i_pain_worst i_pain_usual i_pain_rest i_pain_use i_tasks i_tried i_allergy i_meds i_health
    i_hope i_ask u_proven u_may_not_help u_rare_harm u_change_mind u_other_treatments u_go_on tb_hot_hand tb_breathing
    tb_rest_days tb_tablets pain_now infection_now skin_problem antibiotics_14d meds_plan stopped_thinner new_medicine
    new_allergy pregnant_possible last_solid_at last_fluid_at escort wants nrs_worst_24h nrs_avg_7d nrs_rest nrs_use
    ptga stiffness stiffness_minutes my_tasks_1 pgic satisfied pain_medicine_days work_state
"""  # clinical.md 3.4, 3.5, 6.1
A_SERIES = [(f"A-{day}", day) for day in (0, 1, 2, 3, 5, 7, 10, 14)]
MOST_PAGES_ON_A_GOOD_DAY = 12


@pytest.mark.parametrize("code", CODES.split())
def test_default_pathway_has_check_in(pathway: Pathway, code: str) -> None:
    assert code in pathway.check_in_by_code


def test_default_windows_cover_the_whole_schedule(pathway: Pathway) -> None:
    assert set(window_specs(pathway)) == {*SCHEDULED, "EXTRA"}


def test_default_visits_are_those_of_the_visit_table(pathway: Pathway) -> None:
    assert [visit.code for visit in pathway.visits] == list(VISIT_CODES)
    assert list(visit_specs(pathway)) == [FIRST_CALL, "W2", "W6", "M3", "M6", "M12", "Y2", "Y3", "Y4", "Y5"]


@pytest.mark.parametrize(
    ("code", "earliest", "target", "latest"),
    [
        ("CALL_48_72H", date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 27)),
        ("W2", date(2026, 12, 6), date(2026, 12, 8), date(2026, 12, 11)),
        ("W6", date(2026, 12, 31), date(2027, 1, 5), date(2027, 1, 12)),
        ("M3", date(2027, 2, 12), date(2027, 2, 22), date(2027, 3, 8)),
        ("M6", date(2027, 5, 11), date(2027, 5, 25), date(2027, 6, 15)),
        ("M12", date(2027, 11, 3), date(2027, 11, 24), date(2027, 12, 24)),
        ("Y2", date(2028, 10, 10), date(2028, 11, 24), date(2029, 1, 8)),
        ("Y5", date(2031, 10, 10), date(2031, 11, 24), date(2032, 1, 8)),
    ],
)
def test_default_window_of_each_visit_has_its_dates(
    pathway: Pathway, code: str, earliest: date, target: date, latest: date
) -> None:
    span = visit_window(visit_specs(pathway)[code], INJECTED, LONDON)

    assert (span.earliest, span.target, span.latest) == (earliest, target, latest)


def test_first_call_is_48_to_72_hours_with_60_as_target(pathway: Pathway) -> None:
    call = visit_moments(visit_specs(pathway)[FIRST_CALL], INJECTED, LONDON)

    assert [(at - INJECTED) / timedelta(hours=1) for at in (call.opens_at, call.due_at, call.closes_at)] == [48, 60, 72]


def test_every_field_can_be_answered_in_some_check_in(pathway: Pathway) -> None:
    told = {field for ctx in CONTEXTS for choose in (troubled, untroubled) for field in _stored(pathway, ctx, choose)}

    wanted = {*SIGNS.split(), *OTHER_FIELDS.split(), *ANSWER_FIELDS, *READINESS_FIELDS} - READINESS_FACTS
    assert wanted - told == set()


@pytest.mark.parametrize(
    ("ctx", "asked"),
    [
        (post("A-0", 0, photos=True), True),
        (post("F-6W", 42, photos=True), True),
        (post("F-6W", 43, photos=True), False),
        (post("A-3", 3), False),
        (post("REPORT", 90, photos=True), True),
        (before("P-1", photos=True), False),
    ],
)
def test_photo_is_asked_up_to_day_42_of_who_agrees(pathway: Pathway, ctx: FormContext, asked: bool) -> None:
    assert ("photo" in keys(pathway, ctx)) is asked


def test_every_question_is_reached_in_some_check_in(pathway: Pathway) -> None:
    reached: set[str] = set()
    for ctx in CONTEXTS:
        pages, _ = fill_in(pathway, ctx, troubled)
        reached |= {page.key for page in pages} | {line for page in pages for line in page.lines}

    assert {question.key for question in pathway.questions} - reached == {"photo"}
    assert {gate.key for gate in pathway.gates} - reached == set()


@pytest.mark.parametrize(("code", "day"), A_SERIES)
@pytest.mark.parametrize("cells_taken", [True, False])
def test_good_day_has_at_most_twelve_pages(pathway: Pathway, code: str, day: int, cells_taken: bool) -> None:
    pages, _ = fill_in(pathway, post(code, day, cells_taken=cells_taken), untroubled)

    check_your_answers = 1
    assert len(pages) + check_your_answers <= MOST_PAGES_ON_A_GOOD_DAY


@pytest.mark.parametrize("mode", HarvestMode)
@pytest.mark.parametrize("code", StageCode)
def test_stage_text_fits_the_harvest_mode(pathway: Pathway, code: StageCode, mode: HarvestMode) -> None:
    text = pathway.stage_text(code, mode)

    assert text.code is code
    assert not text.modes or mode in text.modes


@pytest.mark.parametrize(
    ("mode", "title", "state_word"),
    [
        (HarvestMode.PATIENT_HARVEST, "Take cells", None),
        (HarvestMode.DONOR_PRODUCT, "Donor cells arrive", "Nothing needed from you"),
        (HarvestMode.BANKED_CELLS, "Take cells", "Not needed this time"),
    ],
)
def test_harvesting_stage_is_named_by_the_cells(
    pathway: Pathway, mode: HarvestMode, title: str, state_word: str | None
) -> None:
    text = pathway.stage_text(StageCode.HARVESTING, mode)

    assert (text.title, text.state_word) == (title, state_word)


def test_tables_of_the_default_pathway_compile(pathway: Pathway) -> None:
    assert len(rule_set(pathway).rules) == 119
    assert [rule.id for rule in readiness_table(pathway).rules] == [f"RDY-{number:02}" for number in range(1, 16)]


def test_vectors_use_only_answers_that_can_be_given(pathway: Pathway) -> None:
    red_flags = {(item.field, item.ticked) for item in pathway.red_flags.items}

    for row in read_vectors():
        for name in ANSWER_FIELDS:
            question = pathway.question_by_key.get(name)
            if question is not None and question.choices and row.get(name):
                values = {(name, choice.value) for choice in question.choices}
                assert (name, row[name]) in values | red_flags


def test_dump_loads_to_an_equal_pathway(pathway: Pathway, shipped: dict[str, Any]) -> None:
    assert load(shipped) == pathway
    assert dump(load(shipped)) == shipped


def test_checksum_does_not_see_the_order_of_names(shipped: dict[str, Any]) -> None:
    turned = dict(reversed(list(shipped.items())))

    assert list(turned) != list(shipped)
    assert checksum(turned) == checksum(shipped)


def test_checksum_sees_one_changed_letter(document: dict[str, Any], shipped: dict[str, Any]) -> None:
    document["questions"][0]["title"] += "?"

    assert checksum(document) != checksum(shipped)


def test_load_default_reads_the_files_once() -> None:
    assert load_default() is load_default()


def _stored(pathway: Pathway, ctx: FormContext, choose: Any) -> set[str]:
    _, answers = fill_in(pathway, ctx, choose)
    return set(stored_answers(pathway, ctx, answers)) | {key for key, answer in answers.items() if answer == ""}


def test_hours_without_food_and_drink_are_those_that_stop_a_visit() -> None:
    """RDY-11 and the times that the patient reads beforehand (clinical.md 2.2, 3.5) must not drift apart."""
    pathway = load_default()
    told = {rule.code: rule.hours for rule in pathway.lifestyle if rule.sedation_only}
    rule = next(row for row in pathway.readiness.rules if row.id == "RDY-11")
    assert f"hours_since_solid < {told['food']} or hours_since_fluid < {told['drink']}" in rule.condition
    assert told["fatty_food"] > told["food"]
