"""All that one check-in holds, for staff: every version in its own wording, and what triage said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.windows import CheckInState
from journey.models import CheckIn, CheckInDraft, Submission, TriageResult
from journey.models.pathway_version import content_of
from journey.pathway.text import fill
from journey.pathway.wording import Row
from journey.presenters import staff_words, when
from journey.presenters.clinic import clinic_card
from journey.presenters.flags import Chip, chips
from journey.presenters.photos import PhotoCard, staff_photos
from journey.presenters.points_again import points_again
from journey.presenters.senders import in_place_of_patient, sender_words
from journey.presenters.visit_words import CHECK_IN_STATES, LOOKS
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class Verdict:
    look: str
    word: str
    reasons: tuple[str, ...]
    deciding: str
    fired: str
    flags: tuple[Chip, ...]
    inputs: tuple[tuple[str, str], ...]
    rules: str


@dataclass(frozen=True)
class Version:
    title: str
    sent: str
    read: str
    is_latest: bool
    rows: tuple[Row, ...]
    again: tuple[str, ...]
    photos: tuple[PhotoCard, ...]
    verdict: Verdict | None


@dataclass(frozen=True)
class AnswersPage:
    subtitle: str
    journey_url: str
    side: str
    joints: str
    state: str
    window: str
    draft: str
    early: tuple[Verdict, ...]
    read_url: str
    alert_url: str
    photos_url: str
    versions: tuple[Version, ...]


def answers_page(check_in: CheckIn, now: Now) -> AnswersPage:
    sent = list(
        check_in.submissions.select_related("sent_by", "caregiver", "seen_by", "triage__pathway_version").order_by(
            "-version"
        )
    )
    results = list(check_in.triage_results.select_related("pathway_version", "alert_reason").order_by("-at"))
    known = content_of(check_in.pathway_version_id).check_in_by_code.get(check_in.code)
    values = clinic_card(check_in.journey.patient.site.clinic).values
    photos = staff_photos(sent)
    unread = next((each for each in sent if each.latest and each.seen_at is None), None)
    alerts = [result.alert_reason.alert_id for result in results if hasattr(result, "alert_reason")]
    return AnswersPage(
        subtitle=_("{title} ({code})").format(title=known.title if known else check_in.code, code=check_in),
        journey_url=reverse("admin:journey_journey_change", args=[check_in.journey_id]),
        side=staff_words.side(check_in.journey),
        joints=staff_words.joints_of(check_in.cycle),
        state=str(CHECK_IN_STATES[check_in.state_at(now.at)]),
        window=_window(check_in, now),
        draft=_draft(check_in, now),
        early=tuple(_verdict(result, values) for result in results if result.submission_id is None),
        read_url=_read_url(unread) if unread else "",
        alert_url=reverse("admin:journey_alert_change", args=[alerts[0]]) if alerts else "",
        photos_url=reverse("admin:journey_journey_photos", args=[check_in.journey_id]),
        versions=tuple(_version(check_in, each, values, photos.get(each.pk, ()), now) for each in sent),
    )


def _window(check_in: CheckIn, now: Now) -> str:
    due = now.short(check_in.due_at)
    if check_in.closes_at is None:
        return _("Started by the patient {due}").format(due=due)
    closes = now.short(check_in.closes_at)
    return _("Due {due}, closes {closes}").format(due=due, closes=closes)


def _draft(check_in: CheckIn, now: Now) -> str:
    draft = CheckInDraft.objects.filter(check_in=check_in).first()
    if draft is None:
        return ""
    saved = when.relative(draft.saved_at, now.at, now.zone)
    if _is_after_closing(check_in, draft):
        return _("The patient saved some answers after the check-in was closed, last {when}.").format(when=saved)
    if check_in.submitted_at is not None:
        return _("The patient is changing these answers. Last saved {when}.").format(when=saved)
    return _("Not finished: the patient has saved some answers, last {when}.").format(when=saved)


def _is_after_closing(check_in: CheckIn, draft: CheckInDraft) -> bool:
    """Cancelled, or its journey had ended, before the answers that were saved last."""
    journey = check_in.journey
    gone = check_in.cancelled_at if check_in.state == CheckInState.CANCELLED else None
    ended = None if journey.is_looked_after else journey.status_since
    return any(closed is not None and closed <= draft.saved_at for closed in (gone, ended))


def _version(
    check_in: CheckIn, sent: Submission, values: Mapping[str, str], photos: tuple[PhotoCard, ...], now: Now
) -> Version:
    who = _("{who}, {when}").format(who=_sent_by(sent), when=when.relative(sent.sent_at, now.at, now.zone))
    triage: TriageResult | None = getattr(sent, "triage", None)
    return Version(
        title=_("Version {n}, the one that counts").format(n=sent.version)
        if sent.latest
        else _("Version {n}, corrected later").format(n=sent.version),
        sent=_sent(sent, who),
        read=_read(sent, now),
        is_latest=sent.latest,
        rows=tuple(sent.wording),
        again=points_again(check_in, sent, content_of(check_in.pathway_version_id), values) if sent.latest else (),
        photos=photos,
        verdict=_verdict(triage, values) if triage else None,
    )


def _sent(sent: Submission, who: str) -> str:
    if sent.after_closing:
        return _("{sent}, after the check-in was closed").format(sent=who)
    return _("{sent}, late").format(sent=who) if sent.late else who


def _sent_by(sent: Submission) -> str:
    return sender_words(sent) if in_place_of_patient(sent) else str(sent.sent_by)


def _read_url(unread: Submission) -> str:
    """It names the version on this page: a newer one may come before the button is pressed."""
    address = reverse("admin:journey_checkin_read", args=[unread.check_in_id])
    return f"{address}?{urlencode({'submission': unread.pk})}"


def _read(sent: Submission, now: Now) -> str:
    if sent.seen_at is None:
        return _("Nobody yet")
    return _("{who}, {when}").format(who=sent.seen_by, when=when.relative(sent.seen_at, now.at, now.zone))


def _verdict(result: TriageResult, values: Mapping[str, str]) -> Verdict:
    return Verdict(
        look=LOOKS[result.level],
        word=str(staff_words.LEVELS[result.level]),
        reasons=tuple(fill(reason, values) for reason in result.reasons),
        deciding=", ".join(result.deciding),
        fired=", ".join(result.fired),
        flags=chips(result.flags),
        inputs=tuple((name, _plain(value)) for name, value in sorted(result.inputs.items())),
        rules=str(result.pathway_version),
    )


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
