"""People, a clinic and journeys for the tests, made through the real actions, each at the moment it would happen.

journey = journey_at("post_care", day=3)          # an approved clinic, a patient with a sign-in, own cells, day 3
check_in = check_in_of(journey, "A-3")
send(check_in, at=NOW, pain_worst=4)              # every other question gets the answer of a person who is well
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from journey.actions.answering import save_answers, start_report
from journey.actions.caregivers import Invitation, accept_invitation, invite_caregiver
from journey.actions.clinic import approve_rules, publish_pathway
from journey.actions.contacts import log_contact
from journey.actions.documents import add_document
from journey.actions.moves import make_move
from journey.actions.people import AllergyLine, add_patient, confirm_allergies
from journey.actions.plans import open_journey, record_date, record_plan
from journey.actions.products import Reading, check_identity, register_product
from journey.actions.releases import sign_release
from journey.actions.sending import Sent, send_check_in
from journey.domain.documents import DocumentKind
from journey.domain.moves import Choices, Move
from journey.domain.product_facts import BEFORE_RELEASE, Checkpoint, Identifiers
from journey.domain.stages import CellSource, HarvestMode, StageCode, Tissue
from journey.domain.windows import Anchor
from journey.models import (
    Caregiver,
    CheckIn,
    CheckInDraft,
    Clinic,
    Cycle,
    Journey,
    PathwayVersion,
    Patient,
    Site,
    SiteMembership,
)
from journey.models.form_context import form_context
from journey.pathway.flow import Page, first_unanswered, form_pages
from journey.pathway.loader import load_default
from tests import consents
from tests.papers import A_PDF
from tests.records import (
    AFTER_NEEDLE,
    BEFORE_NEEDLE,
    PLANS,
    THE_DAY,
    record_cells,
    record_consultation,
    record_first_vitals,
    record_injection,
    record_post_care,
    record_preparation,
    record_visit,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday, the clinic is open
JOINED = NOW - timedelta(days=60)  # sign-ins are older than what is done with them, whatever day it is here
LONDON = "Europe/London"
OWN, BANKED, DONOR = HarvestMode.PATIENT_HARVEST, HarvestMode.BANKED_CELLS, HarvestMode.DONOR_PRODUCT
PATIENT = "Rosa Marsh"
BEFORE_HARVEST = timedelta(hours=2)  # own cells: taken this long before the injection
CONSULT_BEFORE_PROCEDURE = timedelta(days=20)
START_BEFORE_CONSULT = timedelta(days=15)

SETTINGS = {
    "name": "Elm Street Hand Clinic",
    "emergency_number": "112",
    "clinic_phone": "01632 960 142",
    "out_of_hours_phone": "01632 960 199",
    "opening_hours": "Mon-Fri 08:30-17:00",
    "time_zone": LONDON,
    "approval_statement": "This treatment is not approved here. The law lets clinics offer it.",
    "evidence_text": "We do not know if it works for hands.",
    "sender_name": "Your clinic",
}

# What a person who is well answers where the first choice, or "no", would not be that.
WELL: dict[str, Any] = {
    "pain_trend": "same",
    "meds_plan": "not_needed",
    "escort": "yes",
    "wants": "yes",
    "satisfied": "yes",
    "i_thinner": "no",
    "i_steroid": "no",
    "i_tasks": ["open a jar", "hold a pen", "turn a key"],
    "tb_rest_days": 3,
    "u_proven": "false",
    "u_go_on": "yes",
}

NAMES = {
    Role.CLINICIAN: "Dr Osei",
    Role.NURSE: "Nurse Kim",
    Role.COORDINATOR: "Ana Cruz",
    Role.MANAGER: "Max Lee",
    Role.AUDITOR: "Ida Roth",
}

_numbers = count(1)


def clinic(**changed: Any) -> Clinic:
    """The one clinic, with every setting filled unless `changed` says otherwise, and one site."""
    known = Clinic.objects.first()
    if known is not None and not changed:
        return known
    made = Clinic.objects.create(**{**SETTINGS, **changed})
    home = Site.objects.create(clinic=made, name="Elm Street", address="4 Elm Street")
    work_at(home, *User.objects.filter(is_staff=True))
    return made


def other_site() -> Site:
    """A second site of the clinic, where nobody works who is not sent there with `work_at`."""
    known = Site.objects.filter(name="Oak Road").first()
    return known or Site.objects.create(clinic=clinic(), name="Oak Road", address="7 Oak Road")


def work_at(site: Site, *people: User) -> None:
    SiteMembership.objects.bulk_create(
        [SiteMembership(person=person, site=site, given_at=NOW) for person in people], ignore_conflicts=True
    )


def staff(
    role: Role | str = Role.CLINICIAN, name: str = "", *, password: str | None = None, site: Site | None = None
) -> User:
    """A member of staff with one role, at the first site unless `site` says otherwise. Without a name, the same person
    for each role."""
    name = name or NAMES[Role(role)]
    username = name.lower().replace(" ", ".")
    known = User.objects.filter(username=username).first()
    if known is not None:
        return known if password is None else knows(known, password)
    user = User.objects.create_user(username, password=password, display_name=name, is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=Role(role))[0])
    home = site or Site.objects.filter(name="Elm Street").first()
    if home is not None:
        work_at(home, user)
    return user


def helper_of(
    person: Patient,
    level: str = "fill_in",
    name: str = "Ana",
    *,
    relation: str = "daughter",
    user: User | None = None,
    days: int = 91,
    at: datetime = NOW,
    password: str | None = None,
) -> Caregiver:
    """Somebody whom the patient invited and who accepted; with a new sign-in unless `user` is given."""
    assert person.user is not None
    asked = Invitation(name, f"{name.lower()}@example.org", level, days, relation)
    invited = invite_caregiver(patient=person, asked=asked, by=person.user, at=at)
    user = user or User.objects.create_user(f"{name.lower()}{next(_numbers)}", password=password, display_name=name)
    return accept_invitation(caregiver=invited, by=user, at=at)


def knows(user: User | None, password: str) -> User:
    """The same person, who signs in with this password from now on."""
    assert user is not None
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def pathway_version(*, approved: bool = True, at: datetime = NOW) -> PathwayVersion:
    """The default pathway, published; a clinician stands for its rules unless `approved` is false."""
    version = publish_pathway(pathway=load_default(), by=staff(Role.MANAGER), at=at)
    if approved and version.rules_approved_at is None:
        version = approve_rules(version=version, by=staff(Role.CLINICIAN), at=at)
    return version


def patient(
    name: str = PATIENT, *, at: datetime = NOW, zone: str = LONDON, password: str | None = None, **more: Any
) -> Patient:
    """A patient with a sign-in of their own (`patient.user`), their `email` confirmed where it is given; `user=None`
    gives one who cannot sign in."""
    number = more.pop("number", None) or next(_numbers)
    called = name.split()[0]
    if "user" not in more:
        more["user"] = User.objects.create_user(
            f"{called.lower()}{number}",
            more.get("email", ""),
            password=password,
            display_name=called,
            date_joined=JOINED,
        )
    site = more.pop("site", None) or clinic().sites.get(name="Elm Street")
    values = {"record_no": f"R-{number:05}", "date_of_birth": date(1961, 5, 4), "phone": "01632 960 001", **more}
    desk = staff(Role.COORDINATOR)
    if not desk.site_memberships.filter(site=site).exists():
        desk = staff(Role.COORDINATOR, f"Desk {site.name}", site=site)
    return add_patient(by=desk, at=at, site=site, full_name=name, called=called, time_zone=zone, **values)


def journey_at(
    stage: StageCode | str = StageCode.CONSULTATION,
    *,
    at: datetime = NOW,
    day: int | None = None,
    mode: HarvestMode = OWN,
    hand: str = "right",
    joints: tuple[str, ...] = ("R-CMC1",),
    sedation: str = "local_only",
    allergies: tuple[AllergyLine, ...] = (),
    procedure_at: datetime | None = None,
    approved: bool = True,
    who: Patient | None = None,
    name: str = PATIENT,
    number: int | None = None,
    both_hands: bool = False,
) -> Journey:
    """A journey that has reached `stage` by `at`, every gate on the way passed.

    `day`: how many days before `at` the injection was (default: 3 in post-care, 21 in follow-up), at 8 in the morning
    (UTC); on day 0 it was 2 hours ago. In preparation, `procedure_at` is the plan (default: in 10 days). At harvesting
    and injection the procedure began 30 minutes ago. At consultation, that is in 5 days and the intake is open.
    Whose it is: `who`, else a new patient of this `name`; `number`: of their record, where the next one will not do.
    `both_hands`: the left one has a journey of its own, at the same stage.
    """
    stage = StageCode(stage)
    days = day if day is not None else (21 if stage is StageCode.FOLLOW_UP else 3)
    injected = at - timedelta(hours=2) if days == 0 else (at - timedelta(days=days)).replace(hour=8, minute=0)
    walk = _Walk(stage, at, mode, injected, procedure_at)
    pathway_version(approved=True, at=walk.started)
    who = who or patient(name, at=walk.started, number=number)
    consents.consent_text(at=walk.started)
    journey = open_journey(
        patient=who, by=staff(Role.COORDINATOR), at=walk.started, lead_clinician=staff(Role.CLINICIAN)
    )
    plan = {
        "target_hand": hand,
        "joints": list(joints),
        "cell_source": CellSource.ALLOGENEIC if mode is DONOR else CellSource.AUTOLOGOUS,
        "tissue": Tissue.UMBILICAL_CORD if mode is DONOR else Tissue.BONE_MARROW,
        "harvest_mode": mode,
        "sedation": sedation,
        "anticoagulant": False,
        "high_infection_risk": False,
    }
    walk.go(journey, plan, allergies)
    if not approved:
        PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)
    if both_hands:
        journey_at(stage, at=at, day=day, mode=mode, who=who, hand="left", joints=("L-CMC1",))
    return fresh(journey)


class _Walk:
    """The steps of the straight path with their moments, up to a stage."""

    def __init__(
        self, stage: StageCode, at: datetime, mode: HarvestMode, injected: datetime, procedure_at: datetime | None
    ) -> None:
        self.stage, self.at, self.mode = stage, at, mode
        self.clinician, self.nurse = staff(Role.CLINICIAN), staff(Role.NURSE)
        if stage is StageCode.CONSULTATION:
            self.procedure = at + timedelta(days=25)
        elif stage is StageCode.PREPARATION:
            self.procedure = procedure_at or at + timedelta(days=10)
        elif stage in {StageCode.HARVESTING, StageCode.INJECTION}:
            self.procedure = at - timedelta(minutes=30)
        else:
            self.procedure = injected - (BEFORE_HARVEST if mode is OWN else timedelta())
        self.injected = self.procedure + (BEFORE_HARVEST if mode is OWN else timedelta())
        self.consult = self.procedure - CONSULT_BEFORE_PROCEDURE
        self.started = self.consult - START_BEFORE_CONSULT

    def go(self, journey: Journey, plan: dict[str, Any], allergies: tuple[AllergyLine, ...]) -> None:
        record_date(journey=journey, anchor=Anchor.CONSULT, moment=self.consult, by=self.nurse, at=self.started)
        steps = {
            StageCode.CONSULTATION: lambda: self._talk(journey, plan, allergies),
            StageCode.PREPARATION: lambda: self._prepare(journey),
            StageCode.HARVESTING: lambda: self._take_cells(journey),
            StageCode.INJECTION: lambda: self._inject(journey),
            StageCode.POST_CARE: lambda: self._watch(journey),
        }
        for code, step in steps.items():
            if code is self.stage:
                break
            step()
        if self.stage is StageCode.PREPARATION:
            planned = min(self.consult + timedelta(days=4), self.at)
            self._plan_procedure(journey, planned)
            self._record_preparation(journey, planned, PLANS)
        if self.stage is StageCode.INJECTION:
            # The pause was before anything that a test records of the needle.
            self._record_injection(journey, self.at - timedelta(minutes=5), BEFORE_NEEDLE, paused=self.procedure)
            if self.mode is OWN:
                read_at_bedside(journey, at=self.at - timedelta(minutes=5))
        if self.stage is StageCode.POST_CARE:
            self._discharge(journey)

    def _talk(self, journey: Journey, plan: dict[str, Any], allergies: tuple[AllergyLine, ...]) -> None:
        send(check_in_of(journey, "C-PRE"), at=self.consult - timedelta(days=7))
        record_plan(journey=journey, values=plan, by=self.clinician, at=self.consult)
        confirm_allergies(
            patient=journey.patient, lines=allergies, none_known=not allergies, by=self.nurse, at=self.consult
        )
        record_consultation(fresh(journey), newest_cycle(journey), by=self.clinician, at=self.consult)
        send(check_in_of(journey, "C-POST"), at=self.consult + timedelta(days=2))
        consents.consent_to(fresh(journey), at=self.consult + timedelta(days=2, hours=1))
        self._move(journey, Move.COMPLETE_CONSULTATION, self.consult + timedelta(days=3))

    def _plan_procedure(self, journey: Journey, at: datetime) -> None:
        record_date(journey=journey, anchor=Anchor.PROCEDURE, moment=self.procedure, by=self.nurse, at=at)

    def _prepare(self, journey: Journey) -> None:
        planned, start = self.consult + timedelta(days=4), self.procedure - timedelta(minutes=10)
        self._plan_procedure(journey, planned)
        self._record_preparation(journey, planned, PLANS)
        send(check_in_of(journey, "P-BASE"), at=self.procedure - timedelta(days=7), nrs_worst_24h=6)
        send(check_in_of(journey, "P-1"), at=self.procedure - timedelta(hours=20))
        self._record_preparation(journey, start, THE_DAY)
        self._move(journey, Move.COMPLETE_PREPARATION, self.procedure - timedelta(minutes=5))

    def _record_preparation(self, journey: Journey, at: datetime, sections: tuple[str, ...]) -> None:
        cycle = newest_cycle(journey)
        record_preparation(fresh(journey), cycle, by=self.clinician, nurse=self.nurse, at=at, sections=sections)

    def _take_cells(self, journey: Journey) -> None:
        if self.mode is not OWN:
            return
        self._needle(journey, Anchor.HARVEST, self.procedure)
        ready_cells(journey, at=self.procedure + timedelta(minutes=13))
        self._move(journey, Move.COMPLETE_HARVESTING, self.procedure + timedelta(minutes=20))

    def _inject(self, journey: Journey) -> None:
        if self.mode is not OWN:
            ready_cells(journey, at=self.injected - timedelta(minutes=2))
        self._record_injection(journey, self.injected, BEFORE_NEEDLE)
        read_at_bedside(journey, at=self.injected)
        self._needle(journey, Anchor.INJECTION, self.injected)
        self._record_injection(journey, self.injected, AFTER_NEEDLE)
        begun = {"at": self.injected, "started": self.injected}
        record_first_vitals(newest_cycle(journey), by=self.nurse, **begun)
        self._move(journey, Move.COMPLETE_INJECTION, self.injected + timedelta(minutes=5))

    def _record_injection(
        self, journey: Journey, at: datetime, sections: tuple[str, ...], paused: datetime | None = None
    ) -> None:
        people = {"by": self.clinician, "nurse": self.nurse}
        record_injection(fresh(journey), newest_cycle(journey), at=at, paused=paused or at, sections=sections, **people)

    def _discharge(self, journey: Journey) -> None:
        home = self.injected + timedelta(minutes=65)
        record_post_care(newest_cycle(journey), by=self.nurse, at=home, started=self.injected)
        record_date(journey=journey, anchor=Anchor.DISCHARGE, moment=home, by=self.nurse, at=home)

    def _watch(self, journey: Journey) -> None:
        self._discharge(journey)
        cycle, called = newest_cycle(journey), self.injected + timedelta(hours=60)
        log_contact(cycle=cycle, purpose="call_48_72h", route="phone", result="reached", by=self.nurse, at=called)
        send(check_in_of(journey, "A-14"), at=self.injected + timedelta(days=14))
        self._move(journey, Move.COMPLETE_POST_CARE, self.injected + timedelta(days=15))

    def _needle(self, journey: Journey, anchor: Anchor, moment: datetime) -> None:
        record_date(journey=journey, anchor=anchor, moment=moment, by=self.clinician, at=moment)

    def _move(self, journey: Journey, move: Move, at: datetime) -> None:
        make_move(journey=journey, move=move, by=self.clinician, at=at, choices=Choices())


def gave(journey: Journey, at: datetime = NOW) -> None:
    """What was given, the sign-out pause and the first vitals, recorded after the time of the injection."""
    nurse = staff(Role.NURSE)
    cycle = newest_cycle(journey)
    record_injection(fresh(journey), cycle, by=staff(), nurse=nurse, at=at, sections=AFTER_NEEDLE)
    record_first_vitals(cycle, by=nurse, at=at, started=cycle.injection_at or at)


def decided_again(journey: Journey, at: datetime = NOW, **changed: Any) -> None:
    """Seen, measured and decided: another session."""
    record_visit(newest_cycle(journey), by=staff(), at=at, **changed)


def ready_cells(journey: Journey, *, at: datetime, harvested: datetime | None = None) -> Cycle:
    """The newest session's product recorded, matched at COI-1 to 4 and released by two people, all at `at`."""
    cycle, nurse, clinician = newest_cycle(journey), staff(Role.NURSE), staff(Role.CLINICIAN)
    own = cycle.harvest_mode == OWN
    if not own:
        register_product(cycle=cycle, by=nurse, at=at)
    if cycle.harvest_mode == DONOR:
        for kind in (DocumentKind.DONOR_ELIGIBILITY, DocumentKind.CERTIFICATE):
            add_document(cycle=cycle, kind=kind, title="Of the supplier", file=A_PDF, by=nurse, at=at)
    began = harvested or cycle.harvest_at or at
    record_cells(cycle, by=clinician, at=at, began=began)
    check_chain(cycle, at=at)
    for signer in (nurse, clinician):
        sign_release(cycle=cycle, container_intact=True, by=signer, at=at)
    return newest_cycle(journey)


