"""A mistake in a pathway is refused with the place and a sentence."""

from typing import Any

import pytest

from journey.pathway import PathwayInvalid, load

REMOVE = object()
YES = [{"value": "yes", "label": "Yes"}]


def entry(document: Any, *steps: str | int) -> Any:
    """Walk down by names; a string met in a list picks the entry with that code, key, id, question or value."""
    place = document
    for step in steps:
        if isinstance(place, list) and isinstance(step, str):
            place = next(each for each in place if step in each.values())
        else:
            place = place[step]
    return place


# (steps to the record, name in it, new value, path of the problem, words in the sentence)
SPOILED: list[tuple[tuple[str | int, ...], str | int, object, str, str]] = [
    # shape
    ((), "stages", REMOVE, "stages", "“stages” is missing."),
    ((), "stagess", [], "stagess", "“stagess” is not a name that belongs here."),
    ((), "language", "English", "language", "This is not written as it must be"),
    (("questions", "swelling"), "title", REMOVE, "questions[swelling]", "“title” is missing."),
    (("questions", "swelling"), "title", "", "questions[swelling].title", "This text is empty."),
    (("questions", "swelling"), "title", 7, "questions[swelling].title", "This must be a text but is a whole number."),
    (("questions", "swelling"), "titel", "x", "questions[swelling]", "“titel” is not a name that belongs here."),
    (("questions", "swelling"), "kind", "slider", "questions[swelling].kind", "“slider” is not one of the values"),
    (("questions", "swelling", "choices", 1), "label", 3, "questions[swelling].choices[mild].label", "must be a text"),
    (("check_ins", "A-1"), "minutes", 0, "check_ins[A-1].minutes", "This number must be at least 1."),
    (("check_ins", "A-1", "window", "due"), "at", "25:00", "check_ins[A-1].window.due.at", "not written as it must be"),
    (("defaults",), "long_term_years", 4, "defaults.long_term_years", "This number must be at least 5."),
    (("defaults",), "long_term_years", 16, "defaults.long_term_years", "This number must be at most 15."),
    # questions
    (("questions", "redness", "choices", 2), "value", "small", "questions[redness].choices[small]", "twice"),
    (("questions", "redness", "choices", 2), "label", "No", "questions[redness].choices", "Two choices have the same"),
    (("questions", "redness"), "choices", [], "questions[redness].choices", "at least two choices"),
    (("questions", "redness", "choices", 2), "value", "huge", "questions[redness].choices[huge]", "rules do not know"),
    (("questions", "redness", "choices", 2), "value", "huge", "questions[redness].choices", "“large”, which rules"),
    (("questions", "i_health"), "none_value", "nothing", "questions[i_health].none_value", "not one of the choices"),
    (("questions", "hot", "choices", 0), "value", "maybe", "questions[hot].choices", "must be no and yes"),
    (("questions", "pain_worst"), "high", None, "questions[pain_worst]", "“low” and “high”"),
    (("questions", "pain_worst"), "choices", YES, "questions[pain_worst].choices", "no choices"),
    (("questions", "nrs_week"), "parts", [], "questions[nrs_week].parts", "at least 1 entry"),
    (("questions", "i_tasks"), "max_items", 0, "questions[i_tasks].max_items", "at least 1"),
    (("questions", "temp_c"), "none_label", "", "questions[temp_c].none_label", "without a thermometer"),
    (("questions", "pgic", "choices", 0), "value", "best", "questions[pgic].choices", "must be a number"),
    (("questions", "i_where", "choices", 0), "value", "CMC9", "questions[i_where].choices[CMC9]", "not a joint"),
    (("questions", "pain_trend", "shown", 0), "day", [42, 1], "questions[pain_trend].shown[0].day", "not after"),
    (("questions", "escort", "shown", 0), "sedation", ["light"], "questions[escort].shown[0].sedation", "no"),
    (
        ("questions", "chills", "shown", 0, "when"),
        "question",
        "fever",
        "questions[chills].shown[0].when.question",
        "There is no question “fever”.",
    ),
    (
        ("questions", "chills", "shown", 0, "when"),
        "values",
        ["ja"],
        "questions[chills].shown[0].when.values",
        "“ja” is not an answer to “feverish”.",
    ),
    (("questions", "nerve"), "key", "nerves", "questions[nerves]", "No check-in asks this question."),
    (("blocks", "closing", "entries"), 0, REMOVE, "questions", "“worry” is missing or never asked."),
    (("red_flags", "items", "breathing"), "ticked", "no", "red_flags.items[breathing]", "No emergency rule reads"),
    (("red_flags", "items"), 0, REMOVE, "red_flags.items", "“breathing” is missing."),
    # forms
    (("gates", "signs_hand", "items", "swelling"), "question", "swollen", "gates[signs_hand].items[swollen]", "no"),
    (("gates", "signs_hand", "items", "hot"), "ticked", "warm", "gates[signs_hand].items[hot].ticked", "not an answer"),
    (("gates", "signs_hand", "items", "hot"), "unticked", "yes", "gates[signs_hand].items[hot]", "another answer"),
    (("gates", "signs_harvest", "items", "h_pain"), "unticked", 11, "gates[signs_harvest].items[h_pain].unticked", ""),
    (("gates", "signs_hand"), "items", [], "gates[signs_hand].items", "at least 1 entry"),
    (("gates", "signs_hand"), "key", "swelling", "gates[swelling]", "is a question too"),
    (("blocks", "hand", "entries"), 1, "pain_trends", "blocks[hand].entries", "no question or tick list “pain_trends”"),
    (("check_ins", "A-1", "blocks"), 0, "hands", "check_ins[A-1].blocks", "There is no block “hands”."),
    (("check_ins", "A-14"), "outcomes", None, "check_ins[A-14].outcomes", "names a visit, or neither"),
    (("check_ins", "REPORT"), "blocks_before", [], "check_ins[REPORT].blocks_before", "before the first needle"),
    (("check_ins", "A-1"), "code", "A-2", "check_ins[A-2]", "stands here twice"),
    (("check_ins", "A-1"), "code", "A-2", "check_ins", "“A-1” is missing."),
    (("measures", "ptga"), "question", "global", "measures[ptga].question", "There is no question “global”."),
    (("measures", "grip_kg"), "question", "ptga", "measures[grip_kg].question", "What staff measure"),
    (("understanding", "u_proven"), "question", "u_go_on", "understanding[u_go_on]", "no true or false question"),
    (("teach_back", "tb_tablets"), "right", ["all"], "teach_back[tb_tablets].right", "not an answer"),
    (("teach_back", "tb_tablets"), "right", [], "teach_back[tb_tablets]", "Give the good answers"),
    (("teach_back", "tb_rest_days"), "right_from", "ices", "teach_back[tb_rest_days].right_from", "no instruction"),
    # times
    (("check_ins", "A-1", "window", "due"), "days", 0, "check_ins[A-1].window.due", "due before it opens"),
    (("check_ins", "A-1", "window", "closes"), "at", "07:00", "check_ins[A-1].window.closes", "before it is due"),
    (("check_ins", "A-1"), "window", None, "check_ins[A-1].window", "“window” is missing."),
    (
        ("check_ins", "A-0", "window", "late", "closes"),
        "days",
        0,
        "check_ins[A-0].window.late.closes",
        "earlier than the usual one",
    ),
    (("visits", "M3", "latest"), "days", 20, "visits[M3].target", "between earliest and latest"),
    (("visits", "M3"), "code", "M4", "visits", "“M3” is missing."),
    (("instructions", "ice"), "days", 30, "instructions[ice]", "between 0 and 7"),
    (("instructions", "ice"), "hours", 30, "instructions[ice]", "one of them"),
    (("instructions", "no_heavy_grip", "limits", 0), "first_day", 9, "instructions[no_heavy_grip].limits[0]", "first"),
    (("instructions", "ice"), "code", "heat", "instructions", "“ice” is missing."),
    # tables
    (("triage", "rules", "SWE-01"), "condition", "swelling = huge", "triage, row 37, SWE-01, condition", "huge"),
    (("triage", "rules", "SWE-01"), "level", "expected", "triage, row 37, SWE-01, route", "never goes with"),
    (("readiness", "rules", "RDY-05"), "condition", "temp >= 37", "readiness, row 6, RDY-05, condition", "temp"),
    (("first_steps", "clot_or_embolism"), "family", "clots", "first_steps", "“clot_or_embolism” is missing."),
    (("defaults",), "no_nsaid_days", 10, "instructions[no_nsaid].days", "14 days without these tablets"),
    (("defaults",), "no_nsaid_days", 10, "triage.rules[GEN-03].condition", "but defaults.no_nsaid_days is 10"),
    (("medicines", "nsaid_oral"), "restart_days", 28, "medicines[nsaid_oral].restart_days", "28 days"),
    # the expected corridor
    (("corridor",), 0, REMOVE, "corridor", "“pain_worst” is missing."),
    (("corridor", "hot"), "value", "no", "corridor[hot].value", "“no” is none of: yes."),
    (("corridor", "hot"), "question", "hots", "corridor[hots].question", "no question that has a corridor"),
    (("corridor", "hot"), "text", "Some warmth is common.", "corridor[hot].text", "“{by}” must stand in this text."),
    (("corridor", "hot"), "text", "Up to {most}, by {by}.", "corridor[hot].text", "are for numbers"),
    (("corridor", "hot"), "lasting", "It is over by {by}.", "corridor[hot].lasting", "“{by}” cannot be filled in"),
    (("corridor", "hot"), "lasting", "This is proven to be safe.", "corridor[hot].lasting", "is a banned word"),
    (("corridor", "hot"), "lasting", "Call {clinician}.", "corridor[hot].lasting", "Known are: by, day, less, most."),
    (("corridor", "pain_worst"), "value", "3", "corridor[pain_worst].value", "leave this blank"),
    (("harvest_corridor",), 0, REMOVE, "harvest_corridor", "“h_pain” is missing."),
    (("harvest_corridor", "bruise"), "lasting", "It is over by {by}.", "harvest_corridor[bruise].lasting", "filled in"),
    # completeness
    (("education", "does_it_work"), "code", "it_works", "education", "“does_it_work” is missing."),
    (("harms", "infection"), "code", "infections", "harms", "“infection” is missing."),
    (("state_texts", "paused"), "event", "resting", "state_texts", "“paused” is missing."),
    (("abort_reasons", "clotted"), "code", "clot", "abort_reasons", "“clotted” is missing."),
    (("postpone_reasons", "staffing"), "code", "staff", "postpone_reasons", "“staffing” is missing."),
    (("candidacy_reasons", "too_mild"), "code", "mild", "candidacy_reasons", "“too_mild” is missing."),
    (("gate_lines", "G2-02"), "id", "G2-22", "gate_lines", "“G2-02” is missing."),
    (("medicines", "dmard"), "code", "dmards", "medicines", "“dmard” is missing."),
    (("stages", "injection"), "aborted", "", "stages[injection].aborted", "when it is stopped"),
    (("stages", "injection"), "modes", ["donor_product"], "stages", "“injection” has no text for patient_harvest"),
    (("stages", "Donor cells arrive"), "state_word", None, "stages[harvesting].skipped", "when it is skipped"),
    (("level_messages", "watch"), "level", "expected", "level_messages", "one message for watch with self_care"),
    (("level_messages", "emergency_number"), "heading", "Call now.", "level_messages[emergency_number]", "number"),
    (("consent_items", "infection"), "number", 8, "consent_items", "Item 9 is missing."),
    (("consent_items", "repeat_donor_cells"), "repeat_donor_only", False, "consent_items", "repeated donor cells"),
    (("consent_items", "repeat_harvest"), "repeat_harvest_only", False, "consent_items", "taking cells again is"),
    (("understanding",), 0, REMOVE, "understanding", "at least 5 sentences"),
    # wording
    (("notes",), "chart", "Call {phone}.", "notes.chart", "“{phone}” cannot be filled in here"),
    (("notes",), "chart", "See {date}.", "notes.chart", "“{date}” cannot be filled in here"),
    (("notes",), "chart", "See {date.", "notes.chart", "A brace is open or empty."),
    (("notes",), "chart", "This is a cure.", "notes.chart", "“cure” is a banned word"),
    (("notes",), "chart", "A NON-INVASIVE way.", "notes.chart", "“non-invasive” is a banned word"),
    (("stages", "injection"), "title", "Natural injection", "stages[injection].title", "“natural” is a banned word"),
    (
        ("notes",),
        "chart",
        "Intraarticular administration necessitates comprehensive multidisciplinary evaluation.",
        "notes.chart",
        "Too hard to read",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "name", "value", "path", "words"), SPOILED)
