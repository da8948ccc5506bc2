"""The product's own templates, as text, for the tests that read them."""

import re
from dataclasses import dataclass
from functools import cache

from tests.meta.code import ROOT

FOLDER = ROOT / "templates"
COMMENT = re.compile(r"{%\s*comment.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)


@dataclass(frozen=True)
class Template:
    """`name` is what a loader asks for; `text` is without template comments."""

    name: str
    text: str

    @classmethod
    def of(cls, name: str, text: str) -> "Template":
        return cls(name, COMMENT.sub("", text))

    @property
    def asks_for(self) -> set[str]:
        """Templates that this one names in an extends or include."""
        return set(re.findall(r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", self.text))


@cache
def templates() -> tuple[Template, ...]:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return tuple(Template.of(str(path.relative_to(FOLDER)), path.read_text(encoding="utf-8")) for path in files)
