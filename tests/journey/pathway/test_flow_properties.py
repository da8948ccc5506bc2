"""What holds for every form and every way of filling it in."""

import json

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from journey.domain.readiness import READINESS_FIELDS, evaluate_readiness
from journey.domain.rule_fields import Value
from journey.domain.stages import CellSource
from journey.domain.triage import Level, evaluate
from journey.domain.triage_fields import RED_FLAGS, red_flags_in, triage_inputs
from journey.pathway import Pathway
from journey.pathway.compiled import readiness_table, rule_set
from journey.pathway.flow import FormContext, Page, clean_raw, form_pages, posted_of, stored_answers, wording
from tests.journey.pathway.answering import CONTEXTS, Raw, anything, fill_in

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
contexts = st.sampled_from(CONTEXTS)


def fill_in_any(pathway: Pathway, ctx: FormContext, data: st.DataObject) -> tuple[list[Page], dict[str, object]]:
    def choose(page: Page) -> Raw:
        return data.draw(anything(page), label=page.key)

    return fill_in(pathway, ctx, choose)


@FEW
@given(ctx=contexts, data=st.data())
def test_finished_form_stores_every_shown_question_and_nothing_else(
    pathway: Pathway, ctx: FormContext, data: st.DataObject
) -> None:
    _, answers = fill_in_any(pathway, ctx, data)

    pages = form_pages(pathway, ctx, answers)
    stored = stored_answers(pathway, ctx, answers)

    shown = {field for page in pages for field in page.fields}
    optional = {field for page in pages if page.optional or page.kind == "temperature" for field in page.fields}
    measures = {measure.code for measure in pathway.measures if measure.same_as in shown}
    assert shown - optional <= stored.keys() <= shown | measures
    assert None not in stored.values()
    assert "" not in stored.values()


@FEW
@given(ctx=contexts, data=st.data())
def test_finished_form_can_be_judged_by_the_rules(pathway: Pathway, ctx: FormContext, data: st.DataObject) -> None:
    _, answers = fill_in_any(pathway, ctx, data)
    stored = stored_answers(pathway, ctx, answers)
    values: dict[str, Value | None] = {
        name: value for name, value in stored.items() if isinstance(value, str | int | float)
    }

    if ctx.phase == "before":
        known = {name: value for name, value in values.items() if name in READINESS_FIELDS}
        result = evaluate_readiness(readiness_table(pathway), known)
        assert (result.level == "emergency") == bool(red_flags_in(stored))
    else:
        inputs = triage_inputs(
            answers=values,
            day=ctx.day,
            hday=ctx.hday,
            cell_source=CellSource.AUTOLOGOUS,
            harvest_tissue="bone_marrow" if ctx.cells_taken else "none",
            cycle_no=1,
            high_infection_risk=False,
            anticoagulant=False,
            baseline_pain=None,
            pain_nadir=None,
            watch_streak=0,
        )
        level = evaluate(rule_set(pathway), inputs).level
        assert level is Level.URGENT_NOW or not red_flags_in(stored)


@FEW
@given(ctx=contexts, data=st.data())
def test_every_answer_fills_its_page_again(pathway: Pathway, ctx: FormContext, data: st.DataObject) -> None:
    _, answers = fill_in_any(pathway, ctx, data)

    for page in form_pages(pathway, ctx, answers):
        assert clean_raw(page, posted_of(page, answers[page.key])) == answers[page.key]


@FEW
@given(ctx=contexts, data=st.data())
def test_draft_and_wording_survive_json(pathway: Pathway, ctx: FormContext, data: st.DataObject) -> None:
    _, answers = fill_in_any(pathway, ctx, data)
    kept = json.loads(json.dumps(answers))

    assert form_pages(pathway, ctx, kept) == form_pages(pathway, ctx, answers)
    assert stored_answers(pathway, ctx, kept) == stored_answers(pathway, ctx, answers)
    rows = wording(pathway, ctx, kept)
    assert json.loads(json.dumps(rows)) == rows
    assert [row["page"] for row in rows] == [page.key for page in form_pages(pathway, ctx, answers)]


@FEW
@given(ctx=contexts, data=st.data())
def test_ticking_one_more_line_takes_no_page_away_and_makes_no_other_answer_better(
    pathway: Pathway, ctx: FormContext, data: st.DataObject
) -> None:
    _, answers = fill_in_any(pathway, ctx, data)
    gates = [page for page in form_pages(pathway, ctx, answers) if page.kind in {"gate", "red_flags"}]
    page = data.draw(st.sampled_from(gates))
    ticked = answers[page.key]["ticked"]  # type: ignore[index]
    rest = [line for line in page.lines if line not in ticked]
    assume(rest)
    line = data.draw(st.sampled_from(rest))

    more = {**answers, page.key: clean_raw(page, {"value": [*ticked, line]})}

    pages_before = {page.key for page in form_pages(pathway, ctx, answers)}
    assert pages_before <= {page.key for page in form_pages(pathway, ctx, more)}
    stored, worse = stored_answers(pathway, ctx, answers), stored_answers(pathway, ctx, more)
    changed = {name for name in stored if worse.get(name) != stored[name]}
    assert changed <= {line, "faint"}


@FEW
@given(ctx=contexts, data=st.data())
def test_half_a_form_stores_the_same_as_far_as_it_goes(pathway: Pathway, ctx: FormContext, data: st.DataObject) -> None:
    pages, answers = fill_in_any(pathway, ctx, data)
    half = {page.key: answers[page.key] for page in pages[: data.draw(st.integers(0, len(pages)))]}

    whole, part = stored_answers(pathway, ctx, answers), stored_answers(pathway, ctx, half)

    assert {name: whole[name] for name in part if name != "faint"} == {n: v for n, v in part.items() if n != "faint"}
    assert not half or all(part[name] == whole[name] for name in RED_FLAGS if name != "faint")
