"""Four patients go from the first talk to the needle of a second session, all of it through the pages.

    python -m drills.whole_journeys             # own marrow, own fat, a donor's cells, stored cells; exit 0: all arrive
    python -m drills.whole_journeys donor       # one of them
    python -m drills.whole_journeys --broken    # a consultation that forgets an answer; exit 0: the drill caught it

Clinician, nurse and patient each have a browser of their own; only the clock is set. No page may complain, break its
own policy or answer with an error; axe looks at those that the walk names. Takes about seven minutes.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
STORIES = "tests/flows/whole_journeys.py"
BROKEN = "DRILL_BROKEN"


@contextmanager
def forgetful() -> Iterator[None]:
    """What was typed about the problem is kept, but for the worst pain."""
    from journey.models import RECORDS

    model = RECORDS["problem"]
    save = model.save

    def forget(row: Any, **how: Any) -> None:
        row.pain_worst_24h = None
        save(row, **how)

    with patch.object(model, "save", forget):
        yield


def walked(way: str, *, broken: bool) -> bool:
    """Whether this patient arrived; prints how long it took and how many pages were opened."""
    began = time.monotonic()
    environment = {
        **os.environ,
        "TEST_DATABASE_NAME": "drill_whole_journeys",
        BROKEN: "1" if broken else "",
        "CI": "true",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-s", STORIES, "-k", way]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    pages = re.search(r"(\d+) pages opened", done.stdout)
    took, words = time.monotonic() - began, "arrived" if done.returncode == 0 else "did NOT arrive"
    print(f"{way}: {words}, {took:.0f} s, {pages[1] if pages else 'no'} pages", flush=True)
    if done.returncode and not broken:
        print(done.stdout[-4000:])
    return done.returncode == 0


def main() -> int:
    ways = ("own-marrow", "own-fat", "donor", "banked")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("way", nargs="?", choices=ways)
    parser.add_argument("--broken", action="store_true")
    options = parser.parse_args()
    chosen = (options.way,) if options.way else ways[:1] if options.broken else ways
    arrived = [walked(way, broken=options.broken) for way in chosen]
    good = not any(arrived) if options.broken else all(arrived)
    print("as it should be" if good else "NOT AS IT SHOULD BE")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