def read_at_bedside(journey: Journey, *, at: datetime) -> None:
    check_chain(newest_cycle(journey), at=at, points=[Checkpoint.BEDSIDE])


def check_chain(cycle: Cycle, *, at: datetime, points: Sequence[Checkpoint] = BEFORE_RELEASE) -> None:
    """Nurse and clinician read the label and it matches."""
    code = Cycle.objects.values_list("product_id", flat=True).get(pk=cycle.pk)
    for point in points:
        reading = Reading(point, Identifiers.NAME_AND_BIRTH_DATE, code, matches=True)
        check_identity(cycle=cycle, reading=reading, second=staff(Role.CLINICIAN), by=staff(Role.NURSE), at=at)


def fresh(journey: Journey) -> Journey:
    """The journey as it is now, with what `access.own_journeys` loads."""
    return Journey.objects.select_related("patient__site__clinic", "lead_clinician", "coordinator").get(pk=journey.pk)


def newest_cycle(journey: Journey) -> Cycle:
    return Cycle.objects.filter(journey=journey).order_by("-number")[0]


def check_in_of(journey: Journey, code: str, number: int = 0) -> CheckIn:
    """A check-in of the newest cycle by its code."""
    rows = CheckIn.objects.select_related("journey__patient__site__clinic", "cycle")
    return rows.get(cycle=newest_cycle(journey), code=code, number=number)


