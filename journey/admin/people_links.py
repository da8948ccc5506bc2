"""Pages of a member of staff about the address of their sign-in and the links with which they choose a password."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Ticket, User
from journey.actions.staff_links import change_address, send_password_link, take_link_back
from journey.admin.acts import ActPage, posted
from journey.admin.base import now_of
from journey.forms.clinic import AddressChangeForm
from journey.presenters.record_page import Button
from journey.presenters.worklists import Now


def address_page(request: HttpRequest, person: User, back: str) -> ActPage:
    form = AddressChangeForm(posted(request), initial={"email": person.email, "seen": person.email})

    def run(cleaned: dict[str, Any]) -> tuple[str, str]:
        change_address(person=person, by=request.user, at=now_of(request).at, **cleaned)
        return back, _("Saved.")

    def differences() -> list[tuple[str, str, str]]:
        stored = User.objects.get(pk=person.pk).email
        return [(str(form.fields["email"].label), stored, form.cleaned_data["email"])]

    return ActPage(
        title=_address_words(person),
        verb=_("Save this address"),
        about=str(person),
        lines=(
            _("Do this only after you have made sure, in person or by a known number, who is asking."),
            _("The address before it is told. Links that were sent there do not work any more."),
            _("You cannot reset their second factor in the 7 days after it. Another manager can."),
        ),
        form=form,
        back=back,
        run=run,
        differences=differences,
    )


def link_page(request: HttpRequest, person: User, back: str) -> ActPage:
    def run(cleaned: dict[str, Any]) -> tuple[str, str]:
        sent = send_password_link(person=person, by=request.user, at=now_of(request).at)
        return back, _("A link is on its way to {address}.").format(address=sent.address)

    goes = _("It goes to {address}, works for 7 days, and once. An earlier one stops working.")
    if person.has_usable_password():
        goes = _("It goes to {address}, works for 1 hour, and once. An earlier one stops working.")
    return ActPage(
        title=_link_words(person),
        verb=_link_words(person),
        about=str(person),
        lines=(
            goes.format(address=person.email) if person.email else _("They have no e-mail address yet."),
            _("They choose the password themselves. Their second factor stays as it is."),
        ),
        form=Form(posted(request)),
        back=back,
        run=run,
    )


def link_back_page(request: HttpRequest, person: User, back: str) -> ActPage:
    def run(cleaned: dict[str, Any]) -> tuple[str, str]:
        take_link_back(person=person, by=request.user, at=now_of(request).at)
        return back, _("The link does not work any more.")

    return ActPage(
        title=_("Take the link back"),
        verb=_("Take the link back"),
        about=str(person),
        lines=(_("It stops working at once. You can send another one at any time."),),
        form=Form(posted(request)),
        back=back,
        run=run,
    )


def address_button(person: User, reader: User) -> Button:
    if person == reader:
        return Button(_address_words(person), why=_("This is your own sign-in."))
    return Button(_address_words(person), reverse("admin:accounts_user_address", args=[person.pk]))


def link_buttons(person: User, link: Ticket | None) -> tuple[Button, ...]:
    """`link`: the one that they can still use."""
    label = _link_words(person)
    if not person.email:
        return (Button(label, why=_("There is no e-mail address.")),)
    if not person.is_active:
        return (Button(label, why=_("Their sign-in is closed.")),)
    send = Button(label, reverse("admin:accounts_user_link", args=[person.pk]))
    back = Button(_("Take the link back"), reverse("admin:accounts_user_link_back", args=[person.pk]), quiet=True)
    return (send, back) if link else (send,)


def password_words(person: User, link: Ticket | None, now: Now) -> str:
    """Whether they have one, and until when a link works."""
    chosen = _("Chosen") if person.has_usable_password() else _("Not chosen yet")
    if link is None:
        return chosen
    return _("{chosen}. A link works until {when}.").format(chosen=chosen, when=now.short(link.expires_at))


def _address_words(person: User) -> str:
    return _("Change the e-mail address") if person.email else _("Write down the e-mail address")


def _link_words(person: User) -> str:
    return _("Send a link for a new password") if person.has_usable_password() else _("Send the link again")
