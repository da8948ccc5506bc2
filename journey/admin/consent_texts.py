"""Consent texts: read here, never changed; a clinician stands for a new version by name."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.actions.consent_texts import approve_consent_text
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, clinic_of, column, now_of
from journey.domain.errors import MoveNotAllowed
from journey.forms.consent_desk import ApproveTextForm
from journey.models import ConsentText
from journey.pathway.loader import checksum
from journey.policies import Act, check
from journey.presenters.consent_text_page import text_page, wanted_lines
from journey.presenters.worklists import Now
from journey.signing import wanted_document


@admin.register(ConsentText)
class ConsentTextAdmin(ClinicModelAdmin):
    adds = Act.APPROVE_CONSENT_TEXT
    add_label = gettext_lazy("Approve a new version")
    ordering = ("-number",)
    list_display = (
        column("number", gettext_lazy("version"), order="number"),
        column("approved", gettext_lazy("approved"), order="approved_at"),
        column("material", gettext_lazy("signed again")),
        column("changes", gettext_lazy("what changed")),
        column("signed", gettext_lazy("signatures"), order="signatures"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[ConsentText]:
        texts = ConsentText.objects.select_related("approved_by", "pathway_version")
        return texts.annotate(signatures=Count("consents"))

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        return {
            "number": _("Version {number}").format(number=row.number),
            "approved": f"{row.approved_by}, {now.short(row.approved_at)}",
            "material": _("Yes") if row.is_material else _("No"),
            "changes": row.changes or "–",
            "signed": row.signatures,
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        text = self.found(request, object_id)
        title = _("Consent text, version {number}").format(number=text.number)
        context = {"title": title, "record": text_page(text, now_of(request)), "original": text}
        return self.page(request, "admin/record.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What pathway and settings say now, to be read and approved."""
        check(request.user, Act.APPROVE_CONSENT_TEXT)
        clinic = clinic_of(request)
        wanted = wanted_document(clinic) if clinic else None
        if clinic is None or wanted is None:
            raise MoveNotAllowed(_("No pathway is published yet. A manager publishes one first."))
        newest = ConsentText.objects.order_by("-number").first()
        document = wanted[1]
        if request.method != "POST" and newest is not None and newest.checksum == checksum(document):
            words = _("Version {number} says what pathway and settings say. There is nothing to approve.")
            messages.info(request, words.format(number=newest.number))
            return HttpResponseRedirect(self.url_of(newest))
        form = ApproveTextForm(posted(request), is_first=newest is None, initial={"seen": checksum(document)})

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            text = approve_consent_text(
                clinic=clinic,
                is_material=cleaned.get("is_material", "yes") == "yes",
                changes=cleaned.get("changes", ""),
                seen=cleaned["seen"],
                by=request.user,
                at=now_of(request).at,
            )
            return self.url_of(text), _("Version {number} stands. Patients read it from now on.").format(
                number=text.number
            )

        page = ActPage(
            title=_("Approve a consent text"),
            verb=_("Approve this text"),
            lines=wanted_lines(document, newest),
            form=form,
            back=reverse("admin:journey_consenttext_changelist"),
            run=run,
        )
        return answer(self, request, page)
