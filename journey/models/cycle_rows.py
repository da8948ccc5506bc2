"""All that the gates ask of a cycle, in one statement."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject

from accounts.prepared import Prepared
from journey.domain.ae_clusters import WITH_STOCK
from journey.domain.windows import CheckInState
from journey.models.adverse_event import AdverseEvent
from journey.models.alert import Alert, AlertReason, AlertState, ContactAttempt
from journey.models.check_in import Submission, TriageResult, counts
from journey.models.consent_rows import consent_rows
from journey.models.document import Document
from journey.models.event import GateDecision, JourneyEvent
from journey.models.event_report import InfectionCluster
from journey.models.journey import Cycle, Stage
from journey.models.patient import Allergy, AllergySeverity
from journey.models.product import IdentityCheck, Product, ReleaseSignature
from journey.models.question import PatientQuestion
from journey.models.recall import Recall
from journey.models.record_json import EarlierRecord, WholeRecord
from journey.models.tumour_review import TumourReview, TumourReviewFinding

TICKED = "day_list_ticked"
OVERRIDE_ASKED = "override_requested"
WISH = "wish_told"


def with_gate_rows(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Adds `record`, `earlier_record`, `decided`, `ticks`, `wishes`, `open_questions`, `contacts`, `open_alerts`,
    `event_rows`, `tumour_review` (the newest), `sent`, `results`, `product_row`, `chain`, `signatures`, `papers`,
    `understanding`, `needles`, `allergic_to`, `had_anaphylaxis`, `is_followed` (by another session) and what
    `consent_rows` names, so that a page asks once, however many check-ins there are.

    `sent` is what stands sent of this session (of what prepares a treatment the newest answers that came in time);
    `results` are what the rules said since it was opened of all that the
    patient told, also about an earlier session and on a red-flag page of a form left early (`whole` false)."""
    # A check-in that is asked again (a moved date) is not sent, although an earlier version of it is kept.
    sent = Submission.objects.filter(counts(), cycle=OuterRef("pk"), check_in__state=CheckInState.SUBMITTED)
    return cycles.annotate(
        record=WholeRecord(),
        earlier_record=EarlierRecord(),
        decided=ArraySubquery(
            GateDecision.objects.filter(cycle=OuterRef("pk")).values(
                row=JSONObject(
                    check_id="check_id",
                    kind="kind",
                    reason="reason",
                    second="second_by_id",
                    at="at",
                    about=Subquery(_asked_about().values("data__about")[:1]),
                )
            )
        ),
        ticks=ArraySubquery(
            JourneyEvent.objects.filter(cycle=OuterRef("pk"), kind=TICKED)
            .order_by("data__number")
            .values(row=JSONObject(item="data__item", done="data__done", at="at"))
        ),
        wishes=ArraySubquery(
            JourneyEvent.objects.filter(cycle=OuterRef("pk"), kind=WISH)
            .order_by("at", "id")
            .values(row=JSONObject(wants="data__wants", told_by="data__told_by", told_at="data__told_at", at="at"))
        ),
        open_questions=ArraySubquery(
            PatientQuestion.objects.filter(stage__cycle__journey=OuterRef("journey_id"), answered_at=None)
            .order_by("asked_at", "id")
            .values("pk")
        ),
        contacts=ArraySubquery(
            ContactAttempt.objects.filter(cycle=OuterRef("pk"))
            .order_by("at")
            .values(row=JSONObject(purpose="purpose", result="result", route="route", at="at"))
        ),
        open_alerts=ArraySubquery(
            _alerts_about(OuterRef("journey_id"))
            .exclude(state=AlertState.CLOSED)
            .values(row=JSONObject(id="pk", level="level", contacted_at="contacted_at"))
        ),
        event_rows=ArraySubquery(
            _events_about(OuterRef("journey_id"))
            .order_by("-aware_at", "-number")
            .values(
                row=JSONObject(
                    id="pk",
                    number="number",
                    term="term",
                    grade="grade",
                    state="state",
                    due="due_at",
                    serious="serious",
                    candidate="sae_candidate",
                )
            )
        ),
        tumour_review=Subquery(_newest_review().values(row=_review_row())[:1]),
        sent=ArraySubquery(
            sent.order_by("check_in__submitted_at").values(
                row=JSONObject(
                    code="check_in__code",
                    at="check_in__submitted_at",
                    version_at="sent_at",
                    level="triage__level",
                    day="day",
                    worst="answers__pain_worst",
                    pgic="answers__pgic",
                )
            )
        ),
        product_row=Subquery(
            Product.objects.filter(code=OuterRef("product_id")).values(
                row=JSONObject(
                    id="pk",
                    code="code",
                    origin="origin",
                    patient="patient_id",
                    cycle="cycle_id",
                    quarantine="quarantine_reason",
                    disposition="disposition",
                    clusters=ArraySubquery(_clusters_of_product()),
                    recalls=ArraySubquery(_recalls_of_product()),
                )
            )[:1]
        ),
        chain=ArraySubquery(
            IdentityCheck.objects.filter(cycle=OuterRef("pk"), product__code=OuterRef("product_id"))
            .order_by("at")
            .values(row=JSONObject(point="point", matches="matches", at="at"))
        ),
        signatures=ArraySubquery(
            ReleaseSignature.objects.filter(cycle=OuterRef("pk"), product__code=OuterRef("product_id"))
            .order_by("place")
            .values(row=JSONObject(by="by_id", reason="reason"))
        ),
        papers=ArraySubquery(
            Document.objects.filter(stage__cycle=OuterRef("pk"), struck_at=None)
            .order_by("kind")
            .values("kind")
            .distinct()
        ),
        understanding=Subquery(sent.filter(check_in__code="C-POST").values("answers")[:1]),
        results=ArraySubquery(
            TriageResult.objects.filter(journey=OuterRef("journey_id"), at__gte=OuterRef("opened_at"))
            .order_by("at", "id")
            .values(
                row=JSONObject(
                    level="level",
                    at="at",
                    code="check_in__code",
                    cycle="check_in__cycle_id",
                    whole=Q(submission__isnull=False),
                    stands=Q(check_in__state=CheckInState.SUBMITTED),
                    after_closing="submission__after_closing",
                )
            )
        ),
        needles=ArraySubquery(
            Cycle.objects.filter(journey=OuterRef("journey_id"))
            .exclude(injection_at=None, harvest_at=None, earlier_harvests=[])
            .values(row=JSONObject(number=F("number"), injection=F("injection_at")))
        ),
        allergic_to=ArraySubquery(
            Allergy.objects.filter(patient=OuterRef("journey__patient_id"))
            .order_by("pk")
            .values(row=JSONObject(kind="kind", substance="substance"))
        ),
        had_anaphylaxis=Exists(
            Allergy.objects.filter(patient=OuterRef("journey__patient_id"), severity=AllergySeverity.ANAPHYLAXIS)
        ),
        is_followed=Exists(Cycle.objects.filter(journey=OuterRef("journey_id"), number__gt=OuterRef("number"))),
        **consent_rows(),
    )


