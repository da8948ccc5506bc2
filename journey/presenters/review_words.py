"""The words of a tumour review's lists, in the reader's language."""

from django.utils.translation import gettext as _

from journey.domain.tumour_review import RESULT_WORDS, STEP_WORDS, ReviewResult, ReviewStep


def step_words(value: str) -> str:
    return _(STEP_WORDS[ReviewStep(value)])


def result_words(value: str) -> str:
    """Blank while it is open."""
    return _(RESULT_WORDS[ReviewResult(value)]) if value else ""
