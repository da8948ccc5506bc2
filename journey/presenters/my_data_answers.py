"""The part of a patient's own file about answers: check-ins with the words of their day, what was advised, alerts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.documents import JPEG
from journey.models import CallAnswer, FindingKind, ToldBy, TriageResult
from journey.presenters.answers import answer_rows
from journey.presenters.check_in import AnswerRow
from journey.presenters.my_data import Entry, Row, Section, Told, facts, label_of
from journey.presenters.my_data_account import helper_name
from journey.presenters.staff_words import Words
from journey.presenters.verdict import GOOD, NOT_ABOUT_SYMPTOMS, level_words, message
from journey.presenters.visit_words import CHECK_IN_STATES, OUTCOMES

FOUND: Mapping[str, Words] = {
    FindingKind.RECALL: gettext_lazy("The cells that you were given were recalled."),
    FindingKind.POSITIVE_TEST: gettext_lazy("A test of the cells that you were given found germs."),
}
OF_ALERTS = frozenset(
    {"alerts", "reasons_of_alerts", "findings_of_alerts", "alerts_opened_again", "agreed_levels", "proposed_calls"}
)


def check_ins(told: Told) -> Section:
    """Each check-in with every version that was sent; a page that was begun and not sent has an entry of its own."""
    sent = told.by("answers", "check_in_id")
    begun = told.by("answers_not_sent", "check_in_id")
    results = told.by("results", "check_in_id")
    entries: list[Entry] = []
    for row in told.rows("check_ins"):
        results_of = results.get(row["id"], [])
        of_answers = {each["submission_id"]: each for each in results_of if each["submission_id"]}
        versions = sent.get(row["id"], [])
        entries += [_check_in(row, told)] if not versions else []
        entries += _versions(row, versions, of_answers, told)
        entries += [_early(row, each, told) for each in results_of if each["submission_id"] is None]
        entries += [_begun(row, each, told) for each in begun.get(row["id"], [])]
    return Section("check-ins", _("Your check-ins and answers"), tuple(entries))


def _title(row: Row, told: Told) -> str:
    known = told.pathway(row["pathway_version_id"]).check_in_by_code.get(row["code"])
    return known.title if known else str(row["code"])


def _window(row: Row, told: Told) -> tuple[tuple[str, Any], ...]:
    return (
        (_("Due"), told.moment(row["due_at"])),
        (_("Open"), told.moment(row["opens_at"])),
        (_("Closes"), told.moment(row["closes_at"])),
    )


def _check_in(row: Row, told: Told) -> Entry:
    cancelled = (_("No longer needed since"), told.moment(row["cancelled_at"]))
    return Entry(_title(row, told), facts((_("State"), CHECK_IN_STATES[row["state"]]), *_window(row, told), cancelled))


def _versions(row: Row, versions: Sequence[Row], results: Mapping[UUID, Row], told: Told) -> list[Entry]:
    entries = []
    photos = told.by("sent_photos", "submission_id")
    for each in sorted(versions, key=lambda each: each["version"]):
        title = _title(row, told)
        if len(versions) > 1:
            title = _("{title}, version {number}").format(title=title, number=each["version"])
        about = facts(
            (_("Sent"), told.who_when(each["sent_by"], each["sent_at"])),
            (_("Answered by"), _helper(each, told)),
            (_("You told us"), label_of(ToldBy.choices, each["told_by"])),
            (_("Sent late"), True if each["late"] else None),
            (_("Sent after the check-in was closed"), True if each["after_closing"] else None),
            (_("Day after the injection"), each["day"]),
            (_("Day after cells were taken"), each["hday"]),
            (_("Due"), told.moment(row["due_at"])),
            (_("Read by"), told.who_when(each["seen_by"], each["seen_at"])),
        )
        rows = answer_rows(each["wording"], None, told.card.values)
        pictures = tuple(_picture(photo["photo_id"], told) for photo in photos.get(each["id"], []))
        entries.append(Entry(title, about, _advice(row, results.get(each["id"]), told), rows, pictures))
    return entries


def _picture(photo_id: UUID, told: Told) -> str:
    files = told.by("photo_files", "photo_id")
    return f"data:{JPEG};base64,{files[photo_id][0]['content']}"


def _helper(sent: Row, told: Told) -> str:
    helper = told.one("helpers").get(sent["caregiver_id"]) if sent["caregiver_id"] else None
    return helper_name(helper) if helper else ""


def _advice(row: Row, result: Row | None, told: Told) -> tuple[str, ...]:
    """What the patient was told of these answers; nothing where symptoms were not asked for."""
    if result is None or (result["level"] in GOOD and row["code"] in NOT_ABOUT_SYMPTOMS):
        return ()
    triage = TriageResult(level=result["level"], route=result["route"], reasons=result["reasons"])
    said = message(triage, told.pathway(result["pathway_version_id"]), told.card.values)
    heading = _("What we told you: {level}. {heading}").format(level=level_words(result["level"]), heading=said.heading)
    return (heading, *said.reasons, said.body)


def _early(row: Row, result: Row, told: Told) -> Entry:
    title = _("{title}: a sign that needs help, {moment}").format(
        title=_title(row, told), moment=told.moment(result["at"])
    )
    return Entry(title, (), _advice(row, result, told))


def _begun(row: Row, draft: Row, told: Told) -> Entry:
    title = _("{title}: typed and not sent").format(title=_title(row, told))
    questions = told.pathway(row["pathway_version_id"]).question_by_key
    rows = tuple(
        AnswerRow(question=questions[key].title if key in questions else key.replace("_", " "), answer=_plain(value))
        for key, value in draft["answers"].items()
    )
    return Entry(title, facts((_("Saved"), told.who_when(draft["saved_by"], draft["saved_at"]))), (), rows)


def _plain(value: Any) -> tuple[str, ...]:
    """An answer that was never put into words, as it was typed."""
    if isinstance(value, dict):
        return tuple(f"{key.replace('_', ' ')}: {', '.join(_plain(each))}" for key, each in value.items())
    if isinstance(value, list):
        return tuple(str(each) for each in value) or (_("None"),)
    return (_("Not provided") if value in ("", None) else str(value),)


def alerts(told: Told) -> Section:
    reasons, findings = told.by("reasons_of_alerts", "alert_id"), told.by("findings_of_alerts", "alert_id")
    again, agreed = told.by("alerts_opened_again", "alert_id"), told.by("agreed_levels", "alert_id")
    calls = told.by("proposed_calls", "alert_id")
    results = told.one("results")
    entries = tuple(
        Entry(
            _("{level}, {moment}").format(level=level_words(row["level"]), moment=told.moment(row["opened_at"])),
            facts(
                (_("We speak to you by"), told.moment(row["due_at"])),
                (_("Who looks after it"), row["owner"]),
                (_("Taken"), told.who_when(row["acknowledged_by"], row["acknowledged_at"])),
                (_("We reached you"), told.moment(row["contacted_at"])),
                (_("Closed"), told.who_when(row["closed_by"], row["closed_at"])),
                (_("What came of it"), OUTCOMES.get(row["outcome"], "")),
                (_("What we told you then"), row["decided"]),
                (_("Opened again"), [told.who_when(each["by"], each["at"]) for each in again.get(row["id"], [])]),
                (_("What we told you before that"), [each["decided"] for each in again.get(row["id"], [])]),
                (_("Expected for you"), [_agreed(each, told) for each in agreed.get(row["id"], [])]),
                (_("When we wanted to call"), [_call(each, told) for each in calls.get(row["id"], [])]),
            ),
            (
                *dict.fromkeys(str(FOUND[each["kind"]]) for each in findings.get(row["id"], [])),
                *_reasons(row, [results[each["triage_id"]] for each in reasons.get(row["id"], [])], told),
            ),
        )
        for row in told.rows("alerts")
    )
    return Section("alerts", _("Answers that we had to speak to you about"), entries)


def _agreed(row: Row, told: Told) -> str:
    words = _("{expected} Until {until} ({who}).")
    return words.format(
        expected=row["expected"], until=told.moment(row["until"]), who=told.who_when(row["by"], row["at"])
    )


def _call(row: Row, told: Told) -> str:
    """When, and what was answered, in the patient's own words."""
    answer = " ".join(str(part) for part in (label_of(CallAnswer.choices, row["answer"]), row["words"]) if part)
    return f"{told.moment(row['calls_at'])}: {answer}" if answer else str(told.moment(row["calls_at"]))


def _reasons(alert: Row, results: Sequence[Row], told: Told) -> list[str]:
    triages = [TriageResult(level=each["level"], route=each["route"], reasons=each["reasons"]) for each in results]
    pathways = [told.pathway(each["pathway_version_id"]) for each in results]
    found = [
        reason
        for triage, pathway in zip(triages, pathways, strict=True)
        for reason in (message(triage, pathway, told.card.values).reasons)
    ]
    return list(dict.fromkeys(found))
