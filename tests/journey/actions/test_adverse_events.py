"""Drafts of adverse events: one for each thing that happened, whatever made it (clinical.md 5.1, 5.8, 7.1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404

from journey.actions.adverse_events import Told, start_event
from journey.actions.event_review import confirm_event, dismiss_event
from journey.actions.plans import record_date
from journey.actions.records import save_record
from journey.domain.errors import NotAccepted, NotPermitted, StaleVersion
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import AdverseEvent, Alert, Journey
from journey.standing import standing_of
from tests.builders import NOW, check_in_of, fresh, newest_cycle, other_site, report_of, send, staff
from tests.journey.actions.test_products import taken
from tests.walked import walked

HOUR = timedelta(hours=1)
PUS = {"signs_hand": ("discharge",), "discharge": "pus"}
TOLD = Told("patient_call", NOW - HOUR, "swelling", "Localized edema", 2, "Rang: the wrist is thick.")


def reported(journey: Journey, at: object = NOW, **chosen: object) -> AdverseEvent:
    send(report_of(journey, at=at), at=at, **chosen)  # type: ignore[arg-type]
    return AdverseEvent.objects.latest("aware_at")


class TestFromAnswers:
    def test_answer_that_asks_for_a_call_drafts_an_event_with_term_grade_and_product(self, post_care: Journey) -> None:
        event = reported(post_care, pain_worst=8)

        assert (event.state, event.source, event.aware_at, event.aware_by) == ("draft", "triage", NOW, None)
        assert (event.effect_family, event.term, event.grade) == ("localised_pain", "Pain in extremity", 3)
        assert (event.alert, event.journey, event.sae_candidate) == (Alert.objects.get(), post_care, False)
        assert (event.product and event.product.code) == newest_cycle(post_care).product_id
        assert (event.kit_lot, event.treated_at) == ("KIT-2231", newest_cycle(post_care).injection_at)
        assert event.number.startswith("AE-2026-")
        assert event.due_at == (NOW + timedelta(days=1)).replace(hour=17)
        assert event.steps.get().by is None
        assert post_care.events.filter(kind="adverse_event_drafted").count() == 1

    def test_urgent_answer_may_be_serious_and_has_one_hour(self, post_care: Journey) -> None:
        event = reported(post_care, **PUS)
        assert (event.effect_family, event.term, event.sae_candidate) == ("infection", "Wound infection", True)
        assert event.due_at == NOW + HOUR

    def test_answer_to_watch_drafts_nothing(self, post_care: Journey) -> None:
        send(report_of(post_care, at=NOW), at=NOW, pain_worst=7)
        assert not AdverseEvent.objects.exists()

    def test_red_flag_before_any_needle_drafts_nothing(self, preparation: Journey) -> None:
        send(report_of(preparation, at=NOW), at=NOW, red_flags=("breathing",))
        assert Alert.objects.exists()
        assert not AdverseEvent.objects.exists()

    def test_second_worry_joins_the_draft_which_only_rises(self, post_care: Journey) -> None:
        first = reported(post_care, pain_worst=8)
        second = reported(post_care, NOW + HOUR, red_flags=("collapsed",))
        third = reported(post_care, NOW + 2 * HOUR, pain_worst=8)

        assert first.pk == second.pk == third.pk
        assert (third.effect_family, third.term, third.grade) == ("allergic_reaction", "Anaphylaxis", 4)
        assert third.sae_candidate
        assert third.due_at == NOW + 2 * HOUR
        assert third.version > first.version

    def test_graver_answer_after_the_first_was_confirmed_is_a_draft_of_its_own(self, post_care: Journey) -> None:
        check_in, pain = check_in_of(post_care, "A-3"), {"pain_worst": 9}
        send(check_in, at=NOW, **pain)
        first = confirm_event(event=AdverseEvent.objects.get(), by=staff(), at=NOW)
        send(check_in, at=NOW + HOUR, **pain)
        assert AdverseEvent.objects.count() == 1, "the same again is no news"

        second = reported(post_care, NOW + 5 * HOUR, red_flags=("collapsed",))
        third = reported(post_care, NOW + 6 * HOUR, red_flags=("breathing",))

        assert second.alert == first.alert == Alert.objects.get()
        assert (second.pk != first.pk, third.pk, second.state, second.sae_candidate) == (True, second.pk, "draft", True)
        assert second.due_at == NOW + 6 * HOUR
        first.refresh_from_db()
        assert (first.state, first.term, first.sae_candidate) == ("triaged", "Pain in extremity", False)

    def test_dismissed_one_comes_back_before_another_is_made(self, post_care: Journey) -> None:
        first = reported(post_care, pain_worst=8)
        confirm_event(event=first, by=staff(), at=NOW)
        second = reported(post_care, NOW + HOUR, red_flags=("collapsed",))
        dismiss_event(event=second, reason="Sat down.", by=staff(), at=NOW + HOUR)
        reported(post_care, NOW + 2 * HOUR, **PUS)
        assert dict(AdverseEvent.objects.values_list("pk", "state")) == {first.pk: "triaged", second.pk: "draft"}

    def test_readiness_form_while_cells_grow_drafts_an_event_of_a_symptom_alone(self, db: None) -> None:
        growing = walked("injection")
        record_date(journey=growing, anchor=Anchor.PROCEDURE, moment=NOW + 24 * HOUR, by=staff(), at=NOW)
        send(check_in_of(growing, "P-1"), at=NOW, wants="no")
        assert Alert.objects.get().level == "call_24h"
        assert not AdverseEvent.objects.exists()

        send(check_in_of(growing, "P-1"), at=NOW, infection_now="yes")
        event = AdverseEvent.objects.get()
        assert (event.alert, event.state, event.sae_candidate) == (Alert.objects.get(), "draft", False)

    def test_same_form_corrected_to_the_same_leaves_one_draft(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        send(check_in, at=NOW, pain_worst=9)
        send(check_in, at=NOW + HOUR, pain_worst=9)
        event = AdverseEvent.objects.get()
        assert (event.version, event.steps.count()) == (1, 1)


class TestFromTheRecord:
    def test_complication_of_the_harvest_is_drafted_once(self, harvesting: Journey) -> None:
        taken(harvesting)
        cycle = newest_cycle(harvesting)
        for reaction in (("bleeding",), ("none",), ("vasovagal", "bleeding")):
            save_record(
                cycle=cycle,
                section=SECTIONS["harvest"],
                values={"immediate_complication": reaction},
                lines={},
                by=staff(),
                at=NOW,
            )
        event = AdverseEvent.objects.get()
        assert (event.origin, event.source, event.aware_by) == ("harvest", "staff", staff())

    def test_positive_test_of_given_cells_is_an_infection_until_judged(self, post_care: Journey) -> None:
        values = {"sterility_culture": "positive", "recall_plan": ""}
        cycle = newest_cycle(post_care)
        save_record(
            cycle=cycle,
            section=SECTIONS["processing"],
            values=values,
            lines={},
            by=staff(),
            at=NOW,
            reason="Read today.",
            seen=(),
        )
        event = AdverseEvent.objects.get()
        assert (event.source, event.effect_family, event.sae_candidate) == ("lab", "infection", True)
        assert "Sterility culture" in event.narrative
        assert event.alert.findings.count() == 1


class TestByHand:
    def test_staff_enter_what_they_heard_once(self, post_care: Journey) -> None:
        cycle, token = newest_cycle(post_care), post_care.pk
        first = start_event(cycle=cycle, told=TOLD, by=staff("nurse"), at=NOW, token=token)
        again = start_event(cycle=cycle, told=TOLD, by=staff("nurse"), at=NOW, token=token)

        assert first == again == AdverseEvent.objects.get()
        assert (first.source, first.aware_by, first.aware_at) == ("patient_call", staff("nurse"), NOW - HOUR)
        with pytest.raises(StaleVersion):
            start_event(cycle=cycle, told=TOLD, by=staff(), at=NOW, token=token)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"source": "triage"}, "source"),
            ({"source": "gossip"}, "source"),
            ({"family": "luck"}, "family"),
            ({"term": " "}, "term"),
            ({"narrative": ""}, "narrative"),
            ({"aware_at": NOW + HOUR}, "aware_at"),
            ({"onset_at": NOW + HOUR}, "onset_at"),
            ({"grade": 6}, ""),
        ],
    )
    def test_what_does_not_fit_is_refused(self, post_care: Journey, changed: dict[str, object], field: str) -> None:
        told = replace(TOLD, **changed)  # type: ignore[arg-type]
        with pytest.raises(NotAccepted) as refusal:
            start_event(cycle=newest_cycle(post_care), told=told, by=staff(), at=NOW)
        assert refusal.value.field == field
        assert not AdverseEvent.objects.exists()

    def test_only_nurses_and_clinicians_of_the_site_may(self, post_care: Journey) -> None:
        with pytest.raises(NotPermitted):
            start_event(cycle=newest_cycle(post_care), told=TOLD, by=staff("coordinator"), at=NOW)
        away = staff("nurse", "Far Nurse", site=other_site())
        with pytest.raises(Http404):
            start_event(cycle=newest_cycle(post_care), told=TOLD, by=away, at=NOW)


def test_gate_reads_open_events_and_their_seriousness(follow_up: Journey) -> None:
    reported(follow_up, **PUS)
    start_event(cycle=newest_cycle(follow_up), told=TOLD, by=staff(), at=NOW)
    facts = standing_of(fresh(follow_up), NOW).facts
    assert (facts.open_adverse_events, facts.open_serious_events) == (2, 1)
    opened = {f"event {pk}" for pk in AdverseEvent.objects.values_list("pk", flat=True)}
    assert facts.open_ones == opened | {f"alert {Alert.objects.get().pk}"}
