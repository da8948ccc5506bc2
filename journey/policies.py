"""Who may do what. `check_*` raises with the reason; `may` answers the same question for a disabled button."""

from enum import StrEnum

from accounts.models import User
from accounts.roles import Role
from journey.domain.errors import NotPermitted
from journey.domain.moves import Move
from journey.domain.record.fields import Section
from journey.domain.words import gettext_noop
from journey.domain.words import say as _


class Act(StrEnum):
    """Everything staff do that is not a move."""

    READ_RECORDS = "read_records"
    READ_LOG = "read_log"
    EDIT_PLAN = "edit_plan"
    SET_ANCHORS = "set_anchors"
    CONFIRM_ALLERGIES = "confirm_allergies"
    CLEAR_CHECK = "clear_check"
    TALK_AGAIN = "talk_again"
    OVERRIDE_CHECK = "override_check"
    WRITE_NOTE = "write_note"
    SHARE_NOTE = "share_note"
    READ_ANSWERS = "read_answers"
    WORK_ALERTS = "work_alerts"
    SNOOZE_ALERT = "snooze_alert"
    LOG_CONTACT = "log_contact"
    BOOK = "book"
    ADD_PATIENT = "add_patient"
    CORRECT_PATIENT = "correct_patient"
    EDIT_SETTINGS = "edit_settings"
    APPROVE_RULES = "approve_rules"
    TRY_RULES = "try_rules"
    JUDGE_RULES = "judge_rules"
    RECORD_DECISION = "record_decision"
    OPEN_OUTSIDE_TEAM = "open_outside_team"
    RENEW_SIGN_IN = "renew_sign_in"
    REVIEW_SIGN_IN = "review_sign_in"
    REVIEW_OPENED = "review_opened"
    DECIDE_REQUESTS = "decide_requests"
    ENTER_ANSWERS = "enter_answers"
    END_HELP = "end_help"
    WRITE_RECORD = "write_record"
    WRITE_HISTORY = "write_history"
    END_KEEPING = "end_keeping"
    APPROVE_CONSENT_TEXT = "approve_consent_text"
    COUNTERSIGN = "countersign"
    NOTE_WITHDRAWAL = "note_withdrawal"
    CHECK_IDENTITY = "check_identity"
    RELEASE_PRODUCT = "release_product"
    HOLD_PRODUCT = "hold_product"
    TRACE_LOTS = "trace_lots"
    MARK_RECALL = "mark_recall"
    PLAN_CAPACITY = "plan_capacity"
    PLAN_ON_CALL = "plan_on_call"
    READ_MESSAGES = "read_messages"
    READ_NUMBERS = "read_numbers"
    READ_EVENTS = "read_events"
    DRAFT_EVENT = "draft_event"
    ASSESS_EVENT = "assess_event"
    REPORT_EVENT = "report_event"
    CLOSE_EVENT = "close_event"
    SETTLE_CLUSTER = "settle_cluster"
    REVIEW_TUMOUR = "review_tumour"
    KEEP_DOCUMENTS = "keep_documents"
    EDIT_PATHWAY = "edit_pathway"
    PUBLISH_PATHWAY = "publish_pathway"
    MOVE_PATHWAY = "move_pathway"


CLINICAL = frozenset({Role.CLINICIAN, Role.NURSE})
DESK = frozenset({Role.CLINICIAN, Role.NURSE, Role.COORDINATOR})
CLINICIAN = frozenset({Role.CLINICIAN})
MANAGER = frozenset({Role.MANAGER})

