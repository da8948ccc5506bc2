"""A tumour review as staff read it: what is wanted next and by when, why it is open, what was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.access.tumour_reviews import review_of_alert
from journey.domain.tumour_review import ReviewClock, ReviewStep, next_step
from journey.models import Alert, TumourReview
from journey.pathway.text import fill
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.clinic import clinic_card
from journey.presenters.queue_words import left
from journey.presenters.record_page import Button, Fact, Table
from journey.presenters.review_words import result_words, step_words
from journey.presenters.staff_timeline import Clock
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class ReviewLine:
    """One line, where a journey or an alert leads to it."""

    words: str
    is_over: bool
    url: str


@dataclass(frozen=True)
class ReviewPage:
    tone: str
    shape: str
    state: str
    next: str
    left: str
    left_word: str
    note: str
    journey_url: str
    side: str
    joints: str
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]
    tables: tuple[Table, ...]


def line_of_journey(row: Mapping[str, Any] | None, clock: Clock) -> ReviewLine | None:
    """From the statement that reads the session: the patient's newest."""
    if row is None:
        return None
    examine_by, image_by = (datetime.fromisoformat(row[name]) for name in ("examine_by", "image_by"))
    wanted = next_step(ReviewClock(examine_by, image_by, frozenset(ReviewStep(each) for each in row["done"])))
    step, until = wanted if wanted and row["closed"] is None else ("", None)
    return _line(row["id"], row["result"], step, until, clock.at)


def line_of_alert(alert: Alert, now: Now) -> ReviewLine | None:
    row = review_of_alert(alert.pk).first() if may(now.user, Act.READ_EVENTS) else None
    return _line(row.pk, row.result, row.step, row.step_by, now.at) if row is not None else None


def _line(key: Any, result: str, step: str, until: datetime | None, at: datetime) -> ReviewLine:
    if result:
        words = _("closed: {result}").format(result=result_words(result).lower())
    elif until is None:
        words = _("open, say what it is")
    else:
        words = f"{step_words(step)}, {' '.join(left(until, at))}"
    url = reverse("admin:journey_tumourreview_change", args=[key])
    return ReviewLine(words, until is not None and until < at, url)


def review_page(review: Any, now: Now) -> ReviewPage:
    """`review` comes with its patient, journey, who closed it, and its next step."""
    length, word = left(review.step_by, now.at) if review.step_by else ("", "")
    late = review.step_by is not None and review.step_by < now.at
    tone = "calm" if review.closed_at else "now" if late else "today"
    return ReviewPage(
        tone=tone,
        shape="expected" if tone == "calm" else tone,
        state=result_words(review.result) if review.closed_at else _("Open"),
        next=_next(review, now),
        left=length,
        left_word=word,
        note=review.note,
        journey_url=reverse("admin:journey_journey_change", args=[review.journey_id]),
        side=staff_words.side(review.journey),
        joints=staff_words.joints(review.journey),
        facts=tuple(_facts(review, now)),
        buttons=() if review.closed_at else tuple(_buttons(review, now)),
        tables=(_reasons(review, now), _findings(review, now)),
    )


def _next(review: Any, now: Now) -> str:
    if review.closed_at:
        moment = when.relative(review.closed_at, now.at, now.zone)
        return _("Closed {when} by {who}.").format(when=moment, who=review.closed_by)
    sentences = {
        ReviewStep.EXAMINED: _("A clinician examines the patient by {by}."),
        ReviewStep.IMAGED: _("An ultrasound or another picture is made by {by}."),
        "": _("Examined and imaged. A clinician says what it is."),
    }
    by = when.relative(review.step_by, now.at, now.zone) if review.step_by else ""
    return sentences[review.step].format(by=by)


def _facts(review: TumourReview, now: Now) -> Iterator[Fact]:
    for label, moment in (
        (_("Opened"), review.opened_at),
        (_("Examine by"), review.examine_by),
        (_("Image by"), review.image_by),
    ):
        yield Fact(label, when.relative(moment, now.at, now.zone))


def _buttons(review: Any, now: Now) -> Iterator[Button]:
    for label, name, is_first in (
        (_("Record the examination"), "examined", review.step == ReviewStep.EXAMINED),
        (_("Record imaging"), "imaged", review.step == ReviewStep.IMAGED),
        (_("Say what it is"), "close", review.step == ""),
    ):
        if not may(now.user, Act.REVIEW_TUMOUR):
            yield Button(label, why=reason_not(Act.REVIEW_TUMOUR))
        else:
            yield Button(label, reverse(f"admin:journey_tumourreview_{name}", args=[review.pk]), quiet=not is_first)


def _reasons(review: TumourReview, now: Now) -> Table:
    values = clinic_card(review.patient.site.clinic).values
    rows = review.reasons.select_related("triage").order_by("-at")
    columns = (_("When"), _("From"), _("What"))
    return Table(_("Why it was opened"), columns, [_reason(each, values, now) for each in rows], "")


def _reason(row: Any, values: Mapping[str, str], now: Now) -> tuple[Any, ...]:
    moment = when.relative(row.at, now.at, now.zone)
    if row.triage is None:
        return moment, _("A visit"), row.detail
    words = " ".join(fill(sentence, values) for sentence in row.triage.reasons)
    if not may(now.user, Act.READ_ANSWERS):
        return moment, _("Answers"), words
    url = reverse("admin:journey_checkin_change", args=[row.triage.check_in_id])
    return moment, format_html('<a href="{}">{}</a>', url, _("Answers")), words


def _findings(review: TumourReview, now: Now) -> Table:
    columns = (_("What"), _("When"), _("Done by"), _("What was found"), _("Written by"))
    rows = [
        (
            step_words(each.step),
            when.relative(each.done_at, now.at, now.zone),
            each.who,
            each.found,
            f"{each.by}, {when.relative(each.at, now.at, now.zone)}",
        )
        for each in review.findings.select_related("by")
    ]
    return Table(_("What was found"), columns, rows, _("Nobody has examined the patient yet."))
