"""The confirm form of a move: it asks what the move's line in the table asks, and nothing else."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.domain.moves import Choices, Move, MoveSpec
from journey.forms.dates import LocalMomentField, VersionedForm
from journey.forms.products import ENDS
from journey.forms.staff_fields import DateInput

DATED = frozenset({Move.POSTPONE, Move.RESUME, Move.REPEAT_HARVEST, Move.REPEAT_INJECTION})
NOTED = frozenset({Move.WITHDRAW, Move.LOST_CONTACT, Move.RECORD_DEATH, Move.RESUME})
STOPS = frozenset({Move.ABORT_HARVEST, Move.ABORT_INJECTION})
KEEP = (("keep", _("Stop treatment, but keep the safety checks")), ("stop", _("Stop everything")))


class MoveForm(VersionedForm):
    """`reasons` are the words of the move's reason codes; `keeps` asks whether safety checks go on, `visits` whether
    those that fall away are cancelled; `has_product`: cells are in hand, and stopping asks what becomes of them."""

    reason_code = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")}
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )
    review_on = forms.DateField(
        label=_("Look again on"),
        widget=DateInput(),
        error_messages={"required": _("Choose a review date after today.")},
    )
    procedure_at = LocalMomentField(label=_("New procedure date"))
    safety_checks = forms.ChoiceField(
        label=_("What the patient chose"), choices=KEEP, initial="keep", widget=forms.RadioSelect
    )
    call_off = forms.BooleanField(
        label=_("Cancel the visits that fall away, listed above"), required=False, initial=True
    )
    injection_same_day = forms.BooleanField(
        label=_("The injection is planned for the same day (no separate harvest check-ins)"), required=False
    )
    harm = forms.BooleanField(label=_("The patient came to harm: an adverse event has to be recorded"), required=False)

    disposition = forms.ChoiceField(
        label=_("What becomes of the product"),
        choices=ENDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )

    def __init__(
        self,
        *args: Any,
        spec: MoveSpec,
        reasons: Sequence[tuple[str, Any]],
        zone: ZoneInfo,
        keeps: bool,
        has_product: bool,
        visits: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        for name in set(self.fields) - {"version", *_asked(spec, keeps, visits, has_product)}:
            del self.fields[name]
        if "reason_code" in self.fields:
            self.fields["reason_code"].choices = reasons
        if "note" in self.fields:
            self.fields["note"].required = spec.needs_reason
            if spec.needs_reason:
                self.fields["note"].label = _("Reason")
        if spec.move is Move.POSTPONE:
            self.fields["procedure_at"].help_text = _("Leave it empty while there is no new date.")
            if visits:
                self.fields["call_off"].label = _("Cancel the visits of the treatment that do not move to a new day")
        moment = self.fields.get("procedure_at")
        if isinstance(moment, LocalMomentField):
            moment.read_in(zone)
            moment.required = spec.needs_procedure_at

    def choices(self) -> Choices:
        """What was chosen, for the executor."""
        data = self.cleaned_data
        return Choices(
            reason_code=data.get("reason_code", ""),
            note=data.get("note", ""),
            review_on=data.get("review_on"),
            procedure_at=data.get("procedure_at"),
            keep_safety_checks=data.get("safety_checks", "keep") == "keep",
            injection_same_day=data.get("injection_same_day", False),
            harm=data.get("harm", False),
            disposition=data.get("disposition", ""),
        )


def _asked(spec: MoveSpec, keeps: bool, visits: bool, has_product: bool) -> set[str]:
    asked = {
        "reason_code": bool(spec.reason_codes),
        "note": spec.needs_reason or bool(spec.reason_codes) or spec.move in NOTED,
        "review_on": spec.needs_review_on,
        "procedure_at": spec.move in DATED,
        "safety_checks": keeps,
        "call_off": visits,
        "injection_same_day": spec.move is Move.COMPLETE_HARVESTING,
        "harm": spec.move in STOPS,
        "disposition": spec.move in STOPS and has_product,
    }
    return {name for name, is_asked in asked.items() if is_asked}
