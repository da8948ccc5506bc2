"""A patient's consent as one page: where it stands, the steps to it, and what was signed before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.consent import OPTIONAL, Again, Scope
from journey.domain.consent_ready import NOT_YET, Missing
from journey.domain.days import local_date
from journey.domain.gate_checks_consent import plan_of, withdrawn
from journey.models import CheckIn, Consent, ConsentTalk
from journey.presenters import when
from journey.presenters.calls import Call, clinic_calls, is_clinic_open
from journey.presenters.clinic import ClinicCard
from journey.presenters.tasks import Task
from journey.signing import Signing

WHY_AGAIN: Mapping[str, object] = {
    Again.SAFETY: gettext_lazy("There is something new about risks. Talk to us before you sign."),
    Again.PLAN: gettext_lazy("Your plan is not the same as before."),
    Again.PATIENT: gettext_lazy("You told us that you want to think about it again."),
    Again.OTHER: gettext_lazy("Your doctor talks with you about it."),
}
# What stands before a signature and has a step of its own on the page.
STEPS = (Missing.UNDERSTANDING, Missing.GOING_ON, Missing.READING)


@dataclass(frozen=True)
class SignedRow:
    title: str
    url: str
    note: str


@dataclass(frozen=True)
class ConsentPage:
    """`state` is one sentence; `why` says why it is asked again; `steps` are what is done and to do, in order."""

    title: str
    state: str
    why: str
    action: str
    action_url: str
    steps: tuple[Task, ...]
    signed: tuple[SignedRow, ...]
    take_back_url: str
    calls: tuple[Call, ...]


def consent_page(
    signing: Signing,
    consents: Sequence[Consent],
    asked: ConsentTalk | None,
    understanding: CheckIn | None,
    card: ClinicCard,
) -> ConsentPage:
    """`consents` newest first, with their `taken_back` scopes; `asked`: the newest wish for a new one."""
    words = _Words(signing)
    action, url = words.action()
    return ConsentPage(
        title=_("Your consent"),
        state=words.state(),
        why=words.why(asked, consents),
        action=action,
        action_url=url,
        steps=tuple(words.steps(understanding)),
        signed=tuple(_row(signing, each) for each in consents),
        take_back_url=consent_url("consent_take_back", signing)
        if consents and can_take_back(signing, consents[0])
        else "",
        calls=clinic_calls(card, closed=not is_clinic_open(signing.clinic, signing.at)),
    )


def consent_url(name: str, signing: Signing, *more: object) -> str:
    return reverse(f"patient:{name}", args=[signing.standing.cycle.pk, *more])


def moment_words(signing: Signing, moment: datetime) -> str:
    """In the clinic's time, which is named where the patient's clock shows another."""
    zone = signing.standing.clinic_zone
    return when.moment_with_zone(moment, zone, signing.standing.journey.patient.zone, local_date(signing.at, zone))


def taken_back(consent: Consent) -> dict[str, datetime]:
    """By scope, when."""
    return {each.scope: each.at for each in consent.withdrawals.all()}


def can_take_back(signing: Signing, consent: Consent) -> tuple[Scope, ...]:
    """The scopes that stand: the treatment always, the app while the patient is asked by it, an extra use where it was
    agreed to."""
    gone = set(taken_back(consent)) - {Scope.APP}
    if signing.standing.journey.patient.off_app_since is not None:
        gone.add(Scope.APP)
    return tuple(scope for scope in Scope if scope not in gone and (scope not in OPTIONAL or getattr(consent, scope)))


class _Words:
    def __init__(self, signing: Signing) -> None:
        self.signing, self.facts = signing, signing.standing.facts
        self.signed = self.facts.consent.signed

    def state(self) -> str:
        signed = self.signed
        if Missing.OVER in self.signing.missing:
            return _("The treatment of this session has been given.")
        if withdrawn(self.facts):
            assert self.facts.consent.withdrawn_at is not None
            day = moment_words(self.signing, self.facts.consent.withdrawn_at)
            return _("You took your consent back: {moment}. We do not go on without a new one.").format(moment=day)
        if self.signing.asks or signed is None:
            waits = self._waits_for_us()
            return waits or _("You decide. Nothing is done before you sign, and you can stop at any time.")
        if signed.countersigned_at is None:
            return _("You signed. A doctor signs next to you, and we tell you if there is a question.")
        if self.signing.at < signed.thinking_ends_at:
            moment = moment_words(self.signing, signed.thinking_ends_at)
            return _("You signed. You have time to think until {moment}. Nothing is done before.").format(moment=moment)
        return _("You signed. You can still take it back at any time before the needle.")

    def _waits_for_us(self) -> str:
        missing = [each for each in self.signing.missing if each not in STEPS]
        return _(NOT_YET[missing[0]]) if missing else ""

    def why(self, asked: ConsentTalk | None, consents: Sequence[Consent]) -> str:
        """Why another signature is needed after one that was given."""
        signed, consent = self.signed, self.facts.consent
        if signed is None or not self.signing.asks or Missing.OVER in self.signing.missing:
            return ""
        if withdrawn(self.facts):
            return _("Did you change your mind? Talk to us first. Then you can sign again here.")
        if asked is not None and asked.at > signed.signed_at:
            return _("We ask you to sign again. {why}").format(why=WHY_AGAIN[asked.why])
        if signed.text < consent.needed_text:
            text = self.signing.text
            changed = text.changes if text else ""
            return _("The text has changed since you signed: {changes} Please read it and sign again.").format(
                changes=changed.rstrip(".") + "."
            )
        if signed.plan != plan_of(self.facts):
            return _("Your plan has changed since you signed. Please read it and sign again.")
        if self.signing.repeat_donor and not signed.repeat_donor:
            return _("You had donor cells before. There is one more line to read and sign.")
        if self.signing.repeat_harvest and signed.harvests_before < self.facts.harvests_before:
            return _("Cells would be taken again. There is one more line to read and sign.")
        words = _("You signed more than {days} days ago. Please read it and sign again.")
        return words.format(days=consent.max_age_days)

    def action(self) -> tuple[str, str]:
        signing = self.signing
        if not signing.asks or set(signing.missing) - {Missing.READING}:
            return "", ""
        if Missing.READING in signing.missing:
            return _("Read what is known"), consent_url("consent_read", signing)
        page = signing.first_open
        if page is None:
            return _("Check and sign"), consent_url("consent_sign", signing)
        words = _("Go on with the lines") if signing.answers else _("Go through the lines")
        return words, consent_url("consent_lines", signing, page.key)

    def steps(self, understanding: CheckIn | None) -> Iterator[Task]:
        signing, signed = self.signing, self.signed
        if Missing.OVER in signing.missing:
            return
        yield self._reading()
        passed = Missing.UNDERSTANDING not in signing.missing and Missing.GOING_ON not in signing.missing
        can_send = understanding is not None and not passed
        check_url = reverse("patient:check_in", args=[understanding.pk]) if understanding and can_send else ""
        yield self._step("understanding", _("The check “Did we explain it well?”"), check_url, done=passed)
        has_signed = not signing.asks
        _verb, url = self.action()
        yield self._step(
            "lines",
            _("Go through the lines and sign"),
            "" if has_signed or not signing.has_read else url,
            done=has_signed,
        )
        countersigned = has_signed and signed is not None and signed.countersigned_at is not None
        yield self._step("doctor", _("A doctor signs next to you"), "", done=countersigned)
        if signed is not None and has_signed:
            over = signing.at >= signed.thinking_ends_at
            until = moment_words(signing, signed.thinking_ends_at)
            hint = "" if over else _("Until {moment}.").format(moment=until)
            yield self._step("thinking", _("Time to think"), "", done=over, hint=hint)

    def _reading(self) -> Task:
        url = consent_url("consent_read", self.signing) if self.signing.words else ""
        done = self.signing.has_read
        return Task("reading", _("What is known, and what is not"), url, _("Read") if done else _("To read"), not done)

    def _step(self, key: str, name: str, url: str, *, done: bool, hint: str = "") -> Task:
        status = _("Done") if done else _("To do") if url else _("Not yet")
        return Task(key, name, url, status, open=bool(url) and not done, hint=hint)


def _row(signing: Signing, consent: Consent) -> SignedRow:
    title = _("Signed {moment}").format(moment=moment_words(signing, consent.signed_at))
    gone = taken_back(consent).get(Scope.TREATMENT)
    note = _("Version {number}").format(number=consent.text.number)
    if gone is not None:
        note = _("{note}. Taken back {moment}").format(note=note, moment=moment_words(signing, gone))
    return SignedRow(title, consent_url("consent_signed", signing, consent.pk), note)


def session_url(cycle_id: UUID) -> str:
    """The page of a session's consent, for other pages to lead to."""
    return reverse("patient:consent", args=[cycle_id])
