"""Nothing that the program looks up in a pathway may be missing from it."""

from collections.abc import Iterator

from journey.domain.gates import GATE_CHECKS
from journey.domain.readiness import ReadinessLevel
from journey.domain.reasons import ABORT_REASONS, NOT_CANDIDATE_REASONS, POSTPONE_REASONS
from journey.domain.record.consultation.decision import RISKS
from journey.domain.record.consultation.history import MEDICINE_CLASSES
from journey.domain.record.fields import OTHER
from journey.domain.record.post_care.instructions import INSTRUCTIONS as INSTRUCTION_WORDS
from journey.domain.stages import HarvestMode, JourneyStatus, StageCode
from journey.domain.triage import PLACE_OF_GROUP
from journey.domain.words import say as _
from journey.pathway.checks.lists import missing, repeated
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway

NOTHING_TO_SAY = {JourneyStatus.ACTIVE, JourneyStatus.CLOSED_DECEASED}
STATE_EVENTS = (
    *(status.value for status in JourneyStatus if status not in NOTHING_TO_SAY),
    "deferred",
    "donor_cells",
    "harvest_aborted",
    "injection_aborted",
    "session_planned",
)  # clinical.md 8.3
STAGES_THAT_STOP = {StageCode.HARVESTING, StageCode.INJECTION}
EDUCATION = ("about_stem_cells", "does_it_work", "is_it_approved")  # clinical.md 9.2
HARMS = tuple(code for code, _words in RISKS)
INSTRUCTIONS = tuple(code for code, _words in INSTRUCTION_WORDS if code != OTHER)
MEDICINES = tuple(code for code, _words in MEDICINE_CLASSES if code != OTHER)
CONSENT_ITEMS = range(1, 25)  # clinical.md 9.3
UNDERSTANDING_ITEMS = 5  # clinical.md 3.4


def completeness_problems(pathway: Pathway) -> Iterator[Problem]:
    wanted = (
        ("education", [text.code for text in pathway.education], EDUCATION),
        ("harms", [harm.code for harm in pathway.harms], HARMS),
        ("state_texts", [text.event for text in pathway.state_texts], STATE_EVENTS),
        ("abort_reasons", [reason.code for reason in pathway.abort_reasons], ABORT_REASONS),
        ("postpone_reasons", [reason.code for reason in pathway.postpone_reasons], POSTPONE_REASONS),
        ("candidacy_reasons", [reason.code for reason in pathway.candidacy_reasons], NOT_CANDIDATE_REASONS),
        ("gate_lines", [line.id for line in pathway.gate_lines], [check.words_id for check in GATE_CHECKS]),
        ("instructions", [each.code for each in pathway.instructions], INSTRUCTIONS),
        ("medicines", [medicine.code for medicine in pathway.medicines], MEDICINES),
        ("readiness_messages", [message.level for message in pathway.readiness_messages], list(ReadinessLevel)),
        ("consent_items", [item.code for item in pathway.consent_items], ()),
        ("first_steps", [step.family for step in pathway.first_steps], ()),
    )
    for path, names, codes in wanted:
        yield from missing(path, names, dict.fromkeys(codes))
        if path != "instructions":
            yield from repeated(path, names)
    yield from _stages(pathway)
    yield from _levels(pathway)
    yield from _consent(pathway)


def _stages(pathway: Pathway) -> Iterator[Problem]:
    for code in StageCode:
        texts = [text for text in pathway.stages if text.code is code]
        for mode in HarvestMode:
            fitting = [text for text in texts if not text.modes or mode in text.modes]
            if not fitting:
                yield Problem("stages", _("“{code}” has no text for {mode}.", code=code, mode=mode))
            if len(fitting) > 1:
                yield Problem(f"stages[{code}].modes", _("“{code}” has two texts for {mode}.", code=code, mode=mode))
        for text in texts:
            path = f"stages[{code}]"
            if code in STAGES_THAT_STOP and not text.aborted:
                yield Problem(f"{path}.aborted", _("“{title}” needs a text for when it is stopped.", title=text.title))
            own = not text.modes or HarvestMode.PATIENT_HARVEST in text.modes
            if code is StageCode.HARVESTING and not own and not (text.skipped and text.state_word):
                yield Problem(
                    f"{path}.skipped",
                    _("“{title}” needs a state word and a text for when it is skipped.", title=text.title),
                )


def _levels(pathway: Pathway) -> Iterator[Problem]:
    places = [(message.level, message.route) for message in pathway.level_messages]
    for level, route in PLACE_OF_GROUP.values():
        if places.count((level.value, route.value)) != 1:
            yield Problem(
                "level_messages", _("There must be one message for {level} with {route}.", level=level, route=route)
            )
    for message in pathway.level_messages:
        phones = "{emergency_number}", "{clinic_phone}"
        if message.level in {"call_24h", "urgent_now"} and not any(
            phone in message.heading + message.body for phone in phones
        ):
            yield Problem(f"level_messages[{message.route}]", _("This message must hold a number to call."))


def _consent(pathway: Pathway) -> Iterator[Problem]:
    numbers = {item.number for item in pathway.consent_items}
    for number in CONSENT_ITEMS:
        if number not in numbers:
            yield Problem("consent_items", _("Item {number} is missing.", number=number))
    if not any(item.repeat_donor_only for item in pathway.consent_items):
        yield Problem("consent_items", _("The extra line for repeated donor cells is missing."))
    if not any(item.repeat_harvest_only for item in pathway.consent_items):
        yield Problem("consent_items", _("The extra line for taking cells again is missing."))
    if len(pathway.understanding) < UNDERSTANDING_ITEMS:
        yield Problem("understanding", _("There must be at least {least} sentences.", least=UNDERSTANDING_ITEMS))
