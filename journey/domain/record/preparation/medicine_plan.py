"""The medicine plan: a line for each medicine, decided by a clinician (clinical.md 2.2; G2-03)."""

from collections.abc import Iterator, Mapping

from journey.domain.days import plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.medicines import HoldDates, hold_dates
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.consultation.history import MEDICINE_CLASSES
from journey.domain.record.entries import Entry, Values
from journey.domain.record.fields import Group, Options, Section, When, day, line, number, one_of, person, text, yes_no
from journey.domain.stages import StageCode
from journey.domain.words import folded, gettext_noop, together
from journey.domain.words import say as _

CODE = "medicine_plan"
KEEP, STOP, ALLOWED, ADJUST = "keep", "stop", "allowed", "adjust"
PLANS: Options = (
    (KEEP, gettext_noop("Keep taking it")),
    (STOP, gettext_noop("Stop for some days")),
    (ALLOWED, gettext_noop("May be taken when needed")),
    (ADJUST, gettext_noop("Change it, as written for the patient")),
)
# What a class's rule offers as the decision; other rules offer none.
OFFERS = {"stop": STOP, "keep": KEEP, "allowed": ALLOWED}
CHANGES = frozenset({STOP, ADJUST})
GLP1, DIABETES = "glp1_agonist", "diabetes"
STOPS = When("plan", (STOP,), gettext_noop("a medicine that is stopped"))
LONGEST_HOLD, LONGEST_AFTER = 60, 120


def dates_of(values: Values, facts: GateFacts) -> HoldDates | None:
    """The dates of a line that stops; None without a procedure date or days."""
    if values["plan"] != STOP or values["stop_days"] is None or facts.procedure_at is None:
        return None
    return hold_dates(facts.on(facts.procedure_at), values["stop_days"], values["restart_days"])


def stop_key(values: Values, dates: HoldDates) -> str:
    """By which the patient ticks that they stopped, for this date."""
    return f"stop:{values['id']}:{dates.without}"


def listed_names(entry: Entry) -> frozenset[str]:
    return frozenset(folded(each["name"]) for each in entry.of("medicines"))


