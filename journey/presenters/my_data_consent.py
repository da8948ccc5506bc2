"""The part of a patient's own file about consent: what was read, signed word for word, and taken back."""

from django.utils.translation import gettext as _

from journey.domain.consent import Again, Method, Scope
from journey.models import TalkKind
from journey.models.constraints import choices_of
from journey.presenters.consent_about import doctor_facts, rules_facts
from journey.presenters.my_data import Entry, Row, Section, Told, facts, label_of

KEYS = frozenset({"evidence_read", "consents", "consents_not_signed", "consent_withdrawals", "consent_talks"})


def consents(told: Told) -> Section:
    taken_back = told.by("consent_withdrawals", "consent_id")
    entries = [_reading(row, told) for row in told.rows("evidence_read")]
    entries += [_consent(row, taken_back.get(row["id"], []), told) for row in told.rows("consents")]
    entries += [_begun(row, told) for row in told.rows("consents_not_signed")]
    entries += [_talk(row, told) for row in told.rows("consent_talks")]
    return Section("consents", _("Your consents"), tuple(entries))


def _reading(row: Row, told: Told) -> Entry:
    return Entry(_("You read what is known"), facts((_("When"), told.moment(row["at"]))))


def _consent(row: Row, taken_back: list[Row], told: Told) -> Entry:
    about = facts(
        (_("How"), label_of(choices_of(Method), row["method"])),
        (_("Signed as"), row["typed_name"]),
        (_("Signed"), told.moment(row["signed_at"])),
        (_("Your time to think ended"), told.moment(row["thinking_ends_at"])),
        (_("Countersigned"), told.who_when(row["countersigned_by"], row["countersigned_at"])),
        (_("Recorded"), told.who_when(row["recorded_by"], row["recorded_at"])),
        (_("Interpreter"), row["interpreter"]),
        (_("Language"), row["language"]),
        *((each.term, each.value) for each in (*rules_facts(row["about_us"]), *doctor_facts(row["about_us"]))),
    )
    lines = tuple(_line(each) for each in row["lines"])
    back = tuple(
        _("Taken back: {what}. {when}").format(
            what=label_of(choices_of(Scope), each["scope"]), when=told.moment(each["at"])
        )
        + (f" “{each['words']}”" if each["words"] else "")
        for each in taken_back
    )
    return Entry(_("Consent, signed {day}").format(day=told.moment(row["signed_at"])), about, (*back, *lines))


def _line(line: Row) -> str:
    answer = _("Yes") if line["answer"] else _("No")
    return f"{line['number']}. {line['text']} {answer}."


def _begun(row: Row, told: Told) -> Entry:
    count = sum(1 for answer in row["answers"].values() if answer)
    about = facts((_("Saved"), told.moment(row["saved_at"])), (_("Lines ticked"), str(count)))
    return Entry(_("A consent that you began and did not sign"), about)


def _talk(row: Row, told: Told) -> Entry:
    about = facts(
        (_("When"), told.who_when(row["by"], row["at"])),
        (_("Why"), label_of(choices_of(Again), row["why"]) if row["why"] else ""),
    )
    return Entry(label_of(TalkKind.choices, row["kind"]), about)
