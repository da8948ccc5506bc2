"""The base of every pathway record and the kinds of text it may hold."""

from typing import Annotated

import msgspec


class Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of the pathway: read only, unknown keys refused."""


Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
CheckInCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]+(-[0-9A-Z]+)?$")]
Days = Annotated[int, msgspec.Meta(ge=0, le=5500)]

# Who reads a text decides how it is checked: a patient's text is checked for banned words, reading grade and
# placeholders; a label is too short for a reading grade; a staff text may only hold allowed placeholders.
PatientText = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, extra={"reader": "patient"})]
Label = Annotated[str, msgspec.Meta(min_length=1, max_length=200, extra={"reader": "label"})]
StaffText = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, extra={"reader": "staff"})]
OptionalPatientText = Annotated[str, msgspec.Meta(max_length=2000, extra={"reader": "patient"})]
OptionalLabel = Annotated[str, msgspec.Meta(max_length=200, extra={"reader": "label"})]
