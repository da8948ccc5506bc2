"""A pathway version for staff: what it is, who stands for it, and its rules as tables."""

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.models import PathwayVersion
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now


def version_page(version: PathwayVersion, now: Now) -> RecordPage:
    content = version.content
    approved = _("Nobody yet: answers are kept and listed to read, not triaged")
    if version.rules_approved_at:
        approved = _("{who}, {when}").format(
            who=version.rules_approved_by, when=when.relative(version.rules_approved_at, now.at, now.zone)
        )
    published = _("Not published")
    if version.published_at:
        published = _("{who}, {when}").format(
            who=version.published_by, when=when.relative(version.published_at, now.at, now.zone)
        )
    return RecordPage(
        facts=(
            Fact(_("Number"), str(version.number)),
            Fact(_("Language"), version.language),
            Fact(_("Published"), published),
            Fact(_("Triage rules approved by"), approved),
            Fact(_("Triage rules"), str(len(content.triage.rules))),
            Fact(_("Readiness rules"), str(len(content.readiness.rules))),
            Fact(_("Checksum"), version.checksum[:12]),
        ),
        buttons=(_approve(version, now), _read(version)),
    )


def _approve(version: PathwayVersion, now: Now) -> Button:
    label = _("Approve the rules")
    if version.rules_approved_at:
        return Button(label, why=_("They are approved already."))
    if not may(now.user, Act.APPROVE_RULES):
        return Button(label, why=reason_not(Act.APPROVE_RULES))
    return Button(label, reverse("admin:journey_pathwayversion_approve", args=[version.pk]))


def _read(version: PathwayVersion) -> Button:
    return Button(_("Read the rules"), reverse("admin:journey_pathwayversion_rules", args=[version.pk]), quiet=True)


def rules_tables(version: PathwayVersion) -> tuple[Table, ...]:
    """In table order, as the rules are evaluated and shown."""
    content = version.content
    triage, streak, default = content.triage, content.triage.streak, content.triage.default
    rows: list[tuple[str, ...]] = [
        (row.id, row.group, row.level, row.condition, row.reason, row.flags) for row in triage.rules
    ]
    rows.append((streak.id, "–", streak.level, streak.condition, streak.reason, ""))
    rows.append((default.id, "–", default.level, _("nothing else fired"), default.reason, ""))
    return (
        Table(
            title=_("Triage after the first needle"),
            columns=(_("Rule"), _("Group"), _("Level"), _("When"), _("The patient reads"), _("Flags")),
            rows=[(code, group, staff_words.LEVELS[level], *rest) for code, group, level, *rest in rows],
            empty="",
        ),
        Table(
            title=_("Names used in the conditions"),
            columns=(_("Name"), _("Means")),
            rows=[(each.name, each.condition) for each in triage.definitions],
            empty="",
        ),
        Table(
            title=_("Readiness before the first needle"),
            columns=(_("Rule"), _("Level"), _("When"), _("The patient reads"), _("Flags")),
            rows=[
                (row.id, staff_words.LEVELS[row.level], row.condition, row.reason, row.flags)
                for row in content.readiness.rules
            ],
            empty="",
        ),
    )
