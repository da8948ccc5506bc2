"""From an answer as the draft keeps it to the values that are stored (names of clinical.md 3.3)."""

from collections.abc import Collection, Mapping

from journey.pathway.pages import PHOTO, Page
from journey.pathway.temperature import celsius

# An answer of a tick list remembers the lines that were on the page: a line that was added since (a new day began
# while the draft lay) was not seen, so the page is asked again instead of storing a silent "no". The page of emergency
# signs remembers the day too.


def is_answered(page: Page, answers: Mapping[str, object]) -> bool:
    """Whether the draft holds an answer to all that the page asks now. A blank optional answer counts. Nobody has to
    look at the page of photos: staff who enter answers cannot."""
    if page.kind == PHOTO:
        return True
    if page.key not in answers:
        return False
    answer = answers[page.key]
    if page.kind in {"red_flags", "gate"}:
        return isinstance(answer, Mapping) and is_of_its_day(page, answer) and saw_all(page, answer)
    if page.kind == "scales":
        return isinstance(answer, Mapping) and {part.field for part in page.parts} <= answer.keys()
    if page.kind == "hand_map":
        values = {option.value for option in page.choices}
        return isinstance(answer, list) and values.issuperset(answer)
    return True


def is_of_its_day(page: Page, answer: Mapping[str, object]) -> bool:
    """Whether a tick list was answered on the day that the page is about."""
    return page.asked_on is None or answer.get("on") == page.asked_on.isoformat()


def saw_all(page: Page, answer: Mapping[str, object]) -> bool:
    """Whether all lines of a tick list were seen."""
    shown = answer.get("shown", ())
    assert isinstance(shown, Collection)
    return set(page.lines) <= set(shown)


def ticked(answer: object) -> Collection[str]:
    """The lines ticked in an answer of a tick list."""
    assert isinstance(answer, Mapping)
    return frozenset(answer["ticked"])


def stored_value(page: Page, answer: object) -> dict[str, object]:
    """The names and values that `answer` sets; a blank answer sets nothing."""
    if answer is None or answer == "" or (page.kind == PHOTO and not answer):
        return {}
    if page.kind == "temperature":
        assert isinstance(answer, Mapping)
        value = celsius(answer)
        return {} if value is None else dict.fromkeys(page.fields, value)
    if page.kind == "scales":
        assert isinstance(answer, Mapping)
        return {part.field: answer[part.field] for part in page.parts if answer.get(part.field) is not None}
    if page.kind == "rating":
        return dict.fromkeys(page.fields, int(str(answer)))
    return dict.fromkeys(page.fields, answer)
