"""A person's own page for staff: who they are, and their journeys."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.access import caregivers_with_uses, visible_journeys
from journey.access.corrections import newest_correction
from journey.access.renewals import WAITS_FOR_REVIEW
from journey.domain.caregiving import last_day_of_help
from journey.models import Caregiver, Invitation, Journey, Patient
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.caregivers import state_words
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now


def patient_page(patient: Patient, now: Now) -> RecordPage:
    invitation = Invitation.objects.filter(patient=patient).select_related("sent_by", "reviewed_by").first()
    journeys = visible_journeys(now.user, now.at).filter(patient=patient).select_related("lead_clinician")
    return RecordPage(
        facts=_facts(patient, invitation, now),
        buttons=(
            _start(patient, now),
            *_invite(patient, invitation, now),
            *_correct(patient, now),
            *_address(patient, now),
            *_keeping(patient, now),
        ),
        tables=(_journeys(journeys.order_by("-started_at", "-id"), now), _helpers(patient, now)),
    )


def helpers_stay(patient: Patient, at: datetime) -> list[str]:
    """What to ask before and after a new way to sign in: whoever read the old mailbox may have brought a helper."""
    known = patient.caregivers.filter(ended_at=None, ends_at__gt=at)
    names = ", ".join(str(each) for each in known)
    words = _("Helpers stay: {names}. Ask the patient whether they know them all. The desk ends a stranger's help.")
    return [words.format(names=names)] if names else []


def _facts(patient: Patient, invitation: Invitation | None, now: Now) -> tuple[Fact, ...]:
    born = patient.date_of_birth
    age = _("{date}, {years} years").format(date=when.day_month_year(born), years=staff_words.years(born, now.today))
    return (
        Fact(_("Record number"), patient.record_no),
        Fact(_("Called"), patient.called),
        Fact(_("Born"), age),
        Fact(_("Phone"), patient.phone or _("None")),
        Fact(_("E-mail"), patient.email or _("None")),
        Fact(_("Postal address"), ", ".join(patient.postal_address.splitlines()) or _("None")),
        Fact(_("Lives in the zone of"), when.place(patient.zone)),
        Fact(_("Site"), str(patient.site)),
        Fact(_("Signs in as"), _sign_in(patient, invitation, now)),
        *_renewed(invitation, now),
        *_corrected(patient, now),
        Fact(_("Medicines"), patient.medicines or _("None recorded")),
    )


def _renewed(newest: Invitation | None, now: Now) -> tuple[Fact, ...]:
    """Who gave the last way to sign in, and who looked at that."""
    if newest is None or not newest.renews or newest.ended_at is not None:
        return ()
    given = _("Given by {who}, {when}.").format(who=newest.sent_by, when=now.short(newest.sent_at))
    seen = _("Nobody else has looked at it yet.")
    if newest.reviewed_by is not None and newest.reviewed_at is not None:
        seen = _("Reviewed by {who}, {when}: {note}").format(
            who=newest.reviewed_by, when=now.short(newest.reviewed_at), note=newest.review_note
        )
    return (Fact(_("New way to sign in"), f"{given} {seen}"),)


def _corrected(patient: Patient, now: Now) -> tuple[Fact, ...]:
    newest = newest_correction(patient)
    if newest is None:
        return ()
    words = _("{who}, {when}: {why}").format(who=newest.actor_name, when=now.short(newest.at), why=newest.reason)
    return (Fact(_("Details corrected"), words),)


def _start(patient: Patient, now: Now) -> Button:
    if not may(now.user, Act.ADD_PATIENT):
        return Button(_("Start a journey"), why=reason_not(Act.ADD_PATIENT))
    return Button(_("Start a journey"), reverse("admin:journey_patient_start_journey", args=[patient.pk]))


def _invite(patient: Patient, newest: Invitation | None, now: Now) -> tuple[Button, ...]:
    """Whoever has a sign-in looks after it themself, but for one who has lost every way into it."""
    if patient.user is not None:
        return _renew(patient, newest, now)
    words = _("Invite again") if _works(newest, now) else _("Invite by e-mail")
    if not may(now.user, Act.ADD_PATIENT):
        return (Button(words, why=reason_not(Act.ADD_PATIENT)),)
    if not patient.email:
        return (Button(words, why=_('There is no e-mail address. Write it down under "Correct the details".')),)
    invite = Button(words, reverse("admin:journey_patient_invite", args=[patient.pk]))
    if not _works(newest, now):
        return (invite,)
    return invite, _take_back(patient)


def _renew(patient: Patient, newest: Invitation | None, now: Now) -> tuple[Button, ...]:
    label = _("Give a new way to sign in")
    if not may(now.user, Act.RENEW_SIGN_IN):
        return (Button(label, why=reason_not(Act.RENEW_SIGN_IN), quiet=True),)
    renew = Button(label, reverse("admin:journey_patient_renew_sign_in", args=[patient.pk]), quiet=True)
    may_take_back = _works(newest, now) and may(now.user, Act.ADD_PATIENT)
    return (*_review(patient, now), renew, *((_take_back(patient),) if may_take_back else ()))


def _review(patient: Patient, now: Now) -> tuple[Button, ...]:
    """For managers, while a new way to sign in waits that a colleague gave."""
    if not may(now.user, Act.REVIEW_SIGN_IN):
        return ()
    senders = set(Invitation.objects.filter(WAITS_FOR_REVIEW, patient=patient).values_list("sent_by", flat=True))
    label = _("Review the new way to sign in")
    if senders - {now.user.pk}:
        return (Button(label, reverse("admin:journey_patient_review_sign_in", args=[patient.pk])),)
    return (Button(label, why=_("Another manager reviews what you did yourself.")),) if senders else ()


def _take_back(patient: Patient) -> Button:
    return Button(
        _("Take the invitation back"), reverse("admin:journey_patient_take_invitation_back", args=[patient.pk])
    )


def _correct(patient: Patient, now: Now) -> tuple[Button, ...]:
    if not may(now.user, Act.CORRECT_PATIENT):
        return ()
    return (Button(_("Correct the details"), reverse("admin:journey_patient_correct", args=[patient.pk]), quiet=True),)


def _address(patient: Patient, now: Now) -> tuple[Button, ...]:
    label = _("Change the postal address") if patient.postal_address else _("Enter a postal address")
    if not may(now.user, Act.ADD_PATIENT):
        return ()
    return (Button(label, reverse("admin:journey_patient_address", args=[patient.pk]), quiet=True),)


def _keeping(patient: Patient, now: Now) -> tuple[Button, ...]:
    """For managers alone: holds and the end of the record's time."""
    if not may(now.user, Act.END_KEEPING):
        return ()
    url = reverse("admin:journey_identityremoval_keeping", args=[patient.pk])
    return (Button(_("How long this record is kept"), url, quiet=True),)


