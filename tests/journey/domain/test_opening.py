"""Opening hours: read, refused with a sentence, asked and said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from journey.domain.errors import NotAccepted
from journey.domain.opening import parse_opening_hours

WEEK = parse_opening_hours("Mon-Fri 08:30-17:00\nSat 09:00-12:00")
LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mon-Fri 08:30-17:00", "Monday to Friday, 8:30am to 5pm"),
        ("Mon-Fri 08:30-17:00\nSat 09:00-12:00", "Monday to Friday, 8:30am to 5pm; Saturday, 9am to midday"),
        ("Monday 8:00-12:00\nTue 8:00-12:00", "Monday and Tuesday, 8am to midday"),
        ("Mon-Wed 13:00-17:00\nMon-Wed 08:00-12:00", "Monday to Wednesday, 8am to midday and 1pm to 5pm"),
        ("Mon 09:00-17:00\nWed 09:00-17:00", "Monday, 9am to 5pm; Wednesday, 9am to 5pm"),
        ("Mon-Sun 00:00-24:00", "Monday to Sunday, midnight to midnight"),
        ("  fri – sun   10:05–18:00 ", "Friday to Sunday, 10:05am to 6pm"),
    ],
)
def test_words_of_lines_are_plain(text, words):
    assert parse_opening_hours(text).words() == words


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "at least one line"),
        ("\n  \n", "at least one line"),
        ("always", "“always” cannot be read"),
        ("Mon-Fri 0830-1700", "“0830” is not a time of day"),
        ("Mon 08:60-17:00", "“08:60” is not a time of day"),
        ("Mon 08:00-24:30", "“24:30” is not a time of day"),
        ("Funday 08:00-17:00", "“Funday” is not known"),
        ("Mo 08:00-17:00", "“Mo” is not known"),
        ("Fri-Mon 08:00-17:00", "the last day comes before the first"),
        ("Mon 17:00-08:00", "closing time must be after"),
        ("Mon 08:00-08:00", "closing time must be after"),
        ("Mon-Fri 08:00-17:00\nTue 16:00-18:00", "overlaps another line on Tuesday"),
    ],
)
def test_line_that_cannot_be_right_is_refused_with_a_sentence(text, part):
    with pytest.raises(NotAccepted) as refused:
        parse_opening_hours(text)

    assert part in refused.value.sentence
    assert refused.value.field == "opening_hours"


@pytest.mark.parametrize(
    ("now", "is_open", "opens", "closes"),
    [
        ("2026-11-24 08:29", False, "2026-11-24 08:30", "2026-11-24 17:00"),
        ("2026-11-24 08:30", True, "2026-11-24 08:30", "2026-11-24 17:00"),
        ("2026-11-24 16:59", True, "2026-11-24 16:59", "2026-11-24 17:00"),
        ("2026-11-24 17:00", False, "2026-11-25 08:30", "2026-11-25 17:00"),
        ("2026-11-27 18:00", False, "2026-11-28 09:00", "2026-11-28 12:00"),
        ("2026-11-28 12:00", False, "2026-11-30 08:30", "2026-11-30 17:00"),
        # The clocks change in the night to Sunday 29 March.
        ("2026-03-28 13:00", False, "2026-03-30 08:30", "2026-03-30 17:00"),
    ],
)
def test_clock_finds_open_next_open_and_next_close(now, is_open, opens, closes):
    assert WEEK.is_open(at(now)) is is_open
    assert (WEEK.next_open(at(now)), WEEK.next_close(at(now))) == (at(opens), at(closes))


def test_next_open_of_a_clinic_open_once_a_week_is_a_week_away():
    weekly = parse_opening_hours("Tue 09:00-10:00")

    assert weekly.next_open(at("2026-11-24 10:00")) == at("2026-12-01 09:00")
