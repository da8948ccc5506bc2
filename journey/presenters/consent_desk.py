"""The consent of a session as staff work with it: where it stands, what may be done, what was signed and taken back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey import policies
from journey.access.renewals import renewal_before
from journey.domain.consent import OPTIONAL, Again, Method, Scope
from journey.domain.consent_ready import Missing
from journey.domain.gate_checks_consent import consent_detail, consented, withdrawn
from journey.models import Consent, ConsentTalk, ConsentWithdrawal, Invitation, TalkKind
from journey.models.labels import LABELS
from journey.policies import Act
from journey.presenters.consent import can_take_back, taken_back
from journey.presenters.gate_lines import Button
from journey.presenters.staff_timeline import Clock
from journey.signing import Signing


@dataclass(frozen=True)
class ConsentCard:
    """One signature. `lines` are the words that were signed; `doubt` says why to ask the patient who signed."""

    title: str
    state: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    countersign: Button | None
    doubt: str = ""


@dataclass(frozen=True)
class TalkRow:
    what: str
    who: str
    note: str


@dataclass(frozen=True)
class ConsentDesk:
    """`is_good`: the gates take it now; `found` says in words what is so. `waiting` is what comes before signing."""

    is_good: bool
    is_withdrawn: bool
    found: str
    text: str
    waiting: tuple[str, ...]
    buttons: tuple[Button, ...]
    consents: tuple[ConsentCard, ...]
    talks: tuple[TalkRow, ...]


WAITING: Mapping[Missing, Promise] = {
    Missing.TEXT: gettext_lazy("No approved text says what pathway and settings say now."),
    Missing.PLAN: gettext_lazy("The plan: source, harvest mode, hand and joints."),
    Missing.TALK: gettext_lazy("Risks, choices and the uncertain effect, recorded as discussed (G1-05)."),
    Missing.UNDERSTANDING: gettext_lazy("The check of understanding (G1-06)."),
    Missing.GOING_ON: gettext_lazy("The patient's yes to going on (G1-07)."),
    Missing.QUESTIONS: gettext_lazy("An answer to each question of the patient."),
    Missing.READING: gettext_lazy("The patient has not read the evidence and the statement yet."),
}


def consent_desk(
    signing: Signing,
    consents: Sequence[Consent],
    talks: Sequence[ConsentTalk],
    renewals: Sequence[Invitation],
    reader: User,
    clock: Clock,
) -> ConsentDesk:
    """`consents` newest first with what was taken back; `talks` and `renewals` newest first."""
    facts = signing.standing.facts
    return ConsentDesk(
        is_good=consented(facts),
        is_withdrawn=withdrawn(facts),
        found=consent_detail(facts),
        text=_text(signing, clock),
        waiting=tuple(str(WAITING[each]) for each in signing.missing if each in WAITING) if signing.asks else (),
        buttons=tuple(_buttons(signing, consents, reader)),
        consents=tuple(_card(signing, each, renewals, reader, clock) for each in consents),
        talks=tuple(_talk(each, clock) for each in talks),
    )


def _text(signing: Signing, clock: Clock) -> str:
    text = signing.text
    if text is None:
        return _("No consent text is approved yet.")
    words = _("Text version {number}, approved by {who}, {when}.").format(
        number=text.number, who=text.approved_by, when=clock.short(text.approved_at)
    )
    if signing.stands:
        return words
    return _("{words} Pathway or settings say something else by now: a clinician approves a new version.").format(
        words=words
    )


def _buttons(signing: Signing, consents: Sequence[Consent], reader: User) -> Iterator[Button]:
    is_over = Missing.OVER in signing.missing
    if not is_over:
        yield _page(signing, reader, Act.COUNTERSIGN, _("Record a consent on paper"), "consent_paper")
    yield _page(signing, reader, Act.COUNTERSIGN, _("Note a talk"), "consent_talk")
    if not is_over and consents:
        yield _page(signing, reader, Act.COUNTERSIGN, _("Ask for a new consent"), "consent_again")
    if consents and can_take_back(signing, consents[0]):
        yield _page(signing, reader, Act.NOTE_WITHDRAWAL, _("The patient takes it back"), "consent_withdrawal")


def _page(signing: Signing, reader: User, act: Act, words: str, name: str, *more: object) -> Button:
    if not policies.may(reader, act):
        return Button(words, why=policies.reason_not(act))
    return Button(words, reverse(f"admin:journey_journey_{name}", args=[signing.standing.journey.pk, *more]))


def doubt(renewal: Invitation | None, clock: Clock) -> str:
    """Why it is not sure who signed; "" when there is no renewal."""
    if renewal is None or renewal.used_at is None:
        return ""
    words = _("Before this, the patient got a new way to sign in: given by {who}, used {when}. Ask face to face.")
    return words.format(who=renewal.sent_by, when=clock.short(renewal.used_at))


def _doubt(consent: Consent, renewals: Sequence[Invitation], clock: Clock) -> str:
    """Of the newest act in the app that nobody stood beside: what was taken back, or the signature."""
    acts = [each.at for each in consent.withdrawals.all() if each.told_to_id is None]
    if consent.countersigned_at is None:
        acts.append(consent.signed_at)
    return doubt(renewal_before(renewals, max(acts)), clock) if acts else ""


def _card(
    signing: Signing, consent: Consent, renewals: Sequence[Invitation], reader: User, clock: Clock
) -> ConsentCard:
    gone = taken_back(consent)
    countersign = None
    if consent.countersigned_at is None and Scope.TREATMENT not in gone:
        words = _("Countersign")
        countersign = _page(signing, reader, Act.COUNTERSIGN, words, "consent_countersign", consent.pk)
    return ConsentCard(
        title=_("Signed {when}").format(when=clock.short(consent.signed_at)),
        state=_state(consent, gone),
        facts=tuple(_facts(consent, clock)),
        lines=tuple(_line(each) for each in consent.lines),
        countersign=countersign,
        doubt=_doubt(consent, renewals, clock),
    )


def _state(consent: Consent, gone: Collection[str]) -> str:
    if Scope.TREATMENT in gone:
        return _("Withdrawn")
    return _("Countersigned") if consent.countersigned_at else _("Waits for a clinician")


def _facts(consent: Consent, clock: Clock) -> Iterator[tuple[str, str]]:
    yield _("How"), str(LABELS[Method][Method(consent.method)])
    if consent.method == Method.PAPER:
        recorded = _("{who}, {when}. The scan stands among the documents.")
        yield _("Recorded"), recorded.format(who=consent.recorded_by, when=clock.short(consent.recorded_at))
    yield _("Signed as"), consent.typed_name
    yield _("Text version"), str(consent.text.number)
    yield _("Time to think until"), clock.short(consent.thinking_ends_at)
    if consent.countersigned_at:
        who = _("{who}, {when}. Able to decide: assessed.")
        yield (
            _("Countersigned"),
            who.format(who=consent.countersigned_by, when=clock.short(consent.countersigned_at)),
        )
    if consent.interpreter:
        yield _("Interpreter"), consent.interpreter
    for scope in OPTIONAL:
        yield str(LABELS[Scope][scope]), _("Yes") if getattr(consent, scope) else _("No")
    for each in consent.withdrawals.all():
        yield _("Taken back"), _withdrawal(each, clock)


def _withdrawal(each: ConsentWithdrawal, clock: Clock) -> str:
    what, when = LABELS[Scope][Scope(each.scope)], clock.short(each.at)
    words = _("{what}, {when}, told to {who}.") if each.told_to else _("{what}, {when}, by the patient.")
    said = words.format(what=what, when=when, who=each.told_to)
    return f"{said} “{each.words}”" if each.words else said


def _line(line: dict[str, object]) -> str:
    words = f"{line['number']}. {line['text']}"
    if not line["optional"]:
        return words
    return f"{words} {_('Yes') if line['answer'] else _('No')}."


def _talk(each: ConsentTalk, clock: Clock) -> TalkRow:
    what = str(TalkKind(each.kind).label)
    if each.why:
        what = f"{what}: {LABELS[Again][Again(each.why)]}"
    return TalkRow(what, f"{each.by}, {clock.short(each.at)}", each.note)
