"""The part of a patient's own file about the app: messages, invitations, who looked, and the sign-in."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.caregiving import CaregiverLevel
from journey.domain.reminders import Occasion, Way
from journey.models import OpeningReason
from journey.models.labels import LABELS
from journey.presenters import staff_words
from journey.presenters.caregivers import THEY_MAY
from journey.presenters.data_requests import ANSWERED, ASKED
from journey.presenters.log_words import KINDS, OUTCOMES
from journey.presenters.looks import WORK
from journey.presenters.my_data import Entry, Row, Section, Told, facts, label_of


def messages(told: Told) -> Section:
    lines = tuple(
        _("{moment}: “{subject}”, to {address}. {end}").format(
            moment=told.moment(row["written_at"]), subject=row["subject"], address=row["to"], end=_end(row, told)
        )
        for row in told.rows("messages")
    )
    note = _("The words of a mail are not kept once it is sent.") if lines else ""
    return Section("messages", _("Mails that we wrote to you"), lines=lines, note=note)


def reminders(told: Told) -> Section:
    """How the patient wants to be reminded, and each reminder."""
    choices = tuple(
        _(
            "By e-mail: {email}. By text message: {text}. By letter: {letter}. One message a day: {daily}. Quiet from"
            " {start} to {end}."
        ).format(
            email=_("yes") if row["by_email"] else _("no"),
            text=_("yes") if row["by_text"] else _("no"),
            letter=_("yes") if row["by_letter"] else _("no"),
            daily=_("yes") if row["daily"] else _("no"),
            start=f"{row['quiet_from']:%H:%M}",
            end=f"{row['quiet_until']:%H:%M}",
        )
        for row in told.rows("reminder_choices")
    )
    words = LABELS[Occasion]
    lines = tuple(
        _("{moment}: {what}, {how}").format(
            moment=told.moment(row["leaves_at"]),
            what=words[Occasion(row["occasion"])],
            how=_posted(row, told) or LABELS[Way][Way(row["channel"])],
        )
        for row in told.rows("reminders")
    )
    return Section("reminders", _("Your reminders"), lines=(*choices, *lines))


def _posted(row: Row, told: Told) -> str:
    if row["posted_at"] is None:
        return ""
    return _("letter, posted: {who_when}").format(who_when=told.who_when(row["posted_by"], row["posted_at"]))


def calendars(told: Told) -> Section:
    lines = tuple(
        _("Made {moment}. Ended: {end}").format(
            moment=told.moment(row["made_at"]), end=told.moment(row["ended_at"]) or _("not yet")
        )
        for row in told.rows("calendar_addresses")
    )
    return Section("calendars", _("Addresses that a calendar reads your visits from"), lines=lines)


def _end(row: Row, told: Told) -> str:
    if row["sent_at"]:
        return _("Sent {moment}.").format(moment=told.moment(row["sent_at"]))
    return _("Not sent.") if row["dropped_at"] or row["given_up_at"] else _("On its way.")


def requests(told: Told) -> Section:
    entries = tuple(
        Entry(
            _("{asked}, {moment}").format(asked=ASKED[row["kind"]], moment=told.moment(row["asked_at"])),
            facts(
                (_("What is wrong"), row["wrong"]),
                (_("What is right"), row["right"]),
                (_("We answer by"), told.day(row["due_on"])),
                (_("State"), ANSWERED.get(row["outcome"], _("Open"))),
                (_("Answered"), told.who_when(row["decided_by"], row["decided_at"])),
                (_("Our answer"), row["answer"]),
            ),
        )
        for row in told.rows("requests")
    )
    return Section("requests", _("What you asked us about your data"), entries)


def kept(told: Told) -> Section:
    """How long the record is kept. Why it is held longer, the clinic goes through with the patient."""
    years = told.card.kept_years
    note = _("{n} years after the last contact.").format(n=years) if years else _("As long as the law says.")
    holds = tuple(
        _("Kept longer, because of a legal matter, since {moment}. Ended: {end}").format(
            moment=told.moment(row["placed_at"]), end=told.moment(row["lifted_at"]) or _("not yet")
        )
        for row in told.rows("holds")
    )
    asked = tuple(
        _("Removing your name was asked {moment}").format(moment=told.moment(row["asked_at"]))
        for row in told.rows("identity_removals")
    )
    return Section("kept", _("How long we keep your record"), lines=(*holds, *asked), note=note)


def invitations(told: Told) -> Section:
    entries = tuple(
        Entry(
            _("Invited {moment}").format(moment=told.moment(row["sent_at"])),
            facts(
                (_("To"), row["address"]),
                (_("Sent by"), row["sent_by"]),
                (_("Good until"), told.moment(row["expires_at"])),
                (_("Used"), told.moment(row["used_at"])),
                (_("Wrong dates of birth"), row["wrong_births"] or None),
                (_("Looked at by a second person"), told.who_when(row["reviewed_by"], row["reviewed_at"])),
                (_("Ended"), told.who_when(row["ended_by"], row["ended_at"])),
            ),
        )
        for row in told.rows("invitations")
    )
    return Section("invitations", _("Invitations to this app"), entries)


def helpers(told: Told) -> Section:
    looks = told.by("looks_of_helpers", "caregiver_id")
    entries = tuple(
        Entry(
            _("{name}, invited {moment}").format(name=helper_name(row), moment=told.moment(row["invited_at"])),
            facts(
                (_("May"), THEY_MAY[CaregiverLevel(row["level"])]),
                (_("E-mail"), row["email"]),
                (_("Accepted"), told.moment(row["accepted_at"])),
                (_("Helps until"), told.moment(row["ends_at"])),
                (_("Ended"), told.who_when(row["ended_by"], row["ended_at"])),
                (_("Looked"), [told.moment(each["at"]) for each in looks.get(row["id"], [])]),
            ),
        )
        for row in told.rows("helpers")
    )
    return Section("helpers", _("People who help you"), entries)


def helper_name(row: Row) -> str:
    return f"{row['name']} ({row['relation']})" if row["relation"] else str(row["name"])


def looked(told: Told) -> Section:
    lines = tuple(_look(row, told) for row in told.rows("who_looked"))
    return Section("looked", _("Who looked at your record"), lines=lines)


def _look(row: Row, told: Told) -> str:
    work = ", ".join(str(WORK[role]) for role in row["actor_roles"] if role in WORK)
    who = f"{row['actor_name']} ({work})" if work else row["actor_name"]
    words = _("{day}: {who}, took a copy") if row["taken"] else _("{day}: {who}")
    return words.format(day=told.day(row["day"]), who=who)


def opened(told: Told) -> Section:
    entries = tuple(
        Entry(
            _("{person}, {moment}").format(person=row["person"], moment=told.moment(row["opened_at"])),
            facts(
                (_("Reason"), label_of(OpeningReason.choices, row["reason"])),
                (_("Open until"), told.moment(row["ended_at"] or row["until"])),
                (_("Checked by a manager"), told.who_when(row["reviewed_by"], row["reviewed_at"])),
            ),
        )
        for row in told.rows("opened_by_another_team")
    )
    return Section("opened", _("Your record opened by someone of another team"), entries)


def sign_in(told: Told) -> Section:
    entries = tuple(
        Entry(
            _("Your sign-in"),
            facts(
                (_("Sign-in name"), row["username"]),
                (_("Shown to others as"), row["display_name"]),
                (_("E-mail"), row["email"]),
                (_("Works"), row["is_active"]),
                (_("Made"), told.moment(row["date_joined"])),
                (_("Last sign-in"), told.moment(row["last_login"])),
                (_("More addresses"), [each["email"] for each in told.rows("addresses")]),
                (_("Passkeys and apps with codes"), [_way(each, told) for each in told.rows("ways_to_sign_in")]),
                (_("Codes for the day a phone is lost"), _codes(told)),
                (_("Devices signed in now"), [_device(each, told) for each in told.rows("devices")]),
            ),
        )
        for row in told.rows("sign_in")
    )
    lines = tuple(
        _("{moment}: {what}, {outcome}, from {ip}").format(
            moment=told.moment(row["at"]),
            what=KINDS[row["kind"]],
            outcome=str(OUTCOMES[row["outcome"]]).lower(),
            ip=row["ip"] or "–",
        )
        for row in told.rows("signing_in")
    )
    return Section("sign-in", _("Your sign-in and when you used it"), entries, lines)


def _way(row: Row, told: Told) -> str:
    return _("{kind}, since {moment}").format(kind=staff_words.said(row["type"]), moment=told.moment(row["created_at"]))


def _codes(told: Told) -> str:
    rows = told.rows("recovery_codes")
    unused = sum(row["used_at"] is None for row in rows)
    return ngettext("{n} unused code", "{n} unused codes", unused).format(n=unused) if rows else ""


def _device(row: Row, told: Told) -> str:
    name = row["device"] or _("Unknown device")
    return _("{name}, since {moment}").format(name=name, moment=told.moment(row["started_at"]))
