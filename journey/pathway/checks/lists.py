"""Small questions about lists of records: what stands twice, what is missing."""

from collections.abc import Collection, Iterable, Iterator

from journey.domain.words import say as _
from journey.pathway.problems import Problem


def repeated(path: str, names: Iterable[str]) -> Iterator[Problem]:
    """A problem for each name that stands more than once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Problem(f"{path}[{name}]", _("“{name}” stands here twice.", name=name))
        seen.add(name)


def missing(path: str, names: Collection[str], wanted: Iterable[str]) -> Iterator[Problem]:
    """A problem for each wanted name that is not there."""
    return (Problem(path, _("“{name}” is missing.", name=name)) for name in wanted if name not in names)
