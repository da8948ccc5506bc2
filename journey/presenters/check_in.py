"""The pages of filling in a check-in, in finished words: a question, check your answers, a check-in that is shut."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from journey.domain.days import local_date
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Clinic
from journey.pathway.flow import Page, answer_words, is_answered
from journey.presenters import when
from journey.presenters.calls import Call, clinic_calls, emergency_call, is_clinic_open
from journey.presenters.clinic import ClinicCard
from journey.presenters.filling import Filling, text_of

CHANGE = "change"  # the query word of a page that was opened from "check your answers"
HAND_WORDS = {"right": lazy("Right hand"), "left": lazy("Left hand")}


@dataclass(frozen=True)
class QuestionPage:
    """`steps` are "done", "here" or "" for each page. `intro` stands on the first page only."""

    title: str
    heading: str
    hint: str
    why: str
    intro: str
    step_words: str
    steps: tuple[str, ...]
    back_url: str
    action_url: str
    saved_words: str
    changing: bool


@dataclass(frozen=True)
class AnswerRow:
    question: str
    answer: tuple[str, ...]
    change_url: str = ""
    changed: str = ""


@dataclass(frozen=True)
class CheckAnswersPage:
    """`token` is blank when nothing was changed since the last sending; there is then nothing to send."""

    title: str
    text: str
    rows: tuple[AnswerRow, ...]
    token: str
    button: str
    send_url: str
    discard_url: str
    back_url: str
    saved_words: str


@dataclass(frozen=True)
class ShutPage:
    """A check-in that asks for nothing now: why, what was kept of it, and what the patient can do instead. `send_url`
    is where what was answered to the end can be sent; blank where there is nothing to send or to report."""

    title: str
    text: str
    kept: str
    send_url: str
    report_url: str
    calls: tuple[Call, ...]


def question_page(filling: Filling, page: Page, card: ClinicCard, *, changing: bool, home_url: str) -> QuestionPage:
    """`home_url` is where the first question leads back to."""
    place, count = filling.place(page), len(filling.pages)
    shown = filled(page, card)
    text = text_of(filling.check_in)
    step = _("Question {place} of {count}").format(place=place, count=count)
    return QuestionPage(
        title=f"{step}: {shown.title}",
        heading=shown.title,
        hint=shown.hint,
        why=shown.why,
        intro=text.intro if place == 1 else "",
        step_words=f"{step} · {_hand(filling) or text.title}",
        steps=("done",) * (place - 1) + ("here",) + ("",) * (count - place),
        back_url=_back(filling, page, changing) or home_url,
        action_url=question_url(filling.check_in, page, changing=changing),
        saved_words=saved_words(filling),
        changing=changing,
    )


def filled(page: Page, card: ClinicCard) -> Page:
    """The page with the clinic's numbers in its texts; a hand map says which side of the hand it shows."""
    page = page.filled({**card.values, "clinic_name": card.name})
    if page.kind != "hand_map":
        return page
    sides = {option.value[0] for option in page.choices if option.value != page.none_value}
    words = {"R": _("This is the back of your right hand."), "L": _("This is the back of your left hand.")}
    said = words[sides.pop()] if len(sides) == 1 else _("This is the back of your hands.")
    return replace(page, hint=f"{said} {page.hint}")


def check_answers_page(filling: Filling, card: ClinicCard, *, shut: bool) -> CheckAnswersPage:
    """Of a form that is `shut` nothing can be changed any more, only sent."""
    check_in, draft = filling.check_in, filling.draft
    was_sent = check_in.state == CheckInState.SUBMITTED
    rows = tuple(_row(filling, filled(page, card), shut=shut) for page in filling.pages)
    back = check_in_url(check_in) if shut else question_url(check_in, filling.pages[-1])
    text = _correcting(bool(draft)) if was_sent else _("You can change any answer before you send it.")
    return CheckAnswersPage(
        title=_("Correct your answers") if was_sent else _("Check your answers"),
        text=_("It has closed. You can still send what you answered.") if shut else text,
        rows=rows,
        token=str(draft.token) if draft else "",
        button=_("Send the changes to the clinic") if was_sent else _("Send to the clinic"),
        send_url=reverse("patient:check_in_send", args=[check_in.pk]),
        discard_url=reverse("patient:check_in_discard", args=[check_in.pk]) if was_sent and draft else "",
        back_url=result_url(check_in) if was_sent else back,
        saved_words=saved_words(filling),
    )


