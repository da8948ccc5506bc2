"""The rule language: what conditions mean, above all with blanks, and what is said about faulty ones."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journey.domain.rule_fields import Field, Kind, Value
from journey.domain.rule_tokens import RuleError
from journey.domain.rule_tree import Compare, FieldRef, Literal, Node, Operator, compile_test, fields_of
from journey.domain.rules import parse, parse_definition

FIELDS = {
    field.name: field
    for field in (
        Field("swelling", Kind.CHOICE, ("none", "mild", "severe")),
        Field("hot", Kind.CHOICE, ("no", "yes")),
        Field("check_in", Kind.CHOICE, ("P-0", "P-1")),
        Field("pain", Kind.WHOLE, low=0, high=10),
        Field("before", Kind.WHOLE, low=0, high=10),
        Field("temp_c", Kind.DECIMAL, low=30.0, high=43.0),
    )
}
FEVER = parse("temp_c >= 38.0", FIELDS)


def holds(condition: str, **known: Value) -> bool:
    return compile_test(parse(condition, FIELDS, {"FEVER": FEVER}))(known)


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        ("hot = yes", {"hot": "yes"}, True),
        ("hot = yes", {"hot": "no"}, False),
        ("check_in = P-0", {"check_in": "P-0"}, True),
        ("check_in in {P-0, P-1}", {"check_in": "P-1"}, True),
        ("swelling in {mild, severe}", {"swelling": "severe"}, True),
        ("swelling in {mild, severe}", {"swelling": "none"}, False),
        ("pain in {6, 7}", {"pain": 7}, True),
        ("pain in {6, 7}", {"pain": 8}, False),
        ("pain >= 6", {"pain": 6}, True),
        ("pain > 6", {"pain": 6}, False),
        ("pain <= 6", {"pain": 6}, True),
        ("pain < 6", {"pain": 6}, False),
        ("temp_c >= 38.0", {"temp_c": 38.0}, True),
        ("temp_c >= 38.0", {"temp_c": 37.9}, False),
        ("temp_c >= 38", {"temp_c": 38.0}, True),
        ("pain <= before", {"pain": 6, "before": 6}, True),
        ("pain - before >= 2", {"pain": 6, "before": 4}, True),
        ("pain - before = 1", {"pain": 6, "before": 4}, False),
        ("pain - before in {1, 2}", {"pain": 6, "before": 4}, True),
        ("pain >= before - 2", {"pain": 4, "before": 6}, True),
        ("pain - 2 >= before", {"pain": 6, "before": 4}, True),
        ("FEVER", {"temp_c": 38.0}, True),
        ("not FEVER", {"temp_c": 38.0}, False),
    ],
)
def test_condition_known_values_is_evaluated(condition: str, known: dict[str, Value], expected: bool) -> None:
    assert holds(condition, **known) is expected


@pytest.mark.parametrize(
    "condition",
    [
        "hot = yes",
        "swelling in {none, mild, severe}",
        "pain in {0, 6}",
        "pain >= 0",
        "pain <= 10",
        "pain > 0",
        "pain < 10",
        "pain = 0",
        "pain <= before",
        "before <= pain",
        "pain - before >= 0",
        "before - pain in {0, 1}",
        "before >= before - pain",
        "known(pain)",
    ],
)
def test_comparison_blank_value_is_false(condition: str) -> None:
    assert holds(condition, before=5) is False
    assert holds(f"not ({condition})", before=5) is True


def test_blank_and_known_tell_presence() -> None:
    assert holds("blank(pain)")
    assert holds("known(pain)", pain=0)
    assert not holds("blank(pain)", pain=0)
    assert not holds("known(pain)")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("hot = yes or hot = yes and pain = 0", True),
        ("(hot = yes or hot = yes) and pain = 0", False),
        ("pain = 0 and hot = yes or hot = yes", True),
        ("not hot = yes and pain = 0", False),
        ("not hot = no and hot = yes", True),
        ("not (hot = no or hot = yes)", False),
        ("not not hot = yes", True),
        ("pain = 0 or pain = 1 or pain = 5", True),
        ("pain >= 1 and pain <= 9 and hot = yes", True),
        ("((hot = yes))", True),
        ("hot=yes and\n\tpain>=5", True),
    ],
)
def test_words_mixed_not_binds_before_and_before_or(condition: str, expected: bool) -> None:
    assert holds(condition, hot="yes", pain=5) is expected


@pytest.mark.parametrize(
    ("condition", "sentence", "position"),
    [
        ("", "The condition is empty.", 0),
        ("   ", "The condition is empty.", 0),
        ("sweling = mild", "There is no field 'sweling'. Did you mean swelling?", 0),
        ("hot = yes AND pain >= 2", "Expected and, or, or the end, not 'AND'.", 10),
        ("hot = yes and FEVR", "There is no field 'FEVR'. Did you mean FEVER?", 14),
        ("swelling = sever", "'sever' is not an answer of swelling. Did you mean severe?", 11),
        ("swelling = 3", "'3' is not an answer of swelling. It can be none, mild, severe.", 11),
        ("swelling in {mild, big}", "'big' is not an answer of swelling. It can be none, mild, severe.", 19),
        ("swelling >= mild", "swelling is a choice: use = or in {..}, not >=.", 9),
        ("swelling - pain = 1", "swelling is a choice: nothing can be taken away from it.", 0),
        ("pain - swelling = 1", "swelling is a choice, a number is needed here.", 7),
        ("pain >= hot", "hot is a choice, a number is needed here.", 8),
        ("pain-before >= 2", "There is no field 'pain-before'. Put a space on both sides of a minus.", 0),
        ("pain - before - 1 = 2", "Only one minus is possible in a comparison.", 14),
        ("(hot = yes", "The bracket ( is never closed.", 0),
        ("hot = yes or (pain >= 2 and (hot = no)", "The bracket ( is never closed.", 13),
        ("hot = yes)", "This bracket ) has no opening bracket.", 9),
        ("swelling in {mild, severe", "The bracket { is never closed.", 12),
        ("swelling in {mild severe}", "Expected }, not 'severe'.", 18),
        ("swelling in mild", "Expected { after in.", 12),
        ("swelling in {}", "'}' is not an answer of swelling. It can be none, mild, severe.", 13),
        ("blank pain", "Expected an opening bracket ( after blank.", 6),
        ("blank(pain", "The bracket ( is never closed.", 5),
        ("blank(FEVER)", "FEVER is a definition, the name of a field is needed here.", 6),
        ("FEVER = yes", "Expected and, or, or the end, not '='.", 6),
        ("hot", "Expected =, >=, <=, >, < or in after hot.", 3),
        ("hot =", "'' is not an answer of hot. It can be no, yes.", 5),
        ("hot == yes", "'=' is not an answer of hot. It can be no, yes.", 5),
        ("pain >= lots", "There is no field 'lots'.", 8),
        ("pain >= -1", "Expected a number, not '-'.", 8),
        ("pain >= 11", "11 is outside pain, 0 to 10.", 8),
        ("pain >= 6.5", "pain is a whole number, 6.5 is not.", 8),
        ("temp_c >= 100.4", "100.4 is outside temp_c, 30 to 43.", 10),
        ("temp_c >= 38,0", "Expected and, or, or the end, not ','.", 12),
        ("pain != 3", "'!=' cannot be read here.", 5),
        ("pain \u2265 3", "'\u2265' cannot be read here.", 5),
        ("pain >= 1e3", "'1e3' cannot be read here.", 8),
        ("pain >=\u00a03", "'\\xa03' cannot be read here.", 7),
        ("and hot = yes", "Expected the name of a field, not 'and'.", 0),
        ("hot = yes and", "Expected the name of a field, not the end.", 13),
        ("3 <= pain", "Expected the name of a field, not '3'.", 0),
        ("(" * 60 + "hot = yes" + ")" * 60, "Too many brackets or nots inside one another.", 40),
        ("hot = yes or " * 200 + "hot = no", "The condition is longer than 2000 characters.", 2000),
    ],
)
def test_condition_faulty_is_refused_with_its_place(condition: str, sentence: str, position: int) -> None:
    with pytest.raises(RuleError) as refused:
        parse(condition, FIELDS, {"FEVER": FEVER})

    assert (refused.value.sentence, refused.value.position) == (sentence, position)
    assert str(refused.value) == f"At character {position + 1}: {sentence}"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("fever", "'fever' is no name for a definition: use capitals, digits and _."),
        ("FEVER", "The name FEVER is already in use."),
        ("A-B", "'A-B' is no name for a definition: use capitals, digits and _."),
    ],
)
def test_definition_bad_name_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_definition(name, "hot = yes", FIELDS, {"FEVER": FEVER})

    assert refused.value.sentence == sentence


def test_definition_earlier_one_is_used() -> None:
    ill = parse_definition("ILL", "FEVER and hot = yes", FIELDS, {"FEVER": FEVER})

    assert fields_of(ill) == {"temp_c", "hot"}
    assert compile_test(ill)({"temp_c": 38.5, "hot": "yes"})
    assert not compile_test(ill)({"temp_c": 37.5, "hot": "yes"})


def test_tree_simple_condition_is_plain_data() -> None:
    assert parse("pain >= 6", FIELDS) == Compare(FieldRef("pain"), Operator.AT_LEAST, Literal(6))


def test_fields_of_every_construction_are_named() -> None:
    tree = parse(
        "not (pain - before >= 2 or blank(temp_c)) and (hot = yes or known(check_in)) and swelling in {mild}", FIELDS
    )

    assert fields_of(tree) == set(FIELDS)


_PIECES = st.sampled_from(
    [*FIELDS, "FEVER", "and", "or", "not", "in", "blank", "known", *"(){},-=<>", ">=", "<=", "yes", "mild", "7", "38.5"]
)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(_PIECES, max_size=12).map(" ".join) | st.text(max_size=40))
@example("\u00a0")
@example("hot = yes \x00")
def test_condition_any_text_is_read_or_refused(text: str) -> None:
    outcome = read_or_refuse(text)

    if isinstance(outcome, RuleError):
        assert 0 <= outcome.position <= len(text)
        assert outcome.sentence.endswith((".", "?"))
    else:
        assert compile_test(outcome)({}) in {True, False}


def read_or_refuse(text: str) -> Node | RuleError:
    try:
        return parse(text, FIELDS, {"FEVER": FEVER})
    except RuleError as error:
        return error
