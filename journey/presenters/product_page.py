"""The product of a session for staff: its card in five words, its chain of identity, its release, what can be done."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from journey import policies
from journey.domain.gate_facts import GateFacts
from journey.domain.product_facts import BEFORE_RELEASE, CHECKPOINT_WORDS, Checkpoint
from journey.domain.record.cells.processing import METHODS, viability_of
from journey.domain.release import product_entry, release_criteria, viable_million
from journey.domain.stages import HarvestMode, StageCode, StageState
from journey.models import Cycle, IdentityCheck, Product, RecalledProduct, ReleaseSignature
from journey.policies import Act
from journey.presenters import staff_words
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.staff_timeline import Clock
from journey.standing import Standing


def product_page(standing: Standing, reader: Any, clock: Clock) -> RecordPage:
    """The session's product, or what has to happen before there is one."""
    cycle = standing.cycle
    product = Product.objects.filter(code=cycle.product_id or "-").select_related("quarantined_by", "ended_by").first()
    if product is None:
        return RecordPage(
            facts=[Fact(_("Product"), _("None yet"))],
            buttons=_before_there_is_one(standing, reader),
            note=_no_product_words(standing),
        )
    checks = list(IdentityCheck.objects.filter(product=product, cycle=cycle).select_related("checked_by", "second_by"))
    signed = list(ReleaseSignature.objects.filter(product=product, cycle=cycle).select_related("by"))
    return RecordPage(
        facts=[
            Fact(_("Product"), product.code),
            Fact(_("State"), _state(product, signed, cycle, clock)),
            *_recalled(product, clock),
            *doses(standing.facts, cycle),
        ],
        buttons=list(_buttons(standing, product, signed, reader)),
        tables=[_chain(checks, clock), _release(standing.facts, signed, clock)],
    )


def doses(facts: GateFacts, cycle: Cycle) -> Iterator[Fact]:
    """Donor, origin, separation, exhibited characteristics, site of delivery (clinical.md B03)."""
    entry, mode = product_entry(facts), facts.harvest_mode
    donor = _("The patient")
    if mode is HarvestMode.DONOR_PRODUCT:
        donor = _("Donor, donation {number}").format(number=entry.get("donation_id") or "–")
    yield Fact(_("Donor"), donor)
    yield Fact(_("Origin of tissue"), staff_words.tissue(cycle) or _("Not recorded"))
    yield Fact(_("Separation from tissue"), _separation(facts))
    yield Fact(_("Exhibited characteristics"), ", ".join(_characteristics(facts)) or _("Not recorded"))
    yield Fact(_("Site of delivery"), staff_words.joints_of(cycle) or _("Not planned"))


def _separation(facts: GateFacts) -> str:
    method = product_entry(facts).get("process_method")
    if method:
        return product_entry(facts).get("process_method_other") or _(dict(METHODS)[method])
    if facts.harvest_mode is HarvestMode.BANKED_CELLS:
        return _("Stored, then thawed")
    if facts.harvest_mode is HarvestMode.DONOR_PRODUCT:
        return _("By the supplier")
    return _("Not recorded")


def _characteristics(facts: GateFacts) -> Iterator[str]:
    entry = product_entry(facts)
    if entry.get("final_volume_ml") is not None:
        yield _("{volume} mL").format(volume=entry.get("final_volume_ml"))
    viable = viable_million(entry)
    if entry.get("tnc_measured") is False:
        yield _("cells not counted")
    elif viable is not None:
        yield _("{dose} million viable cells").format(dose=viable)
    alive = viability_of(entry)
    if alive is not None:
        yield _("{viable} % viable").format(viable=alive)
    elif entry.get("viability_measured") is False:
        yield _("viability not measured")


def _recalled(product: Product, clock: Clock) -> Iterator[Fact]:
    for each in RecalledProduct.objects.filter(product=product).select_related("recall__by").order_by("at"):
        recall = each.recall
        words = _("{number}, by {who}, {when}: {why}").format(
            number=recall.number, who=recall.by, when=clock.short(recall.at), why=recall.reason
        )
        yield Fact(_("Recalled"), words)


def _state(product: Product, signed: list[ReleaseSignature], cycle: Cycle, clock: Clock) -> str:
    if product.quarantined_at is not None:
        return _("In quarantine for ever: {why}. {who}, {when}").format(
            why=staff_words.said(product.quarantine_reason),
            who=product.quarantined_by,
            when=clock.short(product.quarantined_at),
        )
    if product.ended_at is not None:
        what = staff_words.said(product.disposition)
        return _("{what}. {who}, {when}").format(what=what, who=product.ended_by, when=clock.short(product.ended_at))
    if cycle.injection_at is not None:
        return _("Given {when}").format(when=clock.short(cycle.injection_at))
    if len(signed) == 2:
        return _("Released")
    return _("Not released yet")


