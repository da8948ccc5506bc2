"""What an alert is about, as the rule that says whether it may be put off asks for it."""

from journey.domain.snooze import why_not
from journey.domain.triage import Level, Rule
from journey.domain.words import say as _
from journey.models import Alert, AlertState, TriageResult
from journey.models.pathway_version import content_of
from journey.pathway.compiled import rule_set


def results_of(alert: Alert) -> list[TriageResult]:
    """The results that raised or joined it, oldest first. One statement."""
    return [row.triage for row in alert.reasons.select_related("triage").order_by("at", "pk")]


def rules_of(triage: TriageResult) -> dict[str, Rule | None]:
    """All that fired, by id, as the pathway of that day has them; None for one that its triage table does not hold."""
    table = rule_set(content_of(triage.pathway_version_id))
    known = {rule.id: rule for rule in (*table.rules, table.streak, table.default)}
    return {code: known.get(code) for code in triage.fired}


def why_not_put_off(alert: Alert) -> str:
    """Why this open alert cannot be put off now; blank when it can. Two statements."""
    rules: dict[str, Rule | None] = {}
    for triage in results_of(alert):
        rules |= rules_of(triage)
    reached = alert.contacted_at is not None and alert.owner_id is not None and alert.state == AlertState.ACKNOWLEDGED
    template, named = why_not(Level(alert.level), rules, has_findings=alert.findings.exists(), is_reached=reached)
    return _(template, rules=named) if template else ""
