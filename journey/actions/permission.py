"""The one place where a write of staff asks who: the role first, then whether the record is theirs to reach."""

import logging
from datetime import datetime
from uuid import UUID

from django.http import Http404

from accounts.models import User
from journey import policies
from journey.access import check_reach, team_of
from journey.domain.errors import NotAccepted
from journey.domain.moves import Move
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Site
from journey.policies import Act

log = logging.getLogger(__name__)

NOT_AT_SITE = gettext_noop("{who} does not work at {site}. Choose somebody who does.")


def check_may(by: User, act: Act | Move, patient_id: UUID, *, at: datetime) -> None:
    """Raises NotPermitted for a role that may not, with the reason; Http404 for a patient of another team, as for an id
    that never was, so that a forged id tells nothing."""
    policies.check(by, act)
    try:
        check_reach(by, patient_id, at)
    except Http404:
        # An address that names the record leaves its refusal in the trace (views/looks.py), a forged field only here.
        log.warning("%s of patient %s refused to %s: outside their sites", act, patient_id, by.pk)
        raise


def check_works_at(person: User, site: Site, *, field: str) -> None:
    """Raises NotAccepted: who is given a patient, a visit or an alert must work where the patient is seen."""
    if not team_of(User.objects.filter(pk=person.pk), [site.pk]).exists():
        raise NotAccepted(_(NOT_AT_SITE, who=person, site=site), field=field)


def check_site(by: User, site: Site) -> None:
    """Raises Http404 for a site that this person does not work at."""
    if not team_of(User.objects.filter(pk=by.pk), [site.pk]).exists():
        raise Http404
