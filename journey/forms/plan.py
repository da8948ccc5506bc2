"""The plan of a session: hand, joints, cells and risks, and the people who look after it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.domain.record.fields import When
from journey.domain.stages import Hand, Tissue
from journey.domain.words import gettext_noop
from journey.forms.dates import VersionedForm
from journey.forms.lines import LineField

Listed = Sequence[tuple[Any, Any]]
KNOWN = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known yet")))
TO_BOOL = {"yes": True, "no": False, "unknown": None}
OTHER_TISSUE = When("tissue", (Tissue.OTHER,), gettext_noop("other tissue"))
TASKS = ("task_1", "task_2", "task_3")  # clinical.md 2.1 `goals`, 6.1
LONGEST_TASK = 200
HANDS = ((Hand.RIGHT, _("RIGHT")), (Hand.LEFT, _("LEFT")))


class JointList(forms.CheckboxSelectMultiple):
    """Tick lists of both hands; a hand without a tick is folded while the other has one. `marks` is what the patient
    marked, to look at beside them (presenters.hand_marks.HandMarks)."""

    template_name = "admin/journey/journey/joints.html"
    marks: Any = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["marks"] = self.marks
        groups = [(title, options) for title, options, _index in context["widget"]["optgroups"]]
        ticked = [any(option["selected"] for option in options) for _title, options in groups]
        context["widget"]["hands"] = [
            {"title": title, "options": options, "open": is_ticked or not any(ticked)}
            for (title, options), is_ticked in zip(groups, ticked, strict=True)
        ]
        return context


class PlanForm(VersionedForm):
    """Every list is handed in with its words. What was shown on opening comes back with the form, so that a page that
    is old by then can say what changed."""

    target_hand = forms.ChoiceField(label=_("Treated hand"), choices=HANDS, widget=forms.RadioSelect)
    joints = forms.MultipleChoiceField(
        label=_("Joints"),
        widget=JointList,
        required=False,
        help_text=_("Of the treated hand only."),
    )
    task_1 = LineField(label=_("Task 1 that matters to the patient"), max_length=LONGEST_TASK, required=False)
    task_2 = LineField(label=_("Task 2"), max_length=LONGEST_TASK, required=False)
    task_3 = LineField(
        label=_("Task 3"),
        max_length=LONGEST_TASK,
        required=False,
        help_text=_("In the patient's own words, such as: open a jar. They are scored before and after the treatment."),
    )
    cell_source = forms.ChoiceField(label=_("Cell source"), widget=forms.RadioSelect, required=False)
    tissue = forms.ChoiceField(label=_("Tissue"), required=False)
    tissue_other = LineField(
        label=_("Which other tissue"), max_length=200, required=False, help_text=_("Only for “other tissue”.")
    )
    harvest_mode = forms.ChoiceField(label=_("Harvest mode"), required=False)
    sedation = forms.ChoiceField(label=_("Sedation"))
    anticoagulant = forms.ChoiceField(label=_("Takes a blood thinner"), choices=KNOWN, widget=forms.RadioSelect)
    high_infection_risk = forms.ChoiceField(label=_("High infection risk"), choices=KNOWN, widget=forms.RadioSelect)
    lead_clinician = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Lead clinician"), required=False)
    coordinator = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Coordinator"), required=False)

    def __init__(self, *args: Any, lists: dict[str, Listed], people: dict[str, Iterable[User]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, words in lists.items():
            self.fields[name].choices = words
        for name, rows in people.items():
            self.fields[name].queryset = rows
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"
        self.fields["tissue_other"].shown = OTHER_TISSUE  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """For the action, in the types of the rows."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"version", *TASKS}}
        data["tasks"] = [self.cleaned_data[name] for name in TASKS if self.cleaned_data[name]]
        for name in ("anticoagulant", "high_infection_risk"):
            data[name] = TO_BOOL[data[name]]
        return data


def known(value: bool | None) -> str:
    """The answer that a stored yes, no or unknown stands for."""
    return next(word for word, stored in TO_BOOL.items() if stored is value)
