"""The table of a staff list, from rows whose cells are finished words: the stock one looks each of them up again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.views.main import ChangeList
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True)
class Line:
    """`name` heads the row and leads to `url`; `cells` are pairs of a column's title and what stands in it. `choice`
    asks to choose the row, by more than its name: one person may have several."""

    pk: str
    choice: str
    name: Any
    url: str
    cells: tuple[tuple[str, Any], ...]


@register.inclusion_tag("admin/parts/list_table.html")
def list_table(cl: ChangeList) -> dict[str, Any]:
    return {
        "headers": list(result_headers(cl)),
        "lines": list(_lines(cl)),
        "checkbox": ACTION_CHECKBOX_NAME if "action_checkbox" in cl.list_display else "",
        "is_narrowed": bool(cl.query or cl.has_active_filters),
    }


def _lines(cl: ChangeList) -> Iterator[Line]:
    columns = [each for each in cl.list_display if callable(each)]
    first, rest = columns[0].__name__, [(each.__name__, str(capfirst(each.short_description))) for each in columns[1:]]
    choose = _("Choose {name}")
    for row in cl.result_list:
        url = cl.url_for_result(row) if cl.list_display_links else ""
        name, cells = row.cells[first], tuple((title, row.cells[each]) for each, title in rest)
        yield Line(str(row.pk), choose.format(name=f"{name}, {row}"), name, url, cells)
