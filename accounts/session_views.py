"""One's own devices, staying signed in, and signing out."""

from uuid import UUID

from allauth.account import views
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import kept_forms, sessions
from accounts.kept_pages import keep_posted
from accounts.middleware import does_not_count
from accounts.session_words import devices_page
from accounts.trace.sign_ins import device_ended


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in now."""
    at = timezone.now()
    current = request.session[sessions.SIGN_IN]["id"]
    page = devices_page(sessions.devices_of(request.user, at), current=UUID(current), at=at)
    return render(request, "account/devices.html", {"devices": page})


@require_POST
def end_device(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """End one; it is out at its next click. This one is ended by signing out."""
    if str(device_id) == request.session[sessions.SIGN_IN]["id"] or not sessions.end_one(request.user, device_id):
        raise Http404
    device_ended(request)
    messages.success(request, _("That device is signed out."))
    return HttpResponseRedirect(reverse("account_devices"), status=303)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    if sessions.end_all(request.user, but=request.session.session_key):
        device_ended(request)
    messages.success(request, _("All other devices are signed out."))
    return HttpResponseRedirect(reverse("account_devices"), status=303)


@does_not_count
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """How long is left, for the page's own question before the limit. Asking keeps nothing alive."""
    return _left(request)


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """One tap to stay. The request itself is the sign of life; without script it leads back to the page."""
    if request.headers.get("Accept") == "application/json":
        return _left(request)
    back = kept_forms.page_of(request)
    return HttpResponseRedirect(back if back != request.path else "/", status=303)


@does_not_count
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The page sends what is typed, just before the session ends by itself."""
    return HttpResponse(status=204 if keep_posted(request, request.user) else 422)


def sign_out(request: HttpRequest) -> HttpResponse:
    """The browser is told to drop what it stored of us (ASVS V14.3.1). What was typed and put back goes too."""
    user = request.user
    response = views.logout(request)
    if request.method == "POST":
        kept_forms.forget_shown(user)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _left(request: HttpRequest) -> JsonResponse:
    idle, longest = sessions.time_left(request, timezone.now())
    return JsonResponse({"left": int(min(idle, longest).total_seconds()), "can_stay": longest > idle})


def stay_words(request: HttpRequest) -> dict[str, object]:
    """Context of every page: how long the session lasts without a tap; nothing for who is not signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    idle = sessions.IDLE_STAFF if request.user.is_staff else sessions.IDLE_PATIENT
    left = min(sessions.time_left(request, timezone.now()))
    minutes = int(idle.total_seconds() // 60)
    return {"stay": {"seconds": max(0, int(left.total_seconds())), "minutes": minutes}}
