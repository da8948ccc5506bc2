"""A check-in being filled in: its pages, the answers so far, and where the patient goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from journey.domain.windows import CheckInState
from journey.models import CheckIn, CheckInDraft, Submission
from journey.models.form_context import form_context
from journey.models.pathway_version import content_of
from journey.pathway.flow import Page, first_unanswered, form_pages
from journey.pathway.pages import RED_FLAGS
from journey.pathway.schedule import CheckIn as CheckInText
from journey.pathway.schema import Pathway


@dataclass(frozen=True)
class Filling:
    """Pages are in order, as the answers so far make them. Texts of pages may still hold placeholders."""

    check_in: CheckIn
    pathway: Pathway
    answers: Mapping[str, Any]
    pages: tuple[Page, ...]
    draft: CheckInDraft | None
    at: datetime

    @property
    def first_open(self) -> Page | None:
        """The first page that still needs an answer; None when all can be checked and sent."""
        return first_unanswered(self.pages, self.answers)

    @property
    def red_flags(self) -> tuple[str, ...]:
        """The emergency signs that are ticked now, by their keys."""
        answer = self.answers.get(RED_FLAGS)
        return tuple(answer["ticked"]) if isinstance(answer, Mapping) else ()

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    def place(self, page: Page) -> int:
        """The page's number in the form, from 1."""
        return self.pages.index(page) + 1

    def before(self, page: Page) -> Page | None:
        place = self.pages.index(page)
        return self.pages[place - 1] if place else None

    def after(self, page: Page) -> Page | None:
        place = self.pages.index(page)
        return self.pages[place + 1] if place + 1 < len(self.pages) else None

    def can_show(self, page: Page) -> bool:
        """Nothing is asked before what comes first, above all the emergency signs."""
        open_page = self.first_open
        return open_page is None or self.place(page) <= self.place(open_page)


def filling_of(check_in: CheckIn, at: datetime, draft: CheckInDraft | None = None) -> Filling:
    """The form with the draft's answers, or with those that were sent when a sent check-in is being corrected.

    `check_in` comes from `access.get_own_check_in`; `draft` is given when it was saved since.
    """
    draft = draft or getattr(check_in, "draft", None)
    pathway = content_of(check_in.pathway_version_id)
    answers = draft.answers if draft else _sent_answers(check_in)
    pages = form_pages(pathway, form_context(check_in, at), answers)
    return Filling(check_in, pathway, answers, pages, draft, at)


def _sent_answers(check_in: CheckIn) -> dict[str, Any]:
    if check_in.state != CheckInState.SUBMITTED:
        return {}
    return Submission.objects.values_list("raw", flat=True).get(check_in=check_in, latest=True)


def text_of(check_in: CheckIn) -> CheckInText:
    """The pathway's words about this check-in: title, intro, minutes."""
    return content_of(check_in.pathway_version_id).check_in_by_code[check_in.code]
