"""How a visit is judged: the response that the numbers suggest, what confounds it, what a decision needs."""

from collections.abc import Iterator

from journey.domain.days import plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.outcomes import Response, computed_response
from journey.domain.record.checking import Finding, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NONE, Options
from journey.domain.record.follow_up import visit_codes
from journey.domain.record.follow_up.strength import hands_without_grip
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

CODE = "visit"
MEASURES = "measures"
BASELINE_CHECK_IN = "P-BASE"
ADDITIONAL_SESSION = "additional_session"
OPEN_REVIEW = "open"
RESPONSES: Options = (
    (Response.MUCH_BETTER.value, gettext_noop("Much better")),
    (Response.BETTER.value, gettext_noop("Better")),
    (Response.SAME.value, gettext_noop("The same")),
    (Response.WORSE.value, gettext_noop("Worse")),
    (Response.TOO_EARLY.value, gettext_noop("Too early")),
    (Response.CANNOT_TELL.value, gettext_noop("Cannot tell")),
)
TELLS = frozenset({Response.MUCH_BETTER, Response.BETTER, Response.SAME, Response.WORSE})
DECISIONS: Options = (
    ("continue_follow_up", gettext_noop("Continue follow-up")),
    (ADDITIONAL_SESSION, gettext_noop("Plan an additional session")),
    ("refer_hand_surgery", gettext_noop("Refer to hand surgery")),
    ("refer_other", gettext_noop("Refer to somebody else")),
    ("end_active_follow_up", gettext_noop("End active follow-up")),
)
NO_PROOF = gettext_noop("This does not prove that the treatment caused it.")


def suggestion(entry: Entry, facts: GateFacts) -> Response:
    """From the worst pain in 24 hours before treatment and at this visit, and from how the patient sees the change."""
    code, on = entry.get("visit_code") or "", entry.get("visited_on")
    before, now = baseline_worst(facts), visit_codes.answers_for(code, on, facts)
    return computed_response(
        baseline=before,
        now=now.worst if now else None,
        pgic=now.pgic if now else None,
        is_before_m3=visit_codes.is_before_m3(code, on, facts),
    )


def baseline_worst(facts: GateFacts) -> int | None:
    sent = [each.worst for each in facts.answers if each.code == BASELINE_CHECK_IN]
    return sent[-1] if sent else None


