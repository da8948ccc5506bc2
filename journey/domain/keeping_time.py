"""How long a record is kept: whole years after the last contact, by the calendar."""

from datetime import date

from journey.domain.words import gettext_noop

# The long-term questions of this product run five years (clinical.md 10, `long_term_years`); the clinic's number comes
# from the law of its country (clinical.md 12, point 6), and no law is assumed here.
LEAST_YEARS = 5
MOST_YEARS = 100

# What keeps a record longer than its time, by the names of `access.retention.WAYS`.
WAYS_WORDS = {
    "hold": gettext_noop("a legal hold"),
    "journey": gettext_noop("an open journey"),
    "alert": gettext_noop("an open alert"),
    "adverse_event": gettext_noop("an adverse event"),
    "tumour_review": gettext_noop("an open tumour review"),
    "request": gettext_noop("an open request of the patient"),
    "helps": gettext_noop("the patient helps somebody else with the app"),
}


def runs_out_on(last: date, years: int) -> date:
    """The first day on which the time is over. A last contact on 29 February runs out on 1 March."""
    try:
        return last.replace(year=last.year + years)
    except ValueError:
        return date(last.year + years, 3, 1)


def newest_run_out(today: date, years: int) -> date:
    """The newest day of a last contact whose time is over today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)
