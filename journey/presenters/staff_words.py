"""The words in which staff read codes: stages, states, cells, reasons, contacts."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.errors import NotAccepted
from journey.domain.joints import JOINTS, parse_hand_joint
from journey.domain.stages import CellSource, HarvestMode, JourneyStatus, StageCode, Tissue
from journey.domain.triage import Level
from journey.models import Cycle, Journey
from journey.models.labels import LABELS
from journey.models.treated import treated_joints

Words = str | Promise

STAGES: Mapping[str, Words] = {
    StageCode.CONSULTATION: gettext_lazy("consultation"),
    StageCode.PREPARATION: gettext_lazy("preparation"),
    StageCode.HARVESTING: gettext_lazy("harvest"),
    StageCode.INJECTION: gettext_lazy("injection"),
    StageCode.POST_CARE: gettext_lazy("post-care"),
    StageCode.FOLLOW_UP: gettext_lazy("follow-up"),
}
STATUSES: Mapping[str, Words] = {
    JourneyStatus.ACTIVE: gettext_lazy("Active"),
    JourneyStatus.PAUSED: gettext_lazy("Paused"),
    JourneyStatus.POSTPONED: gettext_lazy("Postponed"),
    JourneyStatus.CLOSED_NOT_CANDIDATE: gettext_lazy("Closed: not a candidate"),
    JourneyStatus.CLOSED_WITHDRAWN: gettext_lazy("Closed: patient withdrew"),
    JourneyStatus.CLOSED_COMPLETED: gettext_lazy("Closed: completed"),
    JourneyStatus.CLOSED_LOST_CONTACT: gettext_lazy("Closed: lost contact"),
    JourneyStatus.CLOSED_TRANSFERRED: gettext_lazy("Closed: transferred to another clinic"),
    JourneyStatus.CLOSED_DECEASED: gettext_lazy("Closed: patient died"),
}
SOURCES: Mapping[str, Words] = {
    CellSource.AUTOLOGOUS: gettext_lazy("Own cells"),
    CellSource.ALLOGENEIC: gettext_lazy("Donor cells"),
}
TISSUES: Mapping[str, Words] = {
    Tissue.BONE_MARROW: gettext_lazy("bone marrow"),
    Tissue.ADIPOSE: gettext_lazy("fat"),
    Tissue.UMBILICAL_CORD: gettext_lazy("umbilical cord"),
    Tissue.PLACENTA_AMNION: gettext_lazy("placenta or amnion"),
    Tissue.OTHER: gettext_lazy("other tissue"),
}
MODES: Mapping[str, Words] = {
    HarvestMode.PATIENT_HARVEST: gettext_lazy("taken from the patient in this session"),
    HarvestMode.BANKED_CELLS: gettext_lazy("own cells stored from an earlier harvest"),
    HarvestMode.DONOR_PRODUCT: gettext_lazy("donor product"),
}
SEDATION: Mapping[str, Words] = {
    "local_only": gettext_lazy("local anaesthetic only"),
    "minimal": gettext_lazy("minimal sedation"),
    "moderate": gettext_lazy("moderate sedation"),
    "deep": gettext_lazy("deep sedation"),
    "general": gettext_lazy("general anaesthetic"),
}
DECISIONS: Mapping[str, Words] = {
    "continue_follow_up": gettext_lazy("Continue follow-up"),
    "additional_session": gettext_lazy("Plan an additional session"),
    "refer_hand_surgery": gettext_lazy("Refer to hand surgery"),
    "refer_other": gettext_lazy("Refer to another service"),
    "end_active_follow_up": gettext_lazy("End active follow-up"),
}
PURPOSES: Mapping[str, Words] = {
    "alert": gettext_lazy("About an alert"),
    "call_48_72h": gettext_lazy("48 to 72 hour call"),
    "silence": gettext_lazy("Not heard from the patient"),
    "new_time": gettext_lazy("A visit that needs another time"),
    "other": gettext_lazy("Something else"),
}
ROUTES: Mapping[str, Words] = {
    "phone": gettext_lazy("Phone"),
    "message": gettext_lazy("Text message"),
    "email": gettext_lazy("E-mail"),
    "letter": gettext_lazy("Letter"),
    "in_person": gettext_lazy("In person"),
}
RESULTS: Mapping[str, Words] = {
    "reached": gettext_lazy("Reached"),
    "left_message": gettext_lazy("Left a message"),
    "no_answer": gettext_lazy("No answer"),
    "wrong_number": gettext_lazy("Wrong number"),
}
LEVELS: Mapping[str, Words] = {
    **{level.value: word for level, word in LABELS[Level].items()},
    "ready": gettext_lazy("Ready"),
    "call_today": gettext_lazy("Call today"),
    "hold": gettext_lazy("Hold"),
    "emergency": gettext_lazy("Emergency"),
}
# Codes that do not read well when their underscores are taken out.
_REASONS: Mapping[str, Words] = {
    "cancer_within_5y": gettext_lazy("Cancer within 5 years"),
    "inr_high": gettext_lazy("INR high"),
    "eaton_4_or_kl_4": gettext_lazy("Eaton stage IV or KL grade 4"),
    "steroid_injection_same_joint_84d": gettext_lazy("Steroid injection in the same joint in the last 84 days"),
    "no_capacity_or_no_consent": gettext_lazy("No capacity, or no consent"),
    "low_cell_count": gettext_lazy("Cell count too low"),
    "not_fasted": gettext_lazy("Had food or drink too late"),
    "patient_choice": gettext_lazy("Patient asked for another day"),
    "patient_withdrew": gettext_lazy("Patient asked to stop"),
    "patient_not_tolerating": gettext_lazy("Too much for the patient"),
}


def reason(code: str) -> str:
    return str(_REASONS.get(code, "")) or said(code)


def said(code: str) -> str:
    """A code as words: "low_volume" as "Low volume"."""
    return code.replace("_", " ").capitalize()


def choices(words: Mapping[str, Words], codes: Iterable[str] | None = None) -> list[tuple[str, Words]]:
    """For a form's list."""
    return [(code, words[code]) for code in (words if codes is None else codes)]


