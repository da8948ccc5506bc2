"""Which pages a check-in has (clinical.md 3.1 to 3.5)."""

import pytest

from journey.pathway import Pathway
from journey.pathway.flow import FormContext, form_pages
from tests.journey.pathway.answering import CONTEXTS, before, fill_in, harvested, keys, lines, post, ticks, troubled


@pytest.mark.parametrize("ctx", CONTEXTS, ids=lambda ctx: f"{ctx.phase} {ctx.code}")
def test_every_form_starts_with_the_red_flags_and_asks_nothing_twice(pathway: Pathway, ctx: FormContext) -> None:
    pages, answers = fill_in(pathway, ctx, troubled)
    asked = [field for page in form_pages(pathway, ctx, answers) if page.kind != "gate" for field in page.fields]

    assert pages[0].key == "red_flags"
    assert len(keys(pathway, ctx, answers)) == len(set(keys(pathway, ctx, answers)))
    assert sorted(asked) == sorted(set(asked))


SIGNS = "pain_worst pain_trend signs_hand signs_body temp_c signs_harvest worry note"
READY = "temp_c feverish infection_now skin_problem antibiotics_14d meds_plan stopped_thinner new_medicine new_allergy"
FORMS = [
    (post("A-1", 1), SIGNS),
    (post("A-1", 1, cells_taken=False), "pain_worst pain_trend signs_hand signs_body temp_c worry note"),
    (
        post("A-14", 14),
        "pain_worst pain_trend signs_hand signs_body temp_c signs_harvest nrs_week ptga worry note",
    ),
    (harvested("H-1", 1), "signs_body temp_c signs_harvest worry note"),
    (post("F-21", 21), SIGNS),
    (
        post("F-6W", 44),
        "pain_worst signs_hand signs_body nrs_week ptga stiffness stiffness_minutes pgic pain_medicine_days work_state "
        "worry note",
    ),
    (
        post("F-3M", 90, tasks=("Open a jar",)),
        "pain_worst signs_late general_warning other_treatment nrs_week ptga stiffness stiffness_minutes my_tasks pgic "
        "satisfied pain_medicine_days work_state worry note",
    ),
    (
        post("F-Y2", 730),
        "pain_worst signs_late general_warning new_cancer other_treatment nrs_week ptga pgic satisfied worry note",
    ),
    (post("EXTRA-3", 15, series_block_code="A-14"), SIGNS),
    (post("EXTRA-3", 15), SIGNS),
    (post("EXTRA-1", 92, series_block_code="F-3M"), "pain_worst signs_late general_warning worry note"),
    (
        post("REPORT", 0),
        "pain_worst pain_trend signs_hand signs_body temp_c signs_harvest new_cancer other_treatment worry note",
    ),
    (harvested("REPORT", 2), "signs_body temp_c signs_harvest worry note"),
    (before("REPORT"), f"{READY} pregnant_possible wants note"),
    (
        before("P-14"),
        "antibiotics_14d meds_plan stopped_thinner new_medicine new_allergy pregnant_possible wants note",
    ),
    (
        before("P-0", sedation="deep"),
        f"{READY} last_solid_at last_fluid_at pregnant_possible escort wants note",
    ),
    (
        before("P-BASE", tasks=("Open a jar",)),
        "nrs_worst_24h nrs_week ptga stiffness stiffness_minutes my_tasks pain_medicine_days work_state",
    ),
    (before("C-POST"), "u_proven u_may_not_help u_rare_harm u_change_mind u_other_treatments u_go_on"),
    (post("I-0", 0), "tb_hot_hand tb_breathing tb_rest_days tb_tablets pain_now"),
]


@pytest.mark.parametrize(("ctx", "rest"), FORMS, ids=lambda each: getattr(each, "code", ""))
def test_untouched_form_has_these_pages(pathway: Pathway, ctx: FormContext, rest: str) -> None:
    assert keys(pathway, ctx) == ["red_flags", *rest.split()]


@pytest.mark.parametrize(
    ("ctx", "gate", "line", "shown"),
    [
        (post("A-0", 0), "signs_hand", "finger_stuck", False),
        (post("A-1", 1), "signs_hand", "finger_stuck", True),
        (post("A-2", 2), "signs_hand", "lump", False),
        (post("A-3", 3), "signs_hand", "lump", True),
        (post("A-1", 1), "signs_body", "la_signs", True),
        (post("A-2", 2), "signs_body", "la_signs", False),
        (post("REPORT", 2), "signs_body", "la_signs", True),
        (post("A-0", 0), "signs_body", "other_joints", False),
        (post("A-0", 0), "signs_body", "glands", False),
        (post("A-14", 14), "signs_body", "took_nsaid", True),
        (post("F-21", 15), "signs_body", "took_nsaid", False),
        (post("A-14", 14), "signs_body", "general_warning", False),
        (post("F-21", 15), "signs_body", "general_warning", True),
        (post("F-6W", 42), "signs_body", "vomit_cramps", True),
        (post("F-6W", 43), "signs_body", "vomit_cramps", False),
        (harvested("H-0", 0), "signs_harvest", "bruise", True),
        (harvested("H-3", 3), "signs_harvest", "lump", False),
        (harvested("REPORT", 3), "signs_harvest", "lump", True),
        (post("A-3", 3), "signs_harvest", "bruise", False),
    ],
)
def test_line_is_shown_on_its_days(pathway: Pathway, ctx: FormContext, gate: str, line: str, shown: bool) -> None:
    assert (line in lines(pathway, ctx, gate)) is shown


@pytest.mark.parametrize(
    ("ctx", "page", "shown"),
    [
        (post("A-0", 0), "pain_trend", False),
        (post("F-6W", 42), "pain_trend", True),
        (post("F-6W", 43), "pain_trend", False),
        (post("F-6W", 42), "temp_c", True),
        (post("F-6W", 43), "temp_c", False),
        (post("F-3M", 104), "new_cancer", False),
        (post("F-6M", 168), "new_cancer", True),
        (post("F-6W", 42, hday=42), "signs_harvest", True),
        (post("F-6W", 42, hday=43), "signs_harvest", False),
        (post("REPORT", 50, hday=50), "signs_harvest", True),
        (post("REPORT", 50, hday=None, cells_taken=False), "signs_harvest", False),
        (before("P-1", sedation="local_only"), "escort", False),
        (before("P-1", sedation="minimal"), "escort", False),
        (before("P-1", sedation="moderate"), "escort", True),
        (before("P-1", sedation=None), "escort", True),
        (before("P-1"), "last_solid_at", False),
        (before("P-BASE"), "my_tasks", False),
    ],
)
def test_page_is_shown_on_its_days(pathway: Pathway, ctx: FormContext, page: str, shown: bool) -> None:
    assert (page in keys(pathway, ctx)) is shown


def test_ticked_line_brings_its_page_and_what_hangs_on_it(pathway: Pathway) -> None:
    ctx = post("A-5", 5)
    answers = ticks(pathway, ctx, "signs_hand", "swelling", "hot")

    assert keys(pathway, ctx, answers)[3:6] == ["signs_hand", "swelling", "signs_body"]
    assert keys(pathway, ctx, {**answers, "swelling": "mild"})[4:6] == ["swelling", "swelling_trend"]
    assert "swelling_trend" not in keys(pathway, ctx, {**answers, "swelling": "none"})


def test_fever_brings_shivers_and_late_the_thermometer(pathway: Pathway) -> None:
    ctx = post("F-3M", 90)

    assert keys(pathway, ctx, ticks(pathway, ctx, "signs_late", "feverish"))[3:5] == ["chills", "temp_c"]
