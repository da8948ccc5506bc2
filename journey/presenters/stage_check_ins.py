"""The check-ins of one stage as task rows: what to do, what was sent and who read it, what comes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.stages import StageCode
from journey.domain.windows import CheckInState
from journey.models import CheckIn
from journey.presenters.scene import Scene
from journey.presenters.tasks import NEVER_LATE, REPORT, Task


def check_in_rows(scene: Scene, code: StageCode) -> tuple[Task, ...]:
    """In the order they are due. A report that was never begun is no row."""
    rows = [each for each in scene.check_ins if each.stage_code == code]
    return tuple(_row(scene, each) for each in rows if not _is_empty_report(each))


def _is_empty_report(check_in: CheckIn) -> bool:
    found = check_in.__dict__
    return check_in.code == REPORT and not found["has_draft"] and found["submission_id"] is None


def _row(scene: Scene, check_in: CheckIn) -> Task:
    state = check_in.state_at(scene.at)
    title = scene.pathway.check_in_by_code[check_in.code].title
    key = f"check-in-{check_in.pk}"
    if check_in.__dict__["submission_id"] is not None and state is not CheckInState.OPEN:
        return _sent(scene, check_in, key, title)
    if check_in not in scene.asked:
        return Task(key, title, "", _("By phone or at a visit"), open=False, hint=_("We ask you, as you wished."))
    url = reverse("patient:check_in", args=[check_in.pk])
    if state is CheckInState.OPEN:
        hint = _("Open until {moment}.").format(moment=scene.until(check_in.closes_at)) if check_in.closes_at else ""
        status = _("Not finished") if check_in.__dict__["has_draft"] else _("To do")
        return Task(key, title, url, status, open=True, hint=hint)
    if state is CheckInState.SCHEDULED:
        hint = _("Opens {moment}.").format(moment=scene.own_moment(check_in.opens_at))
        if check_in.opens_at <= scene.at:
            hint = _("It waits until your journey goes on.")
        return Task(key, title, "", _("Not open yet"), open=False, hint=hint)
    if check_in.code in NEVER_LATE or not scene.can_send(check_in):
        return Task(key, title, "", _("Not sent"), open=False)
    return Task(key, title, url, _("Late"), open=True, hint=_("You can still send it."))


def _sent(scene: Scene, check_in: CheckIn, key: str, title: str) -> Task:
    found = check_in.__dict__
    hint = f"{scene.own_moment(found['sent_at'])}."
    if found["seen_at"]:
        seen = scene.clinic_moment(found["seen_at"])
        read = _("{who} read it on {moment}.").format(who=found["seen_by"], moment=seen)
    else:
        read = _("Not read yet.")
    url = reverse("patient:answer", args=[found["submission_id"]])
    return Task(key, title, url, _("Sent late") if found["late"] else _("Sent"), open=False, hint=f"{hint} {read}")
