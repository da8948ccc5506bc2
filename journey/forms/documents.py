"""A paper of a stage: adding one, and striking out one that was added by mistake."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.documents import LONGEST_TITLE, DocumentKind, clean_title
from journey.forms.files import CleanFileField
from journey.forms.staff_fields import TokenField
from journey.models.document import LONGEST_REASON
from journey.models.labels import LABELS


class DocumentForm(forms.Form):
    """`cleaned_data["file"]` is a `CleanFile`. `token` makes a second click the same document. A consent on paper has a
    page of its own, which keeps its scan."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            ("", gettext_lazy("Choose")),
            *((each.value, LABELS[DocumentKind][each]) for each in DocumentKind if each != DocumentKind.CONSENT_PAPER),
        ],
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Write a title.")},
        help_text=gettext_lazy("For example: X-ray of both hands, 4 March. Never the name of a donor."),
    )
    file = CleanFileField(label=gettext_lazy("File"))
    token = TokenField()

    def clean_title(self) -> str:
        title = clean_title(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_("Write a title."))
        return title


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it was added by mistake"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write the reason.")},
    )
