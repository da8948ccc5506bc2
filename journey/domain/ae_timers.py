"""By when an adverse event is reported to whom: a table of rules for each jurisdiction (clinical.md 7.3).

The legal text has to be confirmed by a lawyer before anybody relies on it. Day 0 is the local date on which the clinic
became aware; a report is due at the end of day n.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from journey.domain.adverse_events import Measure, SeriousCriterion
from journey.domain.words import gettext_noop


class Profile(StrEnum):
    """Where reports go. `site` is always on; the others are the clinic's setting."""

    SITE = "site"
    US_IND = "us_ind"
    US_361 = "us_361_hctp"
    EU_CTR = "eu_ctr"
    UK_CT = "uk_ct"
    EU_SOHO = "eu_soho"
    VOLUNTARY = "voluntary"


PROFILE_WORDS: Mapping[Profile, str] = {
    Profile.SITE: gettext_noop("This clinic"),
    Profile.US_IND: gettext_noop("United States, investigational product (IND)"),
    Profile.US_361: gettext_noop("United States, cells under section 361"),
    Profile.EU_CTR: gettext_noop("European Union, clinical trial"),
    Profile.UK_CT: gettext_noop("United Kingdom, clinical trial"),
    Profile.EU_SOHO: gettext_noop("European Union, substances of human origin"),
    Profile.VOLUNTARY: gettext_noop("Voluntary: MedWatch, Yellow Card or a local scheme"),
}
CHOSEN = tuple(profile for profile in Profile if profile is not Profile.SITE)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rules ask. `related` counts what cannot be said as related."""

    serious: bool
    related: bool
    expected: bool
    criteria: frozenset[str] = frozenset()
    is_infection: bool = False
    measures: frozenset[str] = frozenset()

    @property
    def is_deadly(self) -> bool:
        return bool(self.criteria & {SeriousCriterion.DEATH, SeriousCriterion.LIFE_THREATENING})

    @property
    def is_susar(self) -> bool:
        """Suspected, unexpected, serious: what a trial-type timer runs for."""
        return self.serious and self.related and not self.expected

    @property
    def is_of_the_cells(self) -> bool:
        """A communicable disease that was fatal, threatened life, left damage, or needed an intervention."""
        communicable = self.is_infection or SeriousCriterion.CELL_TRANSMISSION in self.criteria
        harmed = self.is_deadly or SeriousCriterion.DISABILITY in self.criteria
        needed = bool(self.measures & {Measure.ASPIRATION, Measure.ANTIBIOTIC, Measure.HOSPITAL, Measure.OPERATION})
        stayed = bool(self.criteria & {SeriousCriterion.HOSPITAL, SeriousCriterion.PROLONGED_HOSPITAL})
        return self.related and communicable and (harmed or needed or stayed)


@dataclass(frozen=True)
class TimerRule:
    """`days` after day 0. `after_news`: not for the event itself but for each new fact about it."""

    code: str
    profile: Profile
    what: str
    days: int
    source: str
    holds: Callable[[Facts], bool]
    after_news: bool = False


def _deadly(facts: Facts) -> bool:
    return facts.is_susar and facts.is_deadly


def _other(facts: Facts) -> bool:
    return facts.is_susar and not facts.is_deadly


SEVEN = gettext_noop("Fatal or life-threatening, suspected and unexpected")
FIFTEEN = gettext_noop("Serious, suspected and unexpected")
NEWS = gettext_noop("New facts about a report")

RULES: tuple[TimerRule, ...] = (
    TimerRule(
        "site_serious",
        Profile.SITE,
        gettext_noop("Serious event to the responsible physician or sponsor"),
        1,
        "common trial practice [K]; EU: without undue delay [S52]",
        lambda facts: facts.serious,
    ),
    TimerRule("us_ind_7", Profile.US_IND, SEVEN, 7, "21 CFR 312.32 [S52]", _deadly),
    TimerRule("us_ind_15", Profile.US_IND, FIFTEEN, 15, "21 CFR 312.32 [S52]", _other),
    TimerRule("us_ind_news", Profile.US_IND, NEWS, 15, "21 CFR 312.32 [S52]", lambda f: f.is_susar, after_news=True),
    TimerRule(
        "us_361",
        Profile.US_361,
        gettext_noop("Communicable disease from the cells"),
        15,
        "21 CFR 1271.350 [K]",
        lambda facts: facts.is_of_the_cells,
    ),
    TimerRule("eu_ctr_7", Profile.EU_CTR, SEVEN, 7, "Reg. 536/2014 art. 42 [S52]", _deadly),
    TimerRule(
        "eu_ctr_8_more",
        Profile.EU_CTR,
        gettext_noop("The rest of the report, 8 days after the first"),
        15,
        "Reg. 536/2014 art. 42 [K]",
        _deadly,
    ),
    TimerRule("eu_ctr_15", Profile.EU_CTR, FIFTEEN, 15, "Reg. 536/2014 art. 42 [S52]", _other),
    TimerRule("eu_ctr_news", Profile.EU_CTR, NEWS, 8, "Reg. 536/2014 [K]", _deadly, after_news=True),
    TimerRule("uk_ct_7", Profile.UK_CT, SEVEN, 7, "SI 2004/1031 [S52]; rules of 2026 to be checked [K]", _deadly),
    TimerRule("uk_ct_15", Profile.UK_CT, FIFTEEN, 15, "SI 2004/1031 [S52]; rules of 2026 to be checked [K]", _other),
    TimerRule("uk_ct_news", Profile.UK_CT, NEWS, 8, "SI 2004/1031 [K]", _deadly, after_news=True),
    TimerRule(
        "eu_soho",
        Profile.EU_SOHO,
        gettext_noop("Suspected serious reaction, to the tissue establishment and the authority"),
        1,
        "Reg. 2024/1938 art. 44 from 7 August 2027, until then 2004/23/EC [S53]",
        lambda facts: facts.serious and facts.related,
    ),
)
RULE_BY_CODE: Mapping[str, TimerRule] = {rule.code: rule for rule in RULES}

# When the lead is told of a report by e-mail: so many days before its day, on it, and every day after.
TELL_BEFORE = (2, 1)


Key = TypeVar("Key")


@dataclass(frozen=True)
class Due:
    rule: TimerRule
    on: date


def reports_due(facts: Facts, profiles: Iterable[str], day_0: date) -> tuple[Due, ...]:
    """What has to be reported of an event of these facts, the soonest first."""
    return _due(facts, profiles, day_0, after_news=False)


def follow_ups_due(facts: Facts, profiles: Iterable[str], known_on: date) -> tuple[Due, ...]:
    """What has to be reported again, counted from the day on which the new fact was known."""
    return _due(facts, profiles, known_on, after_news=True)


def _due(facts: Facts, profiles: Iterable[str], day_0: date, *, after_news: bool) -> tuple[Due, ...]:
    on = {Profile.SITE, *profiles}
    found = [
        Due(rule, day_0 + timedelta(days=rule.days))
        for rule in RULES
        if rule.profile in on and rule.after_news is after_news and rule.holds(facts)
    ]
    return tuple(sorted(found, key=lambda due: due.on))


def tell_lead_on(due_on: date, today: date) -> bool:
    """Whether the lead clinician is told today of a report that is not made yet (clinical.md 7.3)."""
    left = (due_on - today).days
    return left <= 0 or left in TELL_BEFORE


def mails_due(open_reports: Mapping[Key, date], today: date) -> Iterator[Key]:
    """Of the reports that are not made yet, by any key with their day: those of which the lead is told today."""
    return (key for key, due_on in open_reports.items() if tell_lead_on(due_on, today))
