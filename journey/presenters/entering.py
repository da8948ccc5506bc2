"""A check-in that staff enter for a patient: what can be entered now, and each of its questions."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from journey.domain.windows import CheckInState
from journey.models import CheckIn
from journey.pathway.flow import Page, answer_words, is_answered
from journey.pathway.pages import PHOTO
from journey.presenters.check_in import filled
from journey.presenters.clinic import ClinicCard
from journey.presenters.filling import Filling, text_of
from journey.presenters.red_flag import result_of
from journey.presenters.senders import ENTERED
from journey.presenters.staff_timeline import Clock


@dataclass(frozen=True)
class Answered:
    question: str
    answer: tuple[str, ...]
    change_url: str


@dataclass(frozen=True)
class EnteringPage:
    """`emergency` is what to say at once, blank without a danger sign. `token` is blank while a question is shown."""

    title: str
    told: str
    heading: str
    hint: str
    step: str
    action_url: str
    emergency: str
    kept: str
    answered: tuple[Answered, ...]
    token: str


def check_in_words(row: CheckIn, clock: Clock) -> str:
    """As it is chosen from: its code and name, and by when; of one that was sent, that it would be corrected."""
    name = _("{code}: {title}").format(code=row, title=text_of(row).title)
    if row.state == CheckInState.SUBMITTED:
        return _("{check_in} (sent, to correct)").format(check_in=name)
    if row.closes_at is None:
        return name
    if row.closes_at <= clock.at:
        return _("{check_in}, late since {moment}").format(check_in=name, moment=clock.moment(row.closes_at))
    return _("{check_in}, until {moment}").format(check_in=name, moment=clock.moment(row.closes_at))


def told_words(told: str, by: User) -> str:
    return str(ENTERED[told]).format(who=by)


def entering_page(filling: Filling, asked: Page | None, card: ClinicCard, told: str, here: str) -> EnteringPage:
    title = text_of(filling.check_in).title
    shown = filled(asked, card) if asked else None
    step = (
        _("Question {place} of {count}").format(place=filling.place(asked), count=len(filling.pages)) if asked else ""
    )
    can_send = asked is None and filling.draft is not None
    return EnteringPage(
        title=_("Enter: {check_in}").format(check_in=title),
        told=told,
        heading=shown.title if shown else _("All questions are answered"),
        hint=shown.hint if shown else "",
        step=step,
        action_url=f"{here}?page={asked.key}" if asked else here,
        emergency=_emergency(filling, card),
        kept=_kept(filling),
        answered=tuple(
            _answered(filling, filled(page, card), here) for page in filling.pages if _is_said(filling, page)
        ),
        token=str(filling.draft.token) if can_send and filling.draft else "",
    )


def _emergency(filling: Filling, card: ClinicCard) -> str:
    if not filling.red_flags and result_of(filling) is None:
        return ""
    return _("A danger sign is ticked. Tell the patient to call {number} now. An alert is on the list.").format(
        number=card.emergency_number
    )


def _kept(filling: Filling) -> str:
    """Whose answers these are so far: a draft of the patient goes on here."""
    if filling.draft is None:
        return ""
    return _("Saved by {who}. Nothing is sent yet.").format(who=filling.draft.saved_by)


def _is_said(filling: Filling, page: Page) -> bool:
    return page.kind != PHOTO and is_answered(page, filling.answers)


def _answered(filling: Filling, page: Page, here: str) -> Answered:
    words = answer_words(page, filling.answers[page.key])
    return Answered(page.title, tuple(words) or (_("Not provided"),), f"{here}?page={page.key}")