@Prepared
def newest_with_gate_rows(journey_id: UUID) -> QuerySet[Cycle]:
    return with_gate_rows(Cycle.objects.filter(journey=journey_id)).order_by("-number")[:1]


@Prepared
def one_with_gate_rows(journey_id: UUID, cycle_id: UUID) -> QuerySet[Cycle]:
    return with_gate_rows(Cycle.objects.filter(journey=journey_id, pk=cycle_id))


@Prepared
def stages_of_cycle(cycle_id: UUID) -> QuerySet[Stage]:
    return Stage.objects.filter(cycle=cycle_id)


def _asked_about() -> QuerySet[JourneyEvent]:
    """The event of a decision's asking, which holds what stood against the check then."""
    asked = JourneyEvent.objects.filter(cycle=OuterRef("cycle_id"), kind=OVERRIDE_ASKED)
    named = asked.alias(decision=KeyTextTransform("decision", "data"))
    return named.filter(decision=Cast(OuterRef("pk"), TextField()))


def _events_about(journey_id: OuterRef) -> QuerySet[AdverseEvent]:
    """The draft of an alert gathers what the alert does: it is about each journey that an answer told of."""
    told = AlertReason.objects.filter(alert=OuterRef("alert_id"), triage__journey=OuterRef(journey_id))
    return AdverseEvent.objects.filter(Q(journey=journey_id) | Exists(told))


def _clusters_of_product() -> QuerySet[Any, Any]:
    """Numbers of the outer product that infections share, while nobody has settled the cluster."""
    rows = InfectionCluster.objects.filter(settled_at=None, kind__in=WITH_STOCK)
    return rows.alias(lots=_lots()).filter(lots__contains=[F("value")]).order_by().values("value").distinct()


def _recalls_of_product() -> QuerySet[Any, Any]:
    rows = Recall.objects.alias(lots=_lots())
    same = Q(lots__contains=[F("number")]) | Q(number=OuterRef("code"))
    return rows.filter(same).order_by().values("number")


def _lots() -> ExpressionWrapper:
    return ExpressionWrapper(OuterRef("lots"), output_field=Product._meta.get_field("lots"))


def _newest_review() -> QuerySet[TumourReview]:
    """Of the patient, whichever hand it began with. Only the newest can be open."""
    return TumourReview.objects.filter(patient=OuterRef("journey__patient_id")).order_by("-opened_at")


def _review_row() -> JSONObject:
    findings = TumourReviewFinding.objects.filter(review=OuterRef("pk"))
    return JSONObject(
        id="pk",
        opened="opened_at",
        examine_by="examine_by",
        image_by="image_by",
        closed="closed_at",
        result="result",
        done=ArraySubquery(findings.order_by("step").values("step").distinct()),
    )


def _alerts_about(journey_id: OuterRef) -> QuerySet[Alert]:
    """One alert of a day gathers the answers of all journeys of a patient, so the reasons say which it is about."""
    reasons = AlertReason.objects.filter(alert=OuterRef("pk"), triage__journey=OuterRef(journey_id))
    return Alert.objects.filter(Q(journey=journey_id) | Exists(reasons))
