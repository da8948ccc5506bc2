"""The product of a session: made, checked against its patient, set aside for ever, disposed of."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from journey.access import team_of
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked, locked_journey
from journey.actions.permission import check_may
from journey.actions.recalls import catch_recalled
from journey.actions.refusals import already_done
from journey.actions.stock import set_aside, share_lots
from journey.domain.days import local_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.product_codes import product_code, read_code
from journey.domain.product_ends import why_not_end
from journey.domain.product_facts import Checkpoint, Disposition, Identifiers, QuarantineReason
from journey.domain.reasons import ABORT_REASONS
from journey.domain.record.cells.lots import with_lots
from journey.domain.record.entries import Record
from journey.domain.release import SECTION_OF
from journey.domain.stages import HarvestMode, StageCode, StageState
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Cycle, IdentityCheck, Journey, Product
from journey.policies import Act
from journey.standing import Standing, standing_of

THAWED_IN = SECTION_OF[HarvestMode.BANKED_CELLS]
OTHERS_LABEL = gettext_noop("Stop. {scanned} is not the product of this session: that is {code}. Nothing was recorded.")


@dataclass(frozen=True)
class Reading:
    """What two people read at a checkpoint: the two identifiers, the label, and whether everything matches."""

    point: Checkpoint
    identifiers: Identifiers
    scanned: str
    matches: bool


def new_product(journey: Journey, cycle: Cycle, known: Record, *, by: User, at: datetime) -> Product:
    """A product with the next number, as that of the session; `known` is what is recorded of it already. For actions
    that hold the lots and the journey; `cycle` is not saved, and then `catch_recalled` asks for recalls.
    The number comes from a sequence of the database: nobody waits for it, and nobody gets one twice."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('journey_product_number')")
        (number,) = cursor.fetchone()
    origin = cycle.harvest_mode or HarvestMode.PATIENT_HARVEST
    product = Product(
        code=product_code(local_date(at, journey.patient.site.clinic.zone).year, number),
        patient_id=journey.patient_id,
        cycle=cycle,
        origin=origin,
        made_at=at,
        made_by=by,
        lots=with_lots((), known.of(SECTION_OF[HarvestMode(origin)])),
    )
    with constraints_in_words(product):
        product.save(force_insert=True)
    cycle.product_id = product.code
    record(journey, "product_made", by=by, at=at, cycle=cycle, data={"product_id": product.code})
    return product


@transaction.atomic
def register_product(*, cycle: Cycle, code: str = "", by: User, at: datetime) -> Product:
    """A donor's unit or stored cells are here for this session. Clinicians and nurses. `code` names cells that this
    clinic stored before; without it a new number is given. A repeat gives the same product.

    One of which a number was recalled is registered and set aside at once, so that everybody sees it. Raises
    MoveNotAllowed outside preparation and injection, NotAccepted for a product that is not the patient's or may not be
    used.
    """
    share_lots()
    journey = locked_journey(cycle.journey)
    check_may(by, Act.CHECK_IDENTITY, journey.patient_id, at=at)
    standing = standing_of(journey, at)
    cycle = standing.cycle
    if cycle.harvest_mode not in {HarvestMode.DONOR_PRODUCT, HarvestMode.BANKED_CELLS}:
        raise MoveNotAllowed(_("Own cells get their number when the harvest is recorded."))
    stages = standing.snapshot.stages
    if StageState.IN_PROGRESS not in {stages[StageCode.PREPARATION], stages[StageCode.INJECTION]}:
        raise MoveNotAllowed(_("A product belongs to the preparation or the injection."))
    if cycle.product_id:
        known = Product.objects.get(code=cycle.product_id)
        if known.is_usable and code.strip() in {"", known.code}:
            return known
        if known.is_usable:
            raise MoveNotAllowed(_("This session has the product {code} already.", code=known.code))
    if code.strip():
        product = _stored(journey, read_code(code))
        _take_out(product, standing.facts.record)
    else:
        product = new_product(journey, cycle, standing.facts.record, by=by, at=at)
    cycle.product_id = product.code
    with constraints_in_words(cycle):
        cycle.save(update_fields=["product_id"])
    if code.strip():
        record(journey, "product_taken", by=by, at=at, cycle=cycle, data={"product_id": product.code})
    return catch_recalled(product, by=by, at=at)


def _take_out(product: Product, known: Record) -> None:
    """Of the store, into a session's hands: nothing says any more that it lies there for use."""
    product.lots = with_lots(product.lots, known.of(THAWED_IN))
    product.disposition, product.abort_reason, product.ended_at, product.ended_by = "", "", None, None
    product.save(update_fields=["lots", "disposition", "abort_reason", "ended_at", "ended_by"])


def _stored(journey: Journey, code: str) -> Product:
    product = Product.objects.filter(code=code, patient=journey.patient_id).first()
    if product is None:
        raise NotAccepted(_("No product of this patient has this number."), "code")
    if not product.is_usable or product.disposition != Disposition.STORED:
        raise NotAccepted(_("This product is not stored for use."), "code")
    return product


