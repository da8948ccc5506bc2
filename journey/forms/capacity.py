"""Setting up what the clinic sees people with: rooms, hours, leave, closed days, visit types."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.domain.days import at_local
from journey.domain.visit_types import LONGEST, MOST_AROUND, SHORTEST, SeenBy, VisitShape
from journey.forms.lines import LineField
from journey.forms.staff_fields import DateInput, TimeInput, VersionField, local_moment
from journey.models import ClosureKind, Room, RoomKind, Site, VisitType

MIDNIGHT = time(0)
CHOOSE_A_SITE = {"required": _("Choose the site.")}
CHOOSE_A_PERSON = {"required": _("Choose the person.")}


class RoomForm(forms.Form):
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.order_by("name"), error_messages=CHOOSE_A_SITE)
    name = LineField(label=_("Name"), max_length=60, error_messages={"required": _("Enter the name of the room.")})
    kind = forms.ChoiceField(label=_("Kind"), choices=RoomKind.choices, widget=forms.RadioSelect)


class RoomChangeForm(RoomForm):
    site = None
    is_used = forms.BooleanField(label=_("In use: visits can be booked in it"), required=False)
    version = VersionField()


class HoursForm(forms.Form):
    """Who may be chosen comes from outside."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), error_messages=CHOOSE_A_PERSON)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), error_messages=CHOOSE_A_SITE)
    hours = forms.CharField(
        label=_("Hours of every week"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line each, for example: Mon-Fri 08:30-12:30. Two lines of a day make a break between them."),
        error_messages={"required": _("Write at least one line of hours.")},
    )

    def __init__(self, *args: Any, people: QuerySet[User], sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset, self.fields["site"].queryset = people, sites


class HoursChangeForm(forms.Form):
    hours = forms.CharField(
        label=_("Hours of every week"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("One line each, for example: Mon-Fri 08:30-12:30. Empty: they are not searched here any more."),
    )
    version = VersionField()


class LeaveForm(forms.Form):
    """Whole days, or part of the first and the last; cleans to `starts_at` and `ends_at`."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), error_messages=CHOOSE_A_PERSON)
    first = forms.DateField(
        label=_("First day away"), widget=DateInput(), error_messages={"required": _("Enter the first day.")}
    )
    last = forms.DateField(
        label=_("Last day away"), widget=DateInput(), error_messages={"required": _("Enter the last day.")}
    )
    from_clock = forms.TimeField(
        label=_("From, on the first day"), widget=TimeInput(), required=False, help_text=_("Empty: the whole day.")
    )
    to_clock = forms.TimeField(
        label=_("Until, on the last day"), widget=TimeInput(), required=False, help_text=_("Empty: the whole day.")
    )

    def __init__(self, *args: Any, people: QuerySet[User], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset, self.zone = people, zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"first", "last"} <= cleaned.keys():
            return cleaned
        if cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day must not be before the first."))
            return cleaned
        cleaned["starts_at"] = self._moment(
            "from_clock", cleaned["first"], at_local(cleaned["first"], MIDNIGHT, self.zone)
        )
        day_after = cleaned["last"] + timedelta(days=1)
        cleaned["ends_at"] = self._moment("to_clock", cleaned["last"], at_local(day_after, MIDNIGHT, self.zone))
        if None not in (cleaned["starts_at"], cleaned["ends_at"]) and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("to_clock", _("The leave must end after it starts."))
        return cleaned

    def _moment(self, name: str, day: Any, whole: Any) -> Any:
        if not self.cleaned_data.get(name):
            return whole
        try:
            return local_moment(day, self.cleaned_data[name], self.zone)
        except ValidationError as error:
            self.add_error(name, error)
            return None


class RoomOfSiteField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Room) -> str:
        return f"{obj.site}: {obj}"


class ClosureForm(forms.Form):
    """`closes_all`: the reader may close every site at once. Days are whole without a clock time."""

    site = forms.ModelChoiceField(
        label=_("Where"), queryset=Site.objects.none(), required=False, empty_label=_("All sites")
    )
    room = RoomOfSiteField(label=_("Room"), queryset=Room.objects.none(), required=False, empty_label=_("Every room"))
    kind = forms.ChoiceField(label=_("Kind"), choices=ClosureKind.choices, widget=forms.RadioSelect)
    name = LineField(
        label=_("Name"),
        max_length=80,
        help_text=_("As staff read it where a visit is refused, for example: Christmas Day."),
        error_messages={"required": _("Enter a name.")},
    )
    first = forms.DateField(
        label=_("First day closed"), widget=DateInput(), error_messages={"required": _("Enter the first day.")}
    )
    from_clock = forms.TimeField(
        label=_("From, on the first day"), widget=TimeInput(), required=False, help_text=_("Empty: the whole day.")
    )
    last = forms.DateField(
        label=_("Last day closed"), widget=DateInput(), error_messages={"required": _("Enter the last day.")}
    )
    to_clock = forms.TimeField(
        label=_("Until, on the last day"), widget=TimeInput(), required=False, help_text=_("Empty: the whole day.")
    )

    def __init__(self, *args: Any, sites: QuerySet[Site], closes_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = self.fields["site"]
        where.queryset = sites
        self.fields["room"].queryset = Room.objects.filter(
            site__in=sites.order_by().values("pk"), is_used=True
        ).select_related("site")
        if not closes_all:
            where.required, where.empty_label = True, "---------"
            where.error_messages["required"] = CHOOSE_A_SITE["required"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"first", "last"} <= cleaned.keys() and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day must not be before the first."))
        elif {"first", "last"} <= cleaned.keys() and cleaned["last"] == cleaned["first"]:
            start, end = cleaned.get("from_clock"), cleaned.get("to_clock")
            if end is not None and end <= (start or MIDNIGHT):
                self.add_error("to_clock", _("The closed time must end after it starts."))
        room, site = cleaned.get("room"), cleaned.get("site")
        if room is not None and (site is None or room.site_id != site.pk):
            self.add_error("room", _("Choose a room of this site."))
        return cleaned


class VisitTypeForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes with the patient"), min_value=SHORTEST, max_value=LONGEST)
    room = forms.ChoiceField(label=_("Room"), choices=VisitType.ROOMS, widget=forms.RadioSelect)
    seen_by = forms.MultipleChoiceField(
        label=_("Who may see the patient"),
        choices=[
            (SeenBy.CLINICIAN.value, _("Clinician")),
            (SeenBy.NURSE.value, _("Nurse")),
            (SeenBy.COORDINATOR.value, _("Coordinator")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who may see the patient.")},
    )
    prepare = forms.IntegerField(label=_("Minutes to prepare the room"), min_value=0, max_value=MOST_AROUND)
    clean_up = forms.IntegerField(label=_("Minutes to clean up"), min_value=0, max_value=MOST_AROUND)
    bring = forms.CharField(
        label=_("What the patient brings"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing on each line. Left empty, patients read a short list of ours."),
    )
    version = VersionField()

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        people = {f"by_{who.value}": who.value in cleaned["seen_by"] for who in SeenBy}
        return {**{name: cleaned[name] for name in ("minutes", "room", "prepare", "clean_up", "bring")}, **people}


def shape_values(shape: VisitShape, row: VisitType | None) -> dict[str, Any]:
    """Start values of the form."""
    return {
        "minutes": shape.minutes,
        "room": shape.room.value,
        "seen_by": [who.value for who in shape.seen_by],
        "prepare": shape.prepare,
        "clean_up": shape.clean_up,
        "bring": row.bring if row else "",
        "version": row.version if row else 0,
    }
