"""A proposal for the plain summary of a stage: what was found and done, from the record, in a patient's words.

A proposal only: a nurse or clinician reads it, changes it, and shares it on purpose.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.record.fields import NONE
from journey.domain.record.post_care.clock import VITALS, observation_clock
from journey.domain.stages import HarvestMode, StageCode, Tissue
from journey.presenters import places, when
from journey.presenters.staff_words import Words
from journey.standing import Standing

CONDITIONS: Mapping[str, Words] = {
    "cmc1_oa": gettext_lazy("worn joint at the base of the thumb (arthritis)"),
    "finger_oa": gettext_lazy("worn finger joint (arthritis)"),
    "wrist_oa": gettext_lazy("worn wrist joint (arthritis)"),
    "post_traumatic_oa": gettext_lazy("worn joint after an injury (arthritis)"),
    "de_quervain": gettext_lazy("sore tendon at the thumb side of the wrist"),
    "trigger_digit": gettext_lazy("finger that catches (trigger finger)"),
    "hand_tendonitis": gettext_lazy("sore tendon in the hand"),
    "ra_hand": gettext_lazy("joint swelling from rheumatoid arthritis"),
    "ligament_injury": gettext_lazy("hurt ligament"),
    "hand_pain_nos": gettext_lazy("hand pain; we do not know why yet"),
}
CHOICES: Mapping[str, Words] = {
    "splint": gettext_lazy("a splint"),
    "hand_therapy": gettext_lazy("hand therapy"),
    "pain_medicine": gettext_lazy("pain medicine"),
    "steroid_injection": gettext_lazy("a steroid shot"),
    "surgery": gettext_lazy("surgery"),
    "no_treatment": gettext_lazy("doing nothing for now"),
    "clinical_trial": gettext_lazy("a study"),
}
DECISIONS: Mapping[str, Words] = {
    "candidate": gettext_lazy("We agreed that this treatment is one choice for you. It may or may not help."),
    "not_candidate": gettext_lazy("We agreed that this treatment is not right for you now."),
    "deferred": gettext_lazy("We look at this again later, before we decide."),
}
FROM: Mapping[str, Words] = {
    Tissue.BONE_MARROW: gettext_lazy("bone marrow from your hip"),
    Tissue.ADIPOSE: gettext_lazy("some fat from under your skin"),
}


def proposed_summary(standing: Standing, code: StageCode) -> str:
    """One sentence a line of the record; empty when nothing of the stage is recorded."""
    return " ".join(str(sentence) for sentence in PROPOSALS[code](standing))


def _consultation(standing: Standing) -> Iterator[str]:
    record = standing.facts.record
    part = places.treated_inside(standing.journey)
    if record.of("examination").version and part:
        yield _("We looked at your {part}.").format(part=part)
    named = [each["condition"] for each in record.of("problem").of("diagnoses")]
    found = [CONDITIONS[condition] for condition in named if condition in CONDITIONS]
    if found:
        yield _("What we found: {found}.").format(found=", ".join(map(str, found)))
    talked = [CHOICES[each] for each in record.of("decision").get("alternatives_discussed") or () if each in CHOICES]
    if talked:
        yield _("We talked about your other choices: {choices}.").format(choices=", ".join(map(str, talked)))
    decision = record.of("decision").get("candidacy")
    if decision in DECISIONS:
        yield str(DECISIONS[decision])


def _preparation(standing: Standing) -> Iterator[str]:
    record = standing.facts.record
    if record.of("medicine_plan").version:
        yield _("We went through your medicines with you.")
    if record.of("day_plan").version:
        fasting = record.of("day_plan").get("fasting_plan") not in (None, "", NONE)
        yield _("You had a plan for food and drink.") if fasting else _("You could eat and drink as usual.")
    arrival = record.of("arrival")
    if arrival.get("temperature") is not None:
        yield _("On the day your temperature was {value} °C.").format(value=arrival.get("temperature"))
    if arrival.get("infection_screen") == "clear" and arrival.get("skin_clear"):
        yield _("We found no sign of infection, and your skin was clear.")
    if record.of("sign_in").get("hand_marked") == "yes":
        yield _("We marked the hand together with you.")


def _harvesting(standing: Standing) -> Iterator[str]:
    cycle, product = standing.cycle, standing.facts.product
    if cycle.harvest_mode == HarvestMode.DONOR_PRODUCT:
        yield _("Your cells came from a donor. Nothing was taken from you.")
    elif cycle.harvest_mode == HarvestMode.BANKED_CELLS:
        yield _("We used cells that were kept from your session before. Nothing was taken from you.")
    elif cycle.harvest_at is not None:
        what = FROM.get(Tissue(cycle.tissue), "") if cycle.tissue else ""
        words = _("On {day} we took {what}.") if what else _("On {day} we took cells from you.")
        yield words.format(day=_day(standing, cycle.harvest_at), what=what)
    if product is not None and len(set(product.signers)) > 1:
        yield _("Two people checked the cells, and they passed the checks.")


def _injection(standing: Standing) -> Iterator[str]:
    cycle, given = standing.cycle, standing.facts.record.of("injection")
    if cycle.injection_at is None:
        return
    part = places.treated_inside(standing.journey) or _("hand")
    words = _("On {day} at {clock} we put the cells into your {part}.")
    at = cycle.injection_at.astimezone(standing.clinic_zone)
    yield words.format(day=_day(standing, cycle.injection_at), clock=when.clock(at), part=part)
    if given.get("guidance") in ("ultrasound", "both"):
        yield _("We watched the needle with ultrasound.")
    elif given.get("guidance") == "fluoroscopy":
        yield _("We watched the needle with X-ray pictures.")
    if given.get("la_agent") not in (None, "", NONE):
        yield _("You had a numbing medicine.")
    if given.get("immediate_reaction") == (NONE,):
        yield _("You had no bad reaction at once.")


def _post_care(standing: Standing) -> Iterator[str]:
    facts, cycle = standing.facts, standing.cycle
    watched = facts.record.of("observation")
    minutes = observation_clock(facts).watched(cycle.discharge_at)
    if minutes is not None:
        yield _("We watched you for {minutes} minutes.").format(minutes=minutes)
    pain = [each["pain"] for each in watched.of(VITALS) if each["pain"] is not None]
    if pain:
        yield _("Your pain was {pain} of 10 at the end.").format(pain=pain[-1])
    if watched.get("hand_colour") == "pink" and watched.get("hand_bleeding") == NONE:
        yield _("Your hand was pink, and the needle mark did not bleed.")
    if facts.record.of("instructions").of("given"):
        yield _("We went through what to do at home. It stands on this page with its dates.")
    if facts.record.of("instructions").get("red_flag_card_given"):
        yield _("You have the red-flag card with the signs to call about.")
    planned = facts.record.of("discharge").get("first_call_planned")
    if planned is not None:
        local = planned.astimezone(standing.clinic_zone)
        yield _("We call you on {day}, about {clock}.").format(day=_day(standing, planned), clock=when.clock(local))


def _follow_up(standing: Standing) -> Iterator[str]:
    return iter(())


PROPOSALS: Mapping[StageCode, Callable[[Standing], Iterator[str]]] = {
    StageCode.CONSULTATION: _consultation,
    StageCode.PREPARATION: _preparation,
    StageCode.HARVESTING: _harvesting,
    StageCode.INJECTION: _injection,
    StageCode.POST_CARE: _post_care,
    StageCode.FOLLOW_UP: _follow_up,
}


def _day(standing: Standing, at: datetime) -> str:
    return when.day_month_year(at.astimezone(standing.clinic_zone).date())
