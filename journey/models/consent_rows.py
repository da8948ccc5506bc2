"""What the gates and pages ask about consent, as columns of the statement that reads a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from journey.domain.consent import ConsentFacts, Scope, SignedConsent
from journey.domain.stages import CellSource
from journey.models.consent import Consent, ConsentReading, ConsentTalk, ConsentWithdrawal, TalkKind
from journey.models.consent_text import ConsentText
from journey.models.journey import Cycle
from journey.models.record import RECORDS


def consent_rows() -> dict[str, Any]:
    """`signed`: the newest consent of the session; `left_over_withdrawn_at`: when that was taken back, whole or for
    left-over cells; `consent_withdrawn_at` of its treatment; `consent_again_at`: asked
    for anew; `material_text` and `newest_text`: numbers of texts; `text_read`: the newest that the patient read;
    `had_donor_cells`: this patient, in any journey or elsewhere."""
    of_cycle = {"cycle": OuterRef("pk")}
    signed = Consent.objects.filter(**of_cycle).order_by("-signed_at", "-recorded_at")
    newest = Consent.objects.filter(cycle=OuterRef(OuterRef("pk"))).order_by("-signed_at", "-recorded_at")
    taken_back = ConsentWithdrawal.objects.filter(**of_cycle, scope=Scope.TREATMENT).order_by("-at")
    left_over = ConsentWithdrawal.objects.filter(
        consent=Subquery(newest.values("pk")[:1]), scope__in=[Scope.LEFT_OVER_CELLS, Scope.TREATMENT]
    ).order_by("at")
    again = ConsentTalk.objects.filter(**of_cycle, kind=TalkKind.AGAIN).order_by("-at")
    texts = ConsentText.objects.order_by("-number").values("number")
    readings = ConsentReading.objects.filter(**of_cycle).order_by("-text__number")
    given = Cycle.objects.filter(
        journey__patient=OuterRef("journey__patient_id"),
        cell_source=CellSource.ALLOGENEIC,
        injection_at__isnull=False,
    ).exclude(pk=OuterRef("pk"))
    told = RECORDS["history"].objects.filter(  # type: ignore[attr-defined]
        cycle__journey__patient=OuterRef("journey__patient_id"), prior_allogeneic_exposure=True
    )
    return {
        "signed": Subquery(
            signed.values(
                row=JSONObject(
                    id="pk",
                    signed_at="signed_at",
                    countersigned_at="countersigned_at",
                    thinking_ends_at="thinking_ends_at",
                    text="text__number",
                    plan="plan",
                    repeat_donor="repeat_donor",
                    harvests_before="harvests_before",
                    left_over_cells="left_over_cells",
                )
            )[:1]
        ),
        "left_over_withdrawn_at": Subquery(left_over.values("at")[:1]),
        "consent_withdrawn_at": Subquery(taken_back.values("at")[:1]),
        "consent_again_at": Subquery(again.values("at")[:1]),
        "material_text": Subquery(texts.filter(is_material=True)[:1]),
        "newest_text": Subquery(texts[:1]),
        "text_read": Subquery(readings.values("text__number")[:1]),
        "had_donor_cells": Exists(given) | Exists(told),
    }


def photos_agreed(cycle: str) -> Subquery:
    """Whether the newest consent of the session that `cycle` leads to agrees to photos, and was not taken back whole or
    for photos (clinical.md 9.3, item 24). Blank, as no, while nothing was signed."""
    taken_back = ConsentWithdrawal.objects.filter(consent=OuterRef("pk"), scope__in=[Scope.PHOTOS, Scope.TREATMENT])
    newest = Consent.objects.filter(cycle=OuterRef(cycle)).order_by("-signed_at", "-recorded_at")
    return Subquery(
        newest.values(agreed=ExpressionWrapper(Q(photos=True) & ~Exists(taken_back), output_field=BooleanField()))[:1]
    )


def consent_facts(row: Mapping[str, Any], max_age_days: int) -> ConsentFacts:
    """From a session that was read with `consent_rows`."""
    signed = row["signed"]
    return ConsentFacts(
        signed=signed and _signed(signed),
        needed_text=row["material_text"] or 0,
        withdrawn_at=row["consent_withdrawn_at"],
        asked_again_at=row["consent_again_at"],
        left_over_withdrawn_at=row["left_over_withdrawn_at"],
        max_age_days=max_age_days,
    )


def _signed(row: Mapping[str, Any]) -> SignedConsent:
    countersigned_at = row["countersigned_at"]
    return SignedConsent(
        signed_at=datetime.fromisoformat(row["signed_at"]),
        countersigned_at=datetime.fromisoformat(countersigned_at) if countersigned_at else None,
        thinking_ends_at=datetime.fromisoformat(row["thinking_ends_at"]),
        text=row["text"],
        plan=row["plan"],
        repeat_donor=row["repeat_donor"],
        harvests_before=row["harvests_before"],
        left_over_cells=row["left_over_cells"],
    )