def _works(newest: Invitation | None, now: Now) -> bool:
    return newest is not None and newest.used_at is None and newest.ended_at is None and newest.expires_at > now.at


def _sign_in(patient: Patient, newest: Invitation | None, now: Now) -> str:
    if patient.user is not None and not _works(newest, now):
        return patient.user.email or patient.user.get_username()
    if newest is None:
        return _("No sign-in yet")
    sent = when.relative(newest.sent_at, now.at, now.zone)
    if _works(newest, now):
        until = when.moment(newest.expires_at, now.zone, now.today)
        return _("Invited: {sent}. The link works until {until}.").format(sent=sent, until=until)
    if newest.ended_at and newest.ended_by is None:
        return _("Invited: {sent}. Stopped after 5 wrong dates of birth.").format(sent=sent)
    return _("Invited: {sent}. The link does not work any more.").format(sent=sent)


def _journeys(rows: QuerySet[Journey], now: Now) -> Table:
    return Table(
        title=_("Journeys"),
        columns=(_("Journey"), _("Treated hand"), _("Status"), _("Lead clinician")),
        rows=[
            (
                format_html(
                    '<a href="{}">{}</a>',
                    reverse("admin:journey_journey_change", args=[row.pk]),
                    _("Started {day}").format(day=when.day_month_year(row.started_at.astimezone(now.zone).date())),
                ),
                f"{staff_words.side(row)} {staff_words.joints(row)}".strip() or _("Not set yet"),
                staff_words.STATUSES[row.status],
                row.lead_clinician or _("None"),
            )
            for row in rows
        ],
        empty=_("No journey yet."),
    )


def _helpers(patient: Patient, now: Now) -> Table:
    """Who helps with the app, since when, and what they did. Ending it has a page of its own."""
    return Table(
        title=_("Helpers"),
        columns=(_("Helper"), _("May"), _("State"), _("Until the end of"), _("Last looked"), _("Answered"), _("End")),
        rows=[_helper(patient, each, now) for each in caregivers_with_uses(patient)],
        empty=_("No helper. The patient invites one under Account."),
    )


def _helper(patient: Patient, each: Caregiver, now: Now) -> tuple[object, ...]:
    looks, running = list(each.looks.all()), each.ended_at is None and each.ends_at > now.at
    return (
        format_html("<bdi>{}</bdi>", str(each)),
        each.get_level_display(),
        state_words(each, now.zone, now.at),
        when.day_month_year(last_day_of_help(each.ends_at, patient.zone)),
        when.relative(looks[0].at, now.at, now.zone) if looks else _("Never"),
        str(len(each.submissions.all())),
        _end_link(patient, each, now) if running else "–",
    )


def _end_link(patient: Patient, each: Caregiver, now: Now) -> object:
    if not may(now.user, Act.END_HELP):
        return reason_not(Act.END_HELP)
    url = reverse("admin:journey_patient_end_help", args=[patient.pk, each.pk])
    return format_html('<a href="{}">{}</a>', url, _("End the help of {name}").format(name=each.name))