def shut_page(filling: Filling, sentence: str, card: ClinicCard) -> ShutPage:
    """`sentence` is the action's own reason. A window is told in the patient's zone."""
    check_in, draft = filling.check_in, filling.draft
    clinic: Clinic = check_in.journey.patient.site.clinic
    calls = clinic_calls(card, closed=not is_clinic_open(clinic, filling.at))
    emergency = (emergency_call(card),) if card.emergency_number else ()
    is_ready = not clinic.missing()
    title, text = _why_shut(check_in, filling.at) or (_("This check-in has closed"), sentence)
    return ShutPage(
        title=title if is_ready else _("This app is not ready yet"),
        text=text if is_ready else sentence,
        kept=_("We kept what you answered.") if draft else "",
        send_url=check_answers_url(check_in) if draft and is_ready and filling.first_open is None else "",
        report_url=reverse("patient:report", args=[check_in.journey_id])
        if is_ready and check_in.journey.is_looked_after
        else "",
        calls=(*calls, *emergency),
    )


def _why_shut(check_in: CheckIn, at: datetime) -> tuple[str, str] | None:
    state, patient = check_in.state_at(at), check_in.journey.patient
    if state is CheckInState.SCHEDULED:
        today = local_date(at, patient.zone)
        opens = when.moment_with_zone(check_in.opens_at, patient.zone, clinic_zone(patient.site.clinic), today)
        return _("This check-in is not open yet"), _("It opens on {when}.").format(when=opens)
    if state is CheckInState.CANCELLED:
        return _("This check-in is no longer needed"), _("You do not have to do anything.")
    return None


def clinic_zone(clinic: Clinic) -> ZoneInfo:
    return ZoneInfo(clinic.time_zone or "UTC")


def saved_words(filling: Filling) -> str:
    """When the draft was saved last, in clinic time as the foot of the page says."""
    if filling.draft is None:
        return ""
    zone = clinic_zone(filling.check_in.journey.patient.site.clinic)
    saved = filling.draft.saved_at.astimezone(zone)
    if saved.date() == filling.at.astimezone(zone).date():
        return _("Saved at {time}").format(time=when.clock(saved))
    return _("Saved on {moment}").format(moment=when.moment(saved, zone, filling.at.astimezone(zone).date()))


def question_url(check_in: CheckIn, page: Page, *, changing: bool = False) -> str:
    url = reverse("patient:check_in_question", args=[check_in.pk, page.key])
    return f"{url}?{CHANGE}=1" if changing else url


def check_in_url(check_in: CheckIn) -> str:
    return reverse("patient:check_in", args=[check_in.pk])


def check_answers_url(check_in: CheckIn) -> str:
    return reverse("patient:check_in_check_answers", args=[check_in.pk])


def result_url(check_in: CheckIn) -> str:
    return reverse("patient:check_in_result", args=[check_in.pk])


def _back(filling: Filling, page: Page, changing: bool) -> str:
    if changing:
        return check_answers_url(filling.check_in)
    before = filling.before(page)
    return question_url(filling.check_in, before) if before else ""


def _hand(filling: Filling) -> str:
    return str(HAND_WORDS.get(filling.check_in.journey.target_hand, ""))


def _row(filling: Filling, page: Page, *, shut: bool) -> AnswerRow:
    answered = is_answered(page, filling.answers)
    words = answer_words(page, filling.answers.get(page.key)) if answered else []
    return AnswerRow(
        question=page.title,
        answer=tuple(words) or (_("Not provided") if answered else _("Not answered yet"),),
        change_url="" if shut else question_url(filling.check_in, page, changing=True),
    )


def _correcting(changed: bool) -> str:
    if changed:
        return _("Your changes are saved here. The clinic sees them when you send them.")
    return _("You sent these answers. Choose Change where something is not right.")
