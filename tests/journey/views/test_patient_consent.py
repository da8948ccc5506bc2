"""The patient's pages of consent: the evidence, the lines, back and double presses, what was signed, taking back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journey.actions.clinic import save_settings
from journey.actions.consent_desk import ask_again
from journey.actions.records import save_record
from journey.domain.consent import Again
from journey.domain.record.sections import SECTIONS
from journey.models import RECORDS, Clinic, Consent, ConsentDraft, ConsentReading, ConsentWithdrawal, Journey
from tests import consents
from tests.builders import NOW, fresh, helper_of, newest_cycle, report_of, send, staff
from tests.journey.views.patient_pages import patient_of, signed_in, words

PAGES = ("what", "cells", "common", "rare", "money", "rights", "choices")


@pytest.fixture
def asked(preparation: Journey, clock: None) -> Journey:
    """A new text was approved: the patient reads, ticks and signs again."""
    clinic = Clinic.objects.get()
    save_settings(clinic=clinic, values={"evidence_text": "Nobody knows yet."}, by=staff("manager"), at=NOW)
    consents.consent_text(at=NOW, changes="There is a new study.")
    return preparation


@pytest.fixture
def rosa(asked: Journey) -> Client:
    return patient_of(asked)


def url(name: str, journey: Journey, *more: object) -> str:
    return reverse(f"patient:{name}", args=[newest_cycle(journey).pk, *more])


def page_of(journey: Journey, key: str) -> dict[str, Any]:
    """What a browser sends when every line of a page is ticked."""
    now = consents.signing(journey, NOW)
    page = now.page(key)
    assert page is not None
    return {"basis": now.basis, **{line.code: "no" if line.optional else "on" for line in page.lines}}


def read(rosa: Client, journey: Journey) -> None:
    text = consents.signing(journey, NOW).text
    assert text is not None
    rosa.post(url("consent_read", journey), {"text": text.pk})


def tick_all(rosa: Client, journey: Journey) -> str:
    """Reads and ticks everything; where the last page leads."""
    read(rosa, journey)
    where = ""
    for key in PAGES:
        where = rosa.post(url("consent_lines", journey, key), page_of(journey, key))["Location"]
    return where


def signature(journey: Journey) -> dict[str, Any]:
    token = ConsentDraft.objects.get(cycle=newest_cycle(journey)).token
    return {"typed_name": "Rosa Marsh", "token": token}


def ticks(rosa: Client, journey: Journey) -> int:
    """How many boxes of the first page are ticked when it opens."""
    page = rosa.get(url("consent_lines", journey, "what")).content.decode()
    return len(re.findall(r"<input[^>]*\schecked", page))


def test_evidence_comes_first_with_its_version_and_who_stands_for_it(rosa: Client, asked: Journey) -> None:
    text = words(rosa.get(url("consent", asked)))
    assert "The text has changed since you signed: There is a new study. Please read it and sign again." in text
    assert "Read what is known" in text
    assert rosa.get(url("consent_lines", asked, "what"))["Location"] == url("consent", asked)

    evidence = words(rosa.get(url("consent_read", asked)))
    for told in ("Nobody knows yet.", "It is not proven for hands", "Version 2. Dr Osei stands for this text"):
        assert told in evidence
    read(rosa, asked)
    read(rosa, asked)
    assert ConsentReading.objects.filter(cycle=newest_cycle(asked), text__number=2).count() == 1
    assert "Go through the lines" in words(rosa.get(url("consent", asked)))


def known_of(journey: Journey, **values: Any) -> None:
    """The doctor corrects what the record of the encounter says of the clinic."""
    about = {"section": SECTIONS["encounter"], "lines": {}, "by": staff(), "at": NOW, "reason": "Counted anew."}
    save_record(cycle=newest_cycle(journey), values=values, **about)


def test_facts_about_the_clinic_come_first_and_stay_as_they_were_signed(rosa: Client, asked: Journey) -> None:
    trial = {"regulatory_pathway": "clinical_trial", "trial_id": "NCT01234567", "ethics_ref": "REC 12/7"}
    known_of(asked, cell_procedures_total=148, cell_procedures_last_12m=36, **trial)
    evidence = words(rosa.get(url("consent_read", asked)))
    facts = [
        "This treatment is not approved here.",
        "How it is allowed here It is part of a study.",
        "Number of the study NCT01234567",
        "Number of the ethics check REC 12/7",
        "Doctor Dr Osei, Hand surgeon",
        "How often this doctor has done it 148 times in all. 36 times in the last 12 months.",
    ]
    places = [evidence.index(each) for each in (*facts, "About stem cells", "What can go wrong")]
    assert places == sorted(places)

    tick_all(rosa, asked)
    sent = signature(asked)
    known_of(asked, cell_procedures_total=149, cell_procedures_last_12m=36, **trial)
    assert rosa.post(url("consent_sign", asked), sent)["Location"] == url("consent", asked)
    tick_all(rosa, asked)
    assert "149 times in all." in words(rosa.get(url("consent_sign", asked)))
    made = rosa.post(url("consent_sign", asked), signature(asked))["Location"]
    known_of(
        asked,
        cell_procedures_total=200,
        cell_procedures_last_12m=80,
        regulatory_pathway="other_unapproved",
        other_pathway="A named patient",
        trial_id="",
        ethics_ref="",
    )

    copy = words(rosa.get(made))
    for each in (*facts[:-1], "149 times in all. 36 times in the last 12 months."):
        assert each in copy
    assert "200 times" not in copy


def test_clinic_that_wrote_nothing_down_says_so(rosa: Client, asked: Journey) -> None:
    evidence = words(rosa.get(url("consent_read", asked)))
    assert "It is not approved. The law here lets clinics offer it. Is it a study? No." in evidence
    assert "How often this doctor has done it Not written down. Please ask the doctor." in evidence
    cycle = newest_cycle(asked)
    RECORDS["encounter"].objects.filter(cycle=cycle).update(clinician=None, regulatory_pathway="")
    assert "Who does it?" not in words(rosa.get(url("consent_read", asked)))


def test_page_keeps_what_is_ticked_and_asks_for_the_rest(rosa: Client, asked: Journey) -> None:
    read(rosa, asked)
    assert ticks(rosa, asked) == 0
    ticked = page_of(asked, "what")
    del ticked["not_proven"]

    refused = rosa.post(url("consent_lines", asked, "what"), ticked)
    assert refused.status_code == 422
    assert "Not ticked: “The treatment is not proven for…" in words(refused)
    assert ticks(rosa, asked) == 3
    left = rosa.post(url("consent_lines", asked, "what"), {**ticked, "leave": "1"})
    assert (left.status_code, left["Location"]) == (303, reverse("patient:home"))


def test_signed_once_whatever_is_pressed_twice_and_nothing_is_open_behind_it(rosa: Client, asked: Journey) -> None:
    assert tick_all(rosa, asked) == url("consent_sign", asked)
    shown = words(rosa.get(url("consent_sign", asked)))
    assert "After you sign you have 7 days to think." in shown
    sent = signature(asked)
    assert rosa.post(url("consent_sign", asked), {**sent, "typed_name": " "}).status_code == 422

    # IDW-04: whatever else the form claims, the patient signs as the patient.
    sent |= {"countersigned_by": staff().pk, "countersigned_at": "2026-11-24", "method": "paper", "role": "clinician"}
    first, second = rosa.post(url("consent_sign", asked), sent), rosa.post(url("consent_sign", asked), sent)

    made = Consent.objects.filter(cycle=newest_cycle(asked)).latest("signed_at")
    assert (made.method, made.recorded_by, made.countersigned_by) == ("in_app", asked.patient.user, None)
    assert first["Location"] == second["Location"] == url("consent_signed", asked, made.pk)
    assert Consent.objects.filter(cycle=newest_cycle(asked)).count() == 2
    for behind in (url("consent_sign", asked), url("consent_lines", asked, "what")):
        assert rosa.get(behind)["Location"] == url("consent", asked)
    told = words(rosa.get(first["Location"]))
    for each in ("Rosa Marsh", "Version 2", "Not yet", "No Left-over cells may be used for other work."):
        assert each in told


def test_words_that_changed_behind_the_page_are_read_again(rosa: Client, asked: Journey) -> None:
    tick_all(rosa, asked)
    sent, page = signature(asked), page_of(asked, "what")
    clinic = Clinic.objects.get()
    save_settings(clinic=clinic, values={"emergency_number": "999"}, by=staff("manager"), at=NOW)

    for address, posted in ((url("consent_sign", asked), sent), (url("consent_lines", asked, "what"), page)):
        answer = rosa.post(address, posted)
        assert (answer.status_code, answer["Location"]) == (303, url("consent", asked))
        assert "has changed since you opened this page" in words(rosa.get(url("consent", asked)))
    assert Consent.objects.filter(cycle=newest_cycle(asked)).count() == 1


def test_taking_back_says_what_it_means_and_counts_at_once(rosa: Client, asked: Journey) -> None:
    assert "You do not lose other care" in words(rosa.get(url("consent_take_back", asked)))
    address = url("consent_take_back_scope", asked, "treatment")
    assert "No needle is used without a new consent." in words(rosa.get(address))
    for _press in range(2):
        assert rosa.post(address, {"words": "Not now."})["Location"] == url("consent", asked)

    taken = ConsentWithdrawal.objects.get(cycle=newest_cycle(asked))
    assert (taken.scope, taken.words, taken.at) == ("treatment", "Not now.", NOW)
    assert "You took your consent back: Tuesday 24 November, 10am." in words(rosa.get(url("consent", asked)))
    assert rosa.get(url("consent_take_back_scope", asked, "cake")).status_code == 404
    assert rosa.get(url("consent_take_back_scope", asked, "photos"))["Location"] == url("consent", asked)


def test_home_says_whose_turn_it_is(preparation: Journey, clock: None) -> None:
    cycle = newest_cycle(preparation)
    cycle.check_ins.filter(code__startswith="P-").update(state="cancelled")
    ask_again(cycle=consents.newest(preparation), why=Again.OTHER, note="A.", by=staff(), at=NOW - timedelta(hours=1))
    rosa = patient_of(preparation)
    home = words(rosa.get(reverse("patient:home")))
    assert "Your turn" in home
    assert "We need your consent before we go on." in home
    assert url("consent", preparation) in rosa.get(reverse("patient:home")).content.decode()

    consents.sign(fresh(preparation), at=NOW)
    assert "You signed. A doctor signs next to you." in words(rosa.get(reverse("patient:home")))


def test_leaving_the_app_is_said_calmly_with_the_numbers_and_the_way_back(post_care: Journey, clock: None) -> None:
    rosa, page = patient_of(post_care), url("consent_take_back_scope", post_care, "app")
    assert "Start check-in" in words(rosa.get("/"))
    for _press in range(2):
        assert rosa.post(page, {"words": ""}).status_code == 303

    home = words(rosa.get("/"))
    assert "We do not ask you in this app You asked for this: today, 10am." in home
    assert "01632 960 142" in home
    assert "Call 112" in home
    assert "Start check-in" not in home
    assert "Tell us about a symptom" in home
    stage = newest_cycle(post_care).stages.get(code="post_care")
    assert "By phone or at a visit" in words(rosa.get(f"/stages/{stage.pk}/"))
    told = report_of(post_care)
    send(told, pain_worst=7)
    assert "We call you next, or ask at your visit" in words(rosa.get(f"/check-ins/{told.pk}/result/"))
    consent = url("consent_take_back", post_care)
    assert "Being asked by this app" not in words(rosa.get(consent))

    assert "Be asked by this app again?" in words(rosa.get(page))
    assert rosa.post(page, {"returns": "yes"})["Location"] == "/"
    home = words(rosa.get("/"))
    assert "We do not ask you" not in home
    assert "Start check-in" in home
    assert "Being asked by this app" in words(rosa.get(consent))


def test_helper_reads_it_and_does_not_change_it(post_care: Journey, clock: None) -> None:
    patient_of(post_care).post(url("consent_take_back_scope", post_care, "app"), {"words": ""})
    helper = signed_in(helper_of(post_care.patient, "manage").user)

    page = words(helper.get(reverse("patient:journey", args=[post_care.pk])))

    assert "We do not ask you in this app" in page
    assert "Be asked in this app again" not in page
