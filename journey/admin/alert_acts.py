"""The pages on which an alert is opened again, put off, brought back, or a call about it is proposed."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journey.access.agreed_levels import why_not_put_off
from journey.actions.alert_calls import propose_call
from journey.actions.alert_reopening import reopen_alert
from journey.actions.alert_snoozes import end_snooze, snooze_alert
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, now_of, zone_of
from journey.forms.alerts import ProposeCallForm, ReopenForm, SnoozeForm, WakeForm
from journey.models import Alert
from journey.policies import Act, check
from journey.presenters import when
from journey.presenters.alert_page import level_words

Run = Callable[[dict[str, Any]], object]


def reopen(admin: ClinicModelAdmin, request: HttpRequest, alert: Alert) -> HttpResponse:
    check(request.user, Act.WORK_ALERTS)

    def run(data: dict[str, Any]) -> None:
        reason, version = data["reason"], data["version"]
        reopen_alert(alert=alert, reason=reason, by=request.user, at=now_of(request).at, expected_version=version)

    form = ReopenForm(posted(request), initial={"version": alert.version})
    lines = (_("You have it, and its clock begins now: call the patient."), _("Everyone sees your reason."))
    return _asked(admin, request, alert, _("Open it again"), form, run, _("The alert is open again."), lines)


def snooze(admin: ClinicModelAdmin, request: HttpRequest, alert: Alert) -> HttpResponse:
    check(request.user, Act.SNOOZE_ALERT)

    def run(data: dict[str, Any]) -> None:
        values = {name: data[name] for name in ("expected", "reason", "until")}
        version = data["version"]
        snooze_alert(alert=alert, by=request.user, at=now_of(request).at, expected_version=version, **values)

    form = SnoozeForm(posted(request), initial={"version": alert.version}, zone=zone_of(request))
    refusal = why_not_put_off(alert)
    lines = (
        *([refusal] if refusal else []),
        _("The alert goes to the end of the list until then. Everyone sees what you agreed."),
        _("A worse answer, another reason or the end of the time brings it back with a new clock."),
    )
    said = _("The alert is put off.")
    return _asked(admin, request, alert, _("Agree an expected level"), form, run, said, lines)


def wake(admin: ClinicModelAdmin, request: HttpRequest, alert: Alert) -> HttpResponse:
    check(request.user, Act.WORK_ALERTS)

    def run(data: dict[str, Any]) -> None:
        end_snooze(alert=alert, by=request.user, at=now_of(request).at, expected_version=data["version"])

    form = WakeForm(posted(request), initial={"version": alert.version})
    lines = (_("What was agreed is over, and the clock begins now."),)
    return _asked(admin, request, alert, _("Bring it back now"), form, run, _("The alert is back."), lines)


def propose(admin: ClinicModelAdmin, request: HttpRequest, alert: Alert) -> HttpResponse:
    check(request.user, Act.WORK_ALERTS)
    now = now_of(request)

    def run(data: dict[str, Any]) -> None:
        propose_call(
            alert=alert, calls_at=data["calls_at"], by=request.user, at=now.at, expected_version=data["version"]
        )

    form = ProposeCallForm(posted(request), initial={"version": alert.version}, zone=zone_of(request))
    lines = [_("The patient sees the time on their first page and says whether it suits them. The clock goes on.")]
    if alert.contacted_at is None:
        due = when.relative(alert.due_at, now.at, now.zone)
        lines.append(_("Nobody has spoken with the patient yet: at the latest {due}.").format(due=due))
    return _asked(admin, request, alert, _("Propose a call"), form, run, _("The patient can see the time."), lines)


def _asked(
    admin: ClinicModelAdmin,
    request: HttpRequest,
    alert: Alert,
    verb: str,
    form: Form,
    run: Run,
    said: str,
    lines: Any = (),
) -> HttpResponse:
    back = admin.url_of(alert)

    def do(data: dict[str, Any]) -> tuple[str, str]:
        run(data)
        return back, said

    about = f"{alert.patient.full_name}: {level_words(alert)}"
    page = ActPage(title=verb, verb=verb, about=about, form=form, back=back, run=do, lines=tuple(lines))
    return answer(admin, request, page)
