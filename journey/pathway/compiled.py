"""The pathway's tables in the form that the rules of `journey.domain` run on; each made once per document."""

from collections.abc import Mapping

from journey.domain.corridor import Corridors
from journey.domain.readiness import ReadinessTable, build_readiness_table
from journey.domain.rule_sets import build_rule_set
from journey.domain.triage import RuleSet
from journey.domain.visits import VisitSpec
from journey.domain.windows import WindowSpec
from journey.pathway.schema import Pathway
from journey.pathway.tables import TriageRow


def rule_set(pathway: Pathway) -> RuleSet:
    """The compiled triage rules."""
    known = pathway.__dict__
    if "_rule_set" not in known:
        rules = pathway.triage
        known["_rule_set"] = build_rule_set(
            name=rules.name,
            version=rules.version,
            definitions={each.name: each.condition for each in rules.definitions},
            rows=[_row(each) for each in rules.rules],
            streak=_columns(rules.streak, ("id", "family", "level", "route", "condition", "reason")),
            default=_columns(rules.default, ("id", "family", "level", "route", "reason")),
            serious=rules.serious.rules,
        )
    compiled: RuleSet = known["_rule_set"]
    return compiled


def corridors(pathway: Pathway) -> Corridors:
    """What the triage rules expect on each day."""
    known = pathway.__dict__
    if "_corridors" not in known:
        known["_corridors"] = Corridors(rule_set(pathway))
    made: Corridors = known["_corridors"]
    return made


def readiness_table(pathway: Pathway) -> ReadinessTable:
    """The compiled readiness table."""
    known = pathway.__dict__
    if "_readiness_table" not in known:
        columns = ("id", "level", "condition", "reason", "flags")
        known["_readiness_table"] = build_readiness_table([_columns(each, columns) for each in pathway.readiness.rules])
    compiled: ReadinessTable = known["_readiness_table"]
    return compiled


def window_specs(pathway: Pathway) -> Mapping[str, WindowSpec]:
    """The windows of every scheduled check-in by its code, in the pathway's order."""
    return {each.code: each.window.for_domain() for each in pathway.check_ins if each.window is not None}


def visit_specs(pathway: Pathway) -> Mapping[str, VisitSpec]:
    """When each follow-up visit is due by its code, in order; the yearly ones up to the pathway's long-term years."""
    return {
        each.code: each.for_domain() for each in pathway.visits if each.target.years <= pathway.defaults.long_term_years
    }


def _row(row: TriageRow) -> dict[str, str]:
    return _columns(row, ("id", "group", "family", "level", "route", "condition", "reason", "flags"))


def _columns(row: object, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names}