def report_of(journey: Journey, *, at: datetime = NOW) -> CheckIn:
    """A report of a symptom, started by the patient."""
    assert journey.patient.user is not None
    return start_report(journey=journey, by=journey.patient.user, at=at)


def fill(check_in: CheckIn, *, at: datetime = NOW, by: User | None = None, **chosen: Any) -> CheckInDraft:
    """Save an answer to every page as its patient: `chosen` by page key as the draft keeps it, else the answer of a
    person who is well. A tick list takes a tuple of its lines."""
    by = by or check_in.journey.patient.user
    assert by is not None
    check_in = CheckIn.objects.select_related("journey__patient__site__clinic", "cycle").get(pk=check_in.pk)
    known = save_answers(check_in=check_in, answers={}, by=by, at=at).draft.answers
    content, context = check_in.pathway_version.content, form_context(check_in, at)
    typed: dict[str, Any] = {}
    while page := _next_page(form_pages(content, context, {**known, **typed}), {**known, **typed}, chosen, typed):
        typed[page.key] = answer_to(page, chosen)
    assert set(chosen) <= set(typed), f"never asked: {set(chosen) - set(typed)}"
    return save_answers(check_in=check_in, answers=typed, by=by, at=at).draft


def _next_page(
    pages: Sequence[Page], answers: dict[str, Any], chosen: dict[str, Any], typed: dict[str, Any]
) -> Page | None:
    wanted = next((page for page in pages if page.key in chosen and page.key not in typed), None)
    return wanted or first_unanswered(pages, answers)


