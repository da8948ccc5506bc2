"""Which pages a check-in has, what comes next, and what its answers store. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from journey.pathway.form import Answers, Form, FormContext, red_flag_values
from journey.pathway.pages import Page
from journey.pathway.posted import PageError, clean_raw, posted_of
from journey.pathway.schema import Pathway
from journey.pathway.texts import TeachBackItem, UnderstandingItem
from journey.pathway.values import is_answered
from journey.pathway.wording import Row, answer_words, row_of

__all__ = [
    "FormContext",
    "Page",
    "PageError",
    "Row",
    "answer_words",
    "clean_raw",
    "first_unanswered",
    "form_pages",
    "is_answered",
    "posted_of",
    "red_flag_values",
    "stored_answers",
    "teach_back_result",
    "understanding_result",
    "wording",
]


def form_pages(pathway: Pathway, ctx: FormContext, answers: Answers) -> tuple[Page, ...]:
    """The pages with these draft answers (by page key), the red flags first; more follow when a line is ticked.

    "Check your answers" is not among them. Raises `LookupError` for a check-in that the pathway does not have.
    """
    return tuple(Form(pathway, ctx, answers).walk().pages)


def first_unanswered(pages: Iterable[Page], answers: Answers) -> Page | None:
    """Where the patient goes on; None when the form can be checked and sent."""
    return next((page for page in pages if not is_answered(page, answers)), None)


def stored_answers(pathway: Pathway, ctx: FormContext, answers: Answers) -> dict[str, object]:
    """The answers by the names of clinical.md 3.3 to 3.5 and 6.1.

    A line that was shown and not ticked has its explicit "none" or "no"; what was not shown is absent, and so is a
    blank answer. A moment is local time without zone ("2026-11-20T07:30"). Answers to pages that the form no longer
    has are left out.
    """
    return Form(pathway, ctx, answers).walk().stored


def wording(
    pathway: Pathway, ctx: FormContext, answers: Answers, settings: Mapping[str, str] | None = None
) -> list[Row]:
    """Each answered page in order with its question and the labels chosen, as shown; in JSON types.

    `settings` fills the placeholders, as the page did (`Page.filled`).
    """
    pages = form_pages(pathway, ctx, answers)
    shown = pages if settings is None else [page.filled(settings) for page in pages]
    return [row_of(page, answers) for page in shown if is_answered(page, answers)]


@dataclass(frozen=True)
class UnderstandingResult:
    """`again` are the sentences to go through once more; `wants_to_go_on` is `yes`, `unsure`, `no` or unknown."""

    again: tuple[UnderstandingItem, ...]
    wants_to_go_on: str | None

    @property
    def all_right(self) -> bool:
        return not self.again


def understanding_result(pathway: Pathway, stored: Mapping[str, object]) -> UnderstandingResult:
    """The outcome of `C-POST` (clinical.md 3.4). A missing answer is not a right one."""
    again = tuple(item for item in pathway.understanding if stored.get(item.question) != item.right)
    wants = stored.get("u_go_on")
    return UnderstandingResult(again, None if wants is None else str(wants))


@dataclass(frozen=True)
class TeachBackResult:
    again: tuple[TeachBackItem, ...]

    @property
    def all_right(self) -> bool:
        return not self.again


def teach_back_result(pathway: Pathway, stored: Mapping[str, object], days: Mapping[str, int]) -> TeachBackResult:
    """The outcome of `I-0` (clinical.md 3.4). `days` are the lengths of this patient's instructions by their code;
    an instruction that was not given has the pathway's default."""
    return TeachBackResult(
        tuple(item for item in pathway.teach_back if stored.get(item.question) not in _right(pathway, item, days))
    )


def _right(pathway: Pathway, item: TeachBackItem, days: Mapping[str, int]) -> tuple[object, ...]:
    if not item.right_from:
        return item.right
    return (days.get(item.right_from, pathway.instruction_by_code[item.right_from].days),)
