"""What staff are told of reports that are due: how many, by when, and where to sign in. Nothing of what they tell."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.formats import date_format

from accounts.composing import Letter
from accounts.links import public
from journey.domain.days import local_date
from journey.domain.words import say as _
from journey.domain.words import say_many as ngettext
from journey.models import ReportNotice

KIND = "report_notice"


def compose(mail_id: UUID, at: datetime) -> Letter | None:
    """None when all of them were sent meanwhile, turned out not to be needed, or this person was told again since."""
    again = ReportNotice.objects.filter(
        report=OuterRef("report"), person=OuterRef("person"), channel=OuterRef("channel"), on__gt=OuterRef("on")
    )
    rows = (
        ReportNotice.objects.filter(~Exists(again), mail=mail_id, report__made_at=None)
        .annotate(due_on=F("report__due_on"))
        .select_related("patient__site__clinic")
        .order_by("due_on", "pk")
    )
    waiting = list(rows)
    if not waiting:
        return None
    first = waiting[0].__dict__["due_on"]
    left = (first - local_date(at, waiting[0].patient.site.clinic.zone)).days
    known = {"day": date_format(first, "j F Y")}
    line = _("It was due on {day}.", **known) if left < 0 else _("It is due on {day}.", **known)
    lines = [_("A report is overdue.") if left < 0 else _("A report is due."), line]
    if len(waiting) > 1:
        lines.append(ngettext("{number} more waits with it.", "{number} more wait with it.", len(waiting) - 1))
    return Letter(
        subject=_("A report is overdue") if left < 0 else _("A report is due"),
        lines=lines,
        link=public(reverse("admin:index")),
        link_words=_("Sign in"),
    )