def send(check_in: CheckIn, *, at: datetime = NOW, **chosen: Any) -> Sent:
    """Fill every page and send it as its patient."""
    draft = fill(check_in, at=at, **chosen)
    assert check_in.journey.patient.user is not None
    return send_check_in(check_in=check_in, token=draft.token, by=check_in.journey.patient.user, at=at)


def answer_to(page: Page, chosen: dict[str, Any]) -> Any:
    """An answer as the draft keeps it."""
    answer = chosen.get(page.key, WELL.get(page.key))
    if page.kind in {"red_flags", "gate"}:
        day = {"on": page.asked_on.isoformat()} if page.asked_on else {}
        return {"ticked": list(answer or ()), "shown": list(page.lines), **day}
    return _usual(page) if answer is None else answer


def _usual(page: Page) -> Any:
    match page.kind:
        case "choice" | "true_false":
            return page.choices[0].value
        case "rating":
            return "4"
        case "yes_no":
            return "no"
        case "scale":
            return 2
        case "number":
            return page.low
        case "scales":
            return {part.field: 2 for part in page.parts}
        case "many" | "hand_map":
            return [page.none_value or page.choices[0].value]
        case "temperature":
            return {"unit": "C", "number": "36.8"}
        case "list" | "texts":
            return [] if page.none_label or page.optional else ["one thing"]
        case "moment":
            return f"{page.choices[1].value}T19:00"
        case "date":
            return str(page.latest)
        case _:
            return "" if page.optional else "some words"
