"""A proposal for the plain summary of a stage: what was found and done, from the record, in a patient's words.

A proposal only: a nurse or clinician reads it, changes it, and shares it on purpose.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.gate_facts import GateFacts
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NONE
from journey.domain.record.follow_up.judging import MEASURES, OPEN_REVIEW, baseline_worst, newest_visit
from journey.domain.record.follow_up.strength import GRIP, baseline_strengths, compares, strengths
from journey.domain.record.follow_up.visit_codes import answers_for
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


LUMPS: Mapping[str, Words] = {
    OPEN_REVIEW: gettext_lazy("We found a new lump and are looking into it."),
    "harmless": gettext_lazy("We looked into the lump. It is harmless."),
}
NEXT: Mapping[str, Words] = {
    "continue_follow_up": gettext_lazy("We go on with your checks."),
    "additional_session": gettext_lazy("We talked about another session. You do not have to say yes."),
    "refer_hand_surgery": gettext_lazy("We send you to a hand surgeon, to talk about other choices."),
    "refer_other": gettext_lazy("We send you to another doctor, to talk about other choices."),
    "end_active_follow_up": gettext_lazy("Your active checks end here. You can still call us any time."),
}
YEARS: Mapping[str, Words] = {
    "app_and_call": gettext_lazy("Once a year we ask you here how you are, and call you."),
    "visit": gettext_lazy("Once a year we see you for a safety check."),
    "elsewhere": gettext_lazy("Another team goes on with your yearly safety check."),
    "not_wanted": gettext_lazy("You do not want a yearly safety check."),
}


def proposed_summary(standing: Standing, code: StageCode) -> str:
    """One sentence a line of the record; empty when nothing of the stage is recorded."""
    return " ".join(str(sentence) for sentence in PROPOSALS[code](standing) if sentence)


def _consultation(standing: Standing) -> Iterator[str]:
    record = standing.facts.record
    part = places.inside(places.treated_in(standing.cycle))
    if record.of("examination").version and part:
        yield _("We looked at your {part}.").format(part=part)
    named = [each["condition"] for each in record.own("problem").of("diagnoses")]
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
    part = places.inside(places.treated_in(standing.cycle)) or _("hand")
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
    """Of the newest visit. The patient decides about another session, and no number proves what helped."""
    visit = newest_visit(standing.facts)
    if visit is None:
        return
    words = _("We spoke with you on {day}.") if visit.get("mode") == "phone" else _("We saw you on {day}.")
    yield words.format(day=when.day_month_year(visit.get("visited_on")))
    yield from _pain_then_and_now(visit, standing.facts)
    yield from _grip_then_and_now(visit, standing.facts)
    if visit.get("new_lump") is False:
        yield _("We found no new lump.")
    elif visit.get("new_lump"):
        yield str(LUMPS.get(visit.get("lump_review") or OPEN_REVIEW, ""))
    yield str(NEXT.get(visit.get("decision"), ""))
    yield str(YEARS.get(visit.get("long_term_plan"), ""))


def _pain_then_and_now(visit: Entry, facts: GateFacts) -> Iterator[str]:
    """What the suggested response looks at, in the patient's own answers (clinical.md 2.6)."""
    told = answers_for(visit.get("visit_code") or "", visit.get("visited_on"), facts)
    before, now = baseline_worst(facts), told.worst if told else None
    if now is None:
        return
    if before is None:
        yield _("Your worst pain in a day was {now} of 10.").format(now=now)
        return
    words = _("Your worst pain in a day was {before} of 10 before the treatment, and {now} of 10 at this check.")
    yield words.format(before=before, now=now)
    yield _("Pain goes up and down by itself. This cannot show if the treatment caused it.")


def _grip_then_and_now(visit: Entry, facts: GateFacts) -> Iterator[str]:
    hand = facts.target_hand.value if facts.target_hand else ""
    measured = facts.record.entries.get(MEASURES, {}).values()
    mine = [each for each in measured if each.get("visit_code") == visit.get("visit_code")]
    now = strengths(mine[-1], None).get((GRIP, hand)) if mine else None
    if now is None or now.mean is None:
        return
    before = baseline_strengths(facts).get((GRIP, hand))
    if before is None or not compares(now, before):
        yield _("Your treated hand can grip with {now} kg.").format(now=now.mean)
    else:
        words = _("Your treated hand could grip with {before} kg before, and with {now} kg now.")
        yield words.format(before=before.mean, now=now.mean)


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