def test_spoiled_document_is_refused_with_path_and_sentence(
    document: dict[str, Any], steps: tuple[str | int, ...], name: str | int, value: object, path: str, words: str
) -> None:
    record = entry(document, *steps)
    if value is REMOVE:
        del record[name]
    else:
        record[name] = value

    with pytest.raises(PathwayInvalid) as refused:
        load(document)

    sentences = [problem.sentence for problem in refused.value.problems if problem.path == path]
    assert any(words in sentence for sentence in sentences), refused.value.problems


def test_several_mistakes_are_all_told(document: dict[str, Any]) -> None:
    entry(document, "questions", "swelling")["title"] = ""
    entry(document, "questions", "redness")["kind"] = "slider"
    del document["words"]

    with pytest.raises(PathwayInvalid) as refused:
        load(document)

    assert [problem.path for problem in refused.value.problems] == [
        "questions[swelling].title",
        "questions[redness].kind",
        "words",
    ]


def test_section_that_is_hard_as_a_whole_is_refused(document: dict[str, Any]) -> None:
    for reason in document["postpone_reasons"]:
        reason["text"] = "a medical reason that we must consider carefully"

    with pytest.raises(PathwayInvalid) as refused:
        load(document)

    assert any(
        problem.path == "postpone_reasons" and "as a whole" in problem.sentence for problem in refused.value.problems
    )


@pytest.mark.parametrize("phrase", ["It is safer to wait.", "The yearly safety check goes on.", "You may feel unsafe."])
def test_allowed_phrase_and_longer_word_are_not_banned(document: dict[str, Any], phrase: str) -> None:
    document["notes"]["chart"] = phrase

    assert load(document).notes.chart == phrase


def test_document_with_wrong_kind_of_section_is_refused(document: dict[str, Any]) -> None:
    document["stages"] = "six"

    with pytest.raises(PathwayInvalid) as refused:
        load(document)

    assert [(problem.path, problem.sentence) for problem in refused.value.problems] == [
        ("stages", "This must be a list but is a text.")
    ]
