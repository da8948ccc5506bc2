"""From the plain rows of a pathway to a compiled rule set, or to the list of everything that is wrong with them."""

from collections.abc import Mapping, Sequence

from journey.domain.rule_rows import FIRST_ROW, Problem, RowReader, RulesRefused
from journey.domain.rule_tokens import RuleError
from journey.domain.rule_tree import ALWAYS, Node, compile_test
from journey.domain.rules import parse_definition
from journey.domain.triage import PLACE_OF_GROUP, Flag, Group, Level, Route, Rule, RuleSet
from journey.domain.triage_fields import TRIAGE_FIELDS
from journey.domain.words import say as _

RULE_COLUMNS = ("id", "group", "family", "level", "route", "condition", "reason", "flags")
STREAK_KEYS = ("id", "family", "level", "route", "condition", "reason")
DEFAULT_KEYS = ("id", "family", "level", "route", "reason")
RULE_FLAGS = (Flag.INFECTION_REVIEW, Flag.IMMUNE_REVIEW, Flag.TUMOUR_REVIEW, Flag.NSAID_NOTICE)
FAMILIES = (
    "localised_pain",
    "swelling",
    "discomfort",
    "temporary_inflammation",
    "persistent_or_severe_inflammation",
    "infection",
    "immune_response",
    "allergic_reaction",
    "tumour_formation",
    "harvest_site",
    "bleeding",
    "nerve_or_blood_supply",
    "anaesthetic_toxicity",
    "clot_or_embolism",
    "general",
)  # clinical.md 5.1
_GROUP_OF_PLACE = {place: group for group, place in PLACE_OF_GROUP.items()}


def build_rule_set(
    *,
    name: str,
    version: int,
    definitions: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    streak: Mapping[str, str],
    default: Mapping[str, str],
    serious: Sequence[str],
) -> RuleSet:
    """The rule set of these rows, in their order. Raises `RulesRefused` with every problem found.

    `rows` have the columns `RULE_COLUMNS`; `streak` is the rule added to a run of `watch` results, `default` what is
    said when no rule fires, `serious` the ids of rules that always suggest a serious adverse event.
    """
    builder = _Builder(definitions)
    rules = [builder.rule(number, row) for number, row in enumerate(rows, start=FIRST_ROW)]
    streak_rule = builder.streak(streak)
    default_rule = builder.default(default)
    builder.check_whole(name, version, rows, serious)
    if builder.problems or streak_rule is None or default_rule is None:
        raise RulesRefused(builder.problems)
    return RuleSet(
        name=name,
        version=version,
        definitions=tuple(definitions.items()),
        rules=tuple(rule for rule in rules if rule is not None),
        streak=streak_rule,
        default=default_rule,
        serious=frozenset(serious),
    )


class _Builder:
    def __init__(self, definitions: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self.seen: set[str] = set()
        self.definitions: dict[str, Node] = {}
        for name, text in definitions.items():
            try:
                self.definitions[name] = parse_definition(name, text, TRIAGE_FIELDS, self.definitions)
            except RuleError as error:
                self.problems.append(Problem(f"definitions, {name}", str(error)))

    def rule(self, number: int, row: Mapping[str, str]) -> Rule | None:
        reader = RowReader(f"row {number}", row, self.problems)
        reader.only(RULE_COLUMNS)
        tree = reader.condition(TRIAGE_FIELDS, self.definitions)
        flags = reader.words("flags", RULE_FLAGS)
        group = reader.one_of("group", Group)
        rule = self.finished(reader, tree, flags)
        if rule is not None and group is not None and group is not rule.group:
            level, route = PLACE_OF_GROUP[group]
            reader.note(
                "group",
                _("Group {group} is for level {level} and route {route}.", group=group, level=level, route=route),
            )
        return rule

    def streak(self, row: Mapping[str, str]) -> Rule | None:
        reader = RowReader("streak", row, self.problems)
        reader.only(STREAK_KEYS)
        rule = self.finished(reader, reader.condition(TRIAGE_FIELDS, self.definitions), ())
        if rule is not None and rule.level.rank <= Level.WATCH.rank:
            reader.note("level", _("It must be higher than {level}.", level=Level.WATCH))
        return rule

    def default(self, row: Mapping[str, str]) -> Rule | None:
        reader = RowReader("default", row, self.problems)
        reader.only(DEFAULT_KEYS)
        rule = self.finished(reader, ALWAYS, ())
        if rule is not None and rule.level is not Level.EXPECTED:
            reader.note("level", _("It must be {level}.", level=Level.EXPECTED))
        return rule

    def finished(self, reader: RowReader, tree: Node | None, flags: tuple[Flag, ...]) -> Rule | None:
        identity, reason = reader.identity(self.seen), reader.text("reason")
        family = reader.text("family")
        if family and family not in FAMILIES:
            reader.note("family", _("There is no family {family!r}.", family=family))
        level, route = reader.one_of("level", Level), reader.one_of("route", Route)
        if level is None or route is None or tree is None:
            return None
        group = _GROUP_OF_PLACE.get((level, route))
        if group is None:
            reader.note("route", _("Level {level} never goes with route {route}.", level=level, route=route))
            return None
        return Rule(
            id=identity,
            group=group,
            family=family,
            level=level,
            route=route,
            condition=str(reader.row.get("condition", "")),
            reason=reason,
            flags=flags,
            tree=tree,
            test=compile_test(tree),
        )

    def check_whole(self, name: str, version: int, rows: Sequence[Mapping[str, str]], serious: Sequence[str]) -> None:
        if not name.strip():
            self.problems.append(Problem("name", _("This is missing.")))
        if version < 1:
            self.problems.append(Problem("version", _("It must be 1 or more.")))
        identities = {row.get("id") for row in rows}
        if not rows:
            self.problems.append(Problem("rules", _("There are no rules.")))
        if not any(row.get("group") == Group.EMERGENCY for row in rows):
            self.problems.append(Problem("rules", _("Group {group} has no rules.", group=Group.EMERGENCY)))
        for identity in serious:
            if identity not in identities:
                self.problems.append(Problem(f"serious, {identity}", _("There is no such rule.")))
