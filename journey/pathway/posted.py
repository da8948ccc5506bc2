"""Strict reading of what a browser sent for one page: a clean answer, or a sentence on how to put it right.

Names in a post: `value` (repeated for lists), `unit` of a temperature, `none` of a list, `date` and `time` of a moment,
`day`, `month` and `year` of a date, and the field names of a page with several numbers. What is returned is kept in the
draft as it is; `posted_of` turns it back into what the browser sent.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.pathway.pages import Page
from journey.pathway.temperature import CELSIUS, FAHRENHEIT, NO_THERMOMETER, temperature_error
from journey.pathway.values import is_of_its_day, saw_all

Raw = Mapping[str, list[str]]
NONE_BOX = "none"
LONGEST_NUMBER = 12
PARTS_OF_A_DATE = {
    "day": gettext_noop("Enter the day as a number. A whole date is 27 3 2026."),
    "month": gettext_noop("Enter the month as a number. A whole date is 27 3 2026."),
    "year": gettext_noop("Enter the year as a number. A whole date is 27 3 2026."),
}


class PageError(ValueError):
    """What was sent cannot be kept. `sentence` says how to put it right, `field` names the control."""

    def __init__(self, sentence: str, field: str = "value") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


def clean_raw(page: Page, raw: Raw) -> object:
    """The answer in `raw`, in JSON types. Raises `PageError`. A blank answer to an optional page is ""."""
    return _READERS[page.kind](page, raw)


def posted_of(page: Page, answer: object) -> dict[str, list[str]]:
    """What a browser sends for `answer`, to fill the page again."""
    if isinstance(answer, Mapping):
        if page.kind in {"red_flags", "gate"}:
            if not is_of_its_day(page, answer):
                return {"value": []}
            return {"value": list(answer["ticked"]) or ([page.none_value] if saw_all(page, answer) else [])}
        if page.kind == "temperature":
            return {"value": [str(answer["number"])] if "number" in answer else [], "unit": [str(answer["unit"])]}
        return {name: ["" if number is None else str(number)] for name, number in answer.items()}
    if isinstance(answer, list):
        return {"value": [str(item) for item in answer], NONE_BOX: [] if answer or not page.none_label else ["1"]}
    text = str(answer)
    if page.kind == "moment" and text:
        day, _mark, clock = text.partition("T")
        return {"date": [day], "time": [clock]}
    if page.kind == "date" and text:
        year, month, day = text.split("-")
        return {"day": [str(int(day))], "month": [str(int(month))], "year": [year]}
    return {"value": [text] if text else []}


def _one(raw: Raw, name: str = "value") -> str:
    values = raw.get(name, [])
    if len(values) > 1:
        raise PageError(_("Choose one answer only."), name)
    return _text(values[0], name).strip() if values else ""


def _text(value: str, name: str = "value") -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if any(sign < " " and sign not in "\n\t" for sign in text) or not _is_storable(text):
        raise PageError(_("Take out the signs that cannot be shown, and send it again."), name)
    return text


def _is_storable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _choice(page: Page, raw: Raw) -> str:
    value = _one(raw)
    if not value:
        if page.optional:
            return ""
        raise PageError(_("Choose one answer."))
    if value not in {option.value for option in page.choices}:
        raise PageError(_("Choose one of the answers on this page."))
    return value


def _ticks(page: Page, raw: Raw) -> list[str]:
    values = list(dict.fromkeys(raw.get("value", [])))
    none = next((option.label for option in page.choices if option.value == page.none_value), "")
    if not set(values) <= {option.value for option in page.choices}:
        raise PageError(_("Choose from the answers on this page."))
    if not values and not page.optional:
        raise PageError(_("Choose all that fit, or “{none}”.", none=none) if none else _("Choose all that fit."))
    if page.none_value in values and len(values) > 1:
        raise PageError(_("Choose “{none}” on its own, or take that tick away.", none=none))
    return [option.value for option in page.choices if option.value in values]


def _gate(page: Page, raw: Raw) -> dict[str, object]:
    chosen = _ticks(page, raw)
    day = {} if page.asked_on is None else {"on": page.asked_on.isoformat()}
    return {"ticked": [value for value in chosen if value != page.none_value], "shown": list(page.lines), **day}


def _whole(page: Page, text: str, name: str) -> int:
    assert page.low is not None
    assert page.high is not None
    if not re.fullmatch(r"\d{1,12}", text) or not page.low <= int(text) <= page.high:
        if page.kind == "number":
            raise PageError(_("Enter a whole number from {low} to {high}.", low=page.low, high=page.high), name)
        raise PageError(_("Choose a number from {low} to {high}.", low=page.low, high=page.high), name)
    return int(text)


def _number(page: Page, raw: Raw) -> object:
    text = _one(raw)
    return "" if not text and page.optional else _whole(page, text, "value")


def _numbers(page: Page, raw: Raw) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {}
    for part in page.parts:
        text = _one(raw, part.field)
        if not text and not page.optional:
            raise PageError(_("Choose a number for “{label}”.", label=part.label), part.field)
        numbers[part.field] = _whole(page, text, part.field) if text else None
    return numbers


def _temperature(page: Page, raw: Raw) -> dict[str, object]:
    text, unit = _one(raw), _one(raw, "unit")
    if unit == NO_THERMOMETER:
        if text:
            raise PageError(_("Enter your temperature, or choose that you have no thermometer. Not both."))
        return {"unit": NO_THERMOMETER}
    if unit not in {CELSIUS, FAHRENHEIT}:
        raise PageError(_("Choose C or F."), "unit")
    number = _decimal(text)
    if number is None:
        raise PageError(_("Enter your temperature, such as 37.2. If you have no thermometer, choose that."))
    if sentence := temperature_error(number, unit):
        raise PageError(sentence)
    return {"unit": unit, "number": str(number)}


def _decimal(text: str) -> Decimal | None:
    """A number with a point or a comma, in any script's digits."""
    plain = text.replace(",", ".").replace("٫", ".")
    if len(plain) > LONGEST_NUMBER or not re.fullmatch(r"\d+(\.\d*)?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _prose(page: Page, raw: Raw) -> str:
    text = _one(raw)
    if not text and not page.optional:
        raise PageError(_("Write a few words."))
    return _short(text, page.max_length)


def _short(text: str, limit: int) -> str:
    if len(text) > limit:
        raise PageError(_("Write {most} signs or fewer. You have {count}.", most=limit, count=len(text)))
    return text


def _lines(page: Page, raw: Raw) -> list[str]:
    typed = [line.strip() for value in raw.get("value", []) for line in _text(value).split("\n")]
    lines = [_short(line, page.max_length) for line in typed if line]
    none = bool(raw.get(NONE_BOX)) and bool(page.none_label)
    if none and lines:
        raise PageError(_("Take away the tick at “{none}”, or clear the list.", none=page.none_label))
    if not lines and not none and not page.optional:
        tick = _("Write one in each line, or tick “{none}”.", none=page.none_label)
        raise PageError(tick if page.none_label else _("Write one."))
    if len(lines) > page.max_items:
        raise PageError(_("Write {most} or fewer.", most=page.max_items))
    return lines


def _moment(page: Page, raw: Raw) -> str:
    day, clock = _one(raw, "date"), _one(raw, "time").replace(".", ":")
    if day not in {option.value for option in page.choices}:
        raise PageError(_("Choose the day."), "date")
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(:\d{2})?", clock)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise PageError(_("Enter the time, such as 7:30 or 19:45."), "time")
    return datetime.fromisoformat(f"{day}T{int(match[1]):02}:{int(match[2]):02}").isoformat(timespec="minutes")


def _nothing(page: Page, raw: Raw) -> str:
    """Photos are kept one by one, by an action of their own."""
    return ""


def _date(page: Page, raw: Raw) -> str:
    parts = {name: _one(raw, name) for name in PARTS_OF_A_DATE}
    if page.optional and not any(parts.values()):
        return ""
    for name, text in parts.items():
        if not re.fullmatch(r"\d{1,4}", text):
            raise PageError(_(PARTS_OF_A_DATE[name]), name)
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise PageError(_("Enter a real date, such as 27 3 2026."), "day") from None
    if page.latest is not None and day > page.latest:
        raise PageError(_("Enter a date that is not after today."), "day")
    return day.isoformat()


_READERS: Mapping[str, Callable[[Page, Raw], object]] = {
    "choice": _choice,
    "rating": _choice,
    "yes_no": _choice,
    "true_false": _choice,
    "scale": _number,
    "number": _number,
    "scales": _numbers,
    "many": _ticks,
    "hand_map": _ticks,
    "red_flags": _gate,
    "gate": _gate,
    "temperature": _temperature,
    "text": _prose,
    "texts": _lines,
    "list": _lines,
    "moment": _moment,
    "date": _date,
    "photo": _nothing,
}
