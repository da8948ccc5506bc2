"""How long the bench takes over 10,000 generated cases: `python -m benchmarks.rules`. No database.

The same rules on both sides cost as much as two that differ. Every answer of the first cases is made worse, too.
"""

from time import perf_counter

from journey.pathway.bench import MOST_WALKED, compare, generated_cases, worse_but_lower
from journey.pathway.compiled import rule_set
from journey.pathway.loader import load_default

CASES = 10_000
LIMIT = 60  # seconds, from issue 6


def main() -> None:
    pathway = load_default()
    rule_set(pathway)
    begun = perf_counter()
    cases = list(generated_cases(CASES))
    made = perf_counter()
    found = compare(pathway, pathway, cases)
    compared = perf_counter()
    milder = list(worse_but_lower(rule_set(pathway), cases[:MOST_WALKED]))
    walked = perf_counter()
    assert len(found.trials) == CASES, found.refused
    assert not found.changes, "the same rules"
    assert not milder, milder[:1]
    print(f"{CASES} cases made: {made - begun:.1f} s")
    print(
        f"compared: {compared - made:.1f} s, {(compared - made) / CASES * 1000:.2f} ms each (limit {LIMIT} s for all)"
    )
    print(f"every answer of {MOST_WALKED} of them made worse: {walked - compared:.1f} s")
    assert walked - begun < LIMIT


if __name__ == "__main__":
    main()
