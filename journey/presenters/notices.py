"""Who was told of an alert, when, and how far the message has come."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OutgoingMail
from journey.domain.escalation import ClockStep, Step, Who, next_step
from journey.models import Alert, Notice
from journey.notifications.alert_notices import clock_of
from journey.presenters import when
from journey.presenters.record_page import Table
from journey.presenters.staff_words import Words
from journey.presenters.worklists import Now

WHO: Mapping[Who, Words] = {
    Who.OWNER: gettext_lazy("the owner"),
    Who.OWNER_OR_FIRST: gettext_lazy("the owner or the first on call"),
    Who.FIRST: gettext_lazy("the first on call"),
    Who.SECOND: gettext_lazy("the second on call"),
    Who.LEAD: gettext_lazy("the lead clinician"),
    Who.MANAGERS: gettext_lazy("the managers"),
}


def staff_told(alert: Alert, now: Now) -> tuple[Table, str]:
    """The table, and what comes next: "If nothing changes, the lead clinician and the second on call are told at
    2:15pm." One statement."""
    rows = list(
        Notice.objects.filter(alert=alert).select_related("person", "mail").order_by("-at", "person__display_name")
    )
    table = Table(
        title=_("Staff who were told"),
        columns=(_("When"), _("Who"), _("Why"), _("How"), _("Message")),
        rows=[
            (
                when.relative(row.at, now.at, now.zone),
                str(row.person),
                row.get_step_display(),
                row.get_channel_display(),
                delivery(row.mail, now),
            )
            for row in rows
        ],
        empty=_("Nobody could be told: nobody at this site has an address. A manager writes them down under Staff."),
    )
    told = [Step(row.step) for row in rows if row.clock_from == alert.clock_from]
    found = next_step(clock_of(alert, told), now.at)
    if found is None:
        return table, ""
    words = _("If nothing changes, this tells {who}: {when}.")
    return table, words.format(who=_people(found[0]), when=when.relative(found[1], now.at, now.zone))


def _people(step: ClockStep) -> str:
    names = [str(WHO[who]) for who in step.tells]
    return names[0] if len(names) == 1 else _("{first} and {second}").format(first=names[0], second=names[1])


def delivery(mail: OutgoingMail, now: Now) -> str:
    """Where a message is on its way."""
    if mail.sent_at:
        return _("Sent {when}").format(when=when.relative(mail.sent_at, now.at, now.zone))
    if mail.dropped_at:
        return _("Not needed any more")
    if mail.given_up_at:
        return _("Failed: {problem}").format(problem=mail.problem or _("no reason known"))
    if mail.problem:
        return _("Not sent yet ({problem}), tried again {when}").format(
            problem=mail.problem, when=when.relative(mail.due_at, now.at, now.zone)
        )
    return _("Waiting to be sent")
