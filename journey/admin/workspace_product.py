"""The product of a session: its card, its label, its chain of identity, its release and its end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from journey.actions.products import Reading, check_identity, end_product, quarantine_product, register_product
from journey.actions.releases import sign_release
from journey.admin.record_sheet import standing_at
from journey.admin.workspace_forms import Desk, answer, page
from journey.domain.errors import MoveNotAllowed
from journey.domain.product_facts import CHECKPOINT_WORDS, Checkpoint, Identifiers, QuarantineReason
from journey.domain.release import product_entry, release_criteria
from journey.forms.products import EndForm, IdentityForm, QuarantineForm, RegisterForm, ReleaseForm
from journey.forms.staff_fields import people_with
from journey.models import Product, ReleaseSignature
from journey.policies import Act
from journey.presenters.product_label import product_label
from journey.presenters.product_page import product_page
from journey.standing import Standing

CARD = "admin/journey/journey/product.html"
FORM = "admin/journey/journey/product_form.html"


def product(desk: Desk, cycle_id: UUID) -> HttpResponse:
    desk.check(Act.READ_RECORDS)
    standing = standing_at(desk, cycle_id)
    return page(desk, CARD, _("Product"), {"record": product_page(standing, desk.user, desk.clock)})


def label(desk: Desk, cycle_id: UUID) -> HttpResponse:
    """A page that prints as one label."""
    desk.check(Act.READ_RECORDS)
    standing = standing_at(desk, cycle_id)
    made = _product(desk, standing)
    context = {
        "label": product_label(made, desk.clock, product_entry(standing.facts)),
        "back": _url(desk, cycle_id),
    }
    return page(desk, "admin/journey/journey/product_label.html", _("Label"), context)


def register(desk: Desk, cycle_id: UUID) -> HttpResponse:
    desk.check(Act.CHECK_IDENTITY)
    standing = standing_at(desk, cycle_id)
    form = RegisterForm(desk.posted)

    def act() -> None:
        register_product(cycle=standing.cycle, code=form.cleaned_data["code"], by=desk.user, at=desk.at)

    return _answer(desk, standing, form, act, _("Register the product"), _("The product is registered."))


def identity(desk: Desk, cycle_id: UUID, point: str) -> HttpResponse:
    desk.check(Act.CHECK_IDENTITY)
    if point.upper() not in set(Checkpoint):
        raise Http404
    checkpoint = Checkpoint(point.upper())
    standing = standing_at(desk, cycle_id)
    people = people_with(Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, sites=[standing.site_id]).exclude(
        pk=desk.user.pk
    )
    form = IdentityForm(desk.posted, people=people)

    def act() -> None:
        data = form.cleaned_data
        reading = Reading(checkpoint, Identifiers(data["identifiers"]), data["scanned"], data["matches"])
        check_identity(cycle=standing.cycle, reading=reading, second=data["second"], by=desk.user, at=desk.at)

    title = _("{point}: {words}").format(point=checkpoint.value, words=_(CHECKPOINT_WORDS[checkpoint]))
    about = _("Product {code}. Read both identifiers aloud, then the label.").format(code=standing.cycle.product_id)
    return _answer(
        desk, standing, form, act, title, _("The check is recorded."), verb=_("Record the check"), about=about
    )


def release(desk: Desk, cycle_id: UUID) -> HttpResponse:
    desk.check(Act.RELEASE_PRODUCT)
    standing = standing_at(desk, cycle_id)
    criteria = release_criteria(standing.facts, intact=None)
    made = _product(desk, standing)
    signed = ReleaseSignature.objects.filter(product=made, cycle=standing.cycle).count()
    asks_reason = signed > 0 and any(each.needs_reason for each in criteria)
    form = ReleaseForm(desk.posted, asks_reason=asks_reason)

    def act() -> None:
        sign_release(cycle=standing.cycle, by=desk.user, at=desk.at, **form.cleaned_data)

    seen = [each for each in criteria if each.id != "REL-2"]
    return _answer(
        desk,
        standing,
        form,
        act,
        _("Sign the release"),
        _("You signed the release."),
        about=_("Product {code}").format(code=made.code),
        criteria=seen,
    )


def quarantine(desk: Desk, cycle_id: UUID) -> HttpResponse:
    desk.check(Act.HOLD_PRODUCT)
    standing = standing_at(desk, cycle_id)
    made = _product(desk, standing)
    form = QuarantineForm(desk.posted)

    def act() -> None:
        data = form.cleaned_data
        reason = QuarantineReason(data["reason"])
        quarantine_product(product=made, reason=reason, note=data["note"], by=desk.user, at=desk.at)

    about = _("Product {code} is set aside. Nobody can ever use it or take it back.").format(code=made.code)
    return _answer(desk, standing, form, act, _("Quarantine"), _("The product is in quarantine."), about=about)


def end(desk: Desk, cycle_id: UUID) -> HttpResponse:
    desk.check(Act.HOLD_PRODUCT)
    standing = standing_at(desk, cycle_id)
    made = _product(desk, standing)
    form = EndForm(desk.posted)

    def act() -> None:
        end_product(product=made, by=desk.user, at=desk.at, **form.cleaned_data)

    title, about = _("Dispose of it or store it"), _("Product {code}").format(code=made.code)
    return _answer(desk, standing, form, act, title, _("It is recorded."), verb=_("Record"), about=about)


def _product(desk: Desk, standing: Standing) -> Product:
    rows = Product.objects.select_related("patient", "cycle__journey__patient__site__clinic")
    found = rows.filter(code=standing.cycle.product_id or "-", patient=desk.journey.patient_id).first()
    if found is None:
        raise MoveNotAllowed(_("This session has no product yet."))
    return found


def _url(desk: Desk, cycle_id: UUID) -> str:
    return reverse("admin:journey_journey_product", args=[desk.journey.pk, cycle_id])


def _answer(
    desk: Desk,
    standing: Standing,
    form: Form,
    act: Callable[[], object],
    title: str,
    done: str,
    *,
    verb: str = "",
    about: str = "",
    **more: Any,
) -> HttpResponse:
    """The form's page; done and back at the product with 303."""
    url = _url(desk, standing.cycle.pk)
    context = {"verb": verb or title, "about": about, "back": url, **more}
    return answer(desk, form, act, done=done, title=title, template=FORM, context=context, to=url)
