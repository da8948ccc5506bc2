"""A pathway version for staff: what it is, who stands for it, what can be done with it, and its rules as tables."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.domain.pathway_states import IN_FORCE, VersionState
from journey.models import PathwayEvent, PathwayStep, PathwayVersion
from journey.models.pathway_version import WRITING
from journey.pathway.problems import Problem
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.pathway_parts import problem_rows
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now


def version_page(
    version: PathwayVersion, events: Sequence[PathwayEvent], problems: Sequence[Problem], newest: bool, now: Now
) -> RecordPage:
    """`events` newest first; `problems` of a draft; `newest`: new journeys take it."""
    tables = [_history(events, now)]
    if version.is_draft:
        tables.insert(0, _open(version, problems))
    return RecordPage(
        facts=tuple(_facts(version, newest, now)),
        buttons=tuple(_buttons(version, events, problems, newest, now.user)),
        tables=tables,
    )


def state_words(version: PathwayVersion, *, newest: bool = False) -> str:
    if version.state == VersionState.IN_REVIEW and version.rules_approved_at is not None:
        return _("In review, approved")
    if newest:
        return _("Published, new journeys take it")
    return str(version.get_state_display())


def _facts(version: PathwayVersion, newest: bool, now: Now) -> Iterator[Fact]:
    nobody = _("Nobody yet")
    if version.state == VersionState.PUBLISHED:
        nobody = _("Nobody yet: answers are kept and listed to read, not triaged")
    yield Fact(_("State"), state_words(version, newest=newest))
    yield Fact(_("Number"), str(version.number))
    yield Fact(_("Language"), version.language)
    if version.begun_from is not None:
        yield Fact(_("Copied from"), str(version.begun_from))
    if version.drafted_by is not None:
        yield Fact(_("Drafted"), _who(version.drafted_by, version.drafted_at, now))
    approved = _who(version.rules_approved_by, version.rules_approved_at, now) if version.rules_approved_at else nobody
    yield Fact(_("Approved"), approved)
    published = _("Not published")
    yield Fact(
        _("Published"), _who(version.published_by, version.published_at, now) if version.published_at else published
    )
    content = version.content
    yield Fact(_("Triage rules"), str(len(content.triage.rules)))
    yield Fact(_("Readiness rules"), str(len(content.readiness.rules)))
    yield Fact(_("Checksum"), version.checksum[:12])


def _who(who: User | None, at: object, now: Now) -> str:
    return _("{who}, {when}").format(who=who, when=when.relative(at, now.at, now.zone))  # type: ignore[arg-type]


def _buttons(
    version: PathwayVersion, events: Sequence[PathwayEvent], problems: Sequence[Problem], newest: bool, reader: User
) -> Iterator[Button]:
    state = VersionState(version.state)
    if state is VersionState.DRAFT:
        yield _act(version, reader, Act.EDIT_PATHWAY, _("Change its parts"), "parts")
        why = _("Parts of it do not fit yet: see below.") if problems else ""
        yield _act(version, reader, Act.EDIT_PATHWAY, _("Send to review"), "send", why=why)
        yield _act(version, reader, Act.EDIT_PATHWAY, _("Discard this draft"), "discard")
    if state is VersionState.IN_REVIEW or (state is VersionState.PUBLISHED and not version.rules_approved_at):
        yield _act(
            version, reader, Act.APPROVE_RULES, _("Approve"), "approve", why=_not_approved(version, events, reader)
        )
    if state is VersionState.IN_REVIEW:
        why = "" if version.rules_approved_at else _("A clinician who did not write in it has to approve it first.")
        yield _act(version, reader, Act.PUBLISH_PATHWAY, _("Publish"), "publish", why=why)
        yield _act(version, reader, Act.APPROVE_RULES, _("Send back"), "send_back")
    if state in {*IN_FORCE, VersionState.DISCARDED}:
        yield _act(version, reader, Act.EDIT_PATHWAY, _("Copy into a draft"), "copy")
    if state in IN_FORCE and not newest:
        yield _act(version, reader, Act.MOVE_PATHWAY, _("Move its journeys"), "journeys")
    if state is VersionState.PUBLISHED:
        why = _("New journeys begin on it. Publish a newer one first.") if newest else ""
        yield _act(version, reader, Act.PUBLISH_PATHWAY, _("Retire"), "retire", why=why)
    yield _act(version, reader, Act.TRY_RULES, _("Try the rules on cases"), "bench")
    for words, page in (
        (_("What differs"), "difference"),
        (_("Read the rules"), "rules"),
        (_("Save as a file"), "export"),
    ):
        yield Button(words, _url(version, page), quiet=True)
    if state is not VersionState.DRAFT:
        yield Button(_("Read its parts"), _url(version, "parts"), quiet=True)


def _not_approved(version: PathwayVersion, events: Sequence[PathwayEvent], reader: User) -> str:
    if version.rules_approved_at:
        return _("It is approved already.")
    wrote = any(each.by_id == reader.pk and each.step in WRITING for each in events)
    return _("You wrote in this version. Another clinician has to approve it.") if wrote else ""


def _act(version: PathwayVersion, reader: User, act: Act, words: str, page: str, *, why: str = "") -> Button:
    if not may(reader, act):
        return Button(words, why=reason_not(act))
    return Button(words, why=why) if why else Button(words, _url(version, page))


def _url(version: PathwayVersion, page: str) -> str:
    return reverse(f"admin:journey_pathwayversion_{page}", args=[version.pk])


def _open(version: PathwayVersion, problems: Sequence[Problem]) -> Table:
    return Table(
        title=_("What does not fit yet"),
        columns=(_("Where"), _("What is wrong")),
        rows=list(problem_rows(version, problems)),
        empty=_("Everything fits. It can go to review."),
    )


def _history(events: Sequence[PathwayEvent], now: Now) -> Table:
    rows = [
        (when.relative(each.at, now.at, now.zone), str(each.by), _step(each), each.reason or "–") for each in events
    ]
    return Table(
        title=_("What was done"),
        columns=(_("When"), _("Who"), _("What"), _("Reason")),
        rows=rows,
        empty=_("Nothing is recorded: it was delivered like this."),
    )


def _step(event: PathwayEvent) -> str:
    words = str(PathwayStep(event.step).label)
    return f"{words}: {event.place}" if event.place else words


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
