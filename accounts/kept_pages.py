"""Between requests and kept forms: keeping what arrives too late, putting it back, and the page of a form too old."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import kept_forms
from accounts.models import User
from accounts.refill import Refilled, after_main

# Names that the script adds to what it sends: the page, and the address of its form.
PAGE, ACTION = "__page", "__action"


def keep_posted(request: HttpRequest, owner: User | None) -> str | None:
    """Keep this form for the person whose page it was on. The page to go back to; None when nothing was kept."""
    if owner is None or not kept_forms.is_from_here(request):
        return None
    posted, files = request.POST.copy(), bool(request.FILES)
    if request.path == reverse("account_keep"):  # the script of the page sends it, not the form
        page, action = posted.pop(PAGE, [""])[0], posted.pop(ACTION, [""])[0]
    else:
        page, action = kept_forms.page_of(request), request.get_full_path()
    if not all(url_has_allowed_host_and_scheme(each, None) and each.startswith("/") for each in (page, action)):
        return None
    kept = kept_forms.keep(owner, page=page, action=action, posted=posted, had_files=files, at=timezone.now())
    return page if kept else None


def keep_for_later(request: HttpRequest) -> None:
    """Keep what was posted for the person who is signed in, whom a page asks something else first."""
    if request.method == "POST" and keep_posted(request, request.user) is not None:
        request.session[kept_forms.IN_SESSION] = request.is_kept = True


def put_back(request: HttpRequest, response: HttpResponse, at: datetime) -> HttpResponse:
    """Fill the form of a page that its owner has opened again; drop what was kept once it is sent and accepted."""
    if not request.user.is_authenticated or not request.session.get(kept_forms.IN_SESSION):
        return response
    if request.method == "POST" and response.status_code < 400 and not getattr(request, "is_kept", False):
        kept_forms.forget(request.user, request.get_full_path())
    if request.method != "GET" or response.status_code != 200 or not _is_page(response):
        return response
    html, page = response.content.decode(), request.get_full_path()
    for typed in kept_forms.show(request.user, page, at):
        filled = Refilled(html, page=page, action=typed.action, fields=typed.fields)
        context = {"had_files": typed.had_files, "left": filled.left, "found": filled.found}
        if any(context.values()):
            html = after_main(filled.html, render_to_string(_notice(page), context))
    response.content = html
    return response


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: often an open page of an earlier sign-in. What was typed goes to its owner."""
    owner = kept_forms.owner_of(request) or getattr(request, "session_owner", None)
    page = keep_posted(request, owner)
    is_own = page is not None and request.user.is_authenticated and owner.pk == request.user.pk
    if is_own:
        request.session[kept_forms.IN_SESSION] = True
    context = {"page": page if is_own or not request.user.is_authenticated else None}
    return render(request, "403_csrf.html", context, status=403)


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")


def _notice(page: str) -> str:
    is_staff = page.startswith(reverse("admin:index"))
    return "account/kept_form_staff.html" if is_staff else "account/kept_form.html"