def lines_fit_their_class(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """A decision against the rule of its class, or for a day that is over, has to be seen."""
    for index, each in enumerate(entry.of("medicines")):
        rule = facts.hold_rules.get(each["drug_class"])
        if rule is not None and rule.action == "keep" and each["plan"] in CHANGES:
            words = gettext_noop("{name}: the rule of this class is to keep taking it. Is this right?")
            place = at_line("medicines", index, "plan")
            yield warning(place, _(words, name=each["name"]), [each["drug_class"], each["plan"]])
        dates = dates_of(each, facts)
        if dates is not None and dates.without < facts.today and facts.procedure_at and facts.procedure_at > facts.now:
            words = gettext_noop("{name}: the first day without it was {day}. Is this right?")
            place = at_line("medicines", index, "stop_days")
            told = [each["name"], each["stop_days"], dates.without]
            yield warning(place, _(words, name=each["name"], day=plain_date(dates.without)), told)


def medicines_are_there_once(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, each in enumerate(entry.of("medicines")):
        if each["name"] and folded(each["name"]) in seen:
            yield error(at_line("medicines", index, "name"), _("This medicine has a line already."))
        seen.add(folded(each["name"]))
    if entry.get("takes_medicines") is False and entry.of("medicines"):
        yield error("takes_medicines", _("There are medicines in the list. Answer “yes”, or take them off the list."))


def every_medicine_has_a_line(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """The list of the history, too: what was taken then is decided, also when it is not taken any more."""
    known = listed_names(entry)
    for each in facts.record.of("history").of("medicines"):
        if each["name"] and folded(each["name"]) not in known:
            yield _("a line for {name}", name=each["name"])
    if entry.get("takes_medicines") and not entry.of("medicines"):
        yield _("list of medicines")


def prescribers_agreed(entry: Entry, facts: GateFacts) -> Iterator[str]:
    for each in entry.of("medicines"):
        rule = facts.hold_rules.get(each["drug_class"])
        if rule is not None and rule.prescriber and each["prescriber_agreed_on"] is None:
            yield _("{name}: agreement of the prescriber", name=each["name"] or _("Medicine"))


def special_plans_are_written(entry: Entry, facts: GateFacts) -> Iterator[str]:
    history = facts.record.of("history")
    if DIABETES in (history.get("history") or ()) and not entry.get("diabetes_plan"):
        yield _("plan for diabetes")
    if takes_class(entry, facts, GLP1) and not entry.get("glp1_plan"):
        yield _("plan for the GLP-1 drug")


def takes_class(entry: Entry, facts: GateFacts, drug_class: str) -> bool:
    both = (*entry.of("medicines"), *facts.record.of("history").of("medicines"))
    return any(each["drug_class"] == drug_class for each in both)


def from_history(facts: GateFacts) -> Entry:
    """What the form begins with: the medicines of the history, each with what the rule of its class offers. Nobody has
    decided them yet."""
    history = facts.record.of("history")
    values = {"takes_medicines": history.get("takes_medicines")}
    return Entry(values, {"medicines": [_offered(each, facts) for each in history.of("medicines")]})


def _offered(taken: Values, facts: GateFacts) -> dict[str, object]:
    offered: dict[str, object] = {name: taken[name] for name in ("name", "drug_class", "prescriber")}
    rule = facts.hold_rules.get(taken["drug_class"])
    if rule is not None:
        offered["plan"] = OFFERS.get(rule.action, "")
        if offered["plan"] == STOP:
            offered |= {"stop_days": rule.stop_days, "restart_days": rule.restart_days}
    return offered


def dates_in_words(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    for each in entry.of("medicines"):
        dates = dates_of(each, facts)
        if dates is None:
            continue
        words = gettext_noop("Last day {last}, without it from {without}.")
        told = [_(words, last=plain_date(dates.last), without=plain_date(dates.without))]
        if dates.again is not None:
            told.append(_("Again from {again}.", again=plain_date(dates.again)))
        if stop_key(each, dates) in facts.ticked:
            told.append(_("The patient has ticked it as stopped."))
        yield each["name"], together(*told)


def rules_in_words(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    """What the rule of each class that is listed says, so that the one who decides reads it."""
    labels: Mapping[str, str] = dict(MEDICINE_CLASSES)
    for code in dict.fromkeys(each["drug_class"] for each in entry.of("medicines")):
        rule = facts.hold_rules.get(code)
        if rule is not None and rule.staff:
            yield _(labels[code]), rule.staff


MEDICINES = Group(
    "medicines",
    gettext_noop("Medicines"),
    gettext_noop("Medicine"),
    (
        line("name", gettext_noop("Name"), needed=True),
        one_of("drug_class", gettext_noop("Class"), MEDICINE_CLASSES, needed=True),
        one_of("plan", gettext_noop("Decision"), PLANS, needed=True),
        number(
            "stop_days",
            gettext_noop("Days before the procedure without it"),
            0,
            LONGEST_HOLD,
            gettext_noop("days"),
            needed=True,
            shown=STOPS,
        ),
        number(
            "restart_days",
            gettext_noop("Days after it without it"),
            0,
            LONGEST_AFTER,
            gettext_noop("days"),
            help=gettext_noop("Leave blank when the restart is decided later."),
            shown=STOPS,
        ),
        line(
            "told",
            gettext_noop("In plain words for the patient"),
            longest=200,
            needed=True,
            shown=When("plan", (ADJUST,), gettext_noop("a medicine that is changed")),
        ),
        person("decided_by", gettext_noop("Decided by"), needed=True),
        line("prescriber", gettext_noop("Prescriber")),
        day("prescriber_agreed_on", gettext_noop("The prescriber agreed on")),
    ),
    most=40,
)

MEDICINE_PLAN = Section(
    CODE,
    StageCode.PREPARATION,
    gettext_noop("Medicine plan"),
    (
        yes_no("takes_medicines", gettext_noop("Takes medicines, creams or supplements"), needed=True),
        text("diabetes_plan", gettext_noop("Plan for diabetes"), help=gettext_noop("Needed with diabetes.")),
        text(
            "glp1_plan",
            gettext_noop("Plan for the GLP-1 drug"),
            help=gettext_noop("Needed with a GLP-1 drug. With sedation an anaesthetist reviews it."),
        ),
    ),
    groups=(MEDICINES,),
    rules=(lines_fit_their_class, medicines_are_there_once),
    asks=(every_medicine_has_a_line, prescribers_agreed, special_plans_are_written),
    suggests=from_history,
    works_out=(rules_in_words, dates_in_words),
)
