"""The page before something changes: what will happen, what is asked, and a button that repeats the verb."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise

from journey.admin.base import ClinicModelAdmin
from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotAccepted, SlotTaken, StaleVersion
from journey.forms.refused import put_refusal

Words = str | Promise
# Fields whose refusal no other time would mend.
NOT_OF_THE_TIME = frozenset({"kind", "another", "journey", "reason"})


@dataclass(frozen=True)
class ActPage:
    """`run` takes the cleaned form and returns where to go and what to say. `lines` say what will happen. `offers` are
    other times, asked for when somebody else was first or the time does not fit."""

    title: Words
    verb: Words
    form: forms.Form
    back: str
    run: Callable[[dict[str, Any]], tuple[str, Words]]
    lines: Sequence[Words] = ()
    about: Words = ""
    facts: Sequence[tuple[Words, Any]] = ()
    offers: Callable[[], Sequence[Any]] | None = None
    differences: Callable[[], Sequence[tuple[str, str, str]]] | None = None
    media: forms.Media = field(default_factory=forms.Media)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: nothing on GET."""
    return request.POST if request.method == "POST" else None


def answer(admin: ClinicModelAdmin, request: HttpRequest, page: ActPage) -> HttpResponse:
    """GET shows the page. An accepted POST goes on with 303, a repeat by the same person too; refusals of what was
    typed show it again with 422, and 409 says who was first or what changed."""
    if request.method != "POST":
        return _shown(admin, request, page)
    if not page.form.is_valid():
        return _shown(admin, request, page, status=422)
    try:
        where, said = page.run(page.form.cleaned_data)
    except SlotTaken as refusal:
        if page.offers is None:
            page.form.add_error(None, refusal.sentence)
            return _shown(admin, request, page, status=422)
        return _shown(admin, request, page, status=409, conflict=refusal.sentence, no_fit=True)
    except NotAccepted as refusal:
        put_refusal(page.form, refusal)
        return _shown(admin, request, page, status=422, no_fit=refusal.field not in NOT_OF_THE_TIME)
    except AlreadyDone as refusal:
        if refusal.by_id == request.user.pk:
            return HttpResponseRedirect(page.back, status=303)
        return _shown(admin, request, page, status=409, conflict=refusal.sentence)
    except (StaleVersion, MoveNotAllowed) as refusal:
        return _shown(admin, request, page, status=409, conflict=refusal.sentence)
    except GateClosed as refusal:
        return _shown(admin, request, page, status=409, conflict=refusal.sentence, closed=refusal.lines)
    messages.success(request, str(said))
    return HttpResponseRedirect(where, status=303)


def _shown(
    admin: ClinicModelAdmin,
    request: HttpRequest,
    page: ActPage,
    *,
    status: int = 200,
    conflict: str = "",
    closed: Sequence[str] = (),
    no_fit: bool = False,
) -> HttpResponse:
    different = page.differences() if conflict and page.differences else ()
    context = {
        "title": page.title,
        "body_class": "act",
        "act": page,
        "form": page.form,
        "errors": page.form.errors,
        "conflict": conflict,
        "closed": closed,
        "differences": different,
        "offers": page.offers() if no_fit and page.offers else (),
        "media": page.form.media,
    }
    return admin.page(request, "admin/act.html", context, status=status)
