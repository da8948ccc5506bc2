"""The pages of consenting, in finished words: the evidence, the lines, check and sign, what was signed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.consent import ONLY_OPTIONAL, LinePage, Method, Scope
from journey.models import Consent
from journey.models.consent_text import ConsentWords, Education
from journey.presenters import when
from journey.presenters.consent import can_take_back, consent_url, moment_words, taken_back
from journey.presenters.consent_about import doctor_facts, rules_facts
from journey.presenters.consent_scopes import NAMES
from journey.presenters.follow_ups import Fact
from journey.signing import Signing

APPROVAL = "is_it_approved"  # the pathway's text that begins with the statement (clinical.md 9.2)
CHANGE = "change"  # the query word of a page that was opened from "check and sign"


@dataclass(frozen=True)
class EvidencePage:
    """`approval` is the whole answer to “is it approved?”, statement first; `rules` and `doctor` are what the clinic
    says of itself; `texts` is what else is known."""

    words: ConsentWords
    approval: str
    rules: tuple[Fact, ...]
    doctor: tuple[Fact, ...]
    texts: tuple[Education, ...]
    text_id: str
    approved: str
    has_read: bool
    back_url: str


@dataclass(frozen=True)
class LinesPage:
    title: str
    heading: str
    hint: str
    step_words: str
    steps: tuple[str, ...]
    back_url: str
    action_url: str
    saved_words: str


@dataclass(frozen=True)
class LineGroup:
    title: str
    rows: tuple[tuple[str, str], ...]
    change_url: str = ""


@dataclass(frozen=True)
class SignPage:
    """`told` is what the clinic said of itself, which is signed with the lines."""

    told: tuple[Fact, ...]
    groups: tuple[LineGroup, ...]
    thinking: str
    back_url: str
    version: str


@dataclass(frozen=True)
class SignedPage:
    title: str
    facts: tuple[Fact, ...]
    told: tuple[Fact, ...]
    groups: tuple[LineGroup, ...]
    back_url: str
    take_back_url: str


def evidence_page(signing: Signing) -> EvidencePage | None:
    """None while no clinician has approved a text."""
    text, words = signing.text, signing.words
    if text is None or words is None:
        return None
    approved = _("Version {number}. {who} stands for this text since {day}.").format(
        number=text.number, who=text.approved_by, day=when.day_month_year(_day(signing, text.approved_at))
    )
    said = next((each.body for each in words.education if each.code == APPROVAL), words.approval_statement)
    texts = tuple(each for each in words.education if each.code != APPROVAL)
    return EvidencePage(
        words=words,
        approval=said,
        rules=rules_facts(signing.about_us),
        doctor=doctor_facts(signing.about_us),
        texts=texts,
        text_id=str(text.pk),
        approved=approved,
        has_read=signing.has_read,
        back_url=consent_url("consent", signing),
    )


def lines_page(signing: Signing, page: LinePage, *, changing: bool) -> LinesPage:
    pages = signing.pages
    place = pages.index(page) + 1
    step = _("Page {place} of {count}").format(place=place, count=len(pages))
    before = (
        consent_url("consent_lines", signing, pages[place - 2].key) if place > 1 else consent_url("consent", signing)
    )
    url = consent_url("consent_lines", signing, page.key)
    hint = _("Tick each line when you know it and agree. Is a line not clear? Call us first.")
    if page.key == ONLY_OPTIONAL:
        hint = _("These are apart from the treatment. You are treated the same, whatever you choose.")
    return LinesPage(
        title=f"{step}: {_(page.title)}",
        heading=_(page.title),
        hint=hint,
        step_words=_("{step} · Your consent").format(step=step),
        steps=("done",) * (place - 1) + ("here",) + ("",) * (len(pages) - place),
        back_url=consent_url("consent_sign", signing) if changing else before,
        action_url=f"{url}?{CHANGE}=1" if changing else url,
        saved_words=_saved(signing),
    )


def sign_page(signing: Signing) -> SignPage:
    days = signing.clinic.cooling_off_days
    thinking = ngettext(
        "After you sign you have {n} day to think. Nothing is done before. You can take it back at any time.",
        "After you sign you have {n} days to think. Nothing is done before. You can take it back at any time.",
        days,
    ).format(n=days)
    groups = tuple(
        LineGroup(
            _(page.title),
            tuple((line.text, _answer(signing.answers.get(line.code), optional=line.optional)) for line in page.lines),
            f"{consent_url('consent_lines', signing, page.key)}?{CHANGE}=1",
        )
        for page in signing.pages
    )
    text = signing.text
    version = _("Version {number} of the text").format(number=text.number if text else "")
    told = (*rules_facts(signing.about_us), *doctor_facts(signing.about_us))
    return SignPage(told, groups, thinking, consent_url("consent_lines", signing, signing.pages[-1].key), version)


def signed_page(signing: Signing, consent: Consent) -> SignedPage:
    gone = taken_back(consent)
    facts = [
        Fact(_("Signed"), moment_words(signing, consent.signed_at)),
        Fact(_("Signed as"), consent.typed_name),
        Fact(_("How"), _("On paper") if consent.method == Method.PAPER else _("In this app")),
        Fact(_("Text"), _("Version {number}").format(number=consent.text.number)),
        Fact(_("Time to think until"), moment_words(signing, consent.thinking_ends_at)),
        Fact(_("Signed next to you"), _countersigned(signing, consent)),
    ]
    if consent.interpreter:
        facts.append(Fact(_("Interpreter"), consent.interpreter))
    facts += [Fact(_taken_words(scope), moment_words(signing, at)) for scope, at in gone.items()]
    lines = [each for each in consent.lines if not each["optional"]]
    extra = [each for each in consent.lines if each["optional"]]
    groups = [LineGroup(_("What you agreed to"), tuple((each["text"], "") for each in lines))]
    if extra:
        rows = tuple((each["text"], _answer(each["answer"], optional=True)) for each in extra)
        groups.append(LineGroup(_("The three extra questions"), rows))
    return SignedPage(
        title=_("What you signed"),
        facts=tuple(facts),
        told=(
            Fact(_("Is it approved here?"), consent.text.approval_statement),
            *rules_facts(consent.about_us),
            *doctor_facts(consent.about_us),
        ),
        groups=tuple(groups),
        back_url=consent_url("consent", signing),
        take_back_url=consent_url("consent_take_back", signing) if can_take_back(signing, consent) else "",
    )


def _answer(value: object, *, optional: bool) -> str:
    if not optional:
        return ""
    return _("Yes") if value is True else _("No") if value is False else _("Not answered yet")


def _saved(signing: Signing) -> str:
    draft = signing.draft
    return _("Saved {moment}").format(moment=moment_words(signing, draft.saved_at)) if draft else ""


def _countersigned(signing: Signing, consent: Consent) -> str:
    if consent.countersigned_at is None:
        return _("Not yet")
    moment = moment_words(signing, consent.countersigned_at)
    return _("{who}, {moment}").format(who=consent.countersigned_by, moment=moment)


def _taken_words(scope: str) -> str:
    return _("Taken back: {what}").format(what=NAMES[Scope(scope)])


def _day(signing: Signing, moment: datetime) -> date:
    return moment.astimezone(signing.standing.clinic_zone).date()
