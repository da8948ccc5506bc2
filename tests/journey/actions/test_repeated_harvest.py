"""A harvest that is repeated in the same session: the first donor site goes on being asked about (clinical.md 8.3)."""

from datetime import datetime, timedelta

import pytest

from journey.actions.moves import make_move
from journey.actions.plans import record_date
from journey.domain.gates import Gate
from journey.domain.moves import Choices, Move
from journey.domain.windows import Anchor
from journey.models import CheckIn, Journey
from journey.models.form_context import form_context
from journey.pathway.flow import FormContext, form_pages
from journey.standing import standing_of
from tests import consents
from tests.builders import NOW, check_in_of, fresh, newest_cycle, report_of, send, staff
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGAIN = NOW + 20 * DAY
DONOR_SITE = "signs_harvest"


@pytest.fixture(scope="module")
def walked_repeat(file_transaction: None) -> Journey:
    """The harvest of this morning was stopped and is to be repeated in 20 days."""
    journey = walked("harvesting", name="Ken Ode")
    taken = NOW - HOUR
    record_date(journey=journey, anchor=Anchor.HARVEST, moment=taken, by=staff(), at=taken)
    stop(journey)
    return journey


@pytest.fixture
def repeat(walked_repeat: Journey, db: None) -> Journey:
    return fresh(walked_repeat)


def stop(journey: Journey) -> None:
    make_move(
        journey=journey,
        move=Move.ABORT_HARVEST,
        by=staff(),
        at=NOW,
        choices=Choices(reason_code="low_viability", disposition="discarded"),
    )
    again = Choices(procedure_at=AGAIN)
    make_move(journey=journey, move=Move.REPEAT_HARVEST, by=staff(), at=NOW, choices=again)


def take_cells_again(journey: Journey) -> None:
    """As the record holds it once the gates were passed."""
    cycle = newest_cycle(journey)
    cycle.harvest_at = AGAIN
    cycle.save()


def context_of(check_in: CheckIn, at: object) -> FormContext:
    row = CheckIn.objects.select_related("journey__patient__site__clinic", "cycle").get(pk=check_in.pk)
    return form_context(row, at)


def asks(check_in: CheckIn, at: object, page: str = DONOR_SITE) -> bool:
    pages = form_pages(check_in.pathway_version.content, context_of(check_in, at), {})
    return page in {each.key for each in pages}


@pytest.mark.parametrize(("code", "days"), [("H-1", 1), ("H-3", 3), ("H-7", 7), ("H-7", 9)])
def test_check_in_of_the_first_harvest_asks_about_its_place_on_its_day(repeat: Journey, code: str, days: int) -> None:
    at, check_in = NOW + days * DAY, check_in_of(repeat, code)

    context = context_of(check_in, at)

    assert (context.phase, context.day, context.hday, context.cells_taken) == ("harvest_only", None, days, True)
    assert asks(check_in, at)
    sent = send(check_in, at=at, signs_harvest=("h_site",), h_site="pus").submission
    assert (sent.hday, sent.answers["h_site"], sent.triage.level) == (days, "pus", "urgent_now")


def test_report_while_the_repeat_is_waited_for_asks_about_the_first_harvest(repeat: Journey) -> None:
    at = NOW + 2 * DAY
    report = report_of(repeat, at=at)

    assert (context_of(report, at).phase, context_of(report, at).hday) == ("harvest_only", 2)
    assert asks(report, at)


def test_late_check_in_of_the_first_harvest_keeps_its_day_after_the_second(repeat: Journey) -> None:
    late, at = check_in_of(repeat, "H-7"), AGAIN + 2 * HOUR
    take_cells_again(repeat)

    assert context_of(late, at).hday == 20
    assert context_of(report_of(repeat, at=at), at).hday == 0


def test_check_ins_of_the_second_harvest_are_its_own(repeat: Journey) -> None:
    cycle = newest_cycle(repeat)
    cycle.stages.filter(code="harvesting").update(state="in_progress")
    take_cells_again(repeat)
    record_date(journey=repeat, anchor=Anchor.HARVEST, moment=AGAIN, by=staff(), at=AGAIN + HOUR)

    numbers = CheckIn.objects.filter(cycle=cycle, code__startswith="H-").values_list("code", "number")
    assert set(numbers) == {(code, number) for code in ("H-0", "H-1", "H-3", "H-7") for number in (0, 1)}
    assert context_of(check_in_of(repeat, "H-1", 1), AGAIN + DAY).hday == 1


def test_readiness_for_the_repeat_asks_as_before_a_needle(repeat: Journey) -> None:
    readiness, at = check_in_of(repeat, "P-1"), AGAIN - 20 * HOUR

    context = context_of(readiness, at)

    assert (context.phase, context.hday) == ("before", None)
    assert asks(readiness, at, "temp_c")
    assert not asks(readiness, at)


def test_cells_are_taken_again_only_with_the_line_that_says_so(repeat: Journey) -> None:
    def wrong(at: datetime) -> str:
        lines = standing_of(fresh(repeat), at).gate(Gate.G2).lines
        return next(line.detail for line in lines if line.check_id == "G2-01")

    assert "The line about taking them again has to be signed." in wrong(NOW)
    made = consents.consent_to(repeat, at=NOW)

    assert (made.harvests_before, "repeat_harvest" in {each["code"] for each in made.lines}) == (1, True)
    assert "taking them again" not in wrong(NOW + 8 * DAY)
    take_cells_again(repeat)
    newest_cycle(repeat).stages.filter(code="harvesting").update(state="in_progress")
    make_move(
        journey=repeat,
        move=Move.ABORT_HARVEST,
        by=staff(),
        at=AGAIN,
        choices=Choices(reason_code="low_volume", disposition="discarded"),
    )
    choices = Choices(procedure_at=AGAIN + 20 * DAY)
    make_move(journey=repeat, move=Move.REPEAT_HARVEST, by=staff(), at=AGAIN + HOUR, choices=choices)
    assert "The line about taking them again has to be signed." in wrong(AGAIN + HOUR)


def test_first_harvest_of_a_session_asks_no_such_line(harvesting: Journey) -> None:
    """Also where one was stopped before its needle."""
    assert not consents.signing(harvesting, NOW).repeat_harvest
    stop(harvesting)
    assert not consents.signing(harvesting, NOW).repeat_harvest


def test_harvest_set_aside_is_a_needle_that_was_used(repeat: Journey) -> None:
    cycle = newest_cycle(repeat)
    assert (cycle.harvest_at, cycle.earlier_harvests, cycle.newest_harvest_at) == (None, [NOW - HOUR], NOW - HOUR)
    assert standing_of(fresh(repeat), NOW).snapshot.any_needle


def test_harvest_stopped_before_its_needle_is_none(harvesting: Journey) -> None:
    stop(harvesting)

    cycle = newest_cycle(harvesting)
    assert (cycle.earlier_harvests, cycle.newest_harvest_at, cycle.had_needle) == ([None], None, False)
    assert not standing_of(fresh(harvesting), NOW).snapshot.any_needle


def test_harvest_of_a_session_before_is_a_needle_that_was_used(repeat: Journey) -> None:
    make_move(
        journey=repeat,
        move=Move.ABORT_HARVEST,
        by=staff(),
        at=NOW,
        choices=Choices(reason_code="low_viability", disposition="discarded"),
    )
    make_move(journey=repeat, move=Move.SWITCH_PLAN, by=staff(), at=NOW, choices=Choices(note="Donor cells."))

    assert newest_cycle(repeat).number == 2
    assert standing_of(fresh(repeat), NOW).snapshot.any_needle
