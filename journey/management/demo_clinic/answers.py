"""How the made-up patients answer: page by page, like anyone at the phone."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from journey.actions.answering import save_answers
from journey.actions.photos import add_photo
from journey.actions.sending import send_check_in
from journey.domain.days import at_local, local_date
from journey.domain.photos import PhotoPlace
from journey.management.demo_clinic.papers import made_up_photo
from journey.models import CheckIn, Submission
from journey.models.form_context import form_context
from journey.pathway.flow import FormContext, Page, first_unanswered, form_pages

GOOD: Mapping[str, Any] = {
    "pain_trend": "better",
    "i_hand": "right",
    "i_months": 30,
    "i_tasks": ["Open a jar", "Hold a pen", "Button a shirt"],
    "i_allergy": "no",
    "i_tried": ["splint", "paracetamol"],
    "meds_plan": "yes",
    "wants": "yes",
    "escort": "yes",
    "u_go_on": "yes",
    "pgic": "3",
    "satisfied": "yes",
    "work_state": "normal",
    "tb_rest_days": 3,
}


def pain_after(baseline: int, day: int) -> int:
    """A plausible course: a flare of two or three days, then slowly below the baseline."""
    if day <= 2:
        return min(6, baseline + day - 1)
    if day <= 7:
        return max(1, baseline - 1)
    return max(1, baseline - 2 - (day > 60))


def fill_and_send(
    check_in: CheckIn,
    *,
    by: User,
    at: datetime,
    baseline: int,
    special: Mapping[str, Any],
    send: bool = True,
    photo: bool = False,
) -> Submission | None:
    """Answer every page two minutes before `at` on the same day, then send at `at`, with a `photo` or without; without
    `send` leave after the red-flag page."""
    check_in = CheckIn.objects.select_related("journey__patient__site__clinic", "cycle").get(pk=check_in.pk)
    pathway = check_in.pathway_version.content
    zone = check_in.journey.patient.zone
    typed_at = max(at - timedelta(minutes=2), at_local(local_date(at, zone), time(), zone))
    context = form_context(check_in, typed_at)
    answers: dict[str, Any] = {}
    while (page := first_unanswered(form_pages(pathway, context, answers), answers)) is not None:
        answers[page.key] = _answer(page, context, baseline, special, pathway)
        if not send:
            break
    draft = save_answers(check_in=check_in, answers=answers, by=by, at=typed_at).draft
    if photo and send:
        shot = {"file": made_up_photo(), "place": PhotoPlace.HAND, "token": uuid4()}
        add_photo(check_in=check_in, by=by, at=typed_at, **shot)
    return send_check_in(check_in=check_in, token=draft.token, by=by, at=at).submission if send else None


def _answer(page: Page, context: FormContext, baseline: int, special: Mapping[str, Any], pathway: Any) -> Any:
    if page.kind in {"red_flags", "gate"}:
        day = {"on": page.asked_on.isoformat()} if page.asked_on else {}
        return {"ticked": list(special.get(page.key, [])), "shown": list(page.lines), **day}
    if page.key in special:
        return special[page.key]
    if page.key in {item.question for item in pathway.understanding}:
        return next(item.right for item in pathway.understanding if item.question == page.key)
    worst = pain_after(baseline, context.day) if context.day is not None else baseline
    if page.key in {"pain_worst", "nrs_worst_24h"}:
        return worst
    if page.key == "nrs_week":
        return {"nrs_avg_7d": max(0, worst - 1), "nrs_rest": max(0, worst - 3), "nrs_use": worst}
    return _usual(page, context, baseline)


def _usual(page: Page, context: FormContext, baseline: int) -> Any:
    if page.key in GOOD:
        return GOOD[page.key]
    match page.kind:
        case "scale":
            return max(0, baseline - 2)
        case "scales":
            lower = 2 if context.day is not None and context.day > 20 else 0
            return {part.field: max(0, baseline - lower) for part in page.parts}
        case "number":
            return max(page.low or 0, 2)
        case "temperature":
            return {"number": "36.7", "unit": "C"}
        case "yes_no":
            return "no"
        case "choice" | "true_false":
            return page.choices[0].value
        case "many":
            return [page.none_value] if page.none_value else [page.choices[0].value]
        case "hand_map":
            return [page.choices[0].value]
        case "moment":
            # The evening before, at seven: long enough before any procedure.
            return f"{page.choices[-1].value}T19:00"
        case "texts" | "list":
            return []
    return ""