def sentence(words: Words) -> str:
    """With a capital at its start."""
    text = str(words)
    return text[:1].upper() + text[1:]


def standing(status: str) -> str:
    """ "journey closed: completed", for lists that also hold journeys that do not run; blank for one that does."""
    if not status or status == JourneyStatus.ACTIVE:
        return ""
    return _("journey {status}").format(status=str(STATUSES[status]).lower())


def cells(cycle: Cycle) -> str:
    """ "Own cells, bone marrow", "Own cells, stored, fat", "Donor cells, umbilical cord"."""
    if not cycle.cell_source:
        return _("Not planned yet")
    stored = [_("stored")] if cycle.harvest_mode == HarvestMode.BANKED_CELLS else []
    return ", ".join([str(SOURCES[cycle.cell_source]), *stored, *([tissue(cycle)] if cycle.tissue else [])])


def tissue(cycle: Cycle) -> str:
    """Where the cells come from, in the words that were typed for another one; blank while that is not planned."""
    return cycle.tissue_other or str(TISSUES.get(cycle.tissue, ""))


def side(journey: Journey) -> str:
    """RIGHT or LEFT, the one place where staff read capitals."""
    return {"right": _("RIGHT"), "left": _("LEFT")}.get(journey.target_hand, "")


def joints(journey: Journey) -> str:
    """Those of the plan as it is now."""
    return ", ".join(joint(code) for code in journey.joints)


def joints_of(session: Cycle) -> str:
    """Those that were treated in a session, of the plan until then."""
    return ", ".join(joint(code) for code in treated_joints(session))


def joint(code: str) -> str:
    """ "base of thumb (CMC1)"; a code of another hand than it says still shows as itself."""
    try:
        return parse_hand_joint(code).joint.staff
    except NotAccepted:
        return code


def joint_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every joint of both hands, in two groups."""
    hands = (("R-", _("Right hand")), ("L-", _("Left hand")))
    return [(name, [(prefix + each.code, each.staff) for each in JOINTS.values()]) for prefix, name in hands]


def years(born: date, today: date) -> int:
    """Age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
