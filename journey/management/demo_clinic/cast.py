"""The people of the made-up clinic: who they are, and how far their stories have come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.roles import Role

PASSWORD = "demo-journey"  # noqa: S105 (the demo's own, printed at its start)

RIVERSIDE, HILL_STREET = "Riverside", "Hill Street"
SITES = {RIVERSIDE: "1 Riverside, Exampleton", HILL_STREET: "20 Hill Street, Exampleton"}
# Everybody works at Riverside alone, but these.
WORKS_AT: Mapping[str, tuple[str, ...]] = {
    "frey": (HILL_STREET,),
    "kim": (RIVERSIDE, HILL_STREET),
    "cora": (RIVERSIDE, HILL_STREET),
    "manu": (RIVERSIDE, HILL_STREET),
    "ada": (),
}
STAFF: tuple[tuple[str, str, str, Role], ...] = (
    ("osei", "Amara Osei", "Dr Osei", Role.CLINICIAN),
    ("lind", "Jonas Lind", "Dr Lind", Role.CLINICIAN),
    ("frey", "Nils Frey", "Dr Frey", Role.CLINICIAN),
    ("kim", "Kim Park", "Nurse Kim", Role.NURSE),
    ("cora", "Cora Bell", "Cora", Role.COORDINATOR),
    ("manu", "Manu Rossi", "Manu", Role.MANAGER),
    ("ada", "Ada Wong", "Ada", Role.AUDITOR),
)
# Helpers: sign-in, name, who they are, and for whom they may do what.
HELPERS: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    ("clara", "Clara", "daughter", {"rosa": "fill_in"}),
    ("jo", "Jo", "friend", {"tom": "see", "nadia": "manage"}),
)

MARROW: Mapping[str, str] = {"cell_source": "autologous", "tissue": "bone_marrow", "harvest_mode": "patient_harvest"}
FAT: Mapping[str, str] = {"cell_source": "autologous", "tissue": "adipose", "harvest_mode": "patient_harvest"}
DONOR: Mapping[str, str] = {"cell_source": "allogeneic", "tissue": "umbilical_cord", "harvest_mode": "donor_product"}
BANKED: Mapping[str, str] = {"cell_source": "autologous", "tissue": "bone_marrow", "harvest_mode": "banked_cells"}


@dataclass(frozen=True)
class Report:
    """The patient tells of a symptom some hours before now; `send` False: leaves after the red-flag page."""

    hours_ago: float
    answers: Mapping[str, Any]
    send: bool = True
    taken: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """`procedure` says when the procedure of the newest session is or was, in days from today (negative: past).

    `answers` overrides answers by check-in code and page; `silent_after` is the day since the injection after which
    the patient sends nothing; `turns` are events off the path. `wait_days` pass between harvest and injection.
    With `photos` they agree to photos, and their reports have one.
    """

    username: str
    full_name: str
    called: str
    born: str
    hand: str
    joints: tuple[str, ...]
    procedure: float
    cells: Mapping[str, str] = field(default_factory=lambda: MARROW)
    lead: str = "osei"
    site: str = RIVERSIDE
    zone: str = "Europe/London"
    allergies: tuple[tuple[str, str, str, str], ...] = ()
    anticoagulant: bool = False
    infection_risk: bool = False
    baseline_pain: int = 6
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    silent_after: float = 10_000
    unread_days: float = 1.0
    wait_days: int = 0
    stop_before: str = ""
    turns: Mapping[str, timedelta] = field(default_factory=dict)
    reports: tuple["Report", ...] = ()
    photos: bool = False
    earlier: "Person | None" = None
    books_next: bool = True
    about: str = ""


def days(count: float) -> timedelta:
    return timedelta(days=count)


LATEX = ("Latex", "latex", "rash", "mild")
CHLORHEXIDINE = ("Chlorhexidine", "chlorhexidine", "hives", "moderate")
PENICILLIN = ("Penicillin", "antibiotic", "swollen lips", "anaphylaxis")

FEVER: Mapping[str, Any] = {
    "temp_c": {"number": "38.6", "unit": "C"},
    "signs_hand": ["hot", "swelling"],
    "signs_body": ["feverish"],
    "swelling": "moderate",
    "pain_worst": 7,
}

SWELLING: Mapping[str, Any] = {"signs_hand": ["swelling"], "swelling": "moderate", "swelling_trend": "same"}

HANNA_FIRST = Person(
    username="hanna", full_name="Hanna Virtanen", called="Hanna", born="1959-05-02", hand="right",
    joints=("R-CMC1",), procedure=-150, answers={"F-3M": {"pain_worst": 4}},
)  # fmt: skip
SOFIA_FIRST = Person(
    username="sofia", full_name="Sofia Marino", called="Sofia", born="1964-11-19", hand="left",
    joints=("L-CMC1",), procedure=-170, cells=FAT,
)  # fmt: skip

PATIENTS: tuple[Person, ...] = (
    Person(
        username="rosa", full_name="Rosa Delgado", called="Rosa", born="1968-03-14", hand="right", joints=("R-CMC1",),
        procedure=-3, allergies=(LATEX, CHLORHEXIDINE), baseline_pain=5, unread_days=0.9,
        answers={"A-0": {"pain_worst": 4}, "A-1": {"pain_worst": 6}, "A-2": {"pain_worst": 6}},
        silent_after=2.9, about="First two weeks, day 3: today's check-in is open",
    ),
    Person(
        username="grace", full_name="Grace Mbeki", called="Grace", born="1971-08-30", hand="left", joints=("L-CMC1",),
        procedure=33, silent_after=-40, about="Consultation in 3 days: the intake is open",
    ),
    Person(
        username="noor", full_name="نور الحداد", called="نور", born="1980-01-05", hand="right", joints=("R-PIP3",),
        procedure=28, zone="Asia/Dubai", about="Consultation done, understanding check open; lives elsewhere",
    ),
    Person(
        username="sean", full_name="Seán O’Brien-Ó Súilleabháin", called="Seán", born="1957-12-24", hand="right",
        joints=("R-DIP2", "R-DIP3"), procedure=22, lead="lind",
        answers={"C-POST": {"u_proven": "true"}}, about="Consultation: two sentences to go through again",
    ),
    Person(
        username="lena", full_name="Lena Fischer", called="Lena", born="1962-06-11", hand="left",
        joints=("L-RADIOCARPAL",), procedure=3, cells=FAT, allergies=(PENICILLIN,), anticoagulant=True,
        about="Get ready, procedure in 3 days",
    ),
    Person(
        username="viktor", full_name="Viktor Hanák", called="Viktor", born="1950-02-17", hand="right",
        joints=("R-CMC1",), procedure=12, infection_risk=True, turns={"signs_later": days(0)},
        about="Get ready, procedure in 12 days: has not signed the consent yet",
    ),
    Person(
        username="mina", full_name="Mina Sato", called="Mina", born="1975-09-09", hand="left", joints=("L-MCP2",),
        procedure=24, stop_before="dated", about="Get ready, no date yet: planned between two days",
    ),
    Person(
        username="omar", full_name="Omar Farouk", called="Omar", born="1966-04-21", hand="right", joints=("R-CMC1",),
        procedure=-0.02, stop_before="injected", about="Take cells: harvested today, the sample is being prepared",
    ),
    Person(
        username="ivy", full_name="Ivy Chen", called="Ivy", born="1983-03-03", hand="left", joints=("L-PIP2",),
        procedure=-6, wait_days=12, about="Injection: own cells taken 6 days ago, waiting to be injected",
    ),
    Person(
        username="maya", full_name="Maya Lindqvist", called="Maya", born="1969-10-01", hand="right", joints=("R-STT",),
        procedure=-0.02, cells=DONOR, stop_before="injected", about="Injection today, donor cells",
    ),
    Person(
        username="tom", full_name="Tom Okafor", called="Tom", born="1955-07-07", hand="left", joints=("L-CMC1",),
        procedure=-7, cells=FAT, silent_after=2.5, about="First two weeks, day 7: silent since day 2",
    ),
    Person(
        username="bela", full_name="Béla Kovács", called="Béla", born="1961-01-31", hand="right", joints=("R-CMC1",),
        procedure=-6, cells=DONOR, lead="lind",
        reports=(Report(2, SWELLING),),
        about="First two weeks, donor cells: call within 24 hours is open, a time for it is agreed",
    ),
    Person(
        username="zoe", full_name="Zoë Papadakis", called="Zoë", born="1978-05-15", hand="right", joints=("R-MCP2",),
        procedure=-4, reports=(Report(0.3, FEVER, taken=True),), photos=True,
        about="First two weeks: urgent alert, fever with a hot hand; a photo came with it",
    ),
    Person(
        username="luis", full_name="Luis Ferreira", called="Luis", born="1972-02-29", hand="left", joints=("L-CMC1",),
        procedure=-8, silent_after=7.4, reports=(Report(0.1, {"red_flags": ["chest_pain"]}, send=False),),
        about="First two weeks: a red flag was ticked and the form never finished",
    ),
    Person(
        username="anya", full_name="Anya Petrova", called="Anya", born="1967-11-11", hand="left", joints=("L-IP1",),
        procedure=-2, reports=(Report(1.5, {"pain_worst": 7}),), silent_after=1.4,
        about="First two weeks, day 2: watch answers to read today",
    ),
    Person(
        username="amir", full_name="Amir Haddad", called="Amir", born="1960-03-23", hand="right", joints=("R-MCP2",),
        procedure=-41, books_next=False, about="Longer checks, six weeks: no next visit",
    ),
    Person(
        username="paul", full_name="Paul Novák", called="Paul", born="1954-08-18", hand="left", joints=("L-CMC1",),
        procedure=-90, lead="lind", about="Longer checks, three months: the check-in is open",
    ),
    Person(
        username="ines", full_name="Inês Carvalho", called="Inês", born="1973-06-06", hand="right", joints=("R-CMC1",),
        procedure=-185, cells=DONOR, about="Longer checks, six months, donor cells",
    ),
    Person(
        username="ruth", full_name="Ruth Adeyemi", called="Ruth", born="1949-09-27", hand="right", joints=("R-CMC1",),
        procedure=-410, silent_after=200, books_next=False, about="Longer checks: silent since six months",
    ),
    Person(
        username="hanna", full_name="Hanna Virtanen", called="Hanna", born="1959-05-02", hand="right",
        joints=("R-CMC1",), procedure=9, cells=BANKED, earlier=HANNA_FIRST,
        about="Session 2 with banked cells: getting ready",
    ),
    Person(
        username="sofia", full_name="Sofia Marino", called="Sofia", born="1964-11-19", hand="left", joints=("L-CMC1",),
        procedure=-10, cells=FAT, earlier=SOFIA_FIRST, reports=(Report(22, {"pain_worst": 9}),),
        about="Session 2, own fat: first two weeks, day 10; a strong pain was agreed to ease in two days",
    ),
    Person(
        username="peter", full_name="Peter van den Berg", called="Peter", born="1963-12-12", hand="left",
        joints=("L-CMC1",), procedure=-6, turns={"paused": days(4.2)},
        about="Paused on day 4; safety check-ins go on",
    ),
    Person(
        username="dora", full_name="Dóra Szabó", called="Dóra", born="1970-10-20", hand="right", joints=("R-PIP2",),
        procedure=-2, turns={"postponed": days(-0.5)}, answers={"P-1": {"infection_now": "yes"}},
        about="Postponed: an infection the day before",
    ),
    Person(
        username="carl", full_name="Carl Jensen", called="Carl", born="1981-04-04", hand="right", joints=("R-TFCC",),
        procedure=10, turns={"not_candidate": days(-28)}, about="Not a candidate",
    ),
    Person(
        username="elif", full_name="Elif Yıldız", called="Elif", born="1965-01-17", hand="left", joints=("L-CMC1",),
        procedure=-20, turns={"withdrawn": days(9)}, about="Withdrew on day 9; keeps the safety checks",
    ),
    Person(
        username="gus", full_name="Gus Mitchell", called="Gus", born="1958-05-29", hand="right", joints=("R-CMC1",),
        procedure=-2, turns={"harvest_aborted": days(0.06)}, about="Harvest stopped: the cells did not pass",
    ),
    Person(
        username="olga", full_name="Olga Ivanova", called="Olga", born="1952-07-13", hand="right", joints=("R-CMC1",),
        procedure=-395, turns={"completed": days(380)}, about="Completed; yearly safety checks go on",
    ),
    Person(
        username="jack", full_name="Jack Thompson", called="Jack", born="1976-03-08", hand="left",
        joints=("L-DORSAL1",), procedure=-300, silent_after=95, books_next=False, turns={"lost": days(240)},
        about="Closed: contact lost after three tries",
    ),
    Person(
        username="nadia", full_name="Nadia Benali", called="Nadia", born="1966-02-08", hand="right",
        joints=("R-CMC1",), procedure=-5, lead="frey", site=HILL_STREET,
        about="Second site: first two weeks, day 5",
    ),
    Person(
        username="henk", full_name="Henk Visser", called="Henk", born="1959-09-19", hand="left", joints=("L-CMC1",),
        procedure=15, lead="frey", site=HILL_STREET, about="Second site: get ready, procedure in 15 days",
    ),
)  # fmt: skip
