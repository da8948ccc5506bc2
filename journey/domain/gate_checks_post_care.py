"""The checks of the recovery room: watched, fit to go home, with instructions (clinical.md 8.2: G4-03, G5-01, 02)."""

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import missing_of, missing_words, refused_now
from journey.domain.record.fields import Section
from journey.domain.record.pauses import refused_items
from journey.domain.record.post_care.clock import APART, NEEDED, VITALS, left_out, observation_clock, said_at
from journey.domain.record.post_care.discharge import CRITERIA, DISCHARGE
from journey.domain.record.post_care.instructions import GIVEN, INSTRUCTIONS_GIVEN
from journey.domain.record.post_care.observation import OBSERVATION, VITALS_GROUP
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.domain.words import say_many as ngettext


def observation_started(facts: GateFacts) -> bool:
    return not _missing_of_start(facts)


def observation_start_detail(facts: GateFacts) -> str:
    clock = observation_clock(facts)
    if clock.started is None or _missing_of_start(facts):
        return missing_words(_missing_of_start(facts))
    return _("Watched since {clock}, vitals: {taken}.", clock=said_at(clock.started, facts), taken=clock.taken)


def _missing_of_start(facts: GateFacts) -> list[str]:
    entry = facts.record.of(OBSERVATION.code)
    started, needle = entry.get("observation_start"), facts.injection_at
    after_it = started is None or needle is None or started >= needle.replace(second=0, microsecond=0)
    needed = [each.name for each in VITALS_GROUP.fields if each.needed]
    whole = any(all(line[name] not in (None, "") for name in needed) for line in entry.of(VITALS))
    present = {
        _("start of the observation"): started is not None,
        _("observation after the injection"): after_it,
        _("first vitals, all of them"): whole,
    }
    return [name for name, there in present.items() if not there]


def discharged(facts: GateFacts) -> bool:
    return not _keeps_here(facts)


def discharge_detail(facts: GateFacts) -> str:
    told = _keeps_here(facts)
    if told:
        return " ".join(told)
    minutes = observation_clock(facts).watched(facts.discharge_at)
    watched = ngettext("Observed for {number} minute.", "Observed for {number} minutes.", minutes or 0)
    return " ".join([watched, *left_out(facts)])


def _keeps_here(facts: GateFacts) -> list[str]:
    """Sentences of what is missing, what was answered “no”, and how long is left."""
    found = _lacking([OBSERVATION, DISCHARGE], facts)
    refused = refused_items(CRITERIA, facts.record.of(DISCHARGE.code))
    if refused:
        found.append(_("Answered “no”: {names}.", names=", ".join(refused)))
    clock, home = observation_clock(facts), facts.discharge_at
    if home is None:
        words = _("No discharge time. At least {least} minutes of observation are needed.", least=clock.least_minutes)
        return [*found, words]
    if not facts.is_past(home):
        return [*found, _("The discharge time is in the future.")]
    minutes = clock.watched(home)
    if minutes is None:
        return found
    if clock.apart < NEEDED <= clock.taken:
        words = gettext_noop("Vitals at least {apart} minutes apart: {taken}. {needed} are needed.")
        found.append(_(words, apart=int(APART.total_seconds() // 60), taken=clock.apart, needed=NEEDED))
    if clock.leave_from is not None and home < clock.leave_from:
        words = _(
            "Observed for {minutes} minutes. At least {least} are needed.", minutes=minutes, least=clock.least_minutes
        )
        found.append(words)
    return found


def instructions_given(facts: GateFacts) -> bool:
    return not _lacking([INSTRUCTIONS_GIVEN], facts)


def instructions_detail(facts: GateFacts) -> str:
    told = _lacking([INSTRUCTIONS_GIVEN], facts)
    count = len(facts.record.of(INSTRUCTIONS_GIVEN.code).of(GIVEN))
    return " ".join(told) or _("Instructions given: {count}.", count=count)


def _lacking(sections: list[Section], facts: GateFacts) -> list[str]:
    """What is missing, and what would be refused now: the plan or the injection may have been changed later."""
    missing = missing_words(missing_of(sections, facts))
    wrong = [sentence for section in sections for sentence in refused_now(section, facts)]
    return [words for words in (missing, *wrong) if words]
