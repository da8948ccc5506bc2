"""The clinical record of a journey: its sections, the form of one of them, and who changed what in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from journey import policies
from journey.access.questions import questions_of
from journey.actions.records import save_record
from journey.admin.record_rows import intake_of, last_entry, marks_of, savings_of, staff_names
from journey.admin.record_sheet import CHOOSE, Sheet, record_url, sheet_of, standing_at
from journey.admin.workspace_forms import Desk, page
from journey.domain.errors import NotAccepted
from journey.domain.record.checking import Finding
from journey.domain.record.consultation.decision import DECISION
from journey.domain.record.entries import NEVER_SAVED, Entry, changes, complete
from journey.domain.record.fields import Group
from journey.domain.record.follow_up.earlier import Earlier, earlier
from journey.domain.record.prefill import Beginning, beginning
from journey.domain.record.refusals import EditedMeanwhile, EntryRefused, WarningsToSee
from journey.domain.stages import StageCode
from journey.forms.record_lines import LinesOfGroup
from journey.forms.records import RecordForm
from journey.forms.refused import put_refusal
from journey.models import Cycle
from journey.presenters.hand_marks import HandMarks
from journey.presenters.questions import QuestionRow, question_rows
from journey.presenters.record import beside, changed_words, choices, section_rows, stage_records, worked_out
from journey.presenters.record_earlier import earlier_beside, earlier_cells

# Where what hurts, and where the needle goes, is written down.
MARKED = (StageCode.CONSULTATION, StageCode.INJECTION)


def record(desk: Desk, cycle_id: UUID | None = None) -> HttpResponse:
    """The sections of a session with how far each is; without a session, of the newest."""
    standing = standing_at(desk, cycle_id)
    others = Cycle.objects.filter(journey=desk.journey).exclude(pk=standing.cycle.pk).order_by("number")
    context = {
        "stages": stage_records(standing, desk.user),
        "session": standing.cycle.number,
        "others": [(each.number, record_url(desk, each)) for each in others],
    }
    return page(desk, "admin/journey/journey/record.html", _("Clinical record"), context)


def section(desk: Desk, cycle_id: UUID, part: str) -> HttpResponse:
    """GET shows the form, what is stored or may be taken over in it; "Add a line" keeps what is typed; POST saves."""
    sheet = sheet_of(desk, cycle_id, part)
    desk.check(policies.writes(sheet.section))
    more = next((name[len("more-") :] for name in desk.request.POST if name.startswith("more-")), "")
    begun, extra = _beginning(sheet)
    stored = sheet.entry if sheet.entry.version or desk.is_post else Entry(begun.values, begun.lines)
    form = sheet.form(stored, desk.posted, more=more)
    if not desk.is_post or more:
        return _shown(sheet, form, extra, 200)
    if not form.is_valid():
        return _shown(sheet, form, extra, 422)
    try:
        is_new = _save(sheet, form)
    except EntryRefused as refusal:
        if sheet.keep:
            return _shown(sheet, _chosen(sheet, form, refusal.entry), extra, 422, errors=refusal.findings)
        form.refuse(refusal.findings)
    except WarningsToSee as refusal:
        form = _chosen(sheet, form, refusal.entry) if sheet.keep else form
        return _shown(sheet, form, extra, 422, refusal.findings)
    except EditedMeanwhile as refusal:
        return _differing(sheet, refusal)
    except NotAccepted as refusal:
        put_refusal(form.form, refusal)
    else:
        return _saved(sheet, is_new=is_new)
    return _shown(sheet, form, extra, 422)


def history(desk: Desk, cycle_id: UUID, part: str) -> HttpResponse:
    """Who changed what in one section, newest first, with the reason and the warnings that were seen."""
    sheet = sheet_of(desk, cycle_id, part)
    names = staff_names()
    lines = [
        {
            "when": desk.clock.short(event.at),
            "who": str(event.by),
            "changes": [*changed_words(sheet.section, event.data["changed"], names, desk.zone)],
            "warnings": event.data["warnings"],
            "reason": event.reason,
        }
        for event in savings_of(sheet.standing.cycle, sheet.section.code, sheet.number)
    ]
    title = _("History: {section}").format(section=sheet.title)
    may_write = policies.may(desk.user, policies.writes(sheet.section))
    back = sheet.url if may_write else record_url(desk, sheet.standing.cycle)
    return page(desk, "admin/journey/journey/record_history.html", title, {"lines": lines, "url": back})


def _beginning(sheet: Sheet) -> tuple[Beginning, dict[str, str]]:
    """What an empty form begins with, and what stands beside its fields."""
    cycle = sheet.standing.cycle
    answers, told_at = intake_of(cycle)
    last = last_entry(sheet.standing, sheet.section)
    reader = sheet.desk.user
    suggests = sheet.section.suggests
    offered = suggests(sheet.standing.facts) if suggests else NEVER_SAVED
    roles = {role.value: str(reader.pk) for role in reader.roles}
    begun = beginning(sheet.section, answers, last, roles, offered)
    names = staff_names() if last.version else {}
    extra = beside(sheet.section, sheet.entry, begun, last, told_at, names, sheet.desk.zone)
    for name, words in earlier_beside(sheet.section, _earlier(sheet), names, sheet.desk.zone).items():
        extra[name] = ". ".join(filter(None, (extra.get(name, "").removesuffix("."), words)))
    return begun, extra


def _earlier(sheet: Sheet) -> tuple[Earlier, ...]:
    return earlier(sheet.section.code, sheet.number, sheet.standing.facts)


def _save(sheet: Sheet, form: RecordForm) -> bool:
    """Whether anything was new."""
    after = save_record(
        cycle=sheet.standing.cycle,
        section=sheet.section,
        values=form.values(),
        lines=form.lines(),
        by=sheet.desk.user,
        at=sheet.desk.at,
        number=sheet.number,
        expected_version=sheet.expected_version(form),
        keep=sheet.keep,
        seen=sheet.desk.request.POST.getlist("seen"),
        reason=form.reason,
    )
    return after.version != sheet.entry.version


def _chosen(sheet: Sheet, form: RecordForm, entry: Entry) -> RecordForm:
    """After the page of differences: what was chosen stands in the fields, and what is changed there counts."""
    return sheet.form(replace(entry, version=form.version), None, reason=form.reason)


def _saved(sheet: Sheet, *, is_new: bool) -> HttpResponse:
    words = _("{section} is saved.") if is_new else _("{section}: there was nothing new to save.")
    messages.success(sheet.desk.request, words.format(section=sheet.title))
    following = sheet.following if "next" in sheet.desk.request.POST else ""
    address = following or record_url(sheet.desk, sheet.standing.cycle)
    return HttpResponseRedirect(address, status=303)


def _shown(
    sheet: Sheet,
    form: RecordForm,
    extra: Mapping[str, str],
    status: int,
    warnings: Sequence[Finding] = (),
    errors: Sequence[Finding] = (),
) -> HttpResponse:
    """`errors` are said above a form that is not bound."""
    form.show_beside(extra)
    marks = marks_of(sheet.desk) if sheet.section.stage in MARKED else None
    form.show_marks(marks)
    for group in sheet.section.groups:
        form.show_in_rows(group.code, earlier_cells(group, _earlier(sheet), sheet.desk.zone))
    context = {
        "form": form,
        "groups": [*_groups(form, extra, marks)],
        "rows": section_rows(sheet.standing, sheet.section.stage, sheet.desk.user),
        "problems": [*form.problems(), *(("", "", each.sentence) for each in errors)] if status == 422 else [],
        "warnings": warnings,
        "worked_out": worked_out(sheet.section, _shown_entry(sheet, form), sheet.standing.facts),
        "record_url": record_url(sheet.desk, sheet.standing.cycle),
        "following": sheet.following,
        "questions": _questions(sheet),
    }
    return page(sheet.desk, "admin/journey/journey/record_section.html", sheet.title, context, status)


def _groups(
    form: RecordForm, extra: Mapping[str, str], marks: HandMarks | None
) -> Iterator[tuple[Group, LinesOfGroup, str, HandMarks | None]]:
    """Each list with what stands above it; the patient's marks where the joints begin."""
    for code, lines in form.groups.items():
        yield form.section.group[code], lines, extra.get(code, ""), marks if code == form.first_joints else None