@transaction.atomic
def check_identity(*, cycle: Cycle, reading: Reading, second: User, by: User, at: datetime) -> IdentityCheck:
    """Record one checkpoint of the chain of identity. Clinicians and nurses; `second` is with them and somebody else.

    A reading that does not match sets the product aside at once and for ever (clinical.md 2.3). The label of another
    product stops with NotAccepted and records nothing: whoever holds the wrong bag puts it down.
    """
    journey = locked_journey(cycle.journey)
    check_may(by, Act.CHECK_IDENTITY, journey.patient_id, at=at)
    product = product_in_hand(journey, cycle)
    if second.pk == by.pk:
        raise NotAccepted(_("The second person cannot be the same person."), "second")
    if not team_of(User.objects.filter(pk=second.pk, is_active=True), [journey.patient.site_id]).exists():
        raise NotAccepted(_("Choose somebody of the team."), "second")
    scanned = read_code(reading.scanned, "scanned")
    if reading.matches and scanned != product.code:
        raise NotAccepted(_(OTHERS_LABEL, scanned=scanned or "–", code=product.code), "scanned")
    check = IdentityCheck(
        product=product,
        cycle=cycle,
        point=reading.point,
        identifiers=reading.identifiers,
        scanned=scanned,
        matches=reading.matches,
        at=at,
        checked_by=by,
        second_by=second,
    )
    with constraints_in_words(check):
        check.full_clean(exclude=["product", "cycle"], validate_constraints=False)
        check.save(force_insert=True)
    data = {"product_id": product.code, "point": reading.point, "matches": reading.matches, "second": str(second)}
    record(journey, "identity_checked", by=by, at=at, cycle=cycle, data=data)
    if not reading.matches:
        set_aside(product, QuarantineReason.IDENTITY_MISMATCH, by=by, at=at)
    return check


@transaction.atomic
def quarantine_product(*, product: Product, reason: QuarantineReason, note: str, by: User, at: datetime) -> Product:
    """Set a product aside for ever. Clinicians and nurses. Raises NotAccepted without a note, AlreadyDone when another
    person did it before; a repeat changes nothing."""
    locked_journey(product.cycle.journey)
    check_may(by, Act.HOLD_PRODUCT, product.patient_id, at=at)
    if not note.strip():
        raise NotAccepted(_("Write what happened."), "note")
    product = locked(product)
    if product.quarantined_by is not None and product.quarantined_at is not None:
        if product.quarantined_by_id == by.pk:
            return product
        words = gettext_noop("{who} set this product aside already.")
        raise already_done(words, by=product.quarantined_by, at=product.quarantined_at)
    return set_aside(product, reason, note=note.strip(), by=by, at=at)


@transaction.atomic
def end_product(*, product: Product, abort_reason: str, disposition: str, by: User, at: datetime) -> Product:
    """Not used: discarded, given to research, or stored. Clinicians and nurses. Raises MoveNotAllowed once it was given
    or is gone, NotAccepted for a reason or an end that is not in its list, or that may not be (`why_not_end`)."""
    share_lots()
    journey = locked_journey(product.cycle.journey)
    check_may(by, Act.HOLD_PRODUCT, product.patient_id, at=at)
    product = locked(product)
    if Cycle.objects.filter(product_id=product.code, injection_at__isnull=False).exists():
        raise MoveNotAllowed(_("This product was given. It cannot be disposed of."))
    if product.disposition and product.disposition == disposition:
        return product
    if product.disposition not in {"", Disposition.STORED}:
        raise MoveNotAllowed(_("This product was disposed of already."))
    check_end(product, standing_of(journey, at), abort_reason, disposition)
    if abort_reason not in ABORT_REASONS and not (disposition == Disposition.STORED and not abort_reason):
        raise NotAccepted(_("Choose why it is not used."), "abort_reason")
    return catch_recalled(dispose(product, abort_reason, disposition, by=by, at=at), by=by, at=at)


def check_end(product: Product, standing: Standing, reason: str, disposition: str) -> None:
    """Raises NotAccepted for an end that this product may not have. `standing`: of the journey's newest session; until
    its consent is signed, that of the session that made the product counts."""
    consent = standing.facts.consent
    if consent.signed is None and standing.cycle.pk != product.cycle_id:
        consent = standing_of(product.cycle.journey, standing.at, cycle_id=product.cycle_id).facts.consent
    holds = standing.cycle.product_id == product.code
    why = why_not_end(
        disposition,
        reason,
        quarantined=product.quarantined_at is not None,
        thawed=holds and standing.facts.record.of(THAWED_IN).get("thaw_at") is not None,
        agreed=consent.left_over_cells_at(standing.at),
    )
    if why:
        raise NotAccepted(why, "disposition")


def dispose(product: Product, abort_reason: str, disposition: str, *, by: User, at: datetime) -> Product:
    """The end of a product inside another action's transaction."""
    product.ended_at, product.ended_by = at, by
    product.abort_reason, product.disposition = abort_reason, disposition
    with constraints_in_words(product):
        product.save(update_fields=["ended_at", "ended_by", "abort_reason", "disposition"])
    if disposition == Disposition.STORED:
        Cycle.objects.filter(product_id=product.code, injection_at__isnull=True).update(product_id="")
    data = {"product_id": product.code, "reason": abort_reason, "disposition": disposition}
    record(product.cycle.journey, "product_disposed", by=by, at=at, cycle=product.cycle, data=data)
    return product


def product_in_hand(journey: Journey, cycle: Cycle) -> Product:
    """The product of this session, under a lock. Raises MoveNotAllowed while there is none, or when it is set aside."""
    code = Cycle.objects.filter(pk=cycle.pk, journey=journey).values_list("product_id", flat=True).first()
    product = Product.objects.select_for_update(of=("self",), no_key=True).filter(code=code or "-").first()
    if product is None:
        raise MoveNotAllowed(_("This session has no product yet."))
    if product.quarantined_at is not None:
        raise MoveNotAllowed(_("This product is in quarantine. It can never be used."))
    if product.disposition not in {"", Disposition.STORED}:
        raise MoveNotAllowed(_("This product was disposed of."))
    return product
