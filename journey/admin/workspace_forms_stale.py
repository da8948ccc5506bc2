"""A page that was old when it was sent: what others stored meanwhile, beside what was typed."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.admin.workspace_forms import Desk, page
from journey.domain.errors import StaleVersion
from journey.presenters.plan_pages import Difference, difference


def stale(desk: Desk, refusal: StaleVersion, rows: list[Difference | None], again: str) -> HttpResponse:
    """409 with every field that either side changed; `again` opens the page anew."""
    changed = [row for row in rows if row is not None]
    context = {"sentence": refusal.sentence, "rows": changed, "again": again}
    return page(desk, "admin/journey/journey/stale.html", _("Someone else was first"), context, 409)


def differences(form: Form, now: dict[str, Any]) -> list[Difference | None]:
    """For a form whose fields bring back what was shown on opening. `now` are the values stored by this time."""
    return [_difference(form, name, now[name]) for name in form.fields if name in now]


def _difference(form: Form, name: str, now: Any) -> Difference | None:
    bound = form[name]
    hidden = bound.field.hidden_widget()
    opened = hidden.value_from_datadict(form.data, form.files, bound.html_initial_name)
    values = [_said(bound.field, value) for value in (opened, now, form.data.getlist(bound.html_name))]
    return difference(bound.label, *values)


def _said(field: Any, value: Any) -> str:
    """A value in the words of its field's list."""
    values = value if isinstance(value, list | tuple) else [value]
    names = {str(key): str(words) for key, words in _flat(getattr(field, "choices", ()))}
    return ", ".join(sorted(names.get(str(each), str(each)) for each in values if each not in (None, "")))


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Without groups: a group's name stands before its words, because the joints of both hands are called alike."""
    flat: list[tuple[Any, Any]] = []
    for key, words in choices:
        is_group = isinstance(words, list | tuple)
        flat += [(each, f"{key}: {said}") for each, said in words] if is_group else [(key, words)]
    return flat