def _questions(sheet: Sheet) -> tuple[QuestionRow, ...]:
    """Where the consultation is written down: what the patient asked (clinical.md 2.1)."""
    if sheet.section.code != DECISION.code:
        return ()
    desk = sheet.desk
    return question_rows(questions_of(desk.journey.pk), desk.journey.pk, desk.user, desk.clock)


def _shown_entry(sheet: Sheet, form: RecordForm) -> Entry:
    """What is stored; of a section that nobody saved yet, what stands in the form."""
    if sheet.entry.version:
        return sheet.entry
    if not form.is_bound:
        return complete(sheet.section, form.begun.values, form.begun.lines)
    return complete(sheet.section, form.values(), form.lines()) if form.is_valid() else complete(sheet.section, {}, {})


def _differing(sheet: Sheet, refusal: EditedMeanwhile) -> HttpResponse:
    """409 with both values of each field that differs. What was typed goes along, so that sending this page saves."""
    differing = changes(sheet.section, refusal.now, refusal.typed)
    rows = choices(sheet.section, refusal.opened, refusal.now, refusal.typed, differing, staff_names(), sheet.desk.zone)
    posted = sheet.desk.request.POST
    sent = [
        (name, value)
        for name in posted
        if not name.startswith(CHOOSE) and name not in {"version", "csrfmiddlewaretoken", "asked", "opened"}
        for value in posted.getlist(name)
    ]
    context = {"sentence": refusal.sentence, "rows": list(rows), "sent": sent}
    context |= {"version": refusal.now.version, "opened": refusal.opened.version}
    return page(sheet.desk, "admin/journey/journey/record_differs.html", _("Two people wrote this"), context, 409)
