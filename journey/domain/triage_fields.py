"""The inputs of triage: answers of clinical.md 3.3 and facts from the record of 5.3, with what counts as worse."""

from collections.abc import Mapping

from journey.domain.rule_fields import Field, Kind, Value
from journey.domain.stages import CellSource

MAX_DAY = 36_525
LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE = 30.0, 43.0  # clinical.md 1.3, degrees C
NORMAL_TEMPERATURES = (36.0, 37.4)  # clinical.md 5.5: below and above it the first temperature rules start

RED_FLAGS: Mapping[str, str] = {
    "breathing": "yes",
    "face_swelling": "yes",
    "faint": "collapsed",
    "chest_pain": "yes",
    "sepsis_sign": "yes",
}


def _choice(name: str, *values: str) -> Field:
    return Field(name, Kind.CHOICE, values)


def _worsening(name: str, *values: str) -> Field:
    return Field(name, Kind.CHOICE, values, worse=(values,))


def _yes_no(name: str) -> Field:
    return _worsening(name, "no", "yes")


def _whole(name: str, low: int, high: int) -> Field:
    return Field(name, Kind.WHOLE, low=low, high=high)


def _score(name: str) -> Field:
    return Field(name, Kind.WHOLE, low=0, high=10, worse=(tuple(range(11)),))


def _tenths(start: float, stop: float) -> tuple[float, ...]:
    first, last = round(start * 10), round(stop * 10)
    step = 1 if last >= first else -1
    return tuple(tenth / 10 for tenth in range(first, last + step, step))


def _temperature(name: str) -> Field:
    hotter = _tenths(NORMAL_TEMPERATURES[0], HIGHEST_TEMPERATURE)
    colder = _tenths(NORMAL_TEMPERATURES[1], LOWEST_TEMPERATURE)
    return Field(name, Kind.DECIMAL, low=LOWEST_TEMPERATURE, high=HIGHEST_TEMPERATURE, worse=(hotter, colder))


def _by_name(*fields: Field) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


TEMPERATURE = _temperature("temp_c")

RED_FLAG_FIELDS = _by_name(
    _yes_no("breathing"),
    _yes_no("face_swelling"),
    _worsening("faint", "no", "dizzy", "collapsed"),
    _yes_no("chest_pain"),
    _yes_no("sepsis_sign"),
)

CONTEXT_FIELDS = _by_name(
    _whole("day", 0, MAX_DAY),
    _whole("hday", 0, MAX_DAY),
    _whole("since", 0, MAX_DAY),
    _choice("cell_source", *CellSource),
    _choice("harvest_tissue", "bone_marrow", "adipose", "none"),
    _whole("cycle_no", 1, 999),
    _yes_no("high_infection_risk"),
    _yes_no("anticoagulant"),
    _whole("baseline_pain", 0, 10),
    _whole("pain_nadir", 0, 10),
    _whole("watch_streak", 0, 9999),
)

ANSWER_FIELDS = {
    **RED_FLAG_FIELDS,
    **_by_name(
        _score("pain_worst"),
        _worsening("pain_trend", "better", "same", "worse"),
        _worsening("swelling", "none", "mild", "moderate", "severe"),
        _worsening("swelling_trend", "better", "same", "worse"),
        _worsening("redness", "none", "small", "large", "spreading", "streak"),
        _yes_no("hot"),
        _worsening("discharge", "none", "clear_or_blood", "pus", "bleeding_heavy"),
        _worsening("movement", "as_before", "less", "cannot"),
        _yes_no("finger_stuck"),
        _yes_no("finger_colour"),
        _worsening("nerve", "none", "tingling", "numb_or_weak"),
        _worsening("bruise", "none", "small", "spreading"),
        TEMPERATURE,
        _yes_no("feverish"),
        _worsening("chills", "none", "mild", "shaking"),
        _worsening("unwell", "no", "a_bit", "very"),
        _worsening("rash", "none", "local", "widespread"),
        _yes_no("vomit_cramps"),
        _yes_no("la_signs"),
        _yes_no("other_joints"),
        _yes_no("glands"),
        _worsening("lump", "none", "small_stable", "growing", "hard_or_large"),
        _yes_no("general_warning"),
        _yes_no("new_cancer"),
        _score("h_pain"),
        _worsening("h_site", "ok", "red_hot", "pus", "bleeding_heavy"),
        _yes_no("leg"),
        _yes_no("belly"),
        _yes_no("took_nsaid"),
        _yes_no("worry"),
    ),
}

TRIAGE_FIELDS: Mapping[str, Field] = {**CONTEXT_FIELDS, **ANSWER_FIELDS}


def red_flags_in(answers: Mapping[str, object]) -> tuple[str, ...]:
    """The red flags (clinical.md 3.3) that `answers` report, also while no rule set is approved (5.2)."""
    return tuple(name for name, flag in RED_FLAGS.items() if answers.get(name) == flag)


def triage_inputs(
    *,
    answers: Mapping[str, Value | None],
    day: int | None,
    hday: int | None,
    cell_source: CellSource,
    harvest_tissue: str,
    cycle_no: int,
    high_infection_risk: bool,
    anticoagulant: bool,
    baseline_pain: int | None,
    pain_nadir: int | None,
    watch_streak: int,
) -> dict[str, Value]:
    """The inputs of one evaluation, to be stored with its result. Answers to other questions are left out.

    `day` and `hday` count local days from the injection and the harvest (clinical.md 1.2), None before them.
    `harvest_tissue` is `bone_marrow`, `adipose`, or `none` for donor cells. `watch_streak` counts the check-ins
    with level `watch` directly before this one; `pain_nadir` is the lowest worst pain since day 1 (5.3).
    """
    context: dict[str, Value | None] = {
        "day": day,
        "hday": hday,
        "since": hday if day is None else day,
        "cell_source": cell_source.value,
        "harvest_tissue": harvest_tissue,
        "cycle_no": cycle_no,
        "high_infection_risk": "yes" if high_infection_risk else "no",
        "anticoagulant": "yes" if anticoagulant else "no",
        "baseline_pain": baseline_pain,
        "pain_nadir": pain_nadir,
        "watch_streak": watch_streak,
    }
    asked = {name: value for name, value in answers.items() if name in ANSWER_FIELDS}
    return {name: value for name, value in {**context, **asked}.items() if value is not None}
