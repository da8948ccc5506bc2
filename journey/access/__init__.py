"""The only door to patient rows: what this person may reach. Anything else is 404."""

from journey.access.check_ins import check_ins_that_matter, stage_check_ins
from journey.access.clinic import the_clinic
from journey.access.looks import looks_at
from journey.access.own import (
    cycles_of_stage,
    find_own_patient,
    get_own_check_in,
    get_own_journey,
    get_own_stage,
    get_own_submission,
    own_cycles,
    own_journeys,
)
from journey.access.rule_sets import rule_set_named
from journey.access.scope import (
    get_journey,
    visible_alerts,
    visible_appointments,
    visible_check_ins,
    visible_journeys,
    visible_patients,
    visible_stages,
    visible_submissions,
)
from journey.access.stages import journey_stages, journey_visits, told_stages

__all__ = [
    "check_ins_that_matter",
    "cycles_of_stage",
    "find_own_patient",
    "get_journey",
    "get_own_check_in",
    "get_own_journey",
    "get_own_stage",
    "get_own_submission",
    "journey_stages",
    "journey_visits",
    "looks_at",
    "own_cycles",
    "own_journeys",
    "rule_set_named",
    "stage_check_ins",
    "the_clinic",
    "told_stages",
    "visible_alerts",
    "visible_appointments",
    "visible_check_ins",
    "visible_journeys",
    "visible_patients",
    "visible_stages",
    "visible_submissions",
]
