"""What clinicians keep at the bench: cases with the level that they must give, and why a case may be judged milder."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import STALE, locked
from journey.actions.refusals import already_done
from journey.domain.errors import NotAccepted, StaleVersion
from journey.domain.rule_cases import Case
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import FallReason, PathwayVersion, SavedCase
from journey.models.bench import LONGEST_NAME, LONGEST_WORDS
from journey.pathway.bench import Trial, shipped_cases
from journey.policies import Act


@transaction.atomic
def save_cases(*, cases: Sequence[Case], by: User, at: datetime) -> list[SavedCase]:
    """Clinicians. The bench tries them from now on. The same cases again by the same person are those that are there.
    Raises NotAccepted for a case without its level, with a name that is too long, or that another case has."""
    policies.check(by, Act.JUDGE_RULES)
    return [_saved(case, by=by, at=at) for case in cases]


def _saved(case: Case, *, by: User, at: datetime) -> SavedCase:
    name = case.case_id
    if case.expected is None:
        raise NotAccepted(_("Case {name} has no expected_level.", name=name), "cases")
    for words, longest in ((name, LONGEST_NAME), (case.description, LONGEST_WORDS)):
        if len(words) > longest:
            raise NotAccepted(_("Case {name}: name or description is too long.", name=name[:LONGEST_NAME]), "cases")
    if any(each.case_id == name for each in shipped_cases()):
        raise NotAccepted(_("The product ships with a case called {name}. Choose another name.", name=name), "cases")
    kept = {"description": case.description, "inputs": dict(case.inputs), "expected": case.expected.value}
    row, is_new = SavedCase.objects.get_or_create(name=name, defaults={**kept, "saved_at": at, "saved_by": by})
    if not is_new and (row.saved_by_id != by.pk or any(getattr(row, key) != value for key, value in kept.items())):
        raise NotAccepted(_("There is a saved case called {name} already. Choose another name.", name=name), "cases")
    return row


@transaction.atomic
def leave_case_out(*, case: SavedCase, by: User, at: datetime) -> SavedCase:
    """Clinicians. The bench tries it no more; it stays on the list. Raises AlreadyDone."""
    policies.check(by, Act.JUDGE_RULES)
    case = locked(case)
    if case.left_out_by is not None and case.left_out_at is not None:
        if case.left_out_by_id == by.pk:
            return case
        words = gettext_noop("{who} left this case out already.")
        raise already_done(words, by=case.left_out_by, at=case.left_out_at)
    case.left_out_at, case.left_out_by = at, by
    case.save(update_fields=["left_out_at", "left_out_by"])
    return case


@transaction.atomic
def write_fall_reasons(
    *, old: PathwayVersion, new: PathwayVersion, reasons: Sequence[tuple[Trial, str]], by: User, at: datetime
) -> list[FallReason]:
    """Clinicians. Why each of these cases may be judged milder by `new`. The same words again by the same person change
    nothing. Raises NotAccepted for a case that does not fall, AlreadyDone when somebody else wrote first, StaleVersion
    for other words of one's own: what is written stays."""
    policies.check(by, Act.JUDGE_RULES)
    locked(new)
    return [_reason(old, new, trial, words.strip(), by=by, at=at) for trial, words in reasons]


def _reason(
    old: PathwayVersion, new: PathwayVersion, trial: Trial, words: str, *, by: User, at: datetime
) -> FallReason:
    known = FallReason.objects.select_related("by").filter(old=old, new=new, key=trial.key).first()
    if known is not None and known.by_id != by.pk:
        raise already_done(
            gettext_noop("{who} wrote why {case} falls already."), by=known.by, at=known.at, case=known.case
        )
    if known is not None and known.reason != words:
        raise StaleVersion(_(STALE))
    if known is not None:
        return known
    if not trial.falls:
        raise NotAccepted(_("The level of {name} does not fall.", name=trial.case.case_id))
    return FallReason.objects.create(
        old=old,
        new=new,
        case=trial.case.case_id[:LONGEST_NAME],
        key=trial.key,
        inputs=dict(trial.case.inputs),
        old_level=trial.old.level,
        old_route=trial.old.route,
        old_rules=";".join(trial.old.rules),
        new_level=trial.new.level,
        new_route=trial.new.route,
        reason=words,
        at=at,
        by=by,
    )
