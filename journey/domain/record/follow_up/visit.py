"""A follow-up visit: what was found, how the treatment did, and what is decided (clinical.md 2.6)."""

from dataclasses import replace

from journey.domain.record.consultation.encounter import MODES
from journey.domain.record.consultation.examination import EXAMINATION
from journey.domain.record.consultation.history import UNKNOWN
from journey.domain.record.consultation.imaging import IMAGES
from journey.domain.record.fields import (
    NONE,
    OTHER,
    YES,
    Field,
    Group,
    Options,
    Section,
    When,
    any_of,
    day,
    line,
    one_of,
    text,
    yes_no,
)
from journey.domain.record.follow_up import judging, visit_codes
from journey.domain.record.follow_up.judging import CODE, DECISIONS, OPEN_REVIEW, RESPONSES
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop

SEEN = When("mode", ("in_person", "video"), gettext_noop("a visit at which the hand is seen"))
IN_PERSON = When("mode", ("in_person",), gettext_noop("a visit in person"))
FOUND = When("new_lump", (YES,), gettext_noop("a new lump"))
OTHER_TREATMENTS: Options = (
    (NONE, gettext_noop("None")),
    ("steroid", gettext_noop("Steroid")),
    ("surgery", gettext_noop("Surgery")),
    ("other_cells", gettext_noop("Other cells")),
    (OTHER, gettext_noop("Other")),
    (UNKNOWN, gettext_noop("Not known")),
)
REVIEWS: Options = (
    (OPEN_REVIEW, gettext_noop("Being looked into")),
    ("harmless", gettext_noop("Looked into: harmless")),
    ("tumour", gettext_noop("Looked into: a tumour")),
)
LONG_TERM: Options = (
    ("app_and_call", gettext_noop("Once a year: the app and a call")),
    ("visit", gettext_noop("Once a year: a visit")),
    ("elsewhere", gettext_noop("Followed up elsewhere")),
    ("not_wanted", gettext_noop("The patient does not want it")),
)
AS_CONSULTED = (
    *("swelling", "grind_test", "finkelstein", "trigger_grade", "instability", "skin_intact", "neurovascular_ok"),
)


def _exam() -> tuple[Field, ...]:
    """As at the consultation; what is measured has a section of its own."""
    return tuple(replace(EXAMINATION.field[name], needed=False, shown=SEEN) for name in AS_CONSULTED)


PICTURES: Group = replace(IMAGES, least=0, most=5)

VISIT = Section(
    CODE,
    StageCode.FOLLOW_UP,
    gettext_noop("Visit"),
    (
        one_of("visit_code", gettext_noop("Visit"), visit_codes.VISITS, needed=True),
        day("visited_on", gettext_noop("Seen or spoken to on"), needed=True),
        one_of(
            "mode",
            gettext_noop("How"),
            MODES,
            needed=True,
            help=gettext_noop("Six weeks, three months and one year in person: strength and movement need it."),
        ),
        *_exam(),
        yes_no(
            "new_lump", gettext_noop("New lump in the hand or where cells were taken"), needed=True, shown=IN_PERSON
        ),
        line("lump_where", gettext_noop("Where, and how large"), needed=True, shown=FOUND),
        one_of(
            "lump_review",
            gettext_noop("Review of the lump"),
            REVIEWS,
            needed=True,
            shown=FOUND,
            help=gettext_noop("No other session is opened while it is being looked into."),
        ),
        yes_no("ae_review", gettext_noop("All open results and events looked at"), needed=True),
        any_of(
            "other_treatment_since",
            gettext_noop("Other treatment of this hand since"),
            OTHER_TREATMENTS,
            needed=True,
            alone=(NONE, UNKNOWN),
        ),
        one_of(
            "response",
            gettext_noop("Response"),
            RESPONSES,
            needed=True,
            help=gettext_noop("The numbers suggest, you choose. It does not prove that the treatment caused it."),
        ),
        one_of("decision", gettext_noop("Decision"), DECISIONS, needed=True),
        text("decision_reason", gettext_noop("Why"), needed=True),
        one_of(
            "long_term_plan",
            gettext_noop("Plan for the years after"),
            LONG_TERM,
            shown=When("visit_code", visit_codes.LATE, gettext_noop("the one-year visit and later ones")),
        ),
    ),
    groups=(PICTURES,),
    rules=(
        *visit_codes.rules_of(judging.CODE, "visited_on"),
        judging.seen_in_person_when_measured,
        judging.too_early_to_tell,
        judging.response_is_confounded,
        judging.another_session_may_be,
    ),
    asks=(judging.results_are_looked_at, judging.outcomes_are_there),
    suggests=judging.offered,
    works_out=(judging.suggested_response,),
    many=True,
    also_in=(StageCode.POST_CARE,),
)
