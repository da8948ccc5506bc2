"""Filling in a form the way a browser does: one page after the other until none is left."""

from collections.abc import Callable
from datetime import date

from hypothesis import strategies as st

from journey.pathway import Pathway
from journey.pathway.flow import FormContext, Page, clean_raw, first_unanswered, form_pages

Raw = dict[str, list[str]]
TODAY = date(2026, 11, 20)
MOST_PAGES = 80


def post(code: str, day: int, *, hday: int | None = None, **more: object) -> FormContext:
    """A check-in after an injection of own cells taken the same day, unless `hday` says otherwise."""
    cells = {"cells_taken": True, "hday": day if hday is None else hday, "cell_source": "autologous"}
    return FormContext(**{"code": code, "phase": "post", "today": TODAY, "day": day, **cells, **more})  # type: ignore[arg-type]


def before(code: str, **more: object) -> FormContext:
    return FormContext(**{"code": code, "phase": "before", "today": TODAY, "sedation": "local_only", **more})  # type: ignore[arg-type]


def harvested(code: str, hday: int) -> FormContext:
    return FormContext(code=code, phase="harvest_only", today=TODAY, hday=hday, cells_taken=True)


def fill_in(pathway: Pathway, ctx: FormContext, choose: Callable[[Page], Raw]) -> tuple[list[Page], dict[str, object]]:
    """The pages in the order they came, and the draft at the end."""
    seen: list[Page] = []
    answers: dict[str, object] = {}
    while page := first_unanswered(form_pages(pathway, ctx, answers), answers):
        assert len(seen) < MOST_PAGES, "the form never ends"
        seen.append(page)
        answers[page.key] = clean_raw(page, choose(page))
    return seen, answers


def keys(pathway: Pathway, ctx: FormContext, answers: dict[str, object] | None = None) -> list[str]:
    return [page.key for page in form_pages(pathway, ctx, answers or {})]


def lines(pathway: Pathway, ctx: FormContext, key: str) -> set[str]:
    return next(set(page.lines) for page in form_pages(pathway, ctx, {}) if page.key == key)


def ticks(pathway: Pathway, ctx: FormContext, key: str, *chosen: str) -> dict[str, object]:
    page = next(page for page in form_pages(pathway, ctx, {}) if page.key == key)
    return {key: clean_raw(page, {"value": list(chosen) or [page.none_value]})}


def untroubled(page: Page) -> Raw:
    """The answers of somebody with nothing to report."""
    match page.kind:
        case "red_flags" | "gate":
            return {"value": [page.none_value]}
        case "scales":
            return {part.field: ["0"] for part in page.parts}
        case "temperature":
            return {"value": ["36.8"], "unit": ["C"]}
        case "text" | "texts" | "list":
            return {} if page.optional else {"value": ["Something"]}
        case "moment":
            return {"date": [page.choices[0].value], "time": ["7:30"]}
        case "date":
            return {}
        case "scale" | "number":
            return {"value": [str(page.low)]}
        case "yes_no":
            return {"value": ["no"]}
        case _:
            return {"value": [page.choices[0].value]}


def troubled(page: Page) -> Raw:
    """The answers of somebody with everything to report."""
    match page.kind:
        case "red_flags" | "gate":
            return {"value": list(page.lines)}
        case "yes_no":
            return {"value": ["yes"]}
        case "many":
            return {"value": [option.value for option in page.choices if option.value != page.none_value]}
        case "choice":
            alarming = [option.value for option in page.choices if option.value not in {"none", "no", "ok"}]
            return {"value": [alarming[0]]}
        case "scale":
            return {"value": [str(page.high)]}
        case _:
            return untroubled(page)


def anything(page: Page) -> st.SearchStrategy[Raw]:
    """Every post that the page accepts."""
    values = [option.value for option in page.choices]
    match page.kind:
        case "red_flags" | "gate":
            return _ticks(list(page.lines), page.none_value)
        case "many" | "hand_map":
            return _ticks([value for value in values if value != page.none_value], page.none_value)
        case "scale" | "number":
            return st.integers(page.low, page.high).map(lambda number: {"value": [str(number)]})
        case "scales":
            parts = {part.field: _score(page) for part in page.parts}
            return st.fixed_dictionaries(parts)
        case "temperature":
            return _temperatures()
        case "text" | "texts" | "list":
            words = st.sampled_from([["Open a jar"], ["Jam", "Tea"][: max(1, page.max_items)]])
            return words.map(lambda lines: {"value": lines[: max(1, page.max_items)]})
        case "moment":
            clock = st.times().map(lambda time: [f"{time:%H:%M}"])
            return st.fixed_dictionaries({"date": st.sampled_from(values).map(lambda day: [day]), "time": clock})
        case "date":
            days = st.dates(max_value=TODAY, min_value=date(2000, 1, 1))
            return days.map(lambda day: {"day": [str(day.day)], "month": [str(day.month)], "year": [str(day.year)]})
        case _:
            return st.sampled_from(values).map(lambda value: {"value": [value]})


def _ticks(values: list[str], none: str) -> st.SearchStrategy[Raw]:
    some = st.lists(st.sampled_from(values), min_size=1, unique=True)
    return st.one_of(st.just([none]), some).map(lambda chosen: {"value": chosen})


def _score(page: Page) -> st.SearchStrategy[list[str]]:
    number = st.integers(page.low, page.high).map(lambda score: [str(score)])
    return st.one_of(st.just([""]), number) if page.optional else number


def _temperatures() -> st.SearchStrategy[Raw]:
    celsius = st.integers(300, 430).map(lambda tenth: {"value": [f"{tenth / 10:.1f}"], "unit": ["C"]})
    fahrenheit = st.integers(860, 1094).map(lambda tenth: {"value": [f"{tenth / 10:.1f}"], "unit": ["F"]})
    return st.one_of(st.just({"value": [""], "unit": ["none"]}), celsius, fahrenheit)


CONTEXTS = (
    before("C-PRE"),
    before("C-POST"),
    before("P-BASE", tasks=("Open a jar", "Hold a pen")),
    before("P-14"),
    before("P-7"),
    before("P-1", sedation="moderate"),
    before("P-0", sedation="deep"),
    before("REPORT"),
    *(harvested(f"H-{hday}", hday) for hday in (0, 1, 3, 7)),
    harvested("REPORT", 2),
    post("I-0", 0),
    *(post(f"A-{day}", day) for day in (0, 1, 2, 3, 5, 7, 10, 14)),
    post("A-3", 3, cells_taken=False, hday=None, cell_source="allogeneic"),
    post("F-21", 21),
    post("F-28", 28),
    post("F-6W", 42, tasks=("Open a jar",)),
    post("F-3M", 90, tasks=("Open a jar",)),
    post("F-6M", 182),
    post("F-12M", 365),
    *(post(f"F-Y{year}", 365 * year) for year in (2, 5, 15)),
    post("EXTRA-1", 8, series_block_code="A-7"),
    post("EXTRA-2", 91, series_block_code="F-3M"),
    post("REPORT", 2),
    post("REPORT", 400),
)
