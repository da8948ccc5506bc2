"""The table of gate checks. One check is one entry; its words for people live in the pathway under its id."""

from collections.abc import Callable
from dataclasses import dataclass

from journey.domain import gate_checks_after as after
from journey.domain import gate_checks_before as before
from journey.domain import gate_checks_cells as cells
from journey.domain import gate_checks_consent as consent
from journey.domain import gate_checks_consultation as talk
from journey.domain import gate_checks_follow_up as followed
from journey.domain import gate_checks_injection as given
from journey.domain import gate_checks_post_care as care
from journey.domain import gate_checks_preparation as prepared
from journey.domain.gate_facts import CheckKind, Gate, GateFacts
from journey.domain.record.consultation.contraindications import relative_keys
from journey.domain.stages import HarvestMode

Test = Callable[[GateFacts], bool]


def always(facts: GateFacts) -> bool:
    return True


def before_the_injection(facts: GateFacts) -> bool:
    return facts.before_the_injection


def nothing_more(facts: GateFacts) -> frozenset[str]:
    """For a check against which one thing only can stand."""
    return frozenset()


@dataclass(frozen=True)
class GateCheck:
    """`detail` says to staff, with the real numbers and dates, what the check found. It is read when passed too.
    `same` is the check that asked this before: an override of it counts here. `about` is what
    stands against it, in words that do not change with the day: an override covers that and no more."""

    id: str
    gate: Gate
    kind: CheckKind
    passes: Test
    detail: Callable[[GateFacts], str]
    applies: Test = always
    own_words: bool = False
    words: str = ""
    same: str = ""
    about: Callable[[GateFacts], frozenset[str]] = nothing_more

    @property
    def words_id(self) -> str:
        """The id under which the pathway holds the words: two parts of one rule share them, unless one has its own.
        `words` names another rule that says the same."""
        return self.words or (self.id if self.own_words else self.id.partition(".")[0])


def _with(mode: HarvestMode) -> Test:
    return lambda facts: facts.harvest_mode is mode


def _own_or_unknown(facts: GateFacts) -> bool:
    return facts.harvest_mode in (HarvestMode.PATIENT_HARVEST, None)


def _asked_on_its_day(part: str, passes: Test, detail: Callable[[GateFacts], str], words: str) -> GateCheck:
    """A check of G2 that speaks of one day, in front of an injection on another (clinical.md 8.2, G2-08)."""
    applies = before.injected_another_day_than_asked
    return GateCheck(f"G3-08.{part}", Gate.NEEDLE, H, passes, detail, applies, words=words)


def _still_right(gate: Gate) -> tuple[GateCheck, ...]:
    """What G1 asked of the patient, again in front of each needle: the plan, the sedation, a blood count or the history
    may have changed since (clinical.md 2.1, G1-03, G1-04). An override of the first asking goes on counting."""

    def again(part: str, passes: Test, detail: Callable[[GateFacts], str], applies: Test, words: str) -> GateCheck:
        name = f"{gate}-10.{part}" if part else f"{gate}-10"
        kind, same = (O, RELATIVE_ONES.id) if part == "relative" else (H, "")
        about = RELATIVE_ONES.about if part == "relative" else nothing_more
        to_come: Test = lambda facts: facts.before_the_injection and applies(facts)  # noqa: E731 (an `and` of two)
        return GateCheck(name, gate, kind, passes, detail, to_come, words=words, same=same, about=about)

    return (
        again("", talk.nothing_forbids, talk.forbidding_detail, always, "G1-04"),
        again("relative", talk.relative_ones_answered, talk.relative_detail, always, "G1-04"),
        again("candidate", talk.is_candidate, talk.candidacy_detail, talk.may_be_candidate, "G1-03"),
        again("not_candidate", talk.is_candidate, talk.candidacy_detail, _refused, "G1-03.not_candidate"),
        again("asa", talk.sedation_fits, talk.sedation_detail, always, "G1-02"),
    )


def _in_time(name: str, mode: HarvestMode, words: str) -> GateCheck:
    """The cells of this kind expire before the planned day: a warning while there is time to do something about it."""
    mine: Test = lambda facts: facts.before_the_injection and facts.harvest_mode is mode  # noqa: E731 (an `and` of two)
    passes, detail = cells.keep_until_the_procedure, cells.keep_until_the_procedure_detail
    return GateCheck(name, Gate.G2, S, passes, detail, mine, words=words)


def _refused(facts: GateFacts) -> bool:
    return not talk.may_be_candidate(facts)


H, O, S = CheckKind.HARD, CheckKind.OVERRIDE, CheckKind.SOFT  # noqa: E741 (the letters of clinical.md 8.1)

