"""Consent as rules see it: its lines and their pages, what a signature covers, and why it does not count (9.3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from journey.domain.words import gettext_noop

LEAST_COOLING_OFF = timedelta(days=1)  # clinical.md 2.2, procedure_at
# After the clinic gave a patient a new way to sign in, who signs in the app is asked again in person for this long
# (decision 45).
RENEWED_LATELY = timedelta(days=30)
ONLY_OPTIONAL = "choices"


class Method(StrEnum):
    """How the patient signed (clinical.md 9.3)."""

    IN_APP = "in_app"
    PAPER = "paper"


class Scope(StrEnum):
    """What a withdrawal takes back. Left-over cells are asked as a line of their own, so they are taken back alone."""

    TREATMENT = "treatment"
    LEFT_OVER_CELLS = "left_over_cells"
    RESEARCH = "research"
    PHOTOS = "photos"
    APP = "app"


class Again(StrEnum):
    """Why a clinician asks for a new consent although the text is the same (clinical.md 9.3)."""

    SAFETY = "safety"
    PLAN = "plan"
    PATIENT = "patient"
    OTHER = "other"


# The optional lines, by the codes of the pathway: each is a scope of its own.
OPTIONAL = (Scope.LEFT_OVER_CELLS, Scope.RESEARCH, Scope.PHOTOS)


@dataclass(frozen=True)
class Line:
    """One line of the consent, in the words that the patient reads."""

    number: int
    code: str
    text: str
    optional: bool = False
    repeat_donor_only: bool = False
    repeat_harvest_only: bool = False


@dataclass(frozen=True)
class LinePage:
    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class AboutUs:
    """What a patient is told of the clinic itself: who does it and how often, and under which rules (clinical.md 2.1,
    encounter). Kept with a signature as it was on that day."""

    clinician: str = ""
    role: str = ""
    role_other: str = ""
    procedures_total: int | None = None
    procedures_last_12m: int | None = None
    regulatory_pathway: str = ""
    trial_id: str = ""
    ethics_ref: str = ""


# Which lines stand together on a page, by the numbers of clinical.md 9.3. A number of no page stands on the last one.
PAGES: tuple[tuple[str, str, frozenset[int]], ...] = (
    ("what", gettext_noop("What it is, and what is known"), frozenset(range(1, 5))),
    ("cells", gettext_noop("Other choices, and the cells"), frozenset((5, 6))),
    ("common", gettext_noop("What can go wrong"), frozenset(range(7, 12))),
    ("rare", gettext_noop("What is rare, late or not known"), frozenset((12, 13, 14, 25, 26))),
    ("money", gettext_noop("Later treatment, cost and checks"), frozenset(range(15, 19))),
    ("rights", gettext_noop("Your rights"), frozenset(range(19, 24))),
)
CHOICES_TITLE = gettext_noop("Three extra questions")


def asked(lines: Iterable[Line], *, repeat_donor: bool, repeat_harvest: bool) -> tuple[Line, ...]:
    """The lines of this patient: one extra belongs to people who get donor cells again (G3-09), one to those from whom
    cells are taken again in the same session (clinical.md 8.3)."""
    return tuple(
        line
        for line in lines
        if (repeat_donor or not line.repeat_donor_only) and (repeat_harvest or not line.repeat_harvest_only)
    )


def pages_of(lines: Sequence[Line]) -> tuple[LinePage, ...]:
    """The pages in their order; the optional lines stand apart on the last."""
    known = frozenset().union(*(numbers for _key, _title, numbers in PAGES))
    last = PAGES[-1][0]
    pages = []
    for key, title, numbers in PAGES:
        of_page = tuple(
            line
            for line in lines
            if not line.optional and (line.number in numbers or (key == last and line.number not in known))
        )
        pages.append(LinePage(key, title, of_page))
    pages.append(LinePage(ONLY_OPTIONAL, CHOICES_TITLE, tuple(line for line in lines if line.optional)))
    return tuple(page for page in pages if page.lines)


def unanswered(page: LinePage, answers: Mapping[str, object]) -> Iterator[Line]:
    """Lines of a page without an answer: a tick, or yes or no for an optional one."""
    for line in page.lines:
        good = (True, False) if line.optional else (True,)
        if not any(answers.get(line.code) is each for each in good):
            yield line


def first_open(pages: Iterable[LinePage], answers: Mapping[str, object]) -> LinePage | None:
    return next((page for page in pages if any(unanswered(page, answers))), None)


def plan_words(source: str, tissue: str, mode: str, hand: str, joints: Iterable[str]) -> str:
    """What a signature covers of the plan; when it changes, the patient signs again (clinical.md 9.3)."""
    return "|".join((source, tissue, mode, hand, ",".join(sorted(joints))))


@dataclass(frozen=True)
class SignedConsent:
    """The newest signature of a session. Moments are aware; `text` is the number of the text it was given to.
    `harvests_before`: how often cells had been taken in the session by then."""

    signed_at: datetime
    countersigned_at: datetime | None
    thinking_ends_at: datetime
    text: int
    plan: str
    repeat_donor: bool = False
    harvests_before: int = 0
    left_over_cells: bool = False


@dataclass(frozen=True)
class ConsentFacts:
    """All about consent that the gates ask. `needed_text`: the newest text whose change matters to those who signed an
    older one; `withdrawn_at`: of the treatment, the newest. `left_over_withdrawn_at`: when the newest signature was
    taken back, whole or for left-over cells."""

    signed: SignedConsent | None = None
    needed_text: int = 0
    withdrawn_at: datetime | None = None
    asked_again_at: datetime | None = None
    left_over_withdrawn_at: datetime | None = None
    max_age_days: int = 180

    def left_over_cells_at(self, at: datetime) -> bool:
        """Whether the yes to the use of left-over cells stood at this moment; what was not signed is a no."""
        signed, withdrawn = self.signed, self.left_over_withdrawn_at
        return signed is not None and signed.left_over_cells and (withdrawn is None or at < withdrawn)


def thinking_ends(signed_at: datetime, days: int) -> datetime:
    """The first moment at which a needle is allowed (clinical.md 2.2): whole days of 24 hours, never less than one."""
    return signed_at + max(timedelta(days=days), LEAST_COOLING_OFF)
