"""Taking a consent back, scope by scope: what each means and what stays, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.consent import Scope
from journey.models import Consent
from journey.presenters.consent import can_take_back, consent_url
from journey.signing import Signing

NAMES: Mapping[Scope, Promise] = {
    Scope.TREATMENT: gettext_lazy("The treatment"),
    Scope.LEFT_OVER_CELLS: gettext_lazy("Use of left-over cells"),
    Scope.RESEARCH: gettext_lazy("Research with my data"),
    Scope.PHOTOS: gettext_lazy("Photos of my hand"),
    Scope.APP: gettext_lazy("Being asked by this app"),
}
HINTS: Mapping[Scope, Promise] = {
    Scope.TREATMENT: gettext_lazy("You do not want the treatment, or not now."),
    Scope.LEFT_OVER_CELLS: gettext_lazy("Left-over cells are not used for other work."),
    Scope.RESEARCH: gettext_lazy("Your data is not used for new research."),
    Scope.PHOTOS: gettext_lazy("No new photos are taken or used."),
    Scope.APP: gettext_lazy("We ask you by phone and at visits instead."),
}
TITLES: Mapping[Scope, Promise] = {
    Scope.TREATMENT: gettext_lazy("Take back your consent to the treatment?"),
    Scope.LEFT_OVER_CELLS: gettext_lazy("Take back the use of left-over cells?"),
    Scope.RESEARCH: gettext_lazy("Take back research with your data?"),
    Scope.PHOTOS: gettext_lazy("Take back photos of your hand?"),
    Scope.APP: gettext_lazy("Stop being asked by this app?"),
}
CARE = gettext_lazy("You do not lose any other care. Nobody is cross with you.")
CALL = gettext_lazy("You can still call us any time.")
MEANS: Mapping[Scope, tuple[Promise, ...]] = {
    Scope.TREATMENT: (
        gettext_lazy("We do not go on. No needle is used without a new consent."),
        gettext_lazy("We call you and talk about what comes next, and other choices."),
        gettext_lazy("If you want it again later, you read and sign again, and have time to think again."),
    ),
    Scope.LEFT_OVER_CELLS: (gettext_lazy("From now on your left-over cells are not used for other work."),),
    Scope.RESEARCH: (gettext_lazy("From now on your data is not used for new research."),),
    Scope.PHOTOS: (gettext_lazy("From now on we take no photos of your hand, and do not use those we have."),),
    Scope.APP: (
        gettext_lazy("From now on no check-in opens here, and we do not remind you of one."),
        gettext_lazy("Staff see it. We call you, or ask at your visits, and agree with you how your checks go on."),
    ),
}
STAYS: Mapping[Scope, tuple[Promise, ...]] = {
    Scope.TREATMENT: (
        CARE,
        gettext_lazy("Have cells been taken, or has the needle been used? Then checks for your safety can go on."),
        gettext_lazy("What was written down so far stays, as the law asks."),
        CALL,
    ),
    Scope.LEFT_OVER_CELLS: (gettext_lazy("Your treatment goes on as before."), CARE),
    Scope.RESEARCH: (
        gettext_lazy("Your treatment goes on as before."),
        gettext_lazy("Results that were made before stay as they are."),
        CARE,
    ),
    Scope.PHOTOS: (gettext_lazy("Your treatment goes on as before."), CARE),
    Scope.APP: (
        gettext_lazy("Your treatment and your visits go on as before."),
        gettext_lazy("You can still tell us about a symptom here. What you send is read."),
        CARE,
        CALL,
    ),
}


@dataclass(frozen=True)
class ScopeRow:
    name: str
    hint: str
    url: str


@dataclass(frozen=True)
class TakeBackPage:
    """`returns`: the patient left the app, and this is the way back."""

    title: str
    means: tuple[str, ...]
    stays: tuple[str, ...]
    button: str
    leave: str
    back_url: str
    returns: bool = False


def scope_rows(signing: Signing, consent: Consent) -> tuple[ScopeRow, ...]:
    """What can be taken back, each with a page of its own."""
    return tuple(
        ScopeRow(str(NAMES[scope]), str(HINTS[scope]), consent_url("consent_take_back_scope", signing, scope))
        for scope in can_take_back(signing, consent)
    )


def take_back_page(signing: Signing, scope: Scope) -> TakeBackPage:
    return TakeBackPage(
        title=str(TITLES[scope]),
        means=tuple(map(str, MEANS[scope])),
        stays=tuple(map(str, STAYS[scope])),
        button=_("Take it back now"),
        leave=_("Do not take it back"),
        back_url=consent_url("consent_take_back", signing),
    )


def return_page() -> TakeBackPage:
    """For who took back being asked by the app."""
    return TakeBackPage(
        title=_("Be asked by this app again?"),
        means=(
            _("What is open now opens here again, and so does what comes later."),
            _("We remind you, as you chose."),
        ),
        stays=(_("What you took back stays in your record, with its day."), str(CALL)),
        button=_("Ask me in this app again"),
        leave=_("Leave it as it is"),
        back_url=reverse("patient:home"),
        returns=True,
    )