RELATIVE_ONES = GateCheck(
    "G1-04.relative", Gate.G1, O, talk.relative_ones_answered, talk.relative_detail, about=relative_keys
)
GATE_CHECKS: tuple[GateCheck, ...] = (
    GateCheck("G1-01", Gate.G1, H, talk.settings_complete, talk.settings_detail),
    GateCheck("G1-02", Gate.G1, H, talk.consultation_recorded, talk.consultation_detail),
    GateCheck("G1-03", Gate.G1, H, talk.is_candidate, talk.candidacy_detail, talk.may_be_candidate),
    GateCheck(
        "G1-03.not_candidate",
        Gate.G1,
        H,
        talk.is_candidate,
        talk.candidacy_detail,
        _refused,
        own_words=True,
    ),
    GateCheck("G1-04", Gate.G1, H, talk.nothing_forbids, talk.forbidding_detail),
    RELATIVE_ONES,
    GateCheck("G1-05", Gate.G1, H, talk.discussed, talk.discussed_detail),
    GateCheck("G1-06", Gate.G1, H, talk.understood, talk.understood_detail),
    GateCheck("G1-07", Gate.G1, H, talk.patient_said_yes, talk.patient_said_yes_detail),
    GateCheck("G2-01", Gate.G2, H, consent.consented, consent.consent_detail),
    GateCheck("G2-02", Gate.G2, H, before.allergies_confirmed, before.allergies_detail),
    GateCheck("G2-03", Gate.G2, H, prepared.medicines_decided, prepared.medicines_detail),
    GateCheck("G2-04", Gate.G2, H, prepared.fasting_shown, prepared.fasting_detail),
    GateCheck("G2-05", Gate.G2, O, before.baseline_fresh, before.baseline_detail, about=before.baseline_age),
    GateCheck("G2-05.strength", Gate.G2, O, before.strength_fresh, before.strength_detail, about=before.strength_age),
    GateCheck("G2-06", Gate.G2, H, before.ready_the_day_before, before.ready_the_day_before_detail),
    GateCheck("G2-07", Gate.G2, H, before.fit_on_the_day, before.fit_on_the_day_detail),
    GateCheck("G2-07.on_the_day", Gate.G2, H, prepared.found_well, prepared.found_well_detail),
    GateCheck("G2-08", Gate.G2, H, prepared.sign_in_complete, prepared.sign_in_detail),
    GateCheck("G2-09", Gate.G2, H, prepared.examined_in_person, prepared.examined_detail),
    *_still_right(Gate.G2),
    _in_time("G2-11", HarvestMode.DONOR_PRODUCT, words="G3-02"),
    _in_time("G2-11.stored", HarvestMode.BANKED_CELLS, words="G3-03"),
    GateCheck("G3-01", Gate.G3, H, cells.harvest_processed, cells.product_detail, _own_or_unknown),
    GateCheck("G3-02", Gate.G3, H, cells.donor_unit_ready, cells.donor_unit_detail, _with(HarvestMode.DONOR_PRODUCT)),
    GateCheck(
        "G3-03", Gate.G3, H, cells.stored_cells_ready, cells.stored_cells_detail, _with(HarvestMode.BANKED_CELLS)
    ),
    GateCheck("G3-04", Gate.G3, H, cells.released, cells.released_detail, cells.cells_are_there),
    GateCheck("G3-05", Gate.G3, H, cells.product_matches, cells.product_matches_detail, cells.has_product),
    GateCheck("G3-06", Gate.G3, H, given.allergies_fit, given.allergies_detail),
    GateCheck(
        "G3-07", Gate.G3, H, before.ready_since_harvest, before.ready_since_harvest_detail, before.injected_another_day
    ),
    GateCheck(
        "G3-07.consent",
        Gate.G3,
        H,
        consent.consented,
        consent.consent_detail,
        before_the_injection,
        words="G2-01",
    ),
    GateCheck(
        "G3-09",
        Gate.G3,
        H,
        consent.repeat_line_signed,
        consent.repeat_line_detail,
        consent.donor_cells_again_to_come,
    ),
    *_still_right(Gate.G3),
    GateCheck("G3-08", Gate.NEEDLE, H, given.time_out_complete, given.time_out_detail),
    _asked_on_its_day("readiness", before.ready_the_day_before, before.ready_the_day_before_detail, "G2-06"),
    _asked_on_its_day("day", before.fit_on_the_day, before.fit_on_the_day_detail, "G2-07"),
    _asked_on_its_day("arrival", prepared.found_well, prepared.found_well_detail, "G2-07"),
    _asked_on_its_day("sign_in", prepared.sign_in_complete, prepared.sign_in_detail, "G2-08"),
    GateCheck("G4-01", Gate.G4, H, given.injection_complete, given.injection_detail),
    GateCheck("G4-02", Gate.G4, H, given.sign_out_complete, given.sign_out_detail),
    GateCheck("G4-03", Gate.G4, H, care.observation_started, care.observation_start_detail),
    GateCheck("G4-01.stopped", Gate.G4_STOPPED, H, given.stopped_injection_recorded, given.stopped_injection_detail),
    GateCheck("G5-01", Gate.G5, H, care.discharged, care.discharge_detail),
    GateCheck("G5-02", Gate.G5, H, care.instructions_given, care.instructions_detail),
    GateCheck("G5-03", Gate.G5, O, after.first_call_made, after.first_call_detail),
    GateCheck("G5-04", Gate.G5, O, after.two_week_check_done, after.two_week_check_detail),
    GateCheck("G5-05", Gate.G5, H, after.results_followed_up, after.results_detail),
    GateCheck("G6-01", Gate.G6, O, followed.year_check_done, followed.year_check_detail),
    GateCheck("G6-01.visit", Gate.G6, O, followed.year_visit_done, followed.year_visit_detail),
    GateCheck("G6-01.response", Gate.G6, O, followed.response_known, followed.response_detail),
    GateCheck("G6-01.open", Gate.G6, O, followed.nothing_open, followed.nothing_open_detail, about=followed.open_ones),
    GateCheck("G6-01.long_term", Gate.G6, O, followed.long_term_set, followed.long_term_detail),
    GateCheck("G6-02", Gate.G6_NEW_CYCLE, H, followed.may_repeat, followed.may_repeat_detail),
    GateCheck(
        "G6-02.cycles",
        Gate.G6_NEW_CYCLE,
        O,
        followed.cycles_within_limit,
        followed.cycles_detail,
        about=followed.sessions,
    ),
)
