"""The world of the access table with a hostile text in every field that people can fill."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import CharField, F, Model, TextField, Value
from django.db.models.functions import Cast, Concat, Substr

from journey.domain.record.fields import ONE_CODE, Field, Kind, with_other
from journey.models import (
    LINES,
    RECORDS,
    Alert,
    AlertCall,
    AlertFinding,
    Consent,
    ConsentTalk,
    ConsentWithdrawal,
    Cycle,
    Journey,
    Product,
    TumourReview,
    TumourReviewFinding,
)
from tests.builders import NOW, check_in_of, fill, newest_cycle, send, staff
from tests.journey.models import alert_rows

WORDS = frozenset({Kind.LINE, Kind.TEXT})
# Pages full of typed words that a browser opens for all the others with the same scripts.
SHOWN_IN_A_BROWSER = (
    "",
    "check-ins/<uuid:check_in_id>/check-your-answers/",
    "admin/",
    "admin/journey/journey/<path:object_id>/change/",
    "admin/journey/alert/<path:object_id>/change/",
    "admin/journey/journey/<uuid:journey_id>/consent/again/",
    "admin/journey/alert/",
    "admin/journey/checkin/",
    "admin/journey/appointment/add/",
)


def of_the_record(wanted: Callable[[Field], bool]) -> dict[str, set[str]]:
    """The columns of the clinical record whose fields are wanted, by table."""
    tables = [(model, model.section.fields) for model in RECORDS.values()]
    tables += [(model, model.group.fields) for model in LINES.values()]
    found = {model._meta.label: {each.name for each in with_other(fields) if wanted(each)} for model, fields in tables}
    return {label: names for label, names in found.items() if names}


# What people type, or their browsers say of themselves: planted.
TYPED: dict[str, set[str]] = {
    "accounts.User": {"display_name", "first_name", "last_name"},
    "accounts.Session": {"device"},
    "journey.Clinic": {
        "name", "emergency_number", "clinic_phone", "out_of_hours_phone", "approval_statement", "evidence_text",
        "sender_name",
    },
    "journey.Site": {"name", "address", "directions"},
    "journey.VisitType": {"bring"},
    "journey.Patient": {"record_no", "full_name", "called", "phone", "medicines", "postal_address"},
    "journey.Allergy": {"substance", "reaction"},
    "journey.StaffContact": {"mobile"},
    "journey.Journey": {"status_reason"},
    "journey.Cycle": {"decision_reason", "tissue_other"},
    "journey.StageNote": {"text"},
    "journey.PatientQuestion": {"words", "answer"},
    "journey.AdverseEvent": {"term", "narrative", "lot", "kit_lot", "supplier", "donation_id", "room"},
    "journey.AdverseEventStep": {"reason"},
    "journey.AdverseEventAssessment": {"term", "narrative", "reason"},
    "journey.AdverseEventFact": {"text"},
    "journey.AdverseEventWords": {"text"},
    "journey.AdverseEventReport": {"authority", "reference"},
    "journey.InfectionCluster": {"value", "note"},
    "journey.TumourReview": {"note"},
    "journey.TumourReviewReason": {"detail"},
    "journey.TumourReviewFinding": {"who", "found"},
    "journey.Document": {"title"},
    "journey.Alert": {"note", "decided"},
    "journey.AlertFinding": {"detail"},
    "journey.AlertReopening": {"reason", "note", "decided"},
    "journey.AlertSnooze": {"expected", "reason"},
    "journey.AlertCall": {"words"},
    "journey.ContactAttempt": {"note"},
    "journey.Appointment": {"state_reason", "ask_words", "answer"},
    "journey.Caregiver": {"name", "relation"},
    "journey.Closure": {"name"},
    "journey.Room": {"name"},
    "journey.DataRequest": {"wrong", "right", "answer"},
    "journey.IdentityCheck": {"scanned"},
    "journey.JourneyEvent": {"reason"},
    "journey.GateDecision": {"reason"},
    "journey.OpenedRecord": {"note", "review_note"},
    "journey.Invitation": {"review_note"},
    "journey.Consent": {"typed_name", "interpreter"},
    "journey.ConsentTalk": {"note"},
    "journey.ConsentText": {"changes"},
    "journey.ConsentWithdrawal": {"words"},
    "journey.Recall": {"reason"},
    "journey.LegalHold": {"reason"},
    "journey.IdentityRemoval": {"reason"},
    "journey.PathwayVersion": {"name"},
    "journey.PathwayEvent": {"place", "reason"},
    "journey.SavedCase": {"name", "description"},
    "journey.FallReason": {"case", "reason"},
    **of_the_record(lambda each: each.kind in WORDS and not each.pattern),
}  # fmt: skip
# What only the program writes, or what a check of its own refuses anything else in: codes, keys, hashes, addresses.
OURS: dict[str, set[str]] = {
    "accounts.User": {"password", "username", "email"},
    "accounts.Session": {"session_key", "session_data"},
    "accounts.KeptForm": {"page", "action", "typed"},
    "accounts.OutgoingMail": {"kind", "to", "subject", "words", "problem"},
    "accounts.PageToken": {"hashed"},
    "accounts.RecoveryCode": {"hashed"},
    "accounts.Ticket": {"purpose", "address", "language", "secret", "of"},
    "accounts.Trace": {
        "kind", "outcome", "reason", "actor_name", "table_name", "row_id", "page", "query",
    },
    "accounts.Tries": {"key"},
    "accounts.JobRun": {"name", "problem"},
    "accounts.StuckRow": {"step", "problem"},  # the kind of error only
    "journey.AdverseEvent": {
        "number", "origin", "source", "state", "grading_system", "effect_family", "outcome",
    },
    "journey.AdverseEventStep": {"what", "before", "after"},
    "journey.AdverseEventAssessment": {"grading_system", "effect_family", "expected_list", "outcome"},
    "journey.AdverseEventReport": {"rule", "not_needed"},  # one or the other: the page shows both in one place
    "journey.InfectionCluster": {"kind"},
    "journey.TumourReview": {"result"},
    "journey.TumourReviewFinding": {"step"},
    "journey.Photo": {"sha256"},
    "journey.Document": {"sha256", "struck_reason"},  # only of one that was struck out; shown as every other text
    "journey.Alert": {"level", "route"},
    "journey.AlertSnooze": {"level"},
    "journey.Appointment": {"ask_weekdays"},
    "journey.StaffContact": {"email"},
    "journey.CalendarFeed": {"secret"},
    "journey.Caregiver": {"email", "secret"},
    "journey.CheckIn": {"code", "same_as"},
    "journey.Clinic": {"opening_hours", "time_zone"},
    "journey.Consent": {"language", "plan"},
    "journey.ConsentDraft": {"basis"},
    "journey.ConsentText": {"language", "checksum"},
    "journey.Cycle": {"sedation", "decision", "product_id"},
    "journey.GateDecision": {"check_id"},
    "journey.IdentityCheck": {"point", "identifiers"},
    "journey.Product": {"code", "quarantine_reason", "abort_reason", "disposition"},
    "journey.Recall": {"number"},
    "journey.ReleaseSignature": {"reason"},  # only two rows can be; its words stand on the page of the product
    "journey.Invitation": {"address", "secret"},
    "journey.Journey": {"status_reason_code"},
    "journey.JourneyEvent": {"kind"},
    "journey.PathwayVersion": {"language", "checksum"},
    "journey.FallReason": {"key", "old_level", "old_route", "old_rules", "new_level", "new_route"},
    "journey.EventNotice": {"step"},
    "journey.Patient": {"email", "language", "time_zone"},
    "journey.Stage": {"stop_reason"},
    "journey.TriageResult": {"level", "route"},
    "journey.VisitType": {"kind"},
    "journey.WorkingHours": {"hours"},
    "journey.Waiting": {"weekdays", "code"},
    "journey.Reminder": {"code"},
    **of_the_record(lambda each: each.kind in ONE_CODE or (each.kind in WORDS and bool(each.pattern))),
}  # fmt: skip


# Rows that the database lets nobody change, and what keeps a second one like the first possible.
FIXED: dict[str, dict[str, Any]] = {
    "journey.JourneyEvent": {},
    "journey.AdverseEventStep": {},
    "journey.AdverseEventAssessment": {"place": 2, "by_id": lambda: staff("clinician", "Dr Abel").pk},
    "journey.AdverseEventFact": {},
    "journey.AdverseEventWords": {},
    "journey.AdverseEventReport": {
        "rule": "us_ind_7",
        "made_at": NOW,
        "made_by_id": lambda: staff().pk,
        "sent_on": NOW.date(),
    },
    "journey.InfectionCluster": {"settled_at": NOW, "settled_by_id": lambda: staff().pk},
    "journey.TumourReview": {"result": "harmless", "closed_at": NOW, "closed_by_id": lambda: staff().pk},
    "journey.TumourReviewReason": {"triage_id": None},
    "journey.TumourReviewFinding": {},
    "journey.AlertFinding": {},
    "journey.AlertReopening": {},
    "journey.AlertSnooze": {},
    "journey.GateDecision": {"check_id": "G5-05"},
    "journey.IdentityCheck": {},
    "journey.DataRequest": {"outcome": "done", "decided_at": NOW},
    "journey.PatientQuestion": {"answered_at": NOW},
    "journey.LegalHold": {},
    "journey.IdentityRemoval": {"ended_at": NOW},
    "journey.Recall": {"number": "KT-2"},
    "journey.SavedCase": {},
    "journey.FallReason": {"key": "b" * 64},
    "journey.Consent": {"token": uuid4},
    "journey.ConsentText": {"number": 2, "is_material": False},
    "journey.ConsentTalk": {},
    "journey.ConsentWithdrawal": {"scope": "photos"},
    "journey.PathwayEvent": {},
    "journey.PathwayVersion": {"number": 99},
}
# By which the newest of them is known, and whose name a moment among the values needs.
NEWEST = {
    "journey.AdverseEventReport": "opened_at", "journey.InfectionCluster": "found_at",
    "journey.TumourReview": "opened_at",
    "journey.DataRequest": "asked_at", "journey.PatientQuestion": "asked_at",
    "journey.LegalHold": "placed_at", "journey.IdentityRemoval": "asked_at",
    "journey.Consent": "signed_at", "journey.ConsentText": "approved_at",
    "journey.PathwayVersion": "published_at", "journey.SavedCase": "saved_at",
}  # fmt: skip
PAIRED = {"decided_at": "decided_by_id", "ended_at": "ended_by_id", "answered_at": "answered_by_id"}


def text_columns() -> dict[str, set[str]]:
    """Every column for words, by model."""
    models = [model for app in ("accounts", "journey") for model in apps.get_app_config(app).get_models()]
    found = {
        model._meta.label: {field.name for field in model._meta.concrete_fields if _is_text(field)} for model in models
    }
    return {label: names for label, names in found.items() if names}


def plant(rosa: Journey, text: str, *, longer: str = "") -> int:
    """Write `text` into every typed column of every row, and into what she answers; `longer` where a column has room
    for it. How many rows.

    Straight into the database: it shall be there even if no form of today would take it.
    """
    AlertCall.objects.update(answer="another", words="After 5.", answered_at=NOW, answered_by=staff())
    Cycle.objects.update(tissue="other")
    rows = sum(
        _plant(apps.get_model(label), sorted(names), text, longer)
        for label, names in TYPED.items()
        if label not in FIXED
    )
    cycle = newest_cycle(rosa)
    consent, said = Consent.objects.filter(cycle=cycle).latest("signed_at"), {"cycle": cycle, "at": NOW, "by": staff()}
    ConsentTalk.objects.create(kind="talked", note="Well.", **said)
    ConsentWithdrawal.objects.create(consent=consent, scope="research", **said)
    alert, product = Alert.objects.latest("opened_at"), Product.objects.get(code=cycle.product_id)
    AlertFinding.objects.create(alert=alert, kind="recall", product=product, detail="Torn.", at=NOW)
    review, found = TumourReview.objects.latest("opened_at"), {"who": "Dr Abel", "found": "Soft.", "done_at": NOW}
    TumourReviewFinding.objects.create(
        review=review, patient=rosa.patient, step="examined", at=NOW, by=staff(), **found
    )
    alert_rows.reopening()
    alert_rows.snooze()
    for label in FIXED:
        rows += _add(apps.get_model(label), text, longer)
    send(check_in_of(rosa, "A-3"), at=NOW, note=longer or text)
    fill(check_in_of(rosa, "A-3"), at=NOW, note=longer or text)
    return rows


def _add(model: type[Model], text: str, longer: str) -> int:
    """What may not be changed gets a row of its own, like its newest one."""
    label = model._meta.label
    row = model._default_manager.defer(None).latest(NEWEST.get(label, "at"))
    row.pk, row._state.adding = model._meta.pk.get_default(), True  # type: ignore[union-attr]
    typed = {name: _fitting(model, name, text, longer) for name in TYPED[label]}
    for name, value in {**typed, **FIXED[label]}.items():
        setattr(row, name, value() if callable(value) else value)
        if name in PAIRED:
            setattr(row, PAIRED[name], row.asked_by_id)
    row.save()
    return 1


def _fitting(model: type[Model], name: str, text: str, longer: str) -> str:
    room = getattr(model._meta.get_field(name), "max_length", None)
    return longer if longer and (room is None or len(longer) <= room) else text


def _plant(model: type[Model], names: list[str], text: str, longer: str) -> int:
    key = Cast(F("pk"), TextField())
    changed: dict[str, Any] = {name: Value(_fitting(model, name, text, longer)) for name in names}
    for name in names:
        if model._meta.get_field(name).unique:
            changed[name] = Concat(Value(text), Substr(key, 1, 6))
    return model._default_manager.update(**changed)


def _is_text(field: Any) -> bool:
    return isinstance(field, CharField | TextField) and not field.choices
