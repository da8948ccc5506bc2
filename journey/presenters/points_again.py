"""What a clinician or nurse goes through once more after a check of what was understood (clinical.md 3.4)."""

from collections.abc import Mapping

from journey.models import CheckIn, Submission
from journey.pathway.flow import teach_back_result, understanding_result
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.presenters.agreed import agreed

UNDERSTANDING, TEACH_BACK = "C-POST", "I-0"


def points_again(
    check_in: CheckIn, submission: Submission, pathway: Pathway, values: Mapping[str, str]
) -> tuple[str, ...]:
    """The sentences to repeat; never shown as a mistake. Days are judged by what was agreed with this patient, which
    takes a statement for that check alone. Needs `cycle` loaded."""
    if check_in.code == UNDERSTANDING:
        return tuple(item.again for item in understanding_result(pathway, submission.answers).again)
    if check_in.code == TEACH_BACK:
        given = agreed(pathway.instructions, check_in.cycle)
        days = {each.code: each.days for each in given if each.days is not None}
        return tuple(fill(item.again, values) for item in teach_back_result(pathway, submission.answers, days).again)
    return ()
