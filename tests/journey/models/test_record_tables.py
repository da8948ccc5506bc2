"""The tables of the clinical record hold the lists and limits that the fields declare, and one row a session."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Model

from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, with_other
from journey.domain.record.sections import SECTIONS
from journey.models import LINES, RECORDS, Journey
from tests.builders import NOW, newest_cycle, staff

TABLES = {**{(code, ""): model for code, model in RECORDS.items()}, **LINES}


def fields_of(key: tuple[str, str]) -> tuple[Field, ...]:
    section = SECTIONS[key[0]]
    return tuple(with_other(section.group[key[1]].fields if key[1] else section.fields))


def name_of(key: tuple[str, str]) -> str:
    return f"{key[0]}_{key[1] or 'record'}"


def held(each: Field) -> bool:
    return each.kind in ONE_CODE | MANY_CODES or each.limits is not None


IN_ROWS = [key for key in LINES if SECTIONS[key[0]].group[key[1]].rows]
HELD = [(key, each) for key in TABLES for each in fields_of(key) if held(each)]


def broken(each: Field) -> Any:
    if each.limits is not None:
        return each.limits.high + 1
    return ["nothing"] if each.kind in MANY_CODES else "nothing"


def row(journey: Journey, key: tuple[str, str], **values: Any) -> Model:
    """A blank row of a table of the record."""
    code, group = key
    cycle = newest_cycle(journey)
    known = RECORDS[code].objects.filter(cycle=cycle).first()
    record = known or RECORDS[code].objects.create(
        cycle=cycle, saved_at=NOW, saved_by=staff(), **({} if group else values)
    )
    return LINES[key].objects.create(record=record, **{"place": 0, **values}) if group else record


def test_table_refuses_what_the_field_does_not_allow(consultation: Journey) -> None:
    rules = {(key, each): f"{name_of(key)}_{each.name}_{'limits' if each.limits else 'known'}" for key, each in HELD}
    refused: list[str] = []
    for key, each in rules:
        with transaction.atomic():
            try:
                row(consultation, key, **{each.name: broken(each)})
            except IntegrityError as refusal:
                refused.append(refusal.__cause__.diag.constraint_name)  # type: ignore[union-attr]
            transaction.set_rollback(True)

    assert refused == list(rules.values())


@pytest.mark.parametrize("key", TABLES, ids=name_of)
def test_blank_row_is_accepted_and_a_second_in_its_place_is_not(consultation: Journey, key: tuple[str, str]) -> None:
    first = row(consultation, key)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(first).objects.bulk_create([type(first)(**{**_columns(first), "id": uuid4()})])

    names = {f"{name_of(key)}_in_order", f"{name_of(key)}_once_per_session"}
    assert refusal.value.__cause__.diag.constraint_name in names  # type: ignore[union-attr]


def _columns(first: Model) -> dict[str, Any]:
    return {each.attname: getattr(first, each.attname) for each in first._meta.concrete_fields}


def test_section_without_many_has_one_row_only(consultation: Journey) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row(consultation, ("encounter", ""), number=2)

    assert refusal.value.__cause__.diag.constraint_name == "encounter_record_is_the_only_one"  # type: ignore[union-attr]


def test_second_primary_diagnosis_is_refused(consultation: Journey) -> None:
    row(consultation, ("problem", "diagnoses"), is_primary=True)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row(consultation, ("problem", "diagnoses"), is_primary=True, place=1)

    assert refusal.value.__cause__.diag.constraint_name == "problem_diagnoses_one_is_primary"  # type: ignore[union-attr]


@pytest.mark.parametrize("key", IN_ROWS, ids=name_of)
def test_row_of_a_table_is_there_once(consultation: Journey, key: tuple[str, str]) -> None:
    known = dict(SECTIONS[key[0]].group[key[1]].rows[0])
    row(consultation, key, **known)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row(consultation, key, place=1, **known)

    assert refusal.value.__cause__.diag.constraint_name == f"{name_of(key)}_each_row_once"  # type: ignore[union-attr]


@pytest.mark.parametrize("code", RECORDS)
def test_section_is_never_deleted(consultation: Journey, code: str) -> None:
    made = row(consultation, (code, ""))

    with pytest.raises(Exception, match="Cannot delete rows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"delete from {made._meta.db_table}")


def test_every_rule_of_these_tables_is_tried() -> None:
    rules = {rule.name for model in TABLES.values() for rule in model._meta.constraints}
    tried = {f"{name_of(key)}_{each.name}_{'limits' if each.limits else 'known'}" for key, each in HELD}
    tried |= {f"{name_of(key)}_in_order" for key in LINES} | {f"{code}_record_once_per_session" for code in RECORDS}
    tried |= {f"{code}_record_is_the_only_one" for code in RECORDS if not SECTIONS[code].many}
    tried |= {"problem_diagnoses_one_is_primary", *(f"{name_of(key)}_each_row_once" for key in IN_ROWS)}
    assert rules == tried


def test_rule_that_a_person_can_meet_has_a_sentence() -> None:
    rules = [each for model in TABLES.values() for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    assert all(
        "violated" not in str(each.get_violation_error_message()) for each in rules if "only_one" not in each.name
    )
