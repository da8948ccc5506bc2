"""Small pieces of mark-up for list columns: a word always carries the meaning, shape and colour repeat it."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from journey.models import Journey
from journey.presenters import staff_words
from journey.presenters.flags import chips
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import LOOKS
from journey.templatetags.ui import shape

STATUS_TONES = {"active": "", "paused": "watch", "postponed": "watch"}


def tag(word: Words, tone: str = "") -> SafeString:
    return format_html('<span class="tag{}">{}</span>', f" tag--{tone}" if tone else "", word)


def level(code: str) -> SafeString:
    """Shape and word of a triage or readiness level."""
    look = LOOKS[code]
    return format_html('<span class="level level--{}">{}{}</span>', look, shape(look), staff_words.LEVELS[code])


def flags(found: Iterable[str]) -> SafeString:
    """What the rules flagged, the highest priority first; nothing where they flagged nothing."""
    return format_html_join("", " {}", ((tag(each.word, each.tone),) for each in chips(found)))


def stage_tag(stage: str | None, status: str) -> SafeString:
    """The stage, or what stands above it: a journey that is paused or closed says so first."""
    if status in STATUS_TONES and stage:
        word = staff_words.sentence(staff_words.STAGES[stage])
        here = tag(word, "here")
        if status == "active":
            return here
        return format_html("{} {}", here, tag(staff_words.STATUSES[status], "watch"))
    if status == "active":
        return tag(_("Procedure stopped"), "watch")
    return tag(staff_words.STATUSES[status], STATUS_TONES.get(status) or "plain")


def keep(text: str) -> SafeString:
    return format_html('<span class="keep nums">{}</span>', text)


def late(text: str) -> SafeString:
    return format_html('<strong class="late keep">{}</strong>', text)


def link(url: str, text: Words) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def treated(journey: Journey) -> SafeString | str:
    """LEFT or RIGHT and the codes of the joints, short enough for a column."""
    codes = [code.partition("-")[2] for code in journey.joints]
    if not journey.target_hand:
        return "–"
    first, rest = ", ".join(codes[:1]), "".join(f", {code}" for code in codes[1:])
    side = staff_words.side(journey)
    return format_html('<span class="treated"><span class="side">{}</span> {}</span>{}', side, first, rest)


def with_code(title: str, code: str) -> SafeString:
    """A title, and its code kept on one line."""
    return format_html('{} <span class="keep soft">{}</span>', title, code)
