"""The pages on which something is done with an adverse event: each asks, and calls one action."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journey.actions.event_awareness import correct_awareness
from journey.actions.event_reports import add_facts, close_event, drop_report, make_report, reopen_event, share_words
from journey.actions.event_review import Judgement, add_opinion, assess_event, confirm_event, dismiss_event
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, now_of, zone_of
from journey.domain.adverse_events import (
    CAUSALITY_WORDS,
    CRITERION_WORDS,
    FAMILY_WORDS,
    GRADE_WORDS,
    GRADING_WORDS,
    MEASURE_WORDS,
    OUTCOME_WORDS,
    PART_WORDS,
)
from journey.domain.ae_timers import PROFILE_WORDS, RULE_BY_CODE
from journey.forms.adverse_events import (
    AssessForm,
    AwareForm,
    ConfirmForm,
    EndForm,
    FactsForm,
    ReasonForm,
    ReportForm,
    WordsForm,
)
from journey.models import AdverseEvent, AdverseEventReport
from journey.presenters import when
from journey.presenters.event_page import title_of
from journey.presenters.event_words import choices

PLAIN = ("term", "grading_system", "grade", "family", "onset_at", "resolved_at", "expected", "outcome", "narrative")
Run = Callable[[dict[str, Any]], object]


def confirm(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    form = ConfirmForm(posted(request), initial={"version": event.version})
    lines = (
        _("You say that this is an adverse event. It is assessed next, and it counts in the summary."),
        _("An infection is compared with others of the same lot, kit, supplier, room and day."),
    )

    def run(data: dict[str, Any]) -> None:
        confirm_event(event=event, by=request.user, at=now_of(request).at, expected_version=data["version"])

    return _asked(admin, request, event, _("Confirm it"), form, run, _("The adverse event is confirmed."), lines)


def dismiss(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    form = ReasonForm(posted(request), initial={"version": event.version})
    lines = (_("The draft stays in the record with your reason. It comes back when something else is told."),)

    def run(data: dict[str, Any]) -> None:
        reason, version = data["reason"], data["version"]
        dismiss_event(event=event, reason=reason, by=request.user, at=now_of(request).at, expected_version=version)

    return _asked(admin, request, event, _("Dismiss it"), form, run, _("The draft is dismissed."), lines)


def assess(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent, *, second: bool = False) -> HttpResponse:
    """The first assessment, a later one, or with `second` the opinion of another clinician, which begins blank where it
    judges."""
    form = _assess_form(request, event, second=second)
    again = not second and event.assessments.exists()
    if again:
        form.fields["reason"].required = True
    else:
        del form.fields["reason"]
    verb = _("Give a second opinion") if second else _("Assess it again") if again else _("Assess it")
    lines = (_("Grade, seriousness and cause say what has to be reported, and by when."),)

    def run(data: dict[str, Any]) -> None:
        judgement = Judgement(
            **{name: data[name] for name in PLAIN},
            criteria=tuple(data["criteria"]),
            measures=tuple(data["measures"]),
            causality=form.causality(),
            reason=data.get("reason", ""),
        )
        act = add_opinion if second else assess_event
        act(event=event, judgement=judgement, by=request.user, at=now_of(request).at, expected_version=data["version"])

    return _asked(admin, request, event, verb, form, run, _("The assessment is recorded."), lines)


def _assess_form(request: HttpRequest, event: AdverseEvent, *, second: bool) -> AssessForm:
    last = event.assessments.filter(is_second=False).last()
    known: dict[str, Any] = {
        "version": event.version,
        "term": event.term,
        "grading_system": event.grading_system,
        "grade": event.grade,
        "family": event.effect_family,
        "onset_at": event.onset_at or (last and last.onset_at),
        "resolved_at": event.resolved_at,
        "narrative": event.narrative,
    }
    if last is not None and not second:
        answers = {"criteria": last.criteria, "measures": last.measures, "outcome": last.outcome}
        expected = "yes" if last.expected else "no"
        known |= {**answers, "expected": expected, **dict.fromkeys(PART_WORDS, "not_done"), **last.causality}
    lists = {
        "grading_system": choices(GRADING_WORDS),
        "grade": choices(GRADE_WORDS),
        "family": choices(FAMILY_WORDS),
        "criteria": choices(CRITERION_WORDS),
        "measures": choices(MEASURE_WORDS),
        "outcome": choices(OUTCOME_WORDS),
    }
    return AssessForm(
        posted(request),
        initial=known,
        zone=zone_of(request),
        lists=lists,
        parts=choices(PART_WORDS),
        likely=choices(CAUSALITY_WORDS),
    )


def facts(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    form = FactsForm(posted(request), initial={"known_at": now_of(request).at}, zone=zone_of(request))
    lines = (_("What was reported may have to be reported again: the days for that start with the new fact."),)

    def run(data: dict[str, Any]) -> None:
        add_facts(event=event, by=request.user, at=now_of(request).at, **data)

    return _asked(admin, request, event, _("Add a new fact"), form, run, _("The new fact is recorded."), lines)


def aware(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    known = {"aware_at": event.aware_at, "version": event.version}
    form = AwareForm(posted(request), initial=known, zone=zone_of(request))
    lines = (
        _("Reports that are not sent yet get other days, counted from the new one. What was sent stays."),
        _("The moment that stood here before stays in the history, with your reason."),
    )

    def run(data: dict[str, Any]) -> None:
        correct_awareness(
            event=event,
            aware_at=data["aware_at"],
            reason=data["reason"],
            by=request.user,
            at=now_of(request).at,
            expected_version=data["version"],
        )

    return _asked(admin, request, event, _("Correct when we knew"), form, run, _("The moment is corrected."), lines)


def share(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    last = event.words.last()
    form = WordsForm(posted(request), initial={"text": last.text if last else "", "version": event.version})
    lines = (
        _("The patient reads these words in their own file, and on the printed page that you give them."),
        _("A correction is a new version. The earlier words stay in the record."),
    )

    def run(data: dict[str, Any]) -> None:
        share_words(
            event=event, text=data["text"], by=request.user, at=now_of(request).at, expected_version=data["version"]
        )

    return _asked(admin, request, event, _("Tell the patient"), form, run, _("The patient can read it now."), lines)


def close(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    form = EndForm(posted(request), initial={"version": event.version})
    lines = (_("It leaves the lists of what is open. It stays in the record, and can be taken up again."),)

    def run(data: dict[str, Any]) -> None:
        close_event(
            event=event, note=data["note"], by=request.user, at=now_of(request).at, expected_version=data["version"]
        )

    return _asked(admin, request, event, _("Close it"), form, run, _("The adverse event is closed."), lines)


def reopen(admin: ClinicModelAdmin, request: HttpRequest, event: AdverseEvent) -> HttpResponse:
    form = ReasonForm(posted(request), initial={"version": event.version})

    def run(data: dict[str, Any]) -> None:
        reason, version = data["reason"], data["version"]
        reopen_event(event=event, reason=reason, by=request.user, at=now_of(request).at, expected_version=version)

    return _asked(admin, request, event, _("Take it up again"), form, run, _("The adverse event is open again."))


def sent(admin: ClinicModelAdmin, request: HttpRequest, report: AdverseEventReport) -> HttpResponse:
    now = now_of(request)
    form = ReportForm(posted(request), initial={"sent_on": now.today})

    def run(data: dict[str, Any]) -> None:
        make_report(report=report, by=request.user, at=now.at, **data)

    verb = _("Record it as sent")
    return _asked(admin, request, report.event, verb, form, run, _("The report is recorded."), _lines(request, report))


def not_needed(admin: ClinicModelAdmin, request: HttpRequest, report: AdverseEventReport) -> HttpResponse:
    form = ReasonForm(posted(request))

    def run(data: dict[str, Any]) -> None:
        drop_report(report=report, reason=data["reason"], by=request.user, at=now_of(request).at)

    said = _("The reason is recorded.")
    return _asked(admin, request, report.event, _("It is not needed"), form, run, said, _lines(request, report))


def _lines(request: HttpRequest, report: AdverseEventReport) -> tuple[str, ...]:
    rule = RULE_BY_CODE[report.rule]
    due = when.day(report.due_on, now_of(request).today)
    what = _("{what}, due by the end of {day}.").format(what=_(rule.what), day=due)
    return what, _("By the rules of: {profile}. Source: {source}").format(
        profile=_(PROFILE_WORDS[rule.profile]), source=rule.source
    )


def _asked(
    admin: ClinicModelAdmin,
    request: HttpRequest,
    event: AdverseEvent,
    verb: str,
    form: Form,
    run: Run,
    said: str,
    lines: tuple[str, ...] = (),
) -> HttpResponse:
    back = admin.url_of(event)

    def do(data: dict[str, Any]) -> tuple[str, str]:
        run(data)
        return back, said

    about = f"{event.patient.full_name}: {title_of(event)}"
    page = ActPage(title=verb, verb=verb, about=about, form=form, back=back, run=do, lines=lines)
    return answer(admin, request, page)
