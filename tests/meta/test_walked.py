"""A kept walk that is written again for another patient shares nothing with the first but the clinic."""

from journey.domain.product_codes import read_code
from journey.models import CheckIn, Consent, Journey, JourneyEvent, Stage, Submission
from tests.builders import newest_cycle
from tests.walked import walked

OF_A_WALK = (CheckIn, Submission, JourneyEvent)


def test_walk_of_another_patient_has_rows_of_its_own(db: None) -> None:
    rosa, ken = walked("post_care"), walked("post_care", name="Ken Ode")

    assert (ken.patient.full_name, ken.patient.called, ken.patient.user.display_name) == ("Ken Ode", "Ken", "Ken")
    assert ken.patient.record_no != rosa.patient.record_no
    for model in OF_A_WALK:
        first, second = (model._default_manager.filter(journey=each) for each in (rosa, ken))
        assert first.count() == second.count() > 0, model
    states = [
        list(Stage.objects.filter(cycle__journey=each).values_list("code", "state").order_by("code"))
        for each in (rosa, ken)
    ]
    assert states[0] == states[1]
    assert Consent.objects.get(cycle__journey=ken).typed_name == "Ken Ode"
    codes = {read_code(newest_cycle(each).product_id) for each in (rosa, ken)}
    assert len(codes) == 2
    assert (ken.patient.site, ken.lead_clinician, ken.pathway_version) == (
        rosa.patient.site, rosa.lead_clinician, rosa.pathway_version
    )  # fmt: skip
    assert walked("post_care", name="Ken Ode").pk == ken.pk
    assert Journey.objects.count() == 2
