"""The clinic's own staff: who they are, their roles, and whether their door is open. For managers."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import second_factor
from accounts.models import Ticket, User
from accounts.roles import Role
from journey.actions.left_alerts import owned_open
from journey.actions.on_call import set_contact
from journey.actions.staff import (
    add_staff,
    edit_staff,
    reset_second_factor,
    set_sites,
    set_staff_active,
    sites_as_seen,
    staff_as_seen,
)
from journey.actions.staff_links import open_link
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.admin.people_links import (
    address_button,
    address_page,
    link_back_page,
    link_buttons,
    link_page,
    password_words,
)
from journey.forms.clinic import ROLE_NAMES, SignInForm, SitesForm, StaffChangeForm, StaffForm
from journey.forms.on_call import ContactForm
from journey.policies import Act, check
from journey.presenters.record_page import Button, Fact, RecordPage
from journey.presenters.worklists import Now


@admin.register(User)
class StaffAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Staff")
    row_id = "person_id"
    row_pages = ("roles", "sites", "told", "address", "link", "link-back", "sign-in", "second-factor")
    reads = Act.EDIT_SETTINGS
    add_label = gettext_lazy("Add a member of staff")
    adds = Act.EDIT_SETTINGS
    ordering = ("display_name", "id")
    list_display = (
        column("name", gettext_lazy("name"), order="display_name"),
        column("username", gettext_lazy("sign-in name"), order="username"),
        column("roles", gettext_lazy("roles")),
        column("sites", gettext_lazy("works at")),
        column("last", gettext_lazy("last sign-in"), order="last_login"),
        column("active", gettext_lazy("may sign in"), order="is_active"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[User]:
        return (
            User.objects.filter(is_staff=True)
            .select_related("staff_contact")
            .prefetch_related("groups", "site_memberships__site")
        )

    def cells(self, row: User, now: Now) -> dict[str, Any]:
        return {
            "name": str(row),
            "username": row.get_username(),
            "roles": _roles(row),
            "sites": _sites(row),
            "last": marks.keep(now.short(row.last_login)) if row.last_login else _("Never"),
            "active": _("Yes") if row.is_active else marks.tag(_("No"), "watch"),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        person = self.found(request, object_id)
        url = reverse("admin:accounts_user_sign_in", args=[person.pk])
        label = _("Close the sign-in") if person.is_active else _("Open the sign-in again")
        own = Button(label, why=_("This is your own sign-in.")) if person == request.user else Button(label, url)
        change = Button(_("Change the name or roles"), reverse("admin:accounts_user_roles", args=[person.pk]))
        sites = Button(_("Change where they work"), reverse("admin:accounts_user_sites", args=[person.pk]))
        told = Button(_("Change where they are told"), reverse("admin:accounts_user_told", args=[person.pk]))
        now = now_of(request)
        link = open_link(person, at=now.at)
        sign_in = (address_button(person, request.user), *link_buttons(person, link), own)
        page = RecordPage(
            facts=[Fact(title, text) for title, text in self._facts(person, link, now)],
            buttons=(change, sites, told, *sign_in, _reset_button(person, request.user)),
        )
        return self.page(request, "admin/record.html", {"title": str(person), "record": page, "original": person})

    def _facts(self, person: User, link: Ticket | None, now: Now) -> list[tuple[str, Any]]:
        cells = self.cells(person, now)
        return [
            (_("Sign-in name"), cells["username"]),
            (_("E-mail address"), person.email or _("None: forgotten passwords and notices reach nobody")),
            (_("Password"), password_words(person, link, now)),
            (_("Roles"), cells["roles"]),
            (_("Works at"), cells["sites"]),
            (_("Told at"), _told_at(person)),
            (_("May sign in"), cells["active"]),
            (_("Last sign-in"), cells["last"]),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            person = add_staff(by=request.user, at=now_of(request).at, **cleaned)
            said = _("{name} is added. A link to choose a password is on its way to {address}.")
            return self.url_of(person), said.format(name=person, address=person.email)

        page = ActPage(
            title=_("Add a member of staff"),
            verb=_("Add this person"),
            lines=(_("They get a mail with a link, good for 7 days, and choose their password themselves."),),
            form=StaffForm(posted(request)),
            back=reverse("admin:accounts_user_changelist"),
            run=run,
        )
        return answer(self, request, page)

    def roles(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        person = self.found(request, person_id)
        stored = {"display_name": person.display_name, "roles": sorted(person.roles), "seen": staff_as_seen(person)}
        form = StaffChangeForm(posted(request), initial=stored)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            after = edit_staff(person=person, by=request.user, at=now_of(request).at, **cleaned)
            stays = after.pk != request.user.pk or Role.MANAGER in cleaned["roles"]
            return self.url_of(after) if stays else reverse("admin:index"), _("{name} is saved.").format(name=after)

        page = ActPage(
            title=_("Change the name or roles"),
            verb=_("Save"),
            about=str(person),
            lines=(
                _("The roles hold from their next click on."),
                _("Patients and colleagues read the name, also beside what the person did before."),
            ),
            form=form,
            back=self.url_of(person),
            run=run,
            differences=lambda: _differences(form, self.found(request, person_id)),
        )
        return answer(self, request, page)

    def sign_in(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        person = self.found(request, person_id)
        active = not person.is_active

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            set_staff_active(person=person, active=cleaned["opens"], by=request.user, at=now_of(request).at)
            return self.url_of(person), _("Saved.")

        verb = _("Open the sign-in again") if active else _("Close the sign-in")
        line = _("They can sign in again with their password.") if active else _("They are out at the next click.")
        page = ActPage(
            title=verb,
            verb=verb,
            about=str(person),
            lines=(line, *([] if active else _left(person)), _("What they did stays in the record under their name.")),
            form=SignInForm(posted(request), initial={"opens": active}),
            back=self.url_of(person),
            run=run,
        )
        return answer(self, request, page)

    def sites(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        person = self.found(request, person_id)
        known = {
            "sites": [membership.site_id for membership in person.site_memberships.all()],
            "seen": sites_as_seen(person),
        }

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            set_sites(person=person, by=request.user, at=now_of(request).at, **cleaned)
            return self.url_of(person), _("Saved.")

        page = ActPage(
            title=_("Where they work"),
            verb=_("Save where they work"),
            about=str(person),
            lines=(
                _("It counts from the next page that they open."),
                _("Visits and alerts that are theirs already stay with them: hand those over first."),
            ),
            form=SitesForm(posted(request), initial=known),
            back=self.url_of(person),
            run=run,
        )
        return answer(self, request, page)

    def told(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        person = self.found(request, person_id)
        known = getattr(person, "staff_contact", None)
        initial = {"email": known.email, "mobile": known.mobile, "version": known.version} if known else {}

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            cleaned = {**cleaned, "expected_version": cleaned["version"]}
            del cleaned["version"]
            set_contact(person=person, by=request.user, at=now_of(request).at, **cleaned)
            return self.url_of(person), _("Saved.")

        page = ActPage(
            title=_("Where they are told"),
            verb=_("Save where they are told"),
            about=str(person),
            lines=(_("Messages say only that an answer waits, and where to sign in."),),
            form=ContactForm(posted(request), initial=initial),
            back=self.url_of(person),
            run=run,
        )
        return answer(self, request, page)

    def address(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        return self._about_sign_in(request, person_id, address_page)

    def link(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        return self._about_sign_in(request, person_id, link_page)

    def link_back(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        return self._about_sign_in(request, person_id, link_back_page)

    def _about_sign_in(
        self, request: HttpRequest, person_id: UUID, page: Callable[[HttpRequest, User, str], ActPage]
    ) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        person = self.found(request, person_id)
        return answer(self, request, page(request, person, self.url_of(person)))

    def second_factor(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        person = self.found(request, person_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            reset_second_factor(person=person, by=request.user, at=now_of(request).at)
            return self.url_of(person), _("Their second factor is reset.")

        told = (
            _("They are told by mail.") if person.email else _("They have no e-mail address here: tell them yourself.")
        )
        page = ActPage(
            title=_("Reset the second factor"),
            verb=_("Reset the second factor"),
            about=str(person),
            lines=(
                _("Do this only after you have made sure, in person or by a known number, who is asking."),
                _("Their app, passkeys and recovery codes stop working. They set up new ones at the next sign-in."),
                told,
            ),
            form=Form(posted(request)),
            back=self.url_of(person),
            run=run,
        )
        return answer(self, request, page)


def _reset_button(person: User, reader: User) -> Button:
    label = _("Reset the second factor")
    if person == reader:
        return Button(label, why=_("This is your own sign-in."))
    if not second_factor.has_one(person):
        return Button(label, why=_("They have none."))
    return Button(label, reverse("admin:accounts_user_second_factor", args=[person.pk]))


def _told_at(person: User) -> str:
    known = getattr(person, "staff_contact", None)
    places = [(known.email if known else "") or person.email, known.mobile if known else ""]
    return ", ".join(place for place in places if place) or _("Nowhere: no address is known")


def _sites(person: User) -> str:
    return ", ".join(sorted(row.site.name for row in person.site_memberships.all())) or _("None")


def _roles(person: User) -> str:
    return _names(group.name for group in person.groups.all())


def _names(roles: Iterable[str]) -> str:
    wanted = set(roles)
    return ", ".join(str(name) for role, name in ROLE_NAMES if role in wanted) or _("None")


def _differences(form: StaffChangeForm, stored: User) -> list[tuple[str, str, str]]:
    typed = form.cleaned_data
    lines = (
        (form.fields["display_name"].label, stored.display_name, typed["display_name"]),
        (form.fields["roles"].label, _roles(stored), _names(typed["roles"])),
    )
    return [line for line in lines if line[1] != line[2]]


def _left(person: User) -> list[str]:
    """What closing the sign-in does to the alerts that they own."""
    count = owned_open(person).count()
    if not count:
        return []
    words = ngettext(
        "They own {n} open alert. It will have no owner; if the patient was not reached yet, those on call are told.",
        "They own {n} open alerts. These will have no owner; if a patient was not reached yet, those on call are told.",
        count,
    )
    return [words.format(n=count)]
