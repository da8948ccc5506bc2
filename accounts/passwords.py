"""What a password may be: long enough, not too long to check, and none that everybody tries first (ASVS 6.2)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 4096
# What this product and this kind of clinic are called: the first things that somebody tries here.
OURS = frozenset({"handjourney", "journeyhand", "stemcell", "stemcells", "handclinic", "clinic", "myclinic", "patient"})
NOT_A_LETTER = re.compile(r"[\W\d_]+")


class NotTooLong:
    """Without an end, a megabyte of password would be worked through at every try."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                _("Use a shorter password, at most {most} characters.").format(most=LONGEST), code="password_too_long"
            )

    def get_help_text(self) -> str:
        return ""


class NotOurName:
    """The product's own words, however many digits and signs are added."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) <= LONGEST and NOT_A_LETTER.sub("", password).lower() in OURS:
            raise ValidationError(_("Too easy to guess here. Choose other words."), code="password_of_the_product")

    def get_help_text(self) -> str:
        return ""
