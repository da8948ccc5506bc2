"""One alert as staff read it: its clock, why it is there, whom to ring, what was tried, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access.agreed_levels import why_not_put_off
from journey.domain.triage import Level
from journey.models import Alert, AlertFinding, AlertReason, AlertSnooze, AlertState, Clinic, Submission, TriageResult
from journey.models.alert import ABOUT_NOW
from journey.models.pathway_version import content_of
from journey.pathway.text import fill
from journey.pathway.wording import Row
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.alert_cards import finding_words
from journey.presenters.alert_patient import AlertPatient, alert_patient, answers_before, hands_of, with_before
from journey.presenters.alert_story import agreed_words, story_tables
from journey.presenters.clinic import clinic_card, dial
from journey.presenters.contact_words import result_words
from journey.presenters.corridor import Marked, marked
from journey.presenters.event_lines import EventLine, events_of
from journey.presenters.flags import Chip, chips
from journey.presenters.notices import staff_told
from journey.presenters.photos import PhotoCard, staff_photos
from journey.presenters.queue_words import left
from journey.presenters.record_page import Button, Table
from journey.presenters.review_page import ReviewLine, line_of_alert
from journey.presenters.visit_words import OUTCOMES
from journey.presenters.worklists import Now

SHAPES = {"urgent_now": "now", "call_24h": "today"}


@dataclass(frozen=True)
class Reason:
    when: str
    title: str
    sentences: tuple[str, ...]
    rules: str
    flagged: Sequence[str]
    answers: tuple[Marked, ...]
    photos: tuple[PhotoCard, ...]
    url: str
    unfinished: str


@dataclass(frozen=True)
class AlertPage:
    level: str
    shape: str
    tone: str
    journey_url: str
    side: str
    joints: str
    phone: str
    tel: str
    left: str
    left_word: str
    is_over: bool
    since: str
    owner: str
    state: str
    flags: tuple[Chip, ...]
    reasons: tuple[Reason, ...]
    about: AlertPatient
    can_take: str
    seen_clock: str
    buttons: tuple[Button, ...]
    tries: Table
    told: Table
    told_next: str
    outcome: str
    note: str
    decided: str
    events: tuple[EventLine, ...]
    review: ReviewLine | None
    agreed: str
    story: tuple[Table, ...]


def alert_page(alert: Alert, clinic: Clinic, now: Now) -> AlertPage:
    """`alert` comes with its patient, journey and owner."""
    closed = alert.state == AlertState.CLOSED
    length, word = ("", "") if closed or alert.contacted_at else left(alert.due_at, now.at)
    told, told_next = staff_told(alert, now)
    rows = list(
        AlertReason.objects.filter(alert=alert)
        .select_related("triage__check_in", "triage__submission", "triage__journey")
        .order_by("-at")
    )
    hands = hands_of(alert, (row.triage.journey for row in rows))
    reasons = _reasons(alert, rows, clinic_card(clinic).values, now, named=len(hands) > 1)
    return AlertPage(
        level=level_words(alert),
        shape=SHAPES[alert.level],
        tone="calm" if closed else SHAPES[alert.level],
        journey_url=reverse("admin:journey_journey_change", args=[alert.journey_id]),
        side=staff_words.side(alert.journey),
        joints=staff_words.joints(alert.journey),
        phone=alert.patient.phone,
        tel=dial(alert.patient.phone),
        left=length,
        left_word=word,
        is_over=bool(length) and alert.due_at < now.at,
        since=_since(alert, now),
        owner=str(alert.owner) if alert.owner else _("Nobody yet"),
        state=_state(alert, now),
        flags=chips(flag for each in reasons for flag in each.flagged),
        reasons=tuple(reasons),
        about=alert_patient(alert, hands, now),
        can_take=_take_url(alert, now),
        seen_clock=alert.clock_from.isoformat(),
        buttons=tuple(_buttons(alert, now)),
        tries=_tries(alert, now),
        told=told,
        told_next=told_next,
        outcome=str(OUTCOMES[alert.outcome]) if alert.outcome else "",
        note=alert.note,
        decided=alert.decided,
        events=events_of(alert, now),
        review=line_of_alert(alert, now),
        agreed=agreed_words(_snooze(alert, now), now),
        story=tuple(story_tables(alert, now)),
    )


def _snooze(alert: Alert, now: Now) -> AlertSnooze | None:
    """What holds now."""
    is_off = alert.snoozed_until is not None and alert.snoozed_until > now.at
    return alert.snoozes.select_related("by").last() if is_off else None


def level_words(alert: Alert) -> str:
    return str(staff_words.LEVELS[alert.level])


def _since(alert: Alert, now: Now) -> str:
    return _("Raised {opened}. Speak to the patient by {due}.").format(
        opened=when.relative(alert.opened_at, now.at, now.zone),
        due=when.relative(alert.due_at, now.at, now.zone),
    )


def _state(alert: Alert, now: Now) -> str:
    if alert.state == AlertState.CLOSED and alert.closed_at:
        return _("Closed {when} by {who}").format(
            when=when.relative(alert.closed_at, now.at, now.zone), who=alert.closed_by
        )
    if alert.contacted_at:
        return _("Patient reached {when}").format(when=when.relative(alert.contacted_at, now.at, now.zone))
    return _("Taken, patient not reached") if alert.state == AlertState.ACKNOWLEDGED else _("Nobody has taken it")


def _reasons(
    alert: Alert, rows: Sequence[AlertReason], values: Mapping[str, str], now: Now, *, named: bool
) -> list[Reason]:
    """`named`: each says of which hand it is."""
    reads = may(now.user, Act.READ_ANSWERS)
    sent = [row.triage.submission for row in rows if row.triage.submission and reads]
    photos, before = staff_photos(sent), answers_before(sent)
    found = AlertFinding.objects.filter(alert=alert).select_related("product").order_by("-at")
    told = [_reason(row, values, photos, before, now, named=named) for row in rows]
    return [*(_finding(row, now) for row in found), *told]


def _finding(row: AlertFinding, now: Now) -> Reason:
    return Reason(
        when=when.relative(row.at, now.at, now.zone),
        title=row.get_kind_display(),
        sentences=(finding_words(row.kind, row.product.code, row.detail),),
        rules="",
        flagged=(),
        answers=(),
        photos=(),
        url="",
        unfinished="",
    )


def _reason(
    row: AlertReason,
    values: Mapping[str, str],
    photos: Mapping[UUID, tuple[PhotoCard, ...]],
    before: Mapping[UUID, Mapping[str, tuple[str, ...]]],
    now: Now,
    *,
    named: bool,
) -> Reason:
    triage = row.triage
    check_in, sent = triage.check_in, triage.submission
    known = content_of(check_in.pathway_version_id).check_in_by_code.get(check_in.code)
    reads = may(now.user, Act.READ_ANSWERS)
    url = reverse("admin:journey_checkin_change", args=[check_in.pk])
    title, side = known.title if known else str(check_in), staff_words.side(triage.journey) if named else ""
    return Reason(
        when=when.relative(row.at, now.at, now.zone),
        title=_("{side}: {check_in}").format(side=side, check_in=title) if side else title,
        sentences=tuple(fill(sentence, values) for sentence in triage.reasons),
        rules=", ".join(triage.fired),
        flagged=triage.flags,
        answers=_answers(sent, triage, before[sent.pk]) if reads and sent is not None else (),
        photos=photos.get(sent.pk, ()) if sent is not None else (),
        url=url if reads else "",
        unfinished="" if sent else _("The form was not finished: only the danger signs were read."),
    )


def _answers(sent: Submission, triage: TriageResult, before: Mapping[str, tuple[str, ...]]) -> tuple[Marked, ...]:
    wording = _worth_reading(sent.wording)
    return with_before(marked(wording, sent.answers, triage), wording, before)


def _worth_reading(wording: Sequence[Row]) -> Sequence[Row]:
    return [row for row in wording if row["answer"]]


def _take_url(alert: Alert, now: Now) -> str:
    if alert.state != AlertState.OPEN or not may(now.user, Act.WORK_ALERTS):
        return ""
    return reverse("admin:journey_alert_take", args=[alert.pk])


def _buttons(alert: Alert, now: Now) -> list[Button]:
    if alert.state == AlertState.CLOSED:
        return [_button(_("Open it again"), "reopen", alert, now, Act.WORK_ALERTS, quiet=True)]
    tried = alert.contact_attempts.filter(ABOUT_NOW).exists()
    no_call = "" if tried else _("First record a call and its outcome.")
    return [
        _button(_("Record a call"), "call", alert, now, Act.LOG_CONTACT),
        _button(_("Propose a call"), "propose", alert, now, Act.WORK_ALERTS, quiet=True),
        _button(_("Hand over"), "hand_over", alert, now, Act.WORK_ALERTS, quiet=True),
        *_put_off(alert, now),
        _button(_("Close"), "close", alert, now, Act.WORK_ALERTS, why=no_call, quiet=True),
    ]


def _put_off(alert: Alert, now: Now) -> list[Button]:
    """Nothing is said of it for what is urgent."""
    if alert.snoozed_until is not None:
        return [_button(_("Bring it back now"), "wake", alert, now, Act.WORK_ALERTS, quiet=True)]
    if alert.level != Level.CALL_24H:
        return []
    why = why_not_put_off(alert)
    return [_button(_("Agree an expected level"), "snooze", alert, now, Act.SNOOZE_ALERT, why=why, quiet=True)]


def _button(label: str, name: str, alert: Alert, now: Now, act: Act, *, why: str = "", quiet: bool = False) -> Button:
    if not may(now.user, act):
        return Button(label, why=reason_not(act))
    if why:
        return Button(label, why=why)
    return Button(label, reverse(f"admin:journey_alert_{name}", args=[alert.pk]), quiet=quiet)


def _tries(alert: Alert, now: Now) -> Table:
    rows = alert.contact_attempts.select_related("by").order_by("-at")
    return Table(
        title=_("Calls and messages"),
        columns=(_("When"), _("How"), _("Result"), _("Who"), _("Note")),
        rows=[
            (
                when.relative(row.at, now.at, now.zone),
                staff_words.ROUTES[row.route],
                result_words(row),
                str(row.by),
                row.note or "–",
            )
            for row in rows
        ],
        empty=_("Nobody has tried to reach the patient yet."),
    )
