"""What must hold of a version's rules before a person stands for them, and before they are published."""

from journey.access.bench import falls_without_reason, milder_pairs
from journey.domain.errors import GateClosed, MoveNotAllowed
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import PathwayVersion
from journey.pathway.bench import Milder

MOST_PAIRS = 20
MILDER = gettext_noop("Some answers are judged milder than by {version}. Try the rules on cases, and write why first.")
TURNED = gettext_noop("A worse answer gets a lower level. Change the rules so that none does:")
PAIR = gettext_noop(
    "{case}: {field} from {better} to {worse} lowers {before} ({before_rules}) to {after} ({after_rules})."
)


def check_order(version: PathwayVersion) -> None:
    """Raises GateClosed with each pair in which one answer is worse and the level lower (architecture, rule 5)."""
    pairs = milder_pairs(version)
    if pairs:
        raise GateClosed(_(TURNED), [pair_in_words(each) for each in pairs[:MOST_PAIRS]])


def check_falls(version: PathwayVersion) -> None:
    """Raises MoveNotAllowed while nobody wrote why it judges some answers milder than what is published now."""
    others = PathwayVersion.objects.newest_published().exclude(pk=version.pk)
    before = others.filter(rules_approved_at__isnull=False).first()
    if before is None or _tables(before) == _tables(version):
        return
    if falls_without_reason(before, version):
        raise MoveNotAllowed(_(MILDER, version=str(before)))


def _tables(version: PathwayVersion) -> tuple[object, object]:
    return version.content.triage, version.content.readiness


def pair_in_words(pair: Milder) -> str:
    """ "TV-047: temp_c from 40.0 to 40.1 lowers urgent_now (INF-07) to watch (GEN-01)." """
    return _(
        PAIR,
        case=pair.case.case_id,
        field=pair.field,
        better=str(pair.better),
        worse=str(pair.worse),
        before=pair.before.level,
        before_rules=", ".join(pair.before.rules),
        after=pair.after.level,
        after_rules=", ".join(pair.after.rules),
    )
