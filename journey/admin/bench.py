"""The bench of a pathway version: its rules and those of another on the same cases, with a reason for each fall."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access.bench import ALWAYS_GENERATED, Fall, fall_reasons, falls_of, milder_pairs, saved_cases
from journey.actions.bench import write_fall_reasons
from journey.admin.base import ClinicModelAdmin, now_of
from journey.domain.errors import AlreadyDone, StaleVersion
from journey.domain.rule_cases import Case
from journey.forms.bench import BenchForm, ReasonsForm
from journey.models import PathwayVersion
from journey.pathway.bench import Comparison, compare, compare_by_chance, worse_but_lower
from journey.pathway.compiled import rule_set
from journey.policies import Act, check, may, reason_not
from journey.presenters.bench_page import bench_page, reasons_table

REASONS = "reasons"  # what the button of the second part sends


@dataclass(frozen=True)
class _Found:
    """What the cases gave: `named` are saved and pasted ones, the others are by chance."""

    old: PathwayVersion
    new: PathwayVersion
    named: Comparison
    by_chance: Comparison
    falls: Sequence[Fall]
    pasted: Sequence[Case]


def bench(admin: ClinicModelAdmin, request: HttpRequest, version: PathwayVersion) -> HttpResponse:
    """GET with a choice in the address, or POST, tries the cases. POST of reasons keeps them and leads back to the same
    choice; what was typed stays on a refusal."""
    check(request.user, Act.TRY_RULES)
    writes = request.method == "POST" and request.POST.get("act") == REASONS
    if writes:
        check(request.user, Act.JUDGE_RULES)
    form = _form(request, version)
    if not form.is_bound or not form.is_valid():
        return _page(admin, request, version, {"form": form}, 422 if form.is_bound else 200)
    found = _try(version, form.cleaned_data)
    if not may(request.user, Act.JUDGE_RULES):
        return _page(admin, request, version, {"form": form, **_result(found, None, request)})
    reasons = ReasonsForm(request.POST if writes else None, falls=found.falls)
    context = {"form": form, **_result(found, reasons, request)}
    if not writes:
        return _page(admin, request, version, context)
    if not reasons.is_valid():
        return _page(admin, request, version, context, 422)
    try:
        write_fall_reasons(old=found.old, new=version, reasons=reasons.written, by=request.user, at=now_of(request).at)
    except (AlreadyDone, StaleVersion) as refusal:
        return _page(admin, request, version, {**context, "conflict": refusal.sentence}, 409)
    words = ngettext("{n} reason is kept.", "{n} reasons are kept.", len(reasons.written))
    messages.success(request, words.format(n=len(reasons.written)))
    return HttpResponseRedirect(f"{request.path}?{urlencode(form.as_query())}", status=303)


def _form(request: HttpRequest, version: PathwayVersion) -> BenchForm:
    others = PathwayVersion.objects.kept().exclude(pk=version.pk).order_by("-number")
    before = others.filter(number__lt=version.number).first() or others.first()
    asked = request.POST if request.method == "POST" else request.GET or None
    return BenchForm(asked, others=others, initial={"other": before, "saved": True, "generated": ALWAYS_GENERATED})


def _try(version: PathwayVersion, chosen: dict[str, Any]) -> _Found:
    old, new = chosen["other"].content, version.content
    named = compare(old, new, [*(saved_cases() if chosen["saved"] else []), *chosen["pasted"]])
    by_chance = compare_by_chance(old, new, chosen["generated"])
    falls = falls_of(chosen["other"], version, named.falls, by_chance.falls)
    return _Found(chosen["other"], version, named, by_chance, falls, chosen["pasted"])


def _result(found: _Found, reasons: ReasonsForm | None, request: HttpRequest) -> dict[str, Any]:
    now = now_of(request)
    milder = [*milder_pairs(found.new), *worse_but_lower(rule_set(found.new.content), found.pasted)]
    written = reasons_table(fall_reasons(found.old, found.new), now)
    result = bench_page(found.named, found.by_chance, found.falls, milder, reasons, now)
    return {"reasons": reasons, "result": result, "written": written, "old": found.old}


def _page(
    admin: ClinicModelAdmin, request: HttpRequest, version: PathwayVersion, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    form, reasons = context["form"], context.get("reasons")
    wrong = form if form.errors else reasons if reasons is not None and reasons.errors else None
    own = {
        "title": _("Bench of {version}").format(version=version),
        "original": version,
        "back": admin.url_of(version),
        "wrong": wrong,
        "errors": wrong.errors if wrong else {},
        "has_other": form.fields["other"].queryset.exists(),
        "why_not": "" if may(request.user, Act.JUDGE_RULES) else reason_not(Act.JUDGE_RULES),
    }
    return admin.page(request, "admin/journey/pathwayversion/bench.html", {**own, **context}, status=status)
