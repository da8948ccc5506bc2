"""What the bench found between two versions, for staff: counts, what falls with its reason, and what else changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from journey.access.bench import Fall
from journey.domain.rule_fields import Value
from journey.domain.triage import Route
from journey.models import FallReason, SavedCase
from journey.pathway.bench import Comparison, Milder, Trial, Verdict, alike, told
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now

MOST_PAIRS = 20


@dataclass(frozen=True)
class FallCard:
    """`field` is where its reason is written: none when there is one, or for who may not write it."""

    case: str
    count: str
    levels: str
    rules: str
    answers: str
    reason: str
    told_by: str
    field: Any = None


@dataclass(frozen=True)
class BenchPage:
    facts: Sequence[Fact]
    falls: Sequence[FallCard]
    title: str
    needed: str
    tables: Sequence[Table]


def bench_page(
    named: Comparison, generated: Comparison, falls: Sequence[Fall], milder: Sequence[Milder], form: Any, now: Now
) -> BenchPage:
    """`milder` are the worse answers that the new rules judge lower; `form` has the fields for reasons, if any."""
    every = [*named.trials, *generated.trials]
    without = sum(each.reason is None for each in falls)
    return BenchPage(
        facts=(
            Fact(_("Cases tried"), _n(len(every))),
            Fact(_("Level falls"), _n(sum(each.falls for each in every))),
            Fact(_("Level rises"), _n(sum(each.moves and not each.falls for each in every))),
            Fact(_("Same level, other rules"), _n(sum(bool(each.differs) and not each.moves for each in every))),
            Fact(_("Not the expected level"), _n(len(named.unexpected))),
        ),
        falls=[_card(each, form, now) for each in falls],
        title=_("What falls ({count})").format(count=_n(len(falls))),
        needed=needed_words(without),
        tables=(_milder(milder), _unexpected(named.unexpected), _rises([*named.rises], generated.rises)),
    )


def needed_words(without: int) -> str:
    """ "2 falls still need a reason." """
    if not without:
        return _("Every fall has its reason.")
    words = ngettext("{n} fall still needs a reason.", "{n} falls still need a reason.", without)
    return words.format(n=without)


def verdict_words(verdict: Verdict) -> str:
    """ "Call in 24 h (INF-07)"."""
    level = staff_words.LEVELS[verdict.level]
    return _("{level} ({rules})").format(level=level, rules=", ".join(verdict.rules))


def answers_words(inputs: Mapping[str, Value]) -> str:
    """ "day 5, discharge pus": in the words of the rules, without answers that are the best."""
    return ", ".join(f"{name} {value}" for name, value in told(inputs).items())


def reasons_table(reasons: Iterable[FallReason], now: Now) -> Table:
    """All that is written between the two versions, of pasted cases too."""
    columns = (_("Case"), _("Before"), _("Now"), _("Reason"), _("By"), _("Answers"))
    rows = [
        (
            each.case, staff_words.LEVELS[each.old_level], staff_words.LEVELS[each.new_level], each.reason,
            _by(each.by, each.at, now), answers_words(each.inputs),
        )
        for each in reasons
    ]  # fmt: skip
    return Table(_("Reasons that are written"), columns, rows, _("None yet."))


def case_page(case: SavedCase, now: Now) -> RecordPage:
    facts = [
        Fact(_("Expected level"), staff_words.LEVELS[case.expected]),
        Fact(_("Description"), case.description or "–"),
        Fact(_("Saved"), _by(case.saved_by, case.saved_at, now)),
    ]
    if case.left_out_by and case.left_out_at:
        facts.append(Fact(_("Left out"), _by(case.left_out_by, case.left_out_at, now)))
    label = _("Leave it out")
    button = Button(label, reverse("admin:journey_savedcase_leave_out", args=[case.pk]), quiet=True)
    if case.left_out_at:
        button = Button(label, why=_("It is left out already."))
    elif not may(now.user, Act.JUDGE_RULES):
        button = Button(label, why=reason_not(Act.JUDGE_RULES))
    table = Table(_("Answers"), (_("Field"), _("Value")), [(n, str(v)) for n, v in case.inputs.items()], _("None."))
    return RecordPage(facts=facts, buttons=(button,), tables=(table,))


def _by(who: User | None, at: datetime, now: Now) -> str:
    return _("{who}, {when}").format(who=who, when=when.relative(at, now.at, now.zone))


def _card(fall: Fall, form: Any, now: Now) -> FallCard:
    trial, reason = fall.trial, fall.reason
    name = f"reason-{trial.key}"
    others = ngettext("{n} case by chance falls like this.", "{n} cases by chance fall like this.", fall.count)
    return FallCard(
        case=trial.case.case_id,
        count=others.format(n=_n(fall.count)) if fall.is_generated else trial.case.description,
        levels=_("From {old} to {new}").format(old=_level(trial.old), new=_level(trial.new)),
        rules=_("Decided before: {old}. Decide now: {new}.").format(
            old=", ".join(trial.old.rules), new=", ".join(trial.new.rules)
        ),
        answers=answers_words(trial.case.inputs),
        reason=reason.reason if reason else "",
        told_by=_by(reason.by, reason.at, now) if reason else "",
        field=form[name] if form is not None and name in form.fields else None,
    )


def _level(verdict: Verdict) -> str:
    """The level, with where the patient is sent when that is what tells two apart."""
    if verdict.route == Route.EMERGENCY_NUMBER:
        return _("Emergency number")
    return str(staff_words.LEVELS[verdict.level])


def _milder(found: Sequence[Milder]) -> Table:
    columns = (_("Case"), _("One answer"), _("Before"), _("When it is worse"), _("Answers"))
    rows = [
        (
            each.case.case_id, f"{each.field}: {each.better}, {each.worse}", verdict_words(each.before),
            verdict_words(each.after), answers_words(each.case.inputs),
        )
        for each in found[:MOST_PAIRS]
    ]  # fmt: skip
    empty = _("None was found: no answer made worse lowers the level in the new rules.")
    return Table(_("Worse answers that the new rules judge milder"), columns, rows, empty)


def _unexpected(trials: Iterable[Trial]) -> Table:
    columns = (_("Case"), _("Expected"), _("New rules"), _("Answers"))
    rows = [
        (
            each.case.case_id, staff_words.LEVELS[each.case.expected or each.new.level], verdict_words(each.new),
            answers_words(each.case.inputs),
        )
        for each in trials
    ]  # fmt: skip
    return Table(_("Saved and pasted cases that do not get their expected level"), columns, rows, _("None."))


def _rises(named: Iterable[Trial], generated: Iterable[Trial]) -> Table:
    columns = (_("Case"), _("Old rules"), _("New rules"), _("Alike"), _("Answers"))
    rows = [*_risen((each, 1) for each in named), *_risen((each.example, each.count) for each in alike(generated))]
    return Table(_("What rises"), columns, rows, _("No level rises."))


def _risen(trials: Iterable[tuple[Trial, int]]) -> Iterator[tuple[Any, ...]]:
    for trial, count in trials:
        case = trial.case
        yield case.case_id, verdict_words(trial.old), verdict_words(trial.new), _n(count), answers_words(case.inputs)


def _n(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