def suggested_response(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    """The numbers as well, so that whoever chooses sees what stands behind it."""
    code = entry.get("visit_code") or ""
    if not code or facts.injection_at is None:
        return
    words = dict(RESPONSES)[suggestion(entry, facts).value]
    yield _("Suggested response"), together(_("{response}.", response=_(words)), _(NO_PROOF))
    yield _("Worst pain in 24 hours"), together(*_numbers(code, entry, facts))
    if is_confounded(entry):
        yield _("Another treatment since"), _("The response cannot be put down to this treatment.")


def _numbers(code: str, entry: Entry, facts: GateFacts) -> Iterator[str]:
    before, now = baseline_worst(facts), visit_codes.answers_for(code, entry.get("visited_on"), facts)
    yield _("Not answered before treatment.") if before is None else _("Before treatment: {pain}.", pain=before)
    named = visit_codes.check_in_of(code)
    if now is None or now.worst is None:
        yield _("{code} has not been answered.", code=named) if named else _("No answers of these two weeks.")
        return
    yield _("On {day}: {pain}.", day=plain_date(now.on), pain=now.worst)
    if before == now.worst:
        yield _("No change.")
    elif before:
        share = round(abs(before - now.worst) * 100 / before)
        less = gettext_noop("{points} points and {share} % less.")
        more = gettext_noop("{points} points and {share} % more.")
        yield _(less if now.worst <= before else more, points=abs(before - now.worst), share=share)
    if now.pgic is not None:
        yield _("The patient's own view of the change: {value} of 7, 1 is best.", value=now.pgic)


def is_confounded(entry: Entry) -> bool:
    return any(code != NONE for code in entry.get("other_treatment_since") or ())


def seen_in_person_when_measured(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    code, mode = entry.get("visit_code"), entry.get("mode")
    if code in visit_codes.IN_PERSON_BY_DEFAULT and mode and mode != "in_person":
        words = _("This visit is in person by default: strength and movement need it. Is it right?")
        yield warning("mode", words, [code, mode])


def too_early_to_tell(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    code, on, response = entry.get("visit_code") or "", entry.get("visited_on"), entry.get("response")
    if response in TELLS and visit_codes.is_before_m3(code, on, facts):
        yield warning("response", _("Before three months it is too early to tell. Is it right?"), [code, response])


def response_is_confounded(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    response = entry.get("response")
    if response in TELLS and is_confounded(entry):
        words = _("Another treatment was given since, so the response cannot be put down to this one. Is it right?")
        yield warning("response", words, [response, *(entry.get("other_treatment_since") or ())])


def another_session_may_be(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """The gate refuses it; the one who decides reads it before the patient hears of it."""
    on = entry.get("visited_on")
    day = None if on is None else visit_codes.day_of(on, facts)
    least = facts.min_days_between_sessions
    if entry.get("decision") == ADDITIONAL_SESSION and day is not None and 0 <= day < least:
        words = gettext_noop("Day {day}: another session opens after {least} days at the earliest. Is it right?")
        yield warning("decision", _(words, day=day, least=least), [ADDITIONAL_SESSION, day])


def results_are_looked_at(entry: Entry, facts: GateFacts) -> Iterator[str]:
    if entry.get("ae_review") is False:
        yield _("open results and events, looked at")


def outcomes_are_there(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """What the patient answers for this visit, and what is measured when the patient is there."""
    code, on = entry.get("visit_code") or "", entry.get("visited_on")
    named = visit_codes.check_in_of(code)
    if named and visit_codes.answers_for(code, on, facts) is None:
        yield _("the patient's answers ({code})", code=named)
    if code in visit_codes.IN_PERSON_BY_DEFAULT and entry.get("mode") == "in_person":
        records = facts.record.entries.get(MEASURES, {}).values()
        mine = [each for each in records if each.get("visit_code") == code]
        if not mine:
            yield _("the measurements of this visit")
        elif any(True for each in mine for _name in hands_without_grip(each, facts)):
            yield _("grip of both hands, in the measurements of this visit")


def offered(facts: GateFacts) -> Entry:
    """The visit of these days, seen today."""
    due = visit_codes.visit_due(facts, visit_codes.taken_codes(CODE, facts))
    mode = "in_person" if due in visit_codes.IN_PERSON_BY_DEFAULT else ""
    return Entry({"visit_code": due, "visited_on": facts.today, "mode": mode})


def newest_visit(facts: GateFacts) -> Entry | None:
    """By the day of the visit; of one day the one recorded later."""
    known = facts.record.entries.get(CODE, {})
    dated = [(each.get("visited_on"), number, each) for number, each in known.items() if each.get("visited_on")]
    return max(dated, key=lambda one: one[:2])[2] if dated else None


def response_recorded(facts: GateFacts) -> str:
    """The response of the newest visit that names one, in words; blank while none does."""
    known = facts.record.entries.get(CODE, {})
    named = [(each.get("visited_on"), each.get("response")) for each in known.values() if each.get("visited_on")]
    found = max((one for one in named if one[1]), default=None)
    return _(dict(RESPONSES)[found[1]]) if found else ""


def lump_is_open(facts: GateFacts) -> bool:
    """A new lump was found and nobody has said yet what it is."""
    return any(is_open_lump(each) for each in facts.record.entries.get(CODE, {}).values())


def is_open_lump(entry: Entry) -> bool:
    return bool(entry.get("new_lump")) and entry.get("lump_review") in ("", None, OPEN_REVIEW)
