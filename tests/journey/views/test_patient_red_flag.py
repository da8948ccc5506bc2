"""The emergency page: at once, whatever else is going on, with the number and nothing beside it."""

from datetime import timedelta

import pytest
from django.test import Client

from journey.actions.alerts import take_alert
from journey.actions.clinic import approve_rules, publish_pathway
from journey.models import Alert, CheckIn, Journey, PathwayVersion, TriageResult
from tests.bench import pathway_with
from tests.builders import NOW, check_in_of, fill, send, staff
from tests.journey.views.patient_pages import patient_of, question, the_clock_at, url, words

SWOLLEN = "Swollen face, lips, tongue or throat"


@pytest.mark.parametrize("button", [{}, {"leave": "1"}])
def test_red_flag_ticked_interrupts_at_once_and_tells_the_clinic(
    rosa: Client, check_in: CheckIn, button: dict[str, str]
) -> None:
    response = rosa.post(question(check_in, "red_flags"), {"value": "face_swelling", **button})
    assert (response.status_code, response["Location"]) == (303, url("check_in_help_now", check_in))
    page = rosa.get(response["Location"])
    text = words(page)
    assert "Call 112 now" in text
    assert f"You told us: {SWOLLEN}" in text
    assert "adrenaline pen" in text
    assert "Rosa Marsh, 4 May 1961" in text
    assert "Right hand, base of thumb" in text
    assert "Cell injection, 21 November 2026, 8am" in text
    assert "We have told the clinic" in text
    assert Alert.objects.get(patient=check_in.journey.patient).level == "urgent_now"


def test_red_flag_card_holds_the_number_and_no_other_link(rosa: Client, check_in: CheckIn) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "breathing"})
    page = rosa.get(url("check_in_help_now", check_in)).content.decode()
    card = page[page.index('<section class="care care--now') : page.index("</section>")]
    assert card.count("<a ") == 1
    assert 'href="tel:112"' in card
    assert "<footer" not in page


def test_red_flag_page_says_who_has_seen_the_alert(rosa: Client, check_in: CheckIn) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "breathing"})
    take_alert(alert=Alert.objects.get(), by=staff("nurse"), at=NOW)
    assert "Nurse Kim at the clinic has seen this, today, 10am" in words(rosa.get(url("check_in_help_now", check_in)))


def test_red_flag_without_approved_rules_still_interrupts_and_tells_the_clinic(rosa: Client, check_in: CheckIn) -> None:
    PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)
    response = rosa.post(question(check_in, "red_flags"), {"value": "chest_pain"})
    text = words(rosa.get(response["Location"]))
    assert "Call 112 now" in text
    assert "Do not stay alone" in text
    assert Alert.objects.count() == 1


def test_red_flag_before_the_first_needle_interrupts_too(consultation: Journey) -> None:
    intake = check_in_of(consultation, "C-PRE")
    with the_clock_at(NOW):
        client = patient_of(consultation)
        response = client.post(question(intake, "red_flags"), {"value": "sepsis_sign"})
        text = words(client.get(response["Location"]))
    assert "Call 112 now" in text
    assert "No needle yet" in text
    assert "Keep warm" in text


def test_red_flag_page_leads_on_and_back_and_is_gone_once_unticked(rosa: Client, check_in: CheckIn) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "breathing"})
    page = rosa.get(url("check_in_help_now", check_in)).content.decode()
    assert f'href="{question(check_in, "pain_worst")}"' in page
    assert f'href="{question(check_in, "red_flags")}"' in page
    rosa.post(question(check_in, "red_flags"), {"value": "none"})
    assert rosa.get(url("check_in_help_now", check_in))["Location"] == url("check_in", check_in)
    assert TriageResult.objects.filter(check_in=check_in).count() == 1


def test_mistake_leads_to_the_answer_that_was_one_until_the_form_is_shut(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in, signs_hand=("finger_colour",), pain_worst=3)
    answer = rosa.post(question(check_in, "pain_worst", changing=True), {"value": "9"})
    page = rosa.get(answer["Location"])
    assert f'href="{question(check_in, "pain_worst", changing=True)}"' in page.content.decode()
    assert "I answered this by mistake" in words(page)

    send(check_in_of(check_in.journey, "A-5"), at=NOW + timedelta(days=2))
    with the_clock_at(NOW + timedelta(days=2)):
        shut = patient_of(check_in.journey).get(url("check_in_help_now", check_in))
    assert "by mistake" not in words(shut)
    assert "/questions/" not in shut.content.decode(), "no question that is asked no more"
    assert f'href="{url("check_in", check_in)}"' in shut.content.decode(), "it says what was kept"


def test_emergency_of_the_readiness_table_shows_whatever_page_tells_it(preparation: Journey) -> None:
    """A clinic may make another row than that of the signs an emergency."""
    pathway = pathway_with({"RDY-06": {"level": "emergency"}})
    version = approve_rules(version=publish_pathway(pathway=pathway, by=staff("manager"), at=NOW), by=staff(), at=NOW)
    CheckIn.objects.filter(journey=preparation).update(pathway_version=version)
    check_in = check_in_of(preparation, "P-14")
    with the_clock_at(NOW):
        client = patient_of(preparation)
        client.post(question(check_in, "red_flags"), {"value": "none"})
        answer = client.post(question(check_in, "antibiotics_14d"), {"value": "yes"})
        page = client.get(answer["Location"])
        assert "Call 112 now" in words(page)
        assert f'href="{question(check_in, "antibiotics_14d")}"' in page.content.decode()
        client.post(question(check_in, "antibiotics_14d"), {"value": "no"})
        assert client.get(answer["Location"])["Location"] == url("check_in", check_in)
