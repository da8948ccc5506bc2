"""The checklist of contraindications, and what closes the gate to the needle (clinical.md 2.1; G1-04)."""

from collections.abc import Iterator
from datetime import date

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error, warning
from journey.domain.record.consultation.history import UNKNOWN, newest_lab
from journey.domain.record.consultation.imaging import of_treated
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NO, YES, Field, Options, Section, When, one_of, text
from journey.domain.stages import CellSource, HarvestMode, StageCode, Tissue
from journey.domain.units import LIMITS, Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

ANSWERS: Options = (
    (NO, gettext_noop("No")),
    (YES, gettext_noop("Yes")),
    (UNKNOWN, gettext_noop("Not known")),
)
# Keys in the order of the checklist.
LABELS: Options = (
    ("active_infection", gettext_noop("Infection now, anywhere, or at the hand or the harvest area")),
    ("current_cancer", gettext_noop("Cancer now or in treatment, or blood or marrow cancer ever")),
    ("cancer_within_5y", gettext_noop("Cancer in the last 5 years")),
    ("pregnant_or_breastfeeding", gettext_noop("Pregnant or breastfeeding")),
    ("bleeding_disorder_uncontrolled", gettext_noop("Uncontrolled bleeding disorder, or platelets under 50")),
    ("anaemia", gettext_noop("Anaemia: haemoglobin under 100 g/L")),
    ("allergy_no_substitute", gettext_noop("Allergy to something needed, with no substitute")),
    ("no_capacity_or_no_consent", gettext_noop("No capacity to decide, or no consent")),
    ("under_18", gettext_noop("Under 18")),
    ("unstable_heart_or_lung", gettext_noop("Unstable heart or lung disease")),
    ("skin_problem_at_site", gettext_noop("Skin problem at the hand or the harvest area")),
    ("inr_high", gettext_noop("INR above 3.0")),
    ("diabetes_poor_control", gettext_noop("Poorly controlled diabetes: HbA1c above 64 mmol/mol")),
    ("immunosuppressed", gettext_noop("Immunosuppressed")),
    ("steroid_injection_same_joint_84d", gettext_noop("Steroid injection in the same joint in the last 84 days")),
    ("eaton_4_or_kl_4", gettext_noop("Advanced damage: Eaton stage IV or Kellgren-Lawrence grade 4")),
    ("prior_donor_cells", gettext_noop("Donor cells before")),
    ("mental_health_or_pressure", gettext_noop("Signs of pressure, or expects a cure")),
)
RELATIVE = frozenset(
    {
        "cancer_within_5y",
        "anaemia",
        "inr_high",
        "diabetes_poor_control",
        "immunosuppressed",
        "steroid_injection_same_joint_84d",
        "eaton_4_or_kl_4",
        "prior_donor_cells",
        "mental_health_or_pressure",
    }
)
PREGNANT = "pregnant_or_breastfeeding"
PLATELETS_ABSOLUTE, PLATELETS_SECOND_LOOK = 50, 100
STEROID_WARN_DAYS, STEROID_BLOCK_DAYS = 84, 28
HIGH_INR = 3


def _opinion(key: str) -> Field:
    asks = gettext_noop("Written oncologist opinion") if key == "cancer_within_5y" else gettext_noop("Written opinion")
    return text(f"{key}_opinion", asks, shown=When(key, (YES,), gettext_noop("the answer “yes”")))


def _fields() -> Iterator[Field]:
    for key, label in LABELS:
        yield one_of(key, label, ANSWERS, needed=True, unfinished=(UNKNOWN,))
        if key in RELATIVE:
            yield _opinion(key)


def absolute_found(facts: GateFacts) -> list[str]:
    """What forbids treatment and nobody may override, as words."""
    entry = facts.record.of("contraindications")
    found = [_(label) for key, label in LABELS if entry.get(key) == YES and _is_absolute(key, facts)]
    sample = newest_lab(facts.record.of("history"), "platelets")
    if sample is not None and sample["platelets"] < PLATELETS_ABSOLUTE:
        found.append(_("platelets {value}", value=sample["platelets"]))
    if entry.get(PREGNANT) != YES and _is_pregnant(facts):
        found.append(_("pregnant or breastfeeding, by the history"))
    return found


def _is_pregnant(facts: GateFacts) -> bool:
    return facts.record.of("history").get("pregnancy_status") in {"pregnant", "breastfeeding"}


def relative_open(facts: GateFacts) -> list[str]:
    """What needs a written opinion that is not there, or a second clinician (override), as words."""
    return [words for _key, words in _relative(facts)]


def relative_keys(facts: GateFacts) -> frozenset[str]:
    """The same by keys that stay the same from day to day."""
    return frozenset(key for key, _words in _relative(facts))


