"""The rules of adverse events as tables: the expected list, deadlines, steps, drafts, clusters (clinical.md 7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.domain import ae_suggestion as ae
from journey.domain.adverse_events import (
    FAMILY_WORDS,
    EffectFamily,
    SeriousCriterion,
    counts_as_related,
    day_of_onset,
    is_infection,
    is_serious,
    related_of,
)
from journey.domain.ae_clusters import Infection, Shared, clusters_with
from journey.domain.ae_expected import LISTS, NEWEST, is_on_list
from journey.domain.ae_states import (
    FROM,
    OPEN_STATES,
    SETTLED,
    Ending,
    EventMove,
    EventState,
    LateStep,
    Missing,
    Open,
    assess_by,
    confirm_by,
    late_step,
    missing_to_close,
    state_with,
    tell_of_late,
)
from journey.domain.ae_suggestion import ROWS, TERMS, Suggestion, suggest, worse
from journey.domain.ae_timers import RULES, Facts, Profile, follow_ups_due, mails_due, reports_due, tell_lead_on
from journey.domain.opening import parse_opening_hours
from journey.pathway.compiled import rule_set
from journey.pathway.loader import load_default

AWARE = date(2026, 11, 20)
LONDON = ZoneInfo("Europe/London")
HOURS = parse_opening_hours("Mon-Fri 08:30-17:00")

# What follows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("criterion", SeriousCriterion)
def test_any_criterion_makes_it_serious(criterion: SeriousCriterion) -> None:
    assert is_serious([criterion])


def test_without_a_criterion_it_is_not_serious() -> None:
    assert not is_serious([])
    assert not is_serious(["no_such_thing"])


@pytest.mark.parametrize(
    ("causality", "related", "for_deadlines"),
    [
        ({"cells": "certain"}, True, True),
        ({"cells": "probable"}, True, True),
        ({"injection": "possible", "cells": "unlikely"}, True, True),
        ({"cells": "unlikely", "harvest": "unlikely"}, False, False),
        ({"cells": "conditional"}, False, True),
        ({"anaesthetic": "unassessable"}, False, True),
        ({"disease": "certain", "cells": "unlikely"}, False, False),
        ({}, False, False),
    ],
)
def test_related_by_any_part_of_the_treatment(causality: dict[str, str], related: bool, for_deadlines: bool) -> None:
    assert (related_of(causality), counts_as_related(causality)) == (related, for_deadlines)


def test_day_of_onset_is_counted_in_local_dates() -> None:
    given = datetime(2026, 3, 28, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    began = datetime(2026, 3, 29, 0, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert day_of_onset(began, given, ZoneInfo("Europe/Berlin")) == 1
    assert day_of_onset(began, None, UTC) is None


# The expected list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "term", "grade", "day", "expected"),
    [
        ("localised_pain", ae.PAIN, 2, 42, True),
        ("localised_pain", ae.PAIN, 2, 43, False),
        ("localised_pain", ae.PAIN, 3, 3, False),
        ("swelling", ae.EDEMA, 1, 14, True),
        ("swelling", ae.EDEMA, 1, 15, False),
        ("bleeding", ae.BRUISING, 1, 3, True),
        ("bleeding", " bruising ", 1, 3, True),
        ("bleeding", ae.HEMATOMA, 1, 3, False),
        ("temporary_inflammation", ae.SITE_REACTION, 2, 7, True),
        ("discomfort", ae.SITE_REACTION, 1, 14, True),
        ("harvest_site", "Pain", 2, 42, True),
        ("harvest_site", ae.WOUND_INFECTION, 1, 2, False),
        ("infection", ae.FEVER, 1, 1, False),
        ("swelling", ae.EDEMA, 1, -1, False),
        ("swelling", ae.EDEMA, 1, None, False),
    ],
)
def test_expected_is_what_the_list_holds(family: str, term: str, grade: int, day: int | None, expected: bool) -> None:
    assert is_on_list(family=family, term=term, grade=grade, day=day) is expected


def test_fatal_is_never_expected() -> None:
    assert NEWEST in LISTS
    assert not is_on_list(family="swelling", term=ae.EDEMA, grade=1, day=1, criteria=("death",))


# Deadlines ------------------------------------------------------------------------------------------


def facts(**changed: object) -> Facts:
    known = {"serious": True, "related": True, "expected": False, "criteria": frozenset({"hospital"})}
    return Facts(**{**known, **changed})  # type: ignore[arg-type]


DEADLY = facts(criteria=frozenset({"life_threatening"}))
INFECTED = facts(serious=False, criteria=frozenset(), is_infection=True, measures=frozenset({"antibiotic"}))


@pytest.mark.parametrize(
    ("profiles", "known", "due"),
    [
        ((), facts(), {"site_serious": 1}),
        ((), facts(serious=False, criteria=frozenset()), {}),
        (("us_ind",), DEADLY, {"site_serious": 1, "us_ind_7": 7}),
        (("us_ind",), facts(), {"site_serious": 1, "us_ind_15": 15}),
        (("us_ind",), facts(expected=True), {"site_serious": 1}),
        (("us_ind",), facts(related=False), {"site_serious": 1}),
        (("eu_ctr",), DEADLY, {"site_serious": 1, "eu_ctr_7": 7, "eu_ctr_8_more": 15}),
        (("eu_ctr",), facts(), {"site_serious": 1, "eu_ctr_15": 15}),
        (("uk_ct",), DEADLY, {"site_serious": 1, "uk_ct_7": 7}),
        (("uk_ct",), facts(), {"site_serious": 1, "uk_ct_15": 15}),
        (("eu_soho",), facts(expected=True), {"site_serious": 1, "eu_soho": 1}),
        (("eu_soho",), facts(related=False), {"site_serious": 1}),
        (("us_361_hctp",), INFECTED, {"us_361": 15}),
        (("us_361_hctp",), facts(is_infection=True, related=False), {"site_serious": 1}),
        (("us_361_hctp",), facts(), {"site_serious": 1}),
        (("us_361_hctp",), facts(is_infection=True, serious=False, criteria=frozenset()), {}),
        (("voluntary",), facts(), {"site_serious": 1}),
        (("eu_ctr", "eu_soho"), facts(), {"site_serious": 1, "eu_soho": 1, "eu_ctr_15": 15}),
    ],
)
def test_report_is_due_by_the_rules_of_each_profile(
    profiles: tuple[str, ...], known: Facts, due: dict[str, int]
) -> None:
    found = reports_due(known, profiles, AWARE)
    assert {each.rule.code: (each.on - AWARE).days for each in found} == due
    assert list(found) == sorted(found, key=lambda each: each.on)


def test_days_of_the_worked_numbers() -> None:
    """clinical.md 8.4."""
    assert reports_due(DEADLY, ["us_ind"], AWARE)[-1].on == date(2026, 11, 27)
    assert reports_due(facts(), ["us_ind"], AWARE)[-1].on == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("profile", "known", "due"),
    [("us_ind", facts(), {"us_ind_news": 15}), ("eu_ctr", DEADLY, {"eu_ctr_news": 8}), ("eu_ctr", facts(), {}),
     ("uk_ct", DEADLY, {"uk_ct_news": 8}), ("us_ind", facts(expected=True), {})],
)  # fmt: skip
def test_new_facts_start_a_clock_of_their_own(profile: str, known: Facts, due: dict[str, int]) -> None:
    assert {each.rule.code: (each.on - AWARE).days for each in follow_ups_due(known, [profile], AWARE)} == due


def test_every_rule_has_a_source_and_every_profile_but_the_voluntary_one_a_rule() -> None:
    assert all(rule.source and rule.days > 0 for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert {rule.profile for rule in RULES} == set(Profile) - {Profile.VOLUNTARY}


@pytest.mark.parametrize(("days", "told"), [(3, False), (2, True), (1, True), (0, True), (-1, True), (-9, True)])
def test_lead_is_told_two_days_before_one_day_before_and_then_daily(days: int, told: bool) -> None:
    assert tell_lead_on(AWARE + timedelta(days=days), AWARE) is told


def test_mails_due_are_those_of_reports_near_their_day() -> None:
    open_reports = {"a": AWARE, "b": AWARE + timedelta(days=3), "c": AWARE - timedelta(days=4)}
    assert list(mails_due(open_reports, AWARE)) == ["a", "c"]


# Steps ----------------------------------------------------------------------------------------------


def test_moves_lead_from_every_state_that_is_not_settled() -> None:
    assert set(FROM) == set(EventMove)
    for state in EventState:
        assert any(state in FROM[move] for move in EventMove), state
    assert set(OPEN_STATES) | SETTLED == set(EventState)
    assert {move for move in EventMove if FROM[move] & SETTLED} == {EventMove.REOPEN}


@pytest.mark.parametrize(
    ("open_reports", "reported", "news", "state"),
    [
        (Open(first=1), False, False, EventState.REPORT_DUE),
        (Open(first=1, news=1), True, True, EventState.REPORT_DUE),
        (Open(news=1), True, False, EventState.FOLLOW_UP),
        (Open(), True, True, EventState.FOLLOW_UP),
        (Open(), True, False, EventState.REPORTED),
        (Open(), False, False, EventState.ASSESSED),
    ],
)
def test_state_is_that_of_the_first_report_that_is_missing(
    open_reports: Open, reported: bool, news: bool, state: EventState
) -> None:
    assert state_with(open_reports, reported=reported, news=news) is state


FRIDAY = datetime(2026, 11, 20, 16, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "serious", "by"),
    [
        (FRIDAY, True, FRIDAY + timedelta(hours=1)),
        (FRIDAY, False, datetime(2026, 11, 23, 17, tzinfo=LONDON)),
        (datetime(2026, 11, 21, 3, tzinfo=LONDON), False, datetime(2026, 11, 23, 17, tzinfo=LONDON)),
        (datetime(2026, 11, 24, 9, tzinfo=LONDON), False, datetime(2026, 11, 25, 17, tzinfo=LONDON)),
    ],
)
def test_draft_is_confirmed_by_the_next_working_day_or_within_the_hour(
    at: datetime, serious: bool, by: datetime
) -> None:
    assert confirm_by(at, HOURS, sae_candidate=serious) == by


def test_assessment_has_three_working_days_or_one_day_when_serious() -> None:
    assert assess_by(FRIDAY, HOURS, serious=False) == datetime(2026, 11, 25, 17, tzinfo=LONDON)
    assert assess_by(FRIDAY, HOURS, serious=True) == FRIDAY + timedelta(hours=24)
    assert assess_by(FRIDAY, None, serious=False) == FRIDAY + timedelta(days=3)


@pytest.mark.parametrize("at", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)])
def test_hours_of_what_may_be_serious_pass_in_the_night_the_clocks_change(at: datetime) -> None:
    local = at.astimezone(LONDON)

    assert confirm_by(local, HOURS, sae_candidate=True) - at == timedelta(hours=1)
    assert assess_by(local, HOURS, serious=True) - at == timedelta(hours=24)


@pytest.mark.parametrize(
    ("ending", "missing"),
    [
        (Ending("recovered", 0, 0, serious=False, assessors=1), ()),
        (Ending("unknown", 2, 0, serious=False, assessors=1), (Missing.OUTCOME,)),
        (Ending("unknown", 3, 0, serious=False, assessors=1), ()),
        (Ending("", 0, 0, serious=False, assessors=1), (Missing.OUTCOME,)),
        (Ending("recovered", 0, 1, serious=False, assessors=1), (Missing.REPORTS,)),
        (Ending("recovered", 0, 0, serious=True, assessors=1), (Missing.SECOND_ASSESSOR,)),
        (Ending("recovered", 0, 0, serious=True, assessors=2), ()),
    ],
)
def test_closing_asks_for_reports_an_outcome_and_a_second_assessor(
    ending: Ending, missing: tuple[Missing, ...]
) -> None:
    assert missing_to_close(ending) == missing


# The draft ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "answers", "term", "grade"),
    [
        ("localised_pain", {"pain_worst": 3}, ae.PAIN, 1),
        ("localised_pain", {"pain_worst": 4}, ae.PAIN, 2),
        ("localised_pain", {"pain_worst": 7}, ae.PAIN, 2),
        ("localised_pain", {"pain_worst": 8}, ae.PAIN, 3),
        ("swelling", {"swelling": "severe"}, ae.EDEMA, 3),
        ("persistent_or_severe_inflammation", {"hot": "yes"}, ae.SITE_REACTION, 1),
        ("persistent_or_severe_inflammation", {"hot": "yes", "pain_worst": 5}, ae.SITE_REACTION, 2),
        ("persistent_or_severe_inflammation", {"movement": "cannot"}, ae.MOVEMENT, 2),
        ("infection", {"temp_c": 38.0}, ae.FEVER, 1),
        ("infection", {"temp_c": 39.1}, ae.FEVER, 2),
        ("infection", {"temp_c": 40.1}, ae.FEVER, 3),
        ("infection", {"feverish": "yes"}, ae.FEVER, 1),
        ("infection", {"discharge": "pus", "temp_c": 38.2}, ae.WOUND_INFECTION, 2),
        ("infection", {"redness": "spreading"}, ae.SKIN_INFECTION, 2),
        ("infection", {"sepsis_sign": "yes"}, ae.INFECTION_OTHER, 4),
        ("infection", {"unwell": "very"}, ae.INFECTION_OTHER, 2),
        ("allergic_reaction", {"breathing": "yes"}, ae.ANAPHYLAXIS, 3),
        ("allergic_reaction", {"faint": "collapsed"}, ae.ANAPHYLAXIS, 4),
        ("allergic_reaction", {"rash": "local"}, ae.URTICARIA, 1),
        ("allergic_reaction", {"rash": "widespread"}, ae.URTICARIA, 2),
        ("immune_response", {"rash": "widespread", "temp_c": 38.5}, ae.BODY_RASH, 3),
        ("immune_response", {"glands": "yes"}, ae.IMMUNE_OTHER, 2),
        ("nerve_or_blood_supply", {"nerve": "tingling"}, ae.PARESTHESIA, 1),
        ("nerve_or_blood_supply", {"nerve": "numb_or_weak", "swelling": "severe"}, ae.PARESTHESIA, 3),
        ("bleeding", {"bruise": "spreading"}, ae.BRUISING, 2),
        ("bleeding", {"discharge": "bleeding_heavy"}, ae.HEMATOMA, 2),
        ("clot_or_embolism", {"leg": "yes"}, ae.CLOT, 2),
        ("clot_or_embolism", {"chest_pain": "yes"}, ae.CLOT, 4),
        ("tumour_formation", {"new_cancer": "yes"}, ae.NEOPLASM, 3),
        ("tumour_formation", {"lump": "growing"}, ae.GENERAL_OTHER, 1),
        ("anaesthetic_toxicity", {"la_signs": "yes"}, ae.NERVOUS_OTHER, 2),
        ("harvest_site", {"h_pain": 8}, ae.PLAIN_PAIN, 3),
        ("harvest_site", {"belly": "yes"}, ae.BELLY, 3),
        ("general", {"worry": "yes"}, ae.GENERAL_OTHER, 1),
    ],
)
def test_draft_suggests_term_and_grade_from_the_answers(
    family: str, answers: dict[str, object], term: str, grade: int
) -> None:
    assert suggest([family], answers) == Suggestion(EffectFamily(family), term, grade)


def test_worse_answer_never_lowers_the_grade_of_pain() -> None:
    grades = [suggest(["localised_pain"], {"pain_worst": pain}).grade for pain in range(11)]
    assert grades == sorted(grades)


def test_family_of_every_rule_is_known_and_has_words() -> None:
    table = rule_set(load_default())
    families = {rule.family for rule in (*table.rules, table.streak, table.default)}
    assert families <= set(EffectFamily)
    assert set(FAMILY_WORDS) == set(EffectFamily) == set(ROWS)


def test_every_suggestion_has_a_term_of_the_list_and_a_grade() -> None:
    for family in EffectFamily:
        found = suggest([family], {})
        assert (found.family, found.term in TERMS, 1 <= found.grade <= 5) == (family, True, True)
    assert suggest([], {}).family is EffectFamily.GENERAL


@pytest.mark.parametrize(
    ("family", "term", "expected"),
    [
        ("infection", ae.FEVER, True),
        ("harvest_site", ae.WOUND_INFECTION, True),
        ("persistent_or_severe_inflammation", ae.JOINT_INFECTION, True),
        ("general", ae.INFECTION_OTHER, True),
        ("general", "SEPSIS", True),
        ("swelling", "Soft tissue abscess", True),
        ("harvest_site", ae.PLAIN_PAIN, False),
        ("discomfort", ae.SITE_REACTION, False),
        ("general", "Cystitis noninfective", False),
        ("general", "Aseptic necrosis of bone", False),
        ("general", "Septic arthritis", True),
        ("general", "Non-infectious arthritis", False),
    ],
)
def test_infection_is_known_by_its_family_or_by_its_term(family: str, term: str, expected: bool) -> None:
    assert is_infection(family, term) is expected


def test_infection_of_another_family_joins_by_its_term_too() -> None:
    pus = Suggestion(EffectFamily.HARVEST_SITE, ae.WOUND_INFECTION, 2)
    pain = Suggestion(EffectFamily.LOCALISED_PAIN, ae.PAIN, 3)
    assert worse(pus, pain) == worse(pain, pus) == replace(pus, grade=3)


LATE = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "candidate", "over", "step"),
    [
        ("draft", True, 1, LateStep.CONFIRM),
        ("draft", False, 1, None),
        ("draft", True, -1, None),
        ("triaged", False, 1, LateStep.ASSESS),
        ("triaged", True, 1, LateStep.ASSESS),
        ("assessed", True, 1, None),
        ("dismissed", True, 1, None),
        ("closed", True, 1, None),
    ],
)
def test_lead_is_told_of_what_may_be_serious_unconfirmed_and_of_what_is_unassessed(
    state: str, candidate: bool, over: int, step: LateStep | None
) -> None:
    due_at = LATE - timedelta(minutes=over)
    assert late_step(state, sae_candidate=candidate, due_at=due_at, at=LATE) is step
    assert late_step(state, sae_candidate=candidate, due_at=None, at=LATE) is None


@pytest.mark.parametrize(
    ("hour", "told_before", "expected"),
    [(3, (), True), (12, (), True), (6, (1,), False), (7, (1,), True), (7, (2, 1), True), (12, (0, 1), False)],
)
def test_first_word_comes_at_once_and_the_others_once_a_day(
    hour: int, told_before: tuple[int, ...], expected: bool
) -> None:
    at = LATE.replace(hour=hour)
    assert tell_of_late(at, [(at - timedelta(days=ago)).date() for ago in told_before]) is expected


def test_worse_of_two_is_kept_and_an_infection_joins() -> None:
    pain, fever = Suggestion(EffectFamily.LOCALISED_PAIN, ae.PAIN, 2), Suggestion(EffectFamily.INFECTION, ae.FEVER, 2)
    mild = Suggestion(EffectFamily.SWELLING, ae.EDEMA, 1)
    assert worse(pain, mild) == worse(mild, pain) == pain
    assert worse(pain, fever) == fever
    assert worse(replace(pain, grade=3), fever) == worse(fever, replace(pain, grade=3)) == replace(fever, grade=3)
    assert worse(fever, pain) == fever


# Clusters -------------------------------------------------------------------------------------------


def infection(id: str, after: int, patient: str = "", **shared: str) -> Infection:
    values = {Shared(kind): value for kind, value in shared.items()}
    return Infection(id, patient or id, AWARE + timedelta(days=after), values)


@pytest.mark.parametrize("kind", Shared)
def test_two_infections_that_share_one_thing_are_a_cluster(kind: Shared) -> None:
    first, second = infection("a", 0, **{kind: "X1"}), infection("b", 12, **{kind: "X1"})
    (found,) = clusters_with(second, [first, infection("c", 1, **{kind: "X2"})])
    assert (found.kind, found.value, [each.id for each in found.members]) == (kind, "X1", ["a", "b"])


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([infection("a", -30, lot="L")], True),
        ([infection("a", -31, lot="L")], False),
        ([infection("a", 0, lot="")], False),
        ([infection("a", 0, "rosa", lot="L"), infection("n", 0, "rosa", lot="L")], True),
        ([infection("a", 0, "n", lot="L")], False),
        ([], False),
    ],
)
def test_cluster_is_of_two_people_within_thirty_days(others: list[Infection], found: bool) -> None:
    assert bool(list(clusters_with(infection("n", 0, lot="L"), others))) is found


def test_infection_without_a_lot_is_in_no_cluster_of_lots() -> None:
    assert list(clusters_with(infection("n", 0), [infection("a", 0)])) == []
