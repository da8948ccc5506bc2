"""The consent of the newest session: what stands, countersigning, a paper, the talk, asking anew, a withdrawal."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from journey.access import session_consents, session_talks
from journey.access.renewals import renewal_before, used_renewals
from journey.actions.consent_desk import Paper, ask_again, countersign, note_talk, record_paper
from journey.actions.consent_withdrawing import note_withdrawal
from journey.admin.workspace_forms import Desk, answer, page
from journey.domain.consent import Again, Scope
from journey.forms.consent_desk import AgainForm, CountersignForm, PaperForm, TalkForm, WithdrawalForm
from journey.models import Cycle
from journey.policies import Act
from journey.presenters.consent import can_take_back
from journey.presenters.consent_desk import consent_desk, doubt
from journey.signing import signing_of

TEMPLATE = "admin/journey/journey/consent.html"


def consent(desk: Desk) -> HttpResponse:
    desk.check(Act.READ_RECORDS)
    signing = signing_of(desk.standing)
    consents, _asked = session_consents(desk.standing.cycle)
    renewals, talks = used_renewals(desk.journey.patient_id), session_talks(desk.standing.cycle)
    shown = consent_desk(signing, consents, talks, renewals, desk.user, desk.clock)
    return page(desk, TEMPLATE, _("Consent"), {"consent": shown, "session": desk.standing.cycle.number})


def stand_beside(desk: Desk, consent_id: UUID) -> HttpResponse:
    """A clinician countersigns what the patient signed in the app."""
    desk.check(Act.COUNTERSIGN)
    found = _cycle(desk).consents.select_related("cycle__journey", "text", "countersigned_by").filter(pk=consent_id)
    signed = found.first()
    if signed is None:
        raise Http404
    renewal = renewal_before(used_renewals(desk.journey.patient_id), signed.signed_at)
    form = CountersignForm(desk.posted, is_doubtful=renewal is not None)

    def act() -> None:
        countersign(consent=signed, by=desk.user, at=desk.at, **form.cleaned_data)

    about = _("{name} signed version {number} as “{signed_as}”, {when}.").format(
        name=desk.journey.patient,
        number=signed.text.number,
        signed_as=signed.typed_name,
        when=desk.clock.short(signed.signed_at),
    )
    context = {"verb": _("Countersign"), "about": about, "warning": doubt(renewal, desk.clock)}
    return answer(desk, form, act, done=_("The consent is countersigned."), title=_("Countersign"), context=context)


def paper(desk: Desk) -> HttpResponse:
    desk.check(Act.COUNTERSIGN)
    form = PaperForm(desk.posted, desk.files, zone=desk.zone, sites=[desk.journey.patient.site_id])

    def act() -> None:
        data = form.cleaned_data
        names = ("signed_at", "countersigned_by", "countersigned_at", "signed_as", "every_line_ticked",
                 "capacity_assessed", "interpreter", "scan")  # fmt: skip
        told = Paper(choices=form.choices, **{name: data[name] for name in names})
        record_paper(cycle=_cycle(desk), paper=told, by=desk.user, at=desk.at, token=data["token"])

    text = signing_of(desk.standing).text
    about = _("The paper holds the words of version {number}. Scan every page of it, signed by both.")
    context = {"verb": _("Record the paper"), "about": about.format(number=text.number if text else "–")}
    done = _("The consent on paper is recorded.")
    return answer(desk, form, act, done=done, title=_("Record a consent on paper"), context=context)


def talk(desk: Desk) -> HttpResponse:
    desk.check(Act.COUNTERSIGN)
    form = TalkForm(desk.posted)

    def act() -> None:
        data = form.cleaned_data
        note_talk(cycle=_cycle(desk), note=data["note"], token=data["token"], by=desk.user, at=desk.at)

    context = {"verb": _("Note the talk")}
    return answer(desk, form, act, done=_("The talk is noted."), title=_("Talk about the consent"), context=context)


def again(desk: Desk) -> HttpResponse:
    desk.check(Act.COUNTERSIGN)
    form = AgainForm(desk.posted)

    def act() -> None:
        data = form.cleaned_data
        why = Again(data["why"])
        ask_again(cycle=_cycle(desk), why=why, note=data["note"], token=data["token"], by=desk.user, at=desk.at)

    about = _("What was signed before does not count any more. The patient reads and signs again.")
    context = {"verb": _("Ask for a new consent"), "about": about}
    done = _("A new consent is asked for.")
    return answer(desk, form, act, done=done, title=_("Ask for a new consent"), context=context)


def withdrawal(desk: Desk) -> HttpResponse:
    """The patient told it: by phone, at a visit, in a letter."""
    desk.check(Act.NOTE_WITHDRAWAL)
    consents, _asked = session_consents(desk.standing.cycle)
    left = can_take_back(signing_of(desk.standing), consents[0]) if consents and not desk.is_post else ()
    scopes = list(Scope) if desk.is_post else list(left)
    form = WithdrawalForm(desk.posted, scopes=scopes)

    def act() -> None:
        scope = Scope(form.cleaned_data["scope"])
        note_withdrawal(cycle=_cycle(desk), scope=scope, words=form.cleaned_data["words"], by=desk.user, at=desk.at)

    about = _("It counts from now on. To end the journey too, use “Withdraw” among the moves.")
    context = {"verb": _("Record the withdrawal"), "about": about}
    done = _("The withdrawal is recorded.")
    return answer(desk, form, act, done=done, title=_("The patient takes the consent back"), context=context)


def _cycle(desk: Desk) -> Cycle:
    return desk.standing.cycle
