"""Images and what they show of each joint (clinical.md 2.1, imaging)."""

from collections.abc import Iterator
from datetime import timedelta

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.consultation.diagnoses import CONDITIONS
from journey.domain.record.entries import Entry, Values
from journey.domain.record.fields import (
    NONE,
    OTHER,
    Group,
    Options,
    Section,
    When,
    any_of,
    day,
    joint,
    line,
    number,
    one_of,
    text,
)
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

MODALITIES: Options = (
    ("xray", gettext_noop("X-ray")),
    ("mri", gettext_noop("MRI")),
    ("ultrasound", gettext_noop("Ultrasound")),
    ("ct", gettext_noop("CT")),
    (OTHER, gettext_noop("Other")),
    (NONE, gettext_noop("No imaging")),
)
TAKEN = tuple(code for code, _words in MODALITIES if code != NONE)
VIEWS: Options = (
    ("pa", gettext_noop("PA")),
    ("lateral", gettext_noop("Lateral")),
    ("oblique", gettext_noop("Oblique")),
    ("robert", gettext_noop("Robert")),
    ("bett_gedda", gettext_noop("Bett-Gedda")),
    ("stress", gettext_noop("Stress")),
    (OTHER, gettext_noop("Other")),
)
EATON: Options = (
    ("I", gettext_noop("I: contours normal, joint may be widened")),
    ("II", gettext_noop("II: slight narrowing, fragments under 2 mm")),
    ("III", gettext_noop("III: marked narrowing, fragments over 2 mm")),
    ("IV", gettext_noop("IV: as III, and the scaphotrapezial joint")),
)
FRESH = timedelta(days=365)
THUMB_BASE = ("R-CMC1", "L-CMC1")


def images_are_fresh(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Older than 12 months at the procedure; before it has a date, today."""
    for_day = facts.on(facts.procedure_at) if facts.procedure_at else facts.today
    for index, each in enumerate(entry.of("images")):
        taken = each["imaged_on"]
        if taken is not None and for_day - taken > FRESH:
            place = at_line("images", index, "imaged_on")
            yield warning(place, _("Older than 12 months at the procedure. Is a new image needed?"), taken)


def eaton_is_of_the_thumb_base(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    lateral = any("lateral" in each["views"] for each in entry.of("images"))
    for index, each in enumerate(entry.of("grades")):
        stage, place = each["eaton_stage"], at_line("grades", index, "eaton_stage")
        if stage and each["joint"] not in THUMB_BASE:
            yield error(place, _("The Eaton stage is of the base of the thumb only."))
        elif stage and not lateral:
            yield warning(place, _("The Eaton stage needs a true lateral film, and none is recorded."), stage)


def of_treated(entry: Entry, facts: GateFacts) -> list[Values]:
    """The grades of joints that are to be treated; of all while the plan names none."""
    return [each for each in entry.of("grades") if not facts.joints or each["joint"] in facts.joints]


def arthritis_has_a_grade(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """Kellgren-Lawrence is needed for any arthritis code, of a joint that is to be treated, while there is an image."""
    conditions = {each["condition"] for each in facts.record.of("problem").of("diagnoses")}
    arthritis = any(CONDITIONS[each].is_arthritis for each in conditions if each in CONDITIONS)
    imaged = any(each["modality"] in TAKEN for each in entry.of("images"))
    graded = any(each["kl_grade"] is not None for each in of_treated(entry, facts))
    if arthritis and imaged and not graded:
        yield _("Kellgren-Lawrence grade of the joint to treat")


IMAGES = Group(
    "images",
    gettext_noop("Images"),
    gettext_noop("Image"),
    (
        one_of("modality", gettext_noop("Imaging"), MODALITIES, needed=True),
        line(
            "none_reason",
            gettext_noop("Why there is none"),
            needed=True,
            shown=When("modality", (NONE,), gettext_noop("“no imaging”")),
        ),
        day(
            "imaged_on", gettext_noop("Taken on"), needed=True, shown=When("modality", TAKEN, gettext_noop("an image"))
        ),
        any_of("views", gettext_noop("Views"), VIEWS, shown=When("modality", ("xray",), gettext_noop("an X-ray"))),
        text("findings", gettext_noop("Findings"), shown=When("modality", TAKEN, gettext_noop("an image"))),
    ),
    least=1,
    most=10,
)

GRADES = Group(
    "grades",
    gettext_noop("Grades of joints"),
    gettext_noop("Graded joint"),
    (
        joint("joint", gettext_noop("Joint"), needed=True),
        number(
            "kl_grade",
            gettext_noop("Kellgren-Lawrence grade"),
            0,
            4,
            gettext_noop("of 4"),
            help=gettext_noop(
                "0 normal, 1 doubtful, 2 definite spurs, 3 clear narrowing and sclerosis, 4 large spurs and deformity."
            ),
        ),
        one_of(
            "eaton_stage",
            gettext_noop("Eaton stage"),
            EATON,
            help=gettext_noop("Base of the thumb only. Readers agree poorly to moderately: never decide by it alone."),
        ),
    ),
)

IMAGING = Section(
    "imaging",
    StageCode.CONSULTATION,
    gettext_noop("Imaging"),
    (),
    groups=(IMAGES, GRADES),
    rules=(images_are_fresh, eaton_is_of_the_thumb_base),
    asks=(arthritis_has_a_grade,),
    every_session=False,
    lasts=True,
)
