"""What the one who rings wants to know of the patient besides the alert: medicines, product, pain over time, what
changed since last time, and who spoke with them last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from journey.models import Alert, ContactAttempt, Cycle, Journey, Submission
from journey.pathway.wording import Row
from journey.policies import Act, may
from journey.presenters import staff_words, when
from journey.presenters.corridor import Marked, band_of
from journey.presenters.emergency_sheet import Fact, given_facts
from journey.presenters.pain_chart import range_words
from journey.presenters.pain_days import pain_days
from journey.presenters.record_page import Table
from journey.presenters.worklists import Now

DAYS, CONTACTS, EARLIER = 5, 3, 30
WORST = 10  # the top of the scale


@dataclass(frozen=True)
class Given:
    """What the hand of one journey was given. `side` is blank where the alert is about one alone; `pain` is None for a
    reader who does not read answers, and before an injection."""

    side: str
    facts: tuple[Fact, ...]
    pain: Table | None


@dataclass(frozen=True)
class AlertPatient:
    given: tuple[Given, ...]
    contacts: Table


def alert_patient(alert: Alert, hands: Sequence[Journey], now: Now) -> AlertPatient:
    """The same number of statements however long a journey is. `alert` comes with its patient and site, `hands` are the
    journeys that it is about (`hands_of`)."""
    return AlertPatient(
        given=tuple(_given(journey, alert, now, named=len(hands) > 1) for journey in hands),
        contacts=_contacts(alert, now),
    )


def hands_of(alert: Alert, told: Iterable[Journey]) -> list[Journey]:
    """The journey that opened it, then the others whose answers joined it."""
    others = {each.pk: each for each in told if each.pk != alert.journey_id}
    return [alert.journey, *others.values()]


def _given(journey: Journey, alert: Alert, now: Now, *, named: bool) -> Given:
    cycle, newest = _cycles(journey, alert)
    reads = may(now.user, Act.READ_ANSWERS)
    return Given(
        side=staff_words.side(journey) if named else "",
        facts=given_facts(alert.patient, cycle, newest) if cycle and newest else (),
        pain=_pain(cycle, now) if reads and cycle and cycle.injection_at else None,
    )


def _cycles(journey: Journey, alert: Alert) -> tuple[Cycle | None, Cycle | None]:
    """The session of the last injection, else the newest; and the newest."""
    cycles = list(Cycle.objects.filter(journey=journey).order_by("-number"))
    newest = cycles[0] if cycles else None
    for cycle in cycles:
        cycle.journey = journey
        cycle.journey.patient = alert.patient
    return next((each for each in cycles if each.injection_at), newest), newest


def _pain(cycle: Cycle, now: Now) -> Table:
    known = pain_days(cycle, now.at)
    told = [each for each in known.days if each.pain is not None]
    band = band_of(known.judged, told[-1].day if told else 0, WORST)
    rows = [
        (
            _("Day {day}").format(day=each.day),
            str(each.pain),
            range_words(band.most(each.day)) if band else "",
            _against(each.pain, known.baseline),
        )
        for each in reversed(told[-DAYS:])
    ]
    before = _("not known") if known.baseline is None else str(known.baseline)
    return Table(
        title=_("Worst pain, before treatment: {pain}").format(pain=before),
        columns=(_("Day"), _("Worst pain"), _("Expected"), _("Against before")),
        rows=rows,
        empty=_("No answers since the injection."),
    )


def _against(pain: int | None, baseline: int | None) -> str:
    if pain is None or baseline is None:
        return "–"
    if pain == baseline:
        return _("the same")
    words = _("{n} worse") if pain > baseline else _("{n} better")
    return words.format(n=abs(pain - baseline))


def _contacts(alert: Alert, now: Now) -> Table:
    rows = ContactAttempt.objects.filter(journey=alert.journey_id).exclude(alert=alert).select_related("by")
    return Table(
        title=_("Last calls and messages about other things"),
        columns=(_("When"), _("What for"), _("How"), _("Result"), _("Who"), _("Note")),
        rows=[
            (
                when.relative(row.at, now.at, now.zone),
                staff_words.PURPOSES[row.purpose],
                staff_words.ROUTES[row.route],
                staff_words.RESULTS[row.result],
                str(row.by),
                row.note or "–",
            )
            for row in rows.order_by("-at")[:CONTACTS]
        ],
        empty="",
    )


def answers_before(sent: Iterable[Submission]) -> dict[UUID, Mapping[str, tuple[str, ...]]]:
    """For each of these submissions, what the same pages of the same hand said last before it, also in another check-in
    or version. One statement."""
    asked = list(sent)
    if not asked:
        return {}
    known = list(
        Submission.objects.filter(
            journey__in={each.journey_id for each in asked}, sent_at__lt=max(each.sent_at for each in asked)
        )
        .only("journey_id", "sent_at", "version", "wording")
        .order_by("-sent_at", "-version")[: EARLIER + len(asked)]
    )
    return {each.pk: _last_said(row for row in known if _is_before(row, each)) for each in asked}


def _is_before(row: Submission, sent: Submission) -> bool:
    return row.journey_id == sent.journey_id and row.sent_at < sent.sent_at


def _last_said(earlier: Iterable[Submission]) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for row in earlier:
        for line in row.wording:
            if line["answer"]:
                said.setdefault(line["page"], tuple(line["answer"]))
    return said


def with_before(
    answers: Sequence[Marked], wording: Sequence[Row], before: Mapping[str, tuple[str, ...]]
) -> tuple[Marked, ...]:
    """The answers with the earlier one beside each that is another now."""
    pairs = zip(answers, wording, strict=True)
    return tuple(
        replace(answer, before=", ".join(before[row["page"]]))
        if before.get(row["page"], tuple(row["answer"])) != tuple(row["answer"])
        else answer
        for answer, row in pairs
    )
