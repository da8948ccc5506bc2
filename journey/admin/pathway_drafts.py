"""The parts of a pathway version: read in any, changed entry by entry in a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from journey.actions.pathway_drafts import EntryChanged, EntryRefused, Where, save_entry, seen_of, take_out_entry
from journey.admin.base import now_of
from journey.domain.words import say
from journey.forms.pathway_entries import EntryForm
from journey.models import PathwayVersion
from journey.pathway.conditions import names_for, reader_for
from journey.pathway.difference import compared
from journey.pathway.fields import RULE_FIELD, blank_of, fields_of
from journey.pathway.locating import field_name, place_of
from journey.pathway.parts import Document, Part, entries, parts
from journey.pathway.problems import Problem
from journey.policies import Act, check, may
from journey.presenters.pathway_parts import entry_links, entry_table, entry_title, part_groups, part_url

NEW = "new"


@dataclass(frozen=True)
class Sheet:
    """One entry of a version on its page. Without `index` it is new."""

    version: PathwayVersion
    part: Part
    index: int | None
    document: Document

    @property
    def entry(self) -> Mapping[str, Any]:
        if self.index is None:
            return blank_of(fields_of(self.part.kind, self.part.only))
        return entries(self.document, self.part)[self.index]

    @property
    def title(self) -> str:
        if self.index is None:
            return _("New: {part}").format(part=say(self.part.title))
        return entry_title(self.part, self.entry, self.index)

    @property
    def where(self) -> Where:
        return Where(self.part, self.index, "" if self.index is None else seen_of(self.entry))

    def form(self, data: Any = None, *, more: str = "", seen: str = "") -> EntryForm:
        return EntryForm(
            data,
            specs=fields_of(self.part.kind, self.part.only),
            entry=self.entry if self.index is not None else {},
            read=reader_for(self.document, self.part, self.index),
            seen=seen or self.where.seen,
            more=more,
        )


class DraftPages:
    """Mixed into the ModelAdmin of PathwayVersion."""

    admin_site: Any
    found: Callable[..., PathwayVersion]
    page: Callable[..., HttpResponse]
    url_of: Callable[..., str]

    def get_urls(self) -> list[Any]:
        pages = (
            ("", self.part, "part"),
            (f"{NEW}/", self.new_entry, "new_entry"),
            ("entry-<int:entry>/", self.entry, "entry"),
            ("entry-<int:entry>/take-out/", self.take_out, "take_out"),
        )
        own = [
            path(
                f"<uuid:version_id>/parts/<slug:pathway_part>/{address}",
                self.admin_site.admin_view(view),
                name=f"journey_pathwayversion_{name}",
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def parts(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        version = self.found(request, version_id)
        context = {
            "title": _("Parts of {version}").format(version=version),
            "original": version,
            "groups": part_groups(version, version.sound_document),
            "back": self.url_of(version),
        }
        return self.page(request, "admin/journey/pathwayversion/parts.html", context)

    def part(self, request: HttpRequest, version_id: UUID, pathway_part: str) -> HttpResponse:
        version, part = self.found(request, version_id), part_of(pathway_part)
        may_add = version.is_draft and part.is_list and not part.fixed and may(request.user, Act.EDIT_PATHWAY)
        context = {
            "title": say(part.title),
            "original": version,
            "version": version,
            "entries": entry_links(version, part, version.sound_document),
            "add": f"{request.path}{NEW}/" if may_add else "",
            "back": parts_url(version),
        }
        return self.page(request, "admin/journey/pathwayversion/part.html", context)

    def new_entry(self, request: HttpRequest, version_id: UUID, pathway_part: str) -> HttpResponse:
        check(request.user, Act.EDIT_PATHWAY)
        version, part = self.found(request, version_id), part_of(pathway_part)
        if part.fixed or not part.is_list:
            raise Http404
        return self.edit(request, Sheet(version, part, None, version.sound_document))

    def entry(self, request: HttpRequest, version_id: UUID, pathway_part: str, entry: int) -> HttpResponse:
        """A form for who may change a draft, else to read."""
        if request.method == "POST":
            check(request.user, Act.EDIT_PATHWAY)
        version, part = self.found(request, version_id), part_of(pathway_part)
        document = version.sound_document
        if entry >= len(entries(document, part)) and request.method != "POST":
            raise Http404
        sheet = Sheet(version, part, min(entry, len(entries(document, part)) - 1), document)
        if request.method == "POST" or (version.is_draft and may(request.user, Act.EDIT_PATHWAY)):
            return self.edit(request, sheet)
        context = {
            "title": sheet.title,
            "original": version,
            "version": version,
            "tables": [entry_table(part, sheet.entry)],
            "back": self.back_of(sheet),
        }
        return self.page(request, "admin/journey/pathwayversion/rules.html", context)

    def edit(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        """GET shows the form; "Add" keeps what is typed; POST saves, or says with every place what is wrong."""
        more = next((name[len("more-") :] for name in request.POST if name.startswith("more-")), "")
        form = sheet.form(request.POST if request.method == "POST" else None, more=more)
        if request.method != "POST" or more:
            return self.sheet(request, sheet, form)
        if not form.is_valid():
            return self.sheet(request, sheet, form, 422)
        value = form.value()
        where = Where(sheet.part, sheet.index, form.cleaned_data["seen"])
        try:
            saved = save_entry(
                version=sheet.version,
                where=where,
                value=value,
                by=request.user,
                at=now_of(request).at,
                unfinished="unfinished" in request.POST,
            )
        except EntryRefused as refusal:
            put_problems(form, sheet, value, refusal)
            return self.sheet(request, sheet, form, 422, may_stay=refusal.may_stay)
        except EntryChanged as refusal:
            return self.changed(request, sheet, value, refusal)
        is_new = saved.revision != sheet.version.revision
        said = _("{entry} is saved.") if is_new else _("{entry}: there was nothing new to save.")
        messages.success(request, said.format(entry=sheet.title))
        return HttpResponseRedirect(self.back_of(sheet), status=303)

    def changed(
        self, request: HttpRequest, sheet: Sheet, typed: Mapping[str, Any], refusal: EntryChanged
    ) -> HttpResponse:
        """409 with both values of each field; what was typed stays in the form, and saving it again is on purpose."""
        now = refusal.now
        data = request.POST.copy()
        data["seen"] = seen_of(now) if now is not None else ""
        form = sheet.form(data)
        form.is_valid()
        differing = list(compared(fields_of(sheet.part.kind, sheet.part.only), ("", now), ("", typed))) if now else []
        context = {"conflict": refusal.sentence, "differing": differing, "is_gone": now is None}
        return self.sheet(request, sheet, form, 409, **context)

    def take_out(self, request: HttpRequest, version_id: UUID, pathway_part: str, entry: int) -> HttpResponse:
        """The page before an entry leaves the draft."""
        check(request.user, Act.EDIT_PATHWAY)
        version, part = self.found(request, version_id), part_of(pathway_part)
        document = version.sound_document
        if part.fixed or not part.is_list or entry >= len(entries(document, part)):
            raise Http404
        sheet = Sheet(version, part, entry, document)
        problems: Sequence[Problem] = ()
        context: dict[str, Any] = {"conflict": "", "may_stay": False}
        if request.method == "POST":
            try:
                take_out_entry(
                    version=version,
                    where=Where(part, entry, request.POST.get("seen", "")),
                    by=request.user,
                    at=now_of(request).at,
                    unfinished="unfinished" in request.POST,
                )
            except EntryRefused as refusal:
                problems, context["may_stay"] = refusal.problems, refusal.may_stay
            except EntryChanged as refusal:
                context["conflict"] = refusal.sentence
            else:
                messages.success(request, _("{entry} is taken out.").format(entry=sheet.title))
                return HttpResponseRedirect(part_url(version, part), status=303)
        context |= {
            "title": _("Take out: {entry}").format(entry=sheet.title),
            "original": version,
            "version": version,
            "tables": [entry_table(part, sheet.entry)],
            "seen": sheet.where.seen,
            "problems": problems,
            "back": part_url(version, part),
        }
        status = 409 if context["conflict"] else 422 if problems else 200
        return self.page(request, "admin/journey/pathwayversion/take_out.html", context, status)

    def sheet(
        self, request: HttpRequest, sheet: Sheet, form: EntryForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        has_rule = any(spec.name == RULE_FIELD for spec in form.specs)
        may_go = sheet.index is not None and sheet.part.is_list and not sheet.part.fixed
        context = {
            "title": sheet.title,
            "original": sheet.version,
            "version": sheet.version,
            "form": form,
            "rows": form.rows(),
            "errors": status == 422,
            "names": names_for(sheet.document, sheet.part) if has_rule else (),
            "take_out": f"{request.path}take-out/" if may_go else "",
            "back": self.back_of(sheet),
            **more,
        }
        return self.page(request, "admin/journey/pathwayversion/entry.html", context, status)

    def back_of(self, sheet: Sheet) -> str:
        return part_url(sheet.version, sheet.part) if sheet.part.is_list else parts_url(sheet.version)


def parts_url(version: PathwayVersion) -> str:
    return reverse("admin:journey_pathwayversion_parts", args=[version.pk])


def part_of(code: str) -> Part:
    part = parts().get(code)
    if part is None:
        raise Http404
    return part


def put_problems(form: EntryForm, sheet: Sheet, value: Mapping[str, Any], refusal: EntryRefused) -> None:
    """Each on the field that it lies in; with its path above the form when it lies elsewhere."""
    index = len(entries(refusal.document, sheet.part)) - 1 if sheet.index is None else sheet.index
    for each in refusal.problems:
        place = place_of(each, refusal.document)
        name = ""
        if place is not None and place.part == sheet.part and place.index == index:
            name = field_name(place.rest, form.specs, value, form.kept)
        if name in form.fields:
            form.add_error(name, each.sentence)
        else:
            form.add_error(None, f"{each.path}: {each.sentence}")
