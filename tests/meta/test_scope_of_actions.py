"""Every write of staff asks whose record it is, in one place; a new action that forgets it fails here."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta.code import Module, product_modules, under

# Actions with a person (`by`) that do not name a patient, or ask in another way.
NEEDS_NONE = {
    "journey.actions.bench": "made-up cases and reasons are nobody's record",
    "journey.actions.clinic": "settings and rules are nobody's record",
    "journey.actions.pathway_drafts": "the clinic's texts and rules are nobody's record",
    "journey.actions.pathway_review": "the clinic's texts and rules are nobody's record",
    "journey.actions.on_call": "the rota is nobody's record: asks check_site",
    "journey.actions.messages": "the sending is nobody's record, and the page names nobody",
    "journey.actions.capacity": "hours, leave and closed days are nobody's record: asks check_site",
    "journey.actions.rooms": "rooms and visit types are nobody's record",
    "journey.actions.appointment_time": "called by booking and moving, which ask",
    "journey.actions.consent_texts": "the clinic's texts are nobody's record",
    "journey.actions.staff": "people and sites are nobody's record",
    "journey.actions.staff_links": "sign-ins of staff are nobody's record",
    "journey.actions.opening_again": "called by opening a closed time and by taking leave back, which ask check_site",
    "journey.actions.permission": "asks",
    "journey.actions.events": "called by the others",
    "journey.actions.effects": "called by the others",
    "journey.actions.event_steps": "called by the others",
    "journey.actions.alert_clock": "called by what is done with an alert, which asks",
    "journey.actions.refusals": "called by the others",
    "journey.actions.own_changes": "the patient's own: asks check_own",
    "journey.actions.own_visits": "the patient's own: asks check_own",
    "journey.actions.waiting": "the patient's own: asks check_own",
    "journey.actions.visit_choice": "called by what changes a visit, which asks",
    "journey.actions.photos": "the patient's own: asks check_answers_for by answering.check_who",
    "journey.actions.answering": "the patient's own: asks check_answers_for, which asks check_may of staff",
    "journey.actions.own_account": "the person's own sign-in and record",
    "journey.actions.opened_records": "opens a record of another team on purpose",
}
ALSO = {
    "journey.actions.people.set_postal_address": "called by the desk's and by the patient's own change, which ask",
    "journey.actions.people.add_patient": "there is no patient yet: asks check_site",
    "journey.actions.sending.send_check_in": "the patient's own: asks check_answers_for, which asks check_may of staff",
    "journey.actions.caregivers.invite_caregiver": "the patient's alone: asks check_own",
    "journey.actions.consent_signing.note_reading": "the patient's alone: asks check_own",
    "journey.actions.consent_signing.save_lines": "the patient's alone: asks check_own",
    "journey.actions.consent_signing.sign_consent": "the patient's alone: asks check_own",
    "journey.actions.consent_signing.keep_signature": "called by the signing itself, which asks",
    "journey.actions.consent_withdrawing.withdraw_consent": "the patient's alone: asks check_own",
    "journey.actions.consent_withdrawing.ask_by_app_again": "the patient's alone: asks check_own",
    "journey.actions.consent_withdrawing.withdraw_treatment": "called by the move, which asks",
    "journey.actions.caregivers.change_help": "the patient's alone: asks check_own",
    "journey.actions.caregivers.end_all_help": "called by closing an account, which asks",
    "journey.actions.identity.remove_identity": "called by the second manager's confirmation, which asks",
    "journey.actions.inviting.send_invitation": "called by inviting and renewing, which ask",
    "journey.actions.inviting.end_open_invitation": "called by taking back, inviting and correcting, which ask",
    "journey.actions.decisions.decide": "called by the decision and by a visit, which ask",
    "journey.actions.day_list.tick_day_list": "the patient's own: asks check_own",
    "journey.actions.adverse_events.draft_from_session": "called by what records the harm, which asks",
    "journey.actions.event_reports.check_lead": "called by its own module, which asks",
    "journey.actions.infection_clusters.find_clusters": "called by confirming and assessing, which ask",
    "journey.actions.infection_clusters.settle_cluster": "a cluster knows no team: asks policies.check",
    "journey.actions.products.new_product": "called by recording the harvest and by registering, which ask",
    "journey.actions.products.dispose": "called by the end of a product and by moves, which ask",
    "journey.actions.recalls.mark_recall": "a recall knows no team: asks policies.check",
    "journey.actions.recalls.catch_recalled": "called by what makes or changes a product, which asks",
    "journey.actions.stock.set_all_aside": "called by a recall and by setting one product aside",
    "journey.actions.stock.set_aside": "called by a check of identity, a recall and saving the record, which ask",
    "journey.actions.record_effects.follow": "called by save_record, which asks",
    "journey.actions.due_twice.close_offers": "called by booking, which asks",
    "journey.actions.day_visits.move_visits": "called by what moves a date, which asks",
    "journey.actions.day_visits.book_again": "called by what takes a move back, which asks",
    "journey.actions.calling_off.follow_status": "called by moves, which ask",
    "journey.actions.feeds.make_feed": "one's own visits alone: asks policies.check of staff, and whose record it is",
    "journey.actions.feeds.end_feed": "one's own address alone",
    "journey.actions.alert_calls.answer_call": "the patient's own: asks check_own",
    "journey.actions.left_alerts.leave_alerts": "called by closing a sign-in, which asks",
    "journey.actions.alert_snoozes.wake": "called by what brings an alert back, which asks",
    "journey.actions.reminders.choose_reminders": "the patient's alone: refuses anybody else",
    "journey.actions.questions.ask_question": "the patient's, or staff who were told it: asks check_answers_for",
    "journey.actions.data_requests.ask_correction": "the patient's alone: asks check_own",
    "journey.actions.data_requests.ask_closing": "the patient's alone: asks check_own",
    "journey.actions.caregivers.accept_invitation": "whoever was invited, never staff",
    "journey.actions.helper_links.send_again": "the patient's alone: asks check_own",
    "journey.actions.joining.join_with_own": "whoever was invited, never staff",
}


def unasked(module: Module) -> Iterator[str]:
    """Public functions with `by` that reach `check_may` neither themselves nor by a function of their module."""
    return (f"{module.name}.{name}" for name, asks in with_by(module) if not asks)


def with_by(module: Module) -> Iterator[tuple[str, bool]]:
    """The public functions with `by`, and whether they reach `check_may`."""
    functions = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    for name, function in functions.items():
        takes_by = any(each.arg == "by" for each in [*function.args.args, *function.args.kwonlyargs])
        if takes_by and not name.startswith("_"):
            yield name, "check_may" in _calls(function, functions)


def _calls(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> set[str]:
    called = {
        node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for name in called & functions.keys() - {function.name}:
        called = called | _calls(functions[name], {k: v for k, v in functions.items() if k != function.name})
    return called


def test_every_action_asks_for_role_and_reach_in_one_place() -> None:
    actions = [m for m in product_modules() if under(m.name, "journey.actions") and m.name not in NEEDS_NONE]

    assert {name for module in actions for name in unasked(module)} == set(ALSO)


@pytest.mark.parametrize("name", NEEDS_NONE)
def test_module_without_need_is_still_there(name: str) -> None:
    assert name in {module.name for module in product_modules()}


def test_planted_action_that_asks_for_the_role_alone_is_found() -> None:
    text = "def close(*, alert, by, at):\n    policies.check(by, 'act')\n    alert.save()"
    assert list(unasked(Module("journey.actions.planted", text))) == ["journey.actions.planted.close"]
    asked = "def close(*, alert, by, at):\n    _open(alert, by)\ndef _open(alert, by):\n    check_may(by, 'act', 1)"
    assert list(unasked(Module("journey.actions.planted", asked))) == []
