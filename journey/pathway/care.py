"""What the clinic asks people to do: instructions, medicine rules, and the numbers a clinic approves."""

from typing import Annotated, Literal

import msgspec

from journey.pathway.nodes import Code, Days, Label, Node, OptionalLabel, OptionalPatientText, PatientText, StaffText

# Each has a drawing in journey/templatetags/ui.py.
Icon = Literal[
    "splint", "weight", "no_sport", "ice", "no_tablet", "dry", "plaster", "no_driving", "wash", "thermometer", "work"
]
Pull = Literal["ice", "heat", "rest", "move", "no_nsaid", "nsaid"]


class Limit(Node, frozen=True, kw_only=True):
    """A part of an instruction that ends on its own day ("over 1 kg" for 7 days). Day 0 to `last_day`; `after` is what
    may be done again from the next day on."""

    first_day: Days = 0
    last_day: Days
    text: PatientText
    after: OptionalPatientText = ""


class Instruction(Node, frozen=True, kw_only=True):
    """An instruction of clinical.md 2.5. `hours` or `days` is its length from the injection (from the harvest for
    `harvest_dressing`): n days cover day 0 to day n. `shortest` and `longest` bound what a clinician may set, in the
    same unit. `until_told` ends when the team says so. `after` is what may be done again when it is over; with `limits`
    each has its own. `pulls` names the directions it pulls in, for finding two that contradict."""

    code: Code
    title: PatientText
    how: PatientText
    icon: Icon
    days: Days | None = None
    hours: Annotated[int, msgspec.Meta(ge=0, le=2000)] | None = None
    shortest: int
    longest: int
    until_told: bool = False
    sedation_only: bool = False
    own_cells_only: bool = False
    limits: tuple[Limit, ...] = ()
    after: OptionalPatientText = ""
    pulls: tuple[Pull, ...] = ()
    source: StaffText


class MedicineRule(Node, frozen=True, kw_only=True):
    """The default hold rule of a medicine class (clinical.md 2.2). A blank `stop_days` or `restart_days` means no
    automatic number. Nothing here is told to a patient before a clinician decided the line."""

    code: Code
    title: Label
    examples: StaffText
    action: Literal["stop", "keep", "prescriber", "tell_team", "allowed", "review", "report"]
    stop_days: Days | None = None
    restart_days: Days | None = None
    prescriber: bool = False
    patient: PatientText
    staff: StaffText
    marks_infection_risk: bool = False
    marks_anticoagulant: bool = False


class LifestyleRule(Node, frozen=True, kw_only=True):
    """What a patient does before the procedure. With `title` and `hours` it is shown with its time of day, that many
    hours before (clinical.md 2.2: show clock times, not hours); `sedation_only` is not for a local numbing alone."""

    code: Code
    title: OptionalLabel = ""
    patient: PatientText
    hours: Annotated[int, msgspec.Meta(ge=1, le=336)] | None = None
    sedation_only: bool = False


class Defaults(Node, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Numbers of clinical.md 10 that belong to what the pathway says and asks, each with the unit in its name. The
    others are settings of the clinic (`models/clinic.py`): versions and files of before may still hold them, unread."""

    long_term_years: Annotated[int, msgspec.Meta(ge=5, le=15)]
    no_nsaid_days: Days


class Words(Node, frozen=True, kw_only=True):
    """Words that patient texts must not hold (clinical.md 9.1), and the phrases in which one is fine. `names` are
    medicine and illness names that count as easy words: they have no easier one and are always explained."""

    banned: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    allowed: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    grade_mean: float = 6.0
    grade_line: float = 9.0