def _relative(facts: GateFacts) -> Iterator[tuple[str, str]]:
    entry = facts.record.of("contraindications")
    for key, label in LABELS:
        if key in RELATIVE and entry.get(key) == YES and _matters(key, facts) and not entry.get(f"{key}_opinion"):
            yield key, _(label)
    sample = newest_lab(facts.record.of("history"), "platelets")
    if sample is not None and PLATELETS_ABSOLUTE <= sample["platelets"] < PLATELETS_SECOND_LOOK:
        count = sample["platelets"]
        yield f"platelets {count}", _("platelets {value}: a second clinician reviews", value=count)
    days = days_since_steroid(facts)
    if days is not None and days < STEROID_BLOCK_DAYS:
        given = last_steroid(facts)
        words = gettext_noop("steroid injection in the same joint {days} days ago, at least {least} are needed")
        yield f"steroid {given}", _(words, days=days, least=STEROID_BLOCK_DAYS)


def _is_absolute(key: str, facts: GateFacts) -> bool:
    if key == "unstable_heart_or_lung":
        return facts.sedation_used
    return key not in RELATIVE


def _matters(key: str, facts: GateFacts) -> bool:
    if key == "anaemia":
        return facts.harvest_mode is not HarvestMode.DONOR_PRODUCT and facts.tissue is not Tissue.ADIPOSE
    if key == "prior_donor_cells":
        return facts.cell_source is not CellSource.AUTOLOGOUS
    return True


def last_steroid(facts: GateFacts) -> date | None:
    """Into a joint that is to be treated: the last of all may have been into another one."""
    problem = facts.record.of("problem")
    known = [(problem.get("steroid_injection_on"), problem.get("steroid_injection_joint"))]
    known += [(each["given_on"], each["joint"]) for each in problem.of("other_steroids")]
    return max((given for given, joint in known if given is not None and joint in facts.joints), default=None)


def days_since_steroid(facts: GateFacts) -> int | None:
    """From the last steroid injection into a treated joint to the procedure; before it has a date, to today."""
    given = last_steroid(facts)
    if given is None:
        return None
    return ((facts.on(facts.procedure_at) if facts.procedure_at else facts.today) - given).days


def age_is_told(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if facts.born is not None and entry.get("under_18") == NO and _years(facts.born, facts.today) < facts.min_age:
        yield error("under_18", _("By the date of birth the patient is under {age}.", age=facts.min_age))


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def answers_fit_the_record(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """A "no" that the rest of the record contradicts; of a pregnancy, nobody goes on with a tick."""
    if entry.get(PREGNANT) == NO and _is_pregnant(facts):
        yield error(PREGNANT, _("The history says pregnant or breastfeeding. Answer “yes”, or correct the history."))
    for key, found in _told_elsewhere(facts):
        if entry.get(key) == NO:
            yield warning(key, _("Answered “no”, but the record says: {found}.", found=found), found)


def _told_elsewhere(facts: GateFacts) -> Iterator[tuple[str, str]]:
    history, limit = facts.record.of("history"), LIMITS
    samples = {name: newest_lab(history, name) for name in ("platelets", "haemoglobin", "hba1c", "inr")}
    values = {name: sample[name] for name, sample in samples.items() if sample is not None}
    if values.get("platelets", PLATELETS_ABSOLUTE) < PLATELETS_ABSOLUTE:
        yield "bleeding_disorder_uncontrolled", _("platelets {value}", value=values["platelets"])
    if values.get("haemoglobin", 1000) < (limit[Quantity.HAEMOGLOBIN].warn_below or 0):
        yield "anaemia", _("haemoglobin {value} g/L", value=values["haemoglobin"])
    if values.get("hba1c", 0) > (limit[Quantity.HBA1C].warn_above or 0):
        yield "diabetes_poor_control", _("HbA1c {value} mmol/mol", value=values["hba1c"])
    if values.get("inr", 0) > HIGH_INR:
        yield "inr_high", _("INR {value}", value=values["inr"])
    if "infection_now" in (history.get("history") or ()):
        yield "active_infection", _("infection now")
    if (
        history.get("prior_allogeneic_exposure")
        or facts.record.of("problem").get("cell_therapy_source") == "allogeneic"
    ):
        yield "prior_donor_cells", _("donor cells before")
    days = days_since_steroid(facts)
    if days is not None and days < STEROID_WARN_DAYS:
        yield "steroid_injection_same_joint_84d", _("steroid injection {days} days before", days=days)
    treated = of_treated(facts.record.of("imaging"), facts)
    if any(each["kl_grade"] == 4 or each["eaton_stage"] == "IV" for each in treated):
        yield "eaton_4_or_kl_4", _("Eaton stage IV or grade 4")


CONTRAINDICATION_SECTION = Section(
    "contraindications",
    StageCode.CONSULTATION,
    gettext_noop("Contraindications"),
    tuple(_fields()),
    rules=(age_is_told, answers_fit_the_record),
)
