"""Days and times in words: one home, so that page, mail and admin never disagree about a moment."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from journey.domain.days import plain_clock

KEEP = "\u00a0"  # keeps a day with its month and a number with its unit on one line


def day(value: date, today: date) -> str:
    """ "Tuesday 24 November", with the year when it is not this one."""
    words = f"{_written(value, 'l')} {day_month(value)}"
    return words if value.year == today.year else f"{words} {value.year}"


def day_month(value: date) -> str:
    """ "24 November"."""
    return _written(value, "j F")


def day_month_year(value: date) -> str:
    """ "24 November 2026"."""
    return f"{day_month(value)}{KEEP}{value.year}"


def month_year(value: date) -> str:
    """ "November 2026"."""
    return _written(value, "F Y")


def clock(value: time | datetime) -> str:
    """ "2:30pm", "6am", "midday", "midnight"."""
    return plain_clock(value)


def moment(value: datetime, zone: ZoneInfo, today: date) -> str:
    """ "Tuesday 24 November, 2:30pm" in the given zone."""
    local = value.astimezone(zone)
    return f"{day(local.date(), today)}, {clock(local)}"


def moment_with_zone(value: datetime, zone: ZoneInfo, reader: ZoneInfo, today: date) -> str:
    """As `moment`, naming the zone when the reader's clock shows another time."""
    return named_zone(moment(value, zone, today), value, zone, reader)


def relative_with_zone(value: datetime, now: datetime, zone: ZoneInfo, reader: ZoneInfo) -> str:
    """As `relative`, naming the zone when the reader's clock shows another time."""
    return named_zone(relative(value, now, zone), value, zone, reader)


def named_zone(words: str, value: datetime, zone: ZoneInfo, reader: ZoneInfo) -> str:
    if value.astimezone(zone).utcoffset() == value.astimezone(reader).utcoffset():
        return words
    return _("{moment} ({place} time)").format(moment=words, place=place(zone))


def short_moment(value: datetime, zone: ZoneInfo, today: date) -> str:
    """ "Tue 24 Nov, 2:30pm", for staff tables; "24 Nov 2025, 2:30pm" when it is not of this year."""
    local = value.astimezone(zone)
    if local.year != today.year:
        return f"{_written(local.date(), 'j M Y')}, {clock(local)}"
    return f"{_written(local.date(), 'D')} {_written(local.date(), 'j M')}, {clock(local)}"


def short_day(value: date) -> str:
    """ "Tue 24 Nov", for the heads of columns."""
    return f"{_written(value, 'D')} {_written(value, 'j M')}"


def until(value: datetime, zone: ZoneInfo, today: date) -> str:
    """When a window closes: "midnight tonight", "midnight on Tuesday 24 November", "10:30am today"."""
    local = value.astimezone(zone)
    if (local.hour, local.minute) in {(23, 59), (0, 0)}:
        last = local.date() if local.hour else local.date() - timedelta(days=1)
        return _("midnight tonight") if last == today else _("midnight on {day}").format(day=day(last, today))
    if local.date() == today:
        return _("{time} today").format(time=clock(local))
    return f"{day(local.date(), today)}, {clock(local)}"


def span(first: date, last: date, today: date) -> str:
    """ "24 December to 5 January", with years where they are not this year's."""
    if first == last:
        return day(first, today)
    start = day_month(first) if first.year in {today.year, last.year} else day_month_year(first)
    end = day_month(last) if last.year == today.year else day_month_year(last)
    return _("{start} to {end}").format(start=start, end=end)


def relative(value: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "today, 2:10pm", "yesterday, 2:10pm", "tomorrow, 2:10pm", else the moment."""
    local, today = value.astimezone(zone), now.astimezone(zone).date()
    near = {
        0: _("today, {time}"),
        -1: _("yesterday, {time}"),
        1: _("tomorrow, {time}"),
    }
    words = near.get((local.date() - today).days)
    return words.format(time=clock(local)) if words else moment(value, zone, today)


def relative_day(value: date, today: date) -> str:
    """ "today", "yesterday", "tomorrow", else the day."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    return near.get((value - today).days) or day(value, today)


def capital(words: str) -> str:
    """As the first word of a line."""
    return f"{words[:1].upper()}{words[1:]}"


def length(value: timedelta) -> str:
    """ "23 h 14 min", "46 minutes", "3 days", for clocks of staff; never negative."""
    minutes = max(0, int(value.total_seconds() // 60))
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes < 48 * 60:
        return _("{h} h {m} min").format(h=minutes // 60, m=minutes % 60)
    days = minutes // (24 * 60)
    return ngettext("{n} day", "{n} days", days).format(n=days)


def place(zone: ZoneInfo) -> str:
    """The city a zone is called after: "London"."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def _written(value: date, form: str) -> str:
    """The day in the reader's language, on one line."""
    return _written_in(get_language(), value, form)


@lru_cache(maxsize=4096)
def _written_in(language: str | None, value: date, form: str) -> str:
    # `language` only keeps the languages apart; a page names the same few days again and again.
    return date_format(value, form).replace(" ", KEEP)