def _chain(checks: list[IdentityCheck], clock: Clock) -> Table:
    by_point: dict[str, list[IdentityCheck]] = {}
    for each in checks:
        by_point.setdefault(each.point, []).append(each)
    rows = []
    for point in Checkpoint:
        found = by_point.get(point.value, [])
        matched = bool(found) and all(each.matches for each in found)
        result = _("Not checked yet") if not found else _("Matches") if matched else _("Does not match")
        last = found[-1] if found else None
        who = _("{first} and {second}").format(first=last.checked_by, second=last.second_by) if last else "–"
        words = f"{point.value}, {_(CHECKPOINT_WORDS[point])}"
        rows.append((words, result, who, clock.short(last.at) if last else "–"))
    columns = (_("Checkpoint"), _("Result"), _("By"), _("When"))
    return Table(_("Chain of identity"), columns, rows, "")


def _release(facts: GateFacts, signed: list[ReleaseSignature], clock: Clock) -> Table:
    rows: list[tuple[str, str, str]] = [
        (f"{each.id} {_(each.title)}", _("Pass") if each.passed else _("Not met"), each.detail)
        for each in release_criteria(facts, intact=None)
    ]
    for place in (1, 2):
        one = next((each for each in signed if each.place == place), None)
        found = _("{who}, {when}").format(who=one.by, when=clock.short(one.at)) if one else "–"
        words = _("First signature") if place == 1 else _("Second signature, another person")
        rows.append(
            (words, _("Signed") if one else _("Open"), f"{found}. {one.reason}" if one and one.reason else found)
        )
    return Table(_("Release"), (_("Criterion"), _("Result"), _("Found")), rows, "")


def _no_product_words(standing: Standing) -> str:
    if standing.facts.harvest_mode is HarvestMode.PATIENT_HARVEST:
        return _("The product gets its number and label when the time of the harvest is recorded.")
    return _("Register the product when it is here. It gets its number and label then.")


def _before_there_is_one(standing: Standing, reader: Any) -> list[Button]:
    if standing.facts.harvest_mode is HarvestMode.PATIENT_HARVEST:
        url = reverse("admin:journey_journey_date", args=[standing.journey.pk, "harvest"])
        at_harvest = standing.stages[StageCode.HARVESTING].state == StageState.IN_PROGRESS
        why = "" if at_harvest else _("Only in: harvest.")
        return [_button(_("Record the harvest"), url, Act.SET_ANCHORS, reader, why=why)]
    url = _url(standing, "register")
    return [_button(_("Register the product"), url, Act.CHECK_IDENTITY, reader)]


def _buttons(standing: Standing, product: Product, signed: list[ReleaseSignature], reader: Any) -> Iterator[Button]:
    facts = standing.facts.product
    gone = "" if product.is_usable else _("This product can never be used.")
    given = _("This product was given.") if standing.cycle.injection_at else ""
    points = Checkpoint if len(signed) == 2 else BEFORE_RELEASE
    waiting = [point for point in points if facts is None or not facts.matches(point)]
    if waiting and not given:
        words = _("Check {point}").format(point=waiting[0].value)
        url = _url(standing, "identity", waiting[0].value.lower())
        yield _button(words, url, Act.CHECK_IDENTITY, reader, why=gone)
    if not given and len(signed) < 2:
        words = _("Sign the release") if not signed else _("Sign second")
        own = _("Another person must sign.") if any(each.by_id == reader.pk for each in signed) else ""
        first = _("First the chain of identity.") if waiting else ""
        yield _button(words, _url(standing, "release"), Act.RELEASE_PRODUCT, reader, why=gone or own or first)
    yield Button(_("Print the label"), _url(standing, "label"), quiet=True)
    if not given:
        yield _button(_("Dispose of it or store it"), _url(standing, "end"), Act.HOLD_PRODUCT, reader, quiet=True)
    if product.quarantined_at is None:
        yield _button(_("Quarantine"), _url(standing, "quarantine"), Act.HOLD_PRODUCT, reader, quiet=True)


def _button(label: str, url: str, act: Act, reader: Any, *, why: str = "", quiet: bool = False) -> Button:
    if not policies.may(reader, act):
        return Button(label, why=policies.reason_not(act))
    return Button(label, why=why) if why else Button(label, url, quiet=quiet)


def _url(standing: Standing, page: str, *more: str) -> str:
    return reverse(f"admin:journey_journey_product_{page}", args=[standing.journey.pk, standing.cycle.pk, *more])
