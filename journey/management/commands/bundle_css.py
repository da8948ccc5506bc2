"""Joins the parts of the patients' style sheet, because a page may load one sheet and there is no build step."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

CSS = Path(settings.BASE_DIR) / "static" / "css"

# The order is the cascade: the last four override what stands before them.
PARTS = (
    "ground", "frame", "buttons", "welcome", "today", "tasks", "journey_line", "care", "questions", "facts", "chart",
    "countdown", "handmap", "consent", "pages", "keys", "motion", "forced_colours", "print",
)  # fmt: skip


def bundled() -> str:
    """The sheet that static/css/patient.css must equal: the tokens, then the parts in order."""
    files = [CSS / "tokens.css", *(CSS / "parts" / f"{part}.css" for part in PARTS)]
    head = "/* Made by `manage.py bundle_css` from tokens.css and parts/. Change those, not this. */\n\n"
    return head + "\n".join(file.read_text(encoding="utf-8") for file in files)


class Command(BaseCommand):
    help = "Writes static/css/patient.css from static/css/tokens.css and static/css/parts/."

    def handle(self, *args: Any, **options: Any) -> None:
        (CSS / "patient.css").write_text(bundled(), encoding="utf-8")
