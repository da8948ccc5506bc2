"""What many actions refuse alike: words that are blank or too long, and repeats. The same form sent twice is one row,
and somebody else's doing is refused with who and when."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import User
from journey.actions.locking import STALE
from journey.domain.errors import AlreadyDone, NotAccepted, StaleVersion
from journey.domain.words import say as _

Row = TypeVar("Row", bound=Model)


def said(text: str, longest: int, field: str) -> str:
    """The text without the blanks around it. Raises NotAccepted for one that is blank or too long."""
    text = text.strip()
    if not text or len(text) > longest:
        raise NotAccepted(_("Write 1 to {most} characters.", most=longest), field=field)
    return text


def already_done(template: str, *, by: User | None, at: datetime, **values: object) -> AlreadyDone:
    """The refusal for the second person: `by` (None: the app itself) did it at `at`; the template calls them {who}."""
    who = str(by) if by else _("The app")
    return AlreadyDone(_(template, who=who, **values), by_id=by and by.pk, by=who, at=at)


def sent_before(rows: QuerySet[Row], token: UUID | None, *, by: User, author: str = "by") -> Row | None:
    """The row that this very form made when it was sent before: its token is the row's id. The caller holds a lock
    that two sendings of one form meet at. Raises StaleVersion for the token of another person's row."""
    known = rows.filter(pk=token).first() if token is not None else None
    if known is not None and getattr(known, f"{author}_id") != by.pk:
        raise StaleVersion(_(STALE))
    return known
