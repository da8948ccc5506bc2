"""A patient's forms about visits: which offered time, and what they ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.find import WEEKDAYS
from journey.forms.lines import LineField
from journey.forms.staff_fields import VersionField
from journey.forms.widgets import ChoiceRadio, TickBoxes
from journey.models import Ask, PartOfDay
from journey.models.appointment import LONGEST_WORDS

NONE_FITS = "none"
PARTS = [
    (PartOfDay.ANY.value, _("Any time of day")),
    (PartOfDay.MORNING.value, _("Mornings")),
    (PartOfDay.AFTERNOON.value, _("Afternoons")),
]


class WishForm(forms.Form):
    words = LineField(
        label=_("Why?"),
        max_length=LONGEST_WORDS,
        help_text=_("A few words. Do not write about pain or a new symptom here: nobody reads this at once."),
        error_messages={"required": _("Tell us why, in a few words.")},
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Which days suit you?"),
        choices=WEEKDAYS[:5],
        widget=TickBoxes(),
        required=False,
    )
    part = forms.ChoiceField(
        label=_("What time of day suits you?"),
        choices=PARTS,
        widget=ChoiceRadio(),
        initial=PartOfDay.ANY.value,
        error_messages={"required": _("Choose a time of day.")},
    )


class ChangeForm(WishForm):
    field_order = ("ask", "words", "weekdays", "part")
    ask = forms.ChoiceField(
        label=_("What do you want?"),
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose what you want.")},
    )

    def __init__(self, *args: Any, cancels: bool, **kwargs: Any) -> None:
        """`cancels`: the visit is cancelled at once, else the clinic answers."""
        super().__init__(*args, **kwargs)
        stop = _("Cancel this visit") if cancels else _("Ask us to cancel this day")
        self.fields["ask"].choices = [(Ask.MOVE.value, _("Another time")), (Ask.CANCEL.value, stop)]
        self.fields["weekdays"].help_text = self.fields["part"].help_text = ""


class TimesForm(WishForm):
    """One of the offered times, or none of them with what would fit."""

    field_order = ("time", "words", "weekdays", "part")
    time = forms.ChoiceField(
        label=_("Which time suits you?"), widget=ChoiceRadio(), error_messages={"required": _("Choose a time.")}
    )

    def __init__(self, *args: Any, times: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].choices = [*times, (NONE_FITS, _("None of these fits"))]
        self.fields["words"].required = self.fields["part"].required = False
        self.fields["words"].label = _("If none fits: why?")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("time") == NONE_FITS and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Tell us why, in a few words."))
        return cleaned


class RefuseAskForm(forms.Form):
    """The clinic's sentence."""

    answer = LineField(
        label=_("Your answer to the patient"),
        max_length=LONGEST_WORDS,
        help_text=_("The patient reads these words. The visit stays as it is."),
        error_messages={"required": _("Write the answer that the patient reads.")},
    )
    version = VersionField()
