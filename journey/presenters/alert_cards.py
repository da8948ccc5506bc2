"""Open alerts of a journey with their clock: how long is left, who owns it, what the patient said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey import policies
from journey.domain.triage import Level, Route, staff_clock
from journey.models import Alert, FindingKind, Journey
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.policies import Act
from journey.presenters import when
from journey.presenters.flags import Chip, chips
from journey.presenters.gate_lines import Button
from journey.presenters.staff_timeline import Clock
from journey.presenters.staff_words import Words

# The track is drawn from 5 to 595 of a box of 600.
TRACK_START, TRACK_LENGTH = 5, 590


@dataclass(frozen=True)
class Reason:
    text: str
    code: str


@dataclass(frozen=True)
class AlertCard:
    """`gone` and `mark` are places on the clock's track, strings of whole numbers; `mark` is blank without a rise."""

    id: str
    level: str
    title: str
    flags: tuple[Chip, ...]
    since: str
    owner: str
    left: str
    left_words: str
    gone: str
    mark: str
    gone_words: str
    mark_words: str
    due_words: str
    is_overdue: bool
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]


TAKE, CALL, CLOSE = gettext_lazy("Take this alert"), gettext_lazy("Record a call"), gettext_lazy("Close the alert")


def alert_cards(
    content: Pathway, alerts: Iterable[Alert], journey: Journey, reader: User, clock: Clock
) -> list[AlertCard]:
    """One card an open alert, in their order. Each comes with `told`, `found` and `tried`: the deciding rules and the
    note of each answer that raised it, what the clinic found out, whether an attempt to reach the patient is recorded,
    and `lead`, who is told next."""
    return [_card(content, alert, journey, reader, clock) for alert in alerts]


def _card(content: Pathway, alert: Alert, journey: Journey, reader: User, clock: Clock) -> AlertCard:
    rows = alert.__dict__
    told: Sequence[Mapping[str, Any]] = rows["told"]
    codes = [code for each in told for code in each["deciding"]]
    found = [Reason(finding_words(each["kind"], each["code"], each["detail"]), "") for each in rows["found"]]
    tried: bool = rows["tried"]
    urgent = alert.level == Level.URGENT_NOW
    left = alert.due_at - clock.at
    reached = alert.contacted_at is not None
    late = left.total_seconds() <= 0
    left_words = _("too late: the patient has not been reached") if late else _("left to reach the patient")
    return AlertCard(
        id=str(alert.pk),
        level=alert.level,
        title=_("Urgent now") if urgent else _("Call within 24 hours"),
        flags=chips(flag for each in told for flag in each["flags"]),
        since=_("Open since {when}.").format(when=when.relative(alert.opened_at, clock.at, clock.zone)),
        owner=_owner(alert, clock),
        left=_("Reached") if reached else when.length(abs(left)),
        left_words=when.relative(alert.contacted_at, clock.at, clock.zone) if alert.contacted_at else left_words,
        gone=_place((clock.at - alert.clock_from) / (alert.due_at - alert.clock_from)),
        mark=_rise(alert),
        gone_words=_("{length} gone").format(length=when.length(clock.at - alert.clock_from)),
        mark_words=_rise_words(alert, rows["lead"], clock),
        due_words=_("Due {when}").format(when=clock.moment(alert.due_at)),
        is_overdue=late and not reached,
        reasons=(*found, *reasons_of(content, codes, values_of(journey))),
        notes=tuple(filter(None, (str(each["note"] or "").strip() for each in told))),
        buttons=_buttons(alert, tried, reader),
    )


def _owner(alert: Alert, clock: Clock) -> str:
    """Who has it, and until when it is put off."""
    words = _("{name} owns it.").format(name=alert.owner) if alert.owner else _("No owner yet.")
    if alert.snoozed_until is None or alert.snoozed_until <= clock.at:
        return words
    return _("{words} Expected to stay as it is until {moment}.").format(
        words=words, moment=clock.moment(alert.snoozed_until)
    )


def _place(share: float) -> str:
    return str(round(TRACK_START + TRACK_LENGTH * min(max(share, 0.0), 1.0)))


def _rise(alert: Alert) -> str:
    """Where on the track the lead clinician is told (clinical.md 5.2)."""
    after = staff_clock(Level(alert.level), Route(alert.route or Route.NONE)).escalate_after
    return _place(after[0] / (alert.due_at - alert.clock_from)) if after else ""


def _rise_words(alert: Alert, lead: str | None, clock: Clock) -> str:
    after = staff_clock(Level(alert.level), Route(alert.route or Route.NONE)).escalate_after
    if not after:
        return ""
    who = lead or _("the clinicians of the site")
    return _("Goes to {who}: {when}").format(
        who=who, when=when.relative(alert.clock_from + after[0], clock.at, clock.zone)
    )


def values_of(journey: Journey) -> Mapping[str, str]:
    """What stands in for the placeholders of the clinic in sentences. The journey comes with its clinic."""
    return journey.patient.site.clinic.text_values()


def finding_words(kind: str, code: str, detail: str) -> str:
    words = {
        FindingKind.RECALL: _("Product {code}, which was given, is recalled. {detail}"),
        FindingKind.POSITIVE_TEST: _("A test of product {code}, which was given, came back positive: {detail}."),
    }
    return words[FindingKind(kind)].format(code=code, detail=detail)


def reasons_of(content: Pathway, deciding: Iterable[str], values: Mapping[str, str]) -> list[Reason]:
    """The deciding rules with the sentence that the patient read, each once."""
    codes = dict.fromkeys(deciding)
    sentences: dict[str, str] = {rule.id: rule.reason for rule in content.triage.rules if rule.id in codes}
    sentences |= {rule.id: rule.reason for rule in content.readiness.rules if rule.id in codes}
    sentences[content.triage.streak.id] = content.triage.streak.reason
    sentences[content.triage.default.id] = content.triage.default.reason
    return [Reason(fill(sentences.get(code, ""), values), code) for code in codes]


def _buttons(alert: Alert, tried: bool, reader: User) -> tuple[Button, ...]:
    """What is done with an alert is done on its own pages."""
    taken = alert.owner_id == reader.pk and alert.acknowledged_at is not None
    take = () if taken else (_button(TAKE, "take", alert, Act.WORK_ALERTS, reader),)
    call = _button(CALL, "call", alert, Act.LOG_CONTACT, reader)
    if tried:
        return (*take, call, _button(CLOSE, "close", alert, Act.WORK_ALERTS, reader))
    return (*take, call, Button(str(CLOSE), why=_("First record a call and its outcome.")))


def _button(words: Words, name: str, alert: Alert, act: Act, reader: User) -> Button:
    if not policies.may(reader, act):
        return Button(str(words), why=_(policies.reason_not(act)))
    return Button(str(words), reverse(f"admin:journey_alert_{name}", args=[alert.pk]))
