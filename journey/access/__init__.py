"""The only door to patient rows: what this person may reach. Anything else is 404."""

from journey.access.caregivers import (
    caregivers_with_uses,
    get_own_caregiver,
    get_own_help,
    has_helped,
    helped_people,
    own_caregivers,
    phone_changes,
)
from journey.access.check_ins import check_ins_that_matter, stage_check_ins
from journey.access.clinic import the_clinic
from journey.access.helping import Helping, check_helper_may, check_own, helping_of
from journey.access.looks import looks_at
from journey.access.outside import find_exactly
from journey.access.own import (
    cycles_of_helped,
    cycles_of_journey,
    cycles_of_stage,
    find_own_patient,
    get_helped_patient,
    get_own_check_in,
    get_own_journey,
    get_own_submission,
    own_cycles,
    own_journeys,
)
from journey.access.requests import own_requests, visible_requests
from journey.access.rule_sets import rule_set_named
from journey.access.scope import (
    check_reach,
    found,
    get_journey,
    open_openings,
    own_sites,
    reached_sites,
    team_of,
    visible_alerts,
    visible_appointments,
    visible_check_ins,
    visible_journeys,
    visible_patients,
    visible_stages,
    visible_submissions,
    with_opening,
)
from journey.access.stages import journey_stages, journey_visits, told_stages

__all__ = [
    "Helping",
    "caregivers_with_uses",
    "check_helper_may",
    "check_ins_that_matter",
    "check_own",
    "check_reach",
    "cycles_of_helped",
    "cycles_of_journey",
    "cycles_of_stage",
    "find_exactly",
    "find_own_patient",
    "found",
    "get_helped_patient",
    "get_journey",
    "get_own_caregiver",
    "get_own_check_in",
    "get_own_help",
    "get_own_journey",
    "get_own_submission",
    "has_helped",
    "helped_people",
    "helping_of",
    "journey_stages",
    "journey_visits",
    "looks_at",
    "open_openings",
    "own_caregivers",
    "own_cycles",
    "own_journeys",
    "own_requests",
    "own_sites",
    "phone_changes",
    "reached_sites",
    "rule_set_named",
    "stage_check_ins",
    "team_of",
    "the_clinic",
    "told_stages",
    "visible_alerts",
    "visible_appointments",
    "visible_check_ins",
    "visible_journeys",
    "visible_patients",
    "visible_requests",
    "visible_stages",
    "visible_submissions",
    "with_opening",
]
