"""What the database does by itself: it writes down every change, and refuses to change what is written down."""

from collections.abc import Sequence

import pgtrigger
from django.db.models import Model

# The functions stand in accounts/migrations/0006_trace.py.
RECORDS, REFUSES, STAMPS, QUEUES = "trace_change", "trace_refuse", "trace_stamp", "trace_queue"


class Direct(pgtrigger.Trigger):
    """Calls a function of ours as it is. What pgtrigger writes around a function obeys the setting `pgtrigger.ignore`,
    which anybody who reaches the database may set; these triggers do not hear it."""

    func = "RETURN NULL;"  # never called: `execute` names another function
    calls: str

    def __init__(self, *, calls: str, name: str, when: pgtrigger.When, operation: pgtrigger.Operation) -> None:
        level = pgtrigger.Statement if operation is pgtrigger.Truncate else pgtrigger.Row
        super().__init__(name=name, when=when, operation=operation, level=level)
        self.calls = calls

    def arguments(self, model: type[Model]) -> Sequence[str]:
        return ()

    def render_execute(self, model: type[Model]) -> str:
        quoted = ", ".join(f"'{argument}'" for argument in self.arguments(model))
        return f'"public".{self.calls}({quoted})'


class Traced(Direct):
    """Writes a row of the trace for each row that is made, changed or deleted.

    `of` is the field that leads towards the patient whose record it is: to the patient, or to a row of which
    `trace_patient` (the newest migration that replaces it) knows whose it is. It is "" for a row that is nobody's and
    "self" for the patient's own. A `hidden` column is told of, its value is not; a change of `unnoticed` columns alone
    leaves no row.
    """

    def __init__(self, of: str = "", *, hidden: Sequence[str] = (), unnoticed: Sequence[str] = ()) -> None:
        every = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
        super().__init__(calls=RECORDS, name="traced", when=pgtrigger.After, operation=every)
        self.of, self.hidden, self.unnoticed = of, hidden, unnoticed

    def arguments(self, model: type[Model]) -> Sequence[str]:
        return model._meta.pk.column, *self._way(model), _array(self.hidden), _array(self.unnoticed)

    def _way(self, model: type[Model]) -> tuple[str, str]:
        """The column that leads to the patient, and the table that it leads to unless it names the patient."""
        if self.of in {"", "self"}:
            return self.of and model._meta.pk.column, ""
        field = model._meta.get_field(self.of)
        target = field.related_model._meta
        is_patient = any(isinstance(each, Traced) and each.of == "self" for each in target.triggers)
        return field.column, "" if is_patient else target.db_table


def written_once() -> list[pgtrigger.Trigger]:
    """Neither changed nor deleted nor emptied, also by the owner of the table while the triggers stand."""
    changes = pgtrigger.Update | pgtrigger.Delete
    return [
        Direct(calls=REFUSES, name="written_once", when=pgtrigger.Before, operation=changes),
        Direct(calls=REFUSES, name="never_emptied", when=pgtrigger.Before, operation=pgtrigger.Truncate),
    ]


def _array(names: Sequence[str]) -> str:
    return "{" + ",".join(names) + "}"
