"""Cases as they are pasted, what the bench is to try, and why a level may fall."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from journey.access.bench import ALWAYS_GENERATED, Fall
from journey.domain.rule_cases import BadRow, Case, FileUnreadable, read_cases
from journey.domain.rule_fields import InputRefused
from journey.domain.triage import known_values
from journey.models import PathwayVersion
from journey.models.bench import LONGEST_WORDS
from journey.pathway.bench import Trial

MOST_PASTED = 500
LONGEST_PASTED = 400_000
GENERATED = (0, ALWAYS_GENERATED, 10_000)


class CasesField(forms.CharField):
    """Rows of CSV with the columns of `manage.py try_rules`; cleaned to cases. One bad row refuses all: each is named
    with row and column."""

    def __init__(self, **options: Any) -> None:
        attrs = {"rows": 6, "spellcheck": "false", "autocomplete": "off", "class": "cases"}
        super().__init__(max_length=LONGEST_PASTED, widget=forms.Textarea(attrs), **options)

    def clean(self, value: Any) -> list[Case]:
        text = super().clean(value)
        try:
            rows = list(read_cases(text.encode())) if text else []
        except FileUnreadable as unreadable:
            raise ValidationError([_in_words(bad) for bad in unreadable.problems]) from unreadable
        tried = [_tried(row) if isinstance(row, Case) else row for row in rows]
        if bad := [row for row in tried if isinstance(row, BadRow)]:
            raise ValidationError([_in_words(each) for each in bad])
        if text and not tried:
            raise ValidationError(say("There is no row below the names of the columns."))
        if len(tried) > MOST_PASTED:
            words = say("These are {count} cases; {most} can be tried at once.")
            raise ValidationError(words.format(count=len(tried), most=MOST_PASTED))
        return [each for each in tried if isinstance(each, Case)]


def _tried(case: Case) -> Case | BadRow:
    try:
        known_values(case.inputs)
    except InputRefused as refused:
        return BadRow(case.row_number, refused.name, refused.sentence)
    return case


def _in_words(bad: BadRow) -> str:
    words = say("Row {row}, column {column}: {sentence}")
    return words.format(row=bad.row_number, column=bad.column, sentence=bad.sentence)


class BenchForm(forms.Form):
    other = forms.ModelChoiceField(
        label=_("Compare with"), queryset=PathwayVersion.objects.none(), empty_label=None,
        help_text=_("The version before the change. What it says is shown first."),
    )  # fmt: skip
    saved = forms.BooleanField(
        label=_("Saved cases: those of the product, and those that clinicians saved"), required=False
    )
    generated = forms.TypedChoiceField(
        label=_("Cases by chance"),
        coerce=int,
        choices=[(each, f"{each:,}" if each else _("None")) for each in GENERATED],
        help_text=_("The same ones each time: so many of the triage rules, and as many of the readiness table."),
    )
    pasted = CasesField(
        label=_("Pasted cases"),
        required=False,
        help_text=_(
            "CSV with the names of the columns in the first row, such as case_id,day,swelling,temp_c. Made-up cases "
            "only. They are gone when you leave the page, unless you save them as cases."
        ),
    )

    def __init__(self, *args: Any, others: QuerySet[PathwayVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(chosen.get(name) for name in ("saved", "generated", "pasted")):
            raise ValidationError(_("Choose cases to try: saved ones, some by chance, or pasted ones."))
        return chosen

    def as_query(self) -> dict[str, str]:
        """What an address may hold: all but what was pasted."""
        chosen = {"other": str(self.cleaned_data["other"].pk), "generated": str(self.cleaned_data["generated"])}
        return {**chosen, "saved": "on"} if self.cleaned_data["saved"] else chosen


class SaveCasesForm(forms.Form):
    cases = CasesField(
        label=_("Cases"),
        help_text=_(
            "CSV with the names of the columns in the first row. Each row needs case_id, day or hday, and "
            "expected_level: expected, watch, call_24h or urgent_now. A description helps the next reader. Made-up "
            "cases only."
        ),
        error_messages={"required": _("Paste at least one case.")},
    )


class ReasonsForm(forms.Form):
    """A field for each fall that has no reason yet, named by its answers; and for one that got its reason after the
    page was made."""

    def __init__(self, *args: Any, falls: Sequence[Fall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {f"reason-{each.trial.key}": each for each in falls}
        self.trials = {name: each.trial for name, each in named.items() if each.reason is None or name in self.data}
        for name, trial in self.trials.items():
            self.fields[name] = forms.CharField(
                label=say("Why {case} may fall").format(case=trial.case.case_id),
                max_length=LONGEST_WORDS,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )
            self.fields[name].while_empty = say("still needed")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(typed.values()):
            raise ValidationError(_("Write a reason for at least one case."))
        return typed

    @property
    def written(self) -> list[tuple[Trial, str]]:
        return [(trial, self.cleaned_data[name]) for name, trial in self.trials.items() if self.cleaned_data[name]]
