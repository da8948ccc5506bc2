"""The papers of a stage that the clinic shared with its patient."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.documents import ENDINGS
from journey.models import Stage
from journey.presenters.scene import Scene

KILOBYTE = 1024


@dataclass(frozen=True)
class Paper:
    """`about` says of which kind the file is and how large, before it is fetched over a phone."""

    title: str
    about: str
    shared: str
    url: str


def papers_of(scene: Scene, stage: Stage) -> tuple[Paper, ...]:
    """In the order in which they were shared; the stage was fetched with `access.told_stages`."""
    return tuple(
        Paper(
            row["title"],
            file_words(row["type"], row["size"]),
            scene.clinic_moment(datetime.fromisoformat(row["at"])),
            reverse("patient:document", args=[row["id"]]),
        )
        for row in stage.__dict__["papers"]
    )


def file_words(content_type: str, size: int) -> str:
    """ "PDF, 240 KB" """
    ending = ENDINGS[content_type].removeprefix(".").upper()
    if size < KILOBYTE * KILOBYTE:
        return _("{kind}, {size} KB").format(kind=ending, size=max(1, round(size / KILOBYTE)))
    return _("{kind}, {size} MB").format(kind=ending, size=round(size / KILOBYTE / KILOBYTE, 1))
