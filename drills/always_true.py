"""What no sequence of actions may break: the invariants of clinical.md 8.3 and 5.2, asked of the rows alone.

Nothing here calls the gates or the rules of the product: a rule that is wrong there would agree with itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

USED_AT_THE_HARVEST = {"heparin": "heparin", "acd_a": "citrate"}  # a class of allergy, by the anticoagulant
CLOSED_BEFORE_A_NEEDLE = ("closed_not_candidate", "closed_withdrawn", "closed_transferred", "closed_deceased")


# Of an urgent alert (clinical.md 5.2): by when somebody speaks with the patient, and by when it is somebody's.
SPEAK_WITHIN, OWNED_WITHIN = timedelta(minutes=30), timedelta(minutes=15)


@dataclass(frozen=True)
class Told:
    """A patient told of an emergency on this check-in, and the page said that it was kept."""

    check_in: UUID
    at: datetime


class Judge:
    """Asked after every action about these journeys; keeps what was true before, which some rules speak about. `told`
    grows outside.

    The invariants of clinical.md 8.3: one active session, and no injection before the harvest (`_sessions`); a product
    in one patient (`_products`); no message to a patient without a number to call (`_messages`); no answer lost by a
    closing (`_answers`). That each hard check fails alone is no matter of chance: `test_gates.py` asks the table."""

    def __init__(self, journeys: Sequence[Any], told: Sequence[Told] = ()) -> None:
        self.keys, self.told = [journey.pk for journey in journeys], told
        self._sent: set[UUID] = set()
        self._events: set[UUID] = set()
        self._needles: set[UUID] = set()
        self._set_aside: dict[UUID, tuple[Any, ...]] = {}
        self._mailed: set[UUID] = set()
        self._first = True

    def broken(self, now: datetime) -> Iterator[str]:
        """A sentence for each rule that the rows break now."""
        yield from self._emergencies(now)
        yield from self._messages(now)
        rules = (self._sessions, self._products, self._answers, self._history, self._worries, self._closed, self._hands)
        for rule in rules:
            yield from rule()
        self._first = False

    def _sessions(self) -> Iterator[str]:
        from journey.models import Cycle, Stage

        cycles = list(Cycle.objects.filter(journey__in=self.keys).select_related("journey__patient"))
        for key in self.keys:
            if sum(each.status == "active" for each in cycles if each.journey_id == key) > 1:
                yield "two sessions are active"
        for cycle in cycles:
            if cycle.harvest_at and cycle.injection_at and cycle.injection_at < cycle.harvest_at:
                yield "the injection was before the harvest"
            open_stages = Stage.objects.filter(cycle=cycle, state="in_progress").count()
            if open_stages > 1:
                yield f"{open_stages} stages are in progress"
            if cycle.injection_at is not None and cycle.pk not in self._needles:
                self._needles.add(cycle.pk)
                # What was injected before the first look was walked through the gates by the builder.
                if not self._first:
                    yield from _needle(cycle)

    def _products(self) -> Iterator[str]:
        from django.db.models import Count

        from journey.models import Cycle, Product

        used = Cycle.objects.exclude(product_id="").filter(injection_at__isnull=False)
        for row in used.values("product_id").annotate(people=Count("journey__patient", distinct=True)):
            if row["people"] > 1:
                yield f"{row['product_id']} was used in {row['people']} patients"
        for product in Product.objects.filter(cycle__journey__in=self.keys):
            if product.pk in self._set_aside and _of(product) != self._set_aside[product.pk]:
                yield f"{product.code} came back from quarantine"
            if product.quarantined_at is not None:
                self._set_aside[product.pk] = _of(product)

    def _answers(self) -> Iterator[str]:
        from journey.models import Submission

        rows = Submission.objects.filter(journey__in=self.keys)
        sent = set(rows.values_list("id", flat=True))
        if self._sent - sent:
            yield f"{len(self._sent - sent)} answers that were sent are gone"
        # What prepares a date that moved is asked again; the earlier answers stay. What came after its check-in was
        # shut is read, and the check-in stays as it is (decision 48).
        whole = rows.filter(after_closing=False)
        if whole.exclude(check_in__state="submitted").exclude(check_in__code__startswith="P-").exists():
            yield "a check-in that was sent does not say so"
        self._sent = sent

    def _messages(self, now: datetime) -> Iterator[str]:
        """Nothing is sent while a number is missing, and what is sent says whom to call."""
        from journey.models import Clinic, Reminder
        from journey.notifications.reminders import compose

        clinic = Clinic.objects.get()
        sent = Reminder.objects.filter(patient__journeys__in=self.keys, mail__isnull=False)
        mails = set(sent.values_list("mail", flat=True))
        for mail in mails - self._mailed:
            letter = compose(mail, now)
            told = "" if letter is None else " ".join((*letter.lines, *letter.after))
            if clinic.missing() or (letter is not None and clinic.clinic_phone not in told):
                yield "a patient was written to without a number to call"
        self._mailed = mails

    def _history(self) -> Iterator[str]:
        from journey.models import JourneyEvent

        events = set(JourneyEvent.objects.filter(journey__in=self.keys).values_list("id", flat=True))
        if self._events - events:
            yield "the history lost an event"
        self._events = events

    def _worries(self) -> Iterator[str]:
        from journey.models import TriageResult

        worrying = TriageResult.objects.filter(journey__in=self.keys, level__in=["call_24h", "urgent_now"])
        for result in worrying.filter(alert_reason=None):
            yield f"nobody is alerted to {result.level}: {result.deciding}"

    def _emergencies(self, now: datetime) -> Iterator[str]:
        """Each has an urgent alert: open with its clock and soon an owner, or closed by a person who wrote why."""
        from journey.models import Alert, TriageResult

        for told in self.told:
            heard = TriageResult.objects.filter(check_in=told.check_in, at=told.at)
            alerts = list(Alert.objects.filter(reasons__triage__in=heard, level="urgent_now").distinct())
            if not alerts:
                yield "a patient told of an emergency, and there is no urgent alert"
            for alert in alerts:
                if alert.state == "closed":
                    if not (alert.closed_by_id and alert.note):
                        yield "an urgent alert was closed by nobody"
                    continue
                if alert.contacted_at is None and alert.due_at > alert.clock_from + SPEAK_WITHIN:
                    yield "an urgent alert gives more than 30 minutes"
                if alert.owner_id is None and alert.contacted_at is None and now > alert.clock_from + OWNED_WITHIN:
                    yield "an urgent alert belongs to nobody"

    def _hands(self) -> Iterator[str]:
        from journey.models import LINES

        targets: Any = LINES["injection", "targets"]
        # What was written before a needle is compared by the gate that finishes the injection.
        rows = targets.objects.filter(
            record__cycle__journey__in=self.keys,
            record__cycle__stages__code="injection",
            record__cycle__stages__state="complete",
        ).exclude(joint="")
        for joint, hand in rows.values_list("joint", "record__cycle__journey__target_hand"):
            if joint[0] != hand[:1].upper():
                yield f"{joint} was injected, and the hand is the {hand}"

    def _closed(self) -> Iterator[str]:
        from journey.models import CheckIn, Cycle

        needled = Cycle.objects.filter(journey__in=self.keys).exclude(harvest_at=None, injection_at=None)
        open_rows = CheckIn.objects.filter(
            journey__in=self.keys, journey__status__in=CLOSED_BEFORE_A_NEEDLE, state__in=["open", "scheduled"]
        )
        for row in open_rows.exclude(journey__in=needled.values("journey")):
            yield f"{row.code} is asked although the journey is closed"


def _of(product: Any) -> tuple[Any, ...]:
    return product.quarantined_at, product.quarantined_by_id, product.quarantine_reason


def _needle(cycle: Any) -> Iterator[str]:
    """Everything that must be there when a needle was used: the right person, the right hand, the right cells."""
    from journey.models import RECORDS, Consent, ConsentWithdrawal, IdentityCheck, Product, ReleaseSignature

    when, patient = cycle.injection_at, cycle.journey.patient
    product = Product.objects.filter(code=cycle.product_id).first()
    if product is None:
        yield "a needle without a product"
        return
    if product.patient_id != patient.pk:
        yield f"the product of {product.patient} was injected into {patient}"
    if product.quarantined_at is not None and product.quarantined_at <= when:
        yield "a product in quarantine was injected"
    if product.ended_at is not None and product.disposition != "stored" and product.ended_at <= when:
        yield "a product that was disposed of was injected"
    signers = set(ReleaseSignature.objects.filter(product=product, cycle=cycle).values_list("by", flat=True))
    if len(signers) < 2:
        yield f"a product that {len(signers)} people released was injected"
    if not IdentityCheck.objects.filter(product=product, cycle=cycle, point="COI-5", matches=True).exists():
        yield "nobody read the label at the bedside"
    if patient.allergies_confirmed_at is None:
        yield "the allergies were never confirmed"
    consent = Consent.objects.filter(cycle=cycle).order_by("-signed_at").first()
    if consent is None or consent.countersigned_at is None or consent.signed_at > when:
        yield "a needle without a consent"
    elif ConsentWithdrawal.objects.filter(consent=consent, scope="treatment", at__lte=when).exists():
        yield "a needle after the consent was withdrawn"
    paused = RECORDS["time_out"].objects.filter(cycle=cycle).first()
    if paused is None:
        yield "a needle without a time-out"
    hand = cycle.journey.target_hand
    if not hand:
        yield "a needle without a hand that was agreed on"
    signed_in = RECORDS["sign_in"].objects.filter(cycle=cycle).first()
    named = {"marked": signed_in and signed_in.marked_hand, "said": paused and paused.said_hand}
    for how, which in named.items():
        if which and which != hand:
            yield f"the {which} hand was {how}, and the plan says the {hand}"
    listed = {words.casefold() for row in patient.allergies.values_list("kind", "substance") for words in row}
    for substance in sorted(_made_with(cycle) & listed):
        yield f"cells made with {substance} were injected into somebody who is allergic to it"


def _made_with(cycle: Any) -> set[str]:
    """What was added to the cells in this session: its class, and its name in small letters."""
    from journey.models import LINES, RECORDS

    used: set[str] = set()
    for (_section, group), lines in LINES.items():
        if group == "additives":
            rows = lines.objects.filter(record__cycle=cycle).values_list("substance_class", "substance")
            used |= {words.casefold() for row in rows for words in row}
    taken = RECORDS["harvest"].objects.filter(cycle=cycle).first()
    if taken is not None and cycle.harvest_mode == "patient_harvest":
        used.add(USED_AT_THE_HARVEST.get(taken.anticoagulant_type, ""))
    return used
