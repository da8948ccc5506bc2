"""Pathway versions: drafted, reviewed by another clinician, published by a manager; journeys move on purpose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.actions.clinic import approve_rules
from journey.actions.pathway_drafts import copy_delivered, copy_version, import_draft, open_problems
from journey.actions.pathway_review import discard_draft, publish_version, retire_version, send_back, send_to_review
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.admin.bench import bench
from journey.admin.filters import StartingFilter
from journey.admin.pathway_drafts import DraftPages
from journey.admin.pathway_journeys import JourneyPages
from journey.domain.errors import NotAccepted
from journey.domain.pathway_states import VersionState
from journey.forms.clinic import ApproveForm
from journey.forms.pathway_versions import DiscardForm, ImportForm, SeenForm, SendBackForm, StandForm
from journey.forms.refused import put_refusal
from journey.models import PathwayVersion
from journey.pathway.difference import difference
from journey.pathway.problems import PathwayInvalid
from journey.pathway.reading_file import write_file
from journey.policies import Act, check
from journey.presenters.pathway_difference import by_part, counted
from journey.presenters.pathway_page import rules_tables, state_words, version_page
from journey.presenters.worklists import Now


class KeptFilter(StartingFilter):
    title = gettext_lazy("show")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("kept", gettext_lazy("Without discarded drafts")), ("all", gettext_lazy("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kept: QuerySet[Any] = queryset.kept()  # type: ignore[attr-defined]
        return queryset if self.value() == "all" else kept


@admin.register(PathwayVersion)
class PathwayVersionAdmin(DraftPages, JourneyPages, ClinicModelAdmin):
    adds = Act.EDIT_PATHWAY
    add_label = gettext_lazy("Begin a draft")
    row_id = "version_id"
    row_pages = (
        "approve",
        "bench",
        "copy",
        "difference",
        "discard",
        "export",
        "journeys",
        "parts",
        "publish",
        "retire",
        "rules",
        "send",
        "send-back",
    )
    ordering = ("-number",)
    list_filter = (KeptFilter,)
    list_display = (
        column("name", gettext_lazy("name"), order="name"),
        column("number", gettext_lazy("number"), order="number"),
        column("state", gettext_lazy("state"), order="state"),
        column("published", gettext_lazy("published"), order="published_at"),
        column("approved", gettext_lazy("approved"), order="rules_approved_at"),
        column("journeys", gettext_lazy("journeys"), order="in_use"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[PathwayVersion]:
        related = ("published_by", "rules_approved_by", "drafted_by", "begun_from")
        versions = PathwayVersion.objects.defer("document", "begun_from__document").select_related(*related)
        return versions.annotate(in_use=Count("journeys"))

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        waiting = _("Nobody yet")
        if row.state == VersionState.PUBLISHED:
            waiting = marks.tag(_("Nobody stands for them"), "watch")
        return {
            "name": row.name,
            "number": row.number,
            "state": state_words(row),
            "published": now.short(row.published_at) if row.published_at else _("Not published"),
            "approved": _("Approved by {who}").format(who=row.rules_approved_by) if row.rules_approved_by else waiting,
            "journeys": row.in_use,
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        version = self.found(request, object_id)
        events = list(version.events.select_related("by"))
        problems = open_problems(version.sound_document) if version.is_draft else ()
        record = version_page(version, events, problems, newest_of(version), now_of(request))
        return self.page(request, "admin/record.html", {"title": str(version), "record": record, "original": version})

    def rules(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        version = self.found(request, version_id)
        context = {
            "title": _("Rules of {version}").format(version=version),
            "tables": rules_tables(version),
            "original": version,
            "back": self.url_of(version),
        }
        return self.page(request, "admin/journey/pathwayversion/rules.html", context)

    def bench(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        return bench(self, request, self.found(request, version_id))

    def difference(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """Beside the version that it was copied from, else the newest published; or any other."""
        version = self.found(request, version_id)
        others = list(PathwayVersion.objects.kept().exclude(pk=version.pk).order_by("-number"))
        other = compared_with(version, others, request.GET.get("with", ""))
        changes = difference(other.sound_document, version.sound_document) if other else ()
        context = {
            "title": _("What differs"),
            "original": version,
            "version": version,
            "other": other,
            "others": others,
            "counted": counted(changes),
            "parts": by_part(changes),
            "back": self.url_of(version),
        }
        return self.page(request, "admin/journey/pathwayversion/difference.html", context)

    def export(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        version = self.found(request, version_id)
        response = HttpResponse(write_file(version.sound_document), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="pathway-{version.number}.json"'
        return response

    # Beginning a draft

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """From a version, from what is delivered, or from a file."""
        check(request.user, Act.EDIT_PATHWAY)
        from_file = "file" in request.FILES or "import" in request.POST
        form = ImportForm(request.POST, request.FILES) if from_file else ImportForm()
        problems: Any = ()
        at = now_of(request).at
        if request.method == "POST" and "delivered" in request.POST:
            return self.begun(request, copy_delivered(by=request.user, at=at))
        if from_file and form.is_valid():
            try:
                return self.begun(request, import_draft(content=form.cleaned_data["file"], by=request.user, at=at))
            except NotAccepted as refusal:
                put_refusal(form, refusal)
            except PathwayInvalid as refusal:
                problems = refusal.problems
                form.add_error("file", _("The file was read, and does not pass the checks. Nothing was saved."))
        context = {
            "title": _("Begin a draft"),
            "form": form,
            "errors": form.errors,
            "problems": problems,
            "newest": PathwayVersion.objects.newest_published().first(),
        }
        return self.page(
            request, "admin/journey/pathwayversion/begin.html", context, 422 if request.method == "POST" else 200
        )

    def begun(self, request: HttpRequest, draft: PathwayVersion) -> HttpResponse:
        messages.success(request, _("{draft} is a draft now.").format(draft=draft))
        return HttpResponseRedirect(self.url_of(draft), status=303)

    def copy(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_PATHWAY)
        version = self.found(request, version_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            draft = copy_version(version=version, by=request.user, at=now_of(request).at)
            return self.url_of(draft), _("{draft} is a draft now.").format(draft=draft)

        return self.act(
            request,
            version,
            _("Copy into a draft"),
            run,
            lines=(
                _("A new draft begins with all that this version says. Nothing changes for patients."),
                _("Whoever changes it cannot approve it: another clinician does."),
            ),
        )

    # From the draft to patients

    def send(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_PATHWAY)
        version = self.found(request, version_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            send_to_review(version=version, seen=cleaned["seen"], by=request.user, at=now_of(request).at)
            return self.url_of(version), _("It is in review. Nobody changes it now.")

        return self.act(
            request,
            version,
            _("Send to review"),
            run,
            form=SeenForm(posted(request), initial={"seen": version.checksum}),
            lines=(
                _("From now on nobody changes it. A clinician who did not write in it reads what differs."),
                _("They approve it, or send it back with a reason."),
            ),
        )

    def approve(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.APPROVE_RULES)
        version = self.found(request, version_id)
        delivered = version.drafted_by_id is None
        form_class = ApproveForm if delivered else StandForm
        table = marks.link(self.page_url(version, "rules"), _("The table of rules"))
        read = table if delivered else marks.link(self.page_url(version, "difference"), _("What differs"))
        said = _("You stand for these rules now. They speak from the next answer on.")
        if not delivered:
            said = _("You stand for this version now. A manager can publish it.")

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            approve_rules(version=version, by=request.user, at=now_of(request).at, seen=cleaned.get("seen"))
            return self.url_of(version), said

        lines = (
            _("From now on these rules decide what patients read after a check-in, and what raises an alert."),
            _("Your name and the time stay with them. It cannot be undone: a change needs a new version."),
        )
        if not delivered:
            lines = (
                _("Once it is published, its texts are what patients read and its rules decide what raises an alert."),
                _("Your name and the time stay with it. A change needs a new version."),
            )
        return self.act(
            request,
            version,
            _("Approve the triage rules") if delivered else _("Approve this version"),
            run,
            verb=_("Approve the rules") if delivered else _("Approve"),
            form=form_class(posted(request), initial={"seen": version.checksum}),
            lines=lines,
            facts=((_("Read first"), read),),
        )

    def send_back(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.APPROVE_RULES)
        version = self.found(request, version_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            send_back(version=version, reason=cleaned["reason"], by=request.user, at=now_of(request).at)
            return self.url_of(version), _("It is a draft again. The reason stands with it.")

        lines = (_("It is a draft again and can be changed. An approval that it had is gone."),)
        return self.act(request, version, _("Send back"), run, form=SendBackForm(posted(request)), lines=lines)

    def discard(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.EDIT_PATHWAY)
        version = self.found(request, version_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            discard_draft(version=version, by=request.user, at=now_of(request).at, **cleaned)
            return self.url_of(version), _("It is discarded. The reason stands with it.")

        lines = (
            _("Nobody goes on with it. It stays with all that was written in it, and leaves the list."),
            _("Whoever wants it back copies it into a new draft."),
        )
        form = DiscardForm(posted(request), initial={"seen": version.checksum})
        return self.act(request, version, _("Discard this draft"), run, form=form, lines=lines)

    def publish(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.PUBLISH_PATHWAY)
        version = self.found(request, version_id)
        newest = PathwayVersion.objects.newest_published().first()
        lines = [
            _("New journeys begin on it from now on. Journeys that go on stay where they are until they are moved."),
            _("If what patients sign says other words now, a clinician approves the consent text anew."),
        ]
        if newest is not None and version.begun_from_id not in {None, newest.pk}:
            words = _("{newest} was published after this draft was begun. What it changed may not be in here.")
            lines.insert(0, words.format(newest=newest))
        against = f"?with={newest.number}" if newest else ""
        link = marks.link(self.page_url(version, "difference") + against, _("What differs"))

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            publish_version(version=version, by=request.user, at=now_of(request).at)
            return self.url_of(version), _("It is published. New journeys take it.")

        facts = ((_("Read first"), link),)
        return self.act(request, version, _("Publish"), run, lines=lines, facts=facts)

    def retire(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.PUBLISH_PATHWAY)
        version = self.found(request, version_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            retire_version(version=version, by=request.user, at=now_of(request).at)
            return self.url_of(version), _("It is retired. Journeys that are on it go on with it.")

        lines = (_("No new journey begins on it. Journeys that are on it go on with it, until somebody moves them."),)
        return self.act(request, version, _("Retire"), run, lines=lines)

    def act(
        self, request: HttpRequest, version: PathwayVersion, title: str, run: Any, *, verb: str = "", **more: Any
    ) -> HttpResponse:
        more.setdefault("form", SeenForm(posted(request)))
        page = ActPage(title=title, verb=verb or title, about=str(version), back=self.url_of(version), run=run, **more)
        return answer(self, request, page)

    def page_url(self, version: PathwayVersion, page: str) -> str:
        return reverse(f"admin:journey_pathwayversion_{page}", args=[version.pk])


def newest_of(version: PathwayVersion) -> bool:
    return version == PathwayVersion.objects.newest_published().first()


def compared_with(version: PathwayVersion, others: list[PathwayVersion], number: str) -> PathwayVersion | None:
    """The version that somebody asked for by number; else the one it was copied from, else the newest published."""
    if number:
        found = next((each for each in others if str(each.number) == number), None)
        if found is None:
            raise Http404
        return found
    if version.begun_from is not None:
        return next(each for each in others if each.pk == version.begun_from_id)
    before = [each for each in others if each.published_at is not None and each.number < version.number]
    return before[0] if before else None