WHO_MAY: dict[Act, frozenset[Role]] = {
    Act.READ_RECORDS: DESK | MANAGER,
    Act.READ_LOG: frozenset({Role.AUDITOR, Role.MANAGER}),
    Act.EDIT_PLAN: CLINICIAN,
    Act.SET_ANCHORS: CLINICAL,
    Act.CONFIRM_ALLERGIES: CLINICAL,
    Act.CLEAR_CHECK: CLINICAL,
    Act.TALK_AGAIN: CLINICIAN,
    Act.OVERRIDE_CHECK: CLINICIAN,
    Act.WRITE_NOTE: DESK,
    Act.SHARE_NOTE: CLINICAL,
    Act.READ_ANSWERS: CLINICAL,
    Act.WORK_ALERTS: CLINICAL,
    Act.SNOOZE_ALERT: CLINICIAN,
    Act.LOG_CONTACT: DESK,
    Act.BOOK: DESK,
    Act.ADD_PATIENT: frozenset({Role.COORDINATOR, Role.CLINICIAN, Role.NURSE}),
    Act.CORRECT_PATIENT: DESK | MANAGER,
    Act.EDIT_SETTINGS: MANAGER,
    Act.APPROVE_RULES: CLINICIAN,
    Act.TRY_RULES: CLINICIAN | MANAGER,
    Act.JUDGE_RULES: CLINICIAN,
    Act.RECORD_DECISION: CLINICIAN,
    Act.OPEN_OUTSIDE_TEAM: DESK,
    Act.REVIEW_OPENED: MANAGER,
    Act.DECIDE_REQUESTS: MANAGER,
    Act.ENTER_ANSWERS: CLINICAL,
    Act.END_HELP: DESK,
    Act.WRITE_RECORD: CLINICIAN,
    Act.WRITE_HISTORY: CLINICAL,
    Act.RENEW_SIGN_IN: frozenset({Role.COORDINATOR, Role.MANAGER}),
    Act.REVIEW_SIGN_IN: MANAGER,
    Act.END_KEEPING: MANAGER,
    Act.APPROVE_CONSENT_TEXT: CLINICIAN,
    Act.COUNTERSIGN: CLINICIAN,
    Act.NOTE_WITHDRAWAL: DESK,
    Act.CHECK_IDENTITY: CLINICAL,
    Act.RELEASE_PRODUCT: CLINICAL,
    Act.HOLD_PRODUCT: CLINICAL,
    Act.TRACE_LOTS: CLINICAL | MANAGER,
    Act.MARK_RECALL: CLINICIAN | MANAGER,
    Act.PLAN_CAPACITY: frozenset({Role.COORDINATOR, Role.MANAGER}),
    Act.PLAN_ON_CALL: frozenset({Role.COORDINATOR, Role.MANAGER}),
    Act.READ_MESSAGES: frozenset({Role.COORDINATOR, Role.MANAGER}),
    Act.READ_NUMBERS: frozenset({Role.COORDINATOR, Role.MANAGER}),
    Act.READ_EVENTS: DESK | MANAGER,
    Act.DRAFT_EVENT: CLINICAL,
    Act.ASSESS_EVENT: CLINICIAN,
    Act.REPORT_EVENT: CLINICIAN | MANAGER,
    Act.CLOSE_EVENT: CLINICIAN | MANAGER,
    Act.SETTLE_CLUSTER: CLINICIAN | MANAGER,
    Act.REVIEW_TUMOUR: CLINICIAN,
    Act.KEEP_DOCUMENTS: CLINICAL,
    Act.EDIT_PATHWAY: CLINICIAN | MANAGER,
    Act.PUBLISH_PATHWAY: MANAGER,
    Act.MOVE_PATHWAY: CLINICIAN,
}

# Forward moves up to the needle and every stop are the clinician's; the desk may pause, postpone and resume.
WHO_MOVES: dict[Move, frozenset[Role]] = dict.fromkeys(Move, CLINICIAN) | {
    Move.PAUSE: DESK,
    Move.POSTPONE: DESK,
    Move.RESUME: DESK,
    Move.WITHDRAW: DESK,
    Move.LOST_CONTACT: DESK,
    Move.TRANSFER: DESK,
}

ROLE_WORDS = {
    Role.CLINICIAN: gettext_noop("a clinician"),
    Role.NURSE: gettext_noop("a nurse"),
    Role.COORDINATOR: gettext_noop("a coordinator"),
    Role.MANAGER: gettext_noop("a manager"),
    Role.AUDITOR: gettext_noop("an auditor"),
}


def writes(section: Section) -> Act:
    """The act of writing this section of the clinical record."""
    return Act.WRITE_HISTORY if section.by_nurses else Act.WRITE_RECORD


def may(user: User, act: Act | Move) -> bool:
    return bool(user.is_active and user.roles & _who(act))


def check(user: User, act: Act | Move) -> None:
    """Raises NotPermitted with the sentence that a disabled button shows too."""
    if not may(user, act):
        raise NotPermitted(reason_not(act))


def reason_not(act: Act | Move) -> str:
    names = [_(ROLE_WORDS[role]) for role in Role if role in _who(act)]
    words = names[0]
    if len(names) > 1:
        words = _("{before} or {after}", before=", ".join(names[:-1]), after=names[-1])
    return _("Only {who} may do this.", who=words)


def _who(act: Act | Move) -> frozenset[Role]:
    return WHO_MOVES[act] if isinstance(act, Move) else WHO_MAY[act]
