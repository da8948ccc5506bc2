"""What the pathway's library says of an instruction for home, as plain values (clinical.md 2.5)."""

from dataclasses import dataclass

HOURS_A_DAY = 24


@dataclass(frozen=True)
class InstructionRule:
    """Its default length in days or in hours, and what a clinic may choose instead, in the same unit. `pulls` are the
    directions it pulls in; `own_cells_only` and `sedation_only` say for whom it is."""

    title: str
    days: int | None
    hours: int | None
    shortest: int
    longest: int
    pulls: tuple[str, ...] = ()
    own_cells_only: bool = False
    sedation_only: bool = False
    until_told: bool = False

    @property
    def unit(self) -> str:
        """The name of the field that holds its length."""
        return "days" if self.days is not None else "hours"

    @property
    def usual(self) -> int:
        return self.days if self.days is not None else self.hours or 0
