"""The patient's own measurements over time."""

from journey.models import Journey
from tests.builders import decided_again, helper_of
from tests.journey.admin.workspace_pages import at_now, words
from tests.journey.views.patient_pages import signed_in
from tests.statements import statements

MOST_STATEMENTS = 8


def test_patient_and_helper_read_the_measurements_and_the_link_leads_there(follow_up: Journey) -> None:
    decided_again(follow_up, sections=("measures",))
    address, helper = f"/journeys/{follow_up.pk}/measurements/", helper_of(follow_up.patient, "see")

    with at_now():
        client = signed_in(follow_up.patient.user)
        told = words(client.get(address))
        assert address in client.get("/answers/").content.decode()
        assert "Your grip" in words(signed_in(helper.user).get(address))
        assert statements(client, address) <= MOST_STATEMENTS

    assert "Your right hand could grip with 18.0 kg before. It is 21.5 kg now." in told
    assert "These numbers cannot say why your hand changed." in told


def test_patient_before_the_treatment_reads_that_there_is_nothing_yet(preparation: Journey) -> None:
    with at_now():
        page = signed_in(preparation.patient.user).get(f"/journeys/{preparation.pk}/measurements/")
    assert (page.status_code, "There is nothing here yet." in words(page)) == (200, True)
