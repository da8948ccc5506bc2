"""The box in which staff find a patient's journey by name or record number."""

from typing import Any
from uuid import UUID

from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _


class JourneyPicker(AutocompleteSelect):
    """The stock picker breaks on an address that names no journey, and is a nameless box while it is empty."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": _("Find by name or record number")}

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [each for each in value if _is_id(each)], attr)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
