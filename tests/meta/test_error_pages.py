"""Error pages are drawn when everything else failed: without a request, a clinic or a database."""

import re

import pytest
from django.template.loader import render_to_string

PAGES = ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "503"]


@pytest.mark.parametrize("page", PAGES)
def test_error_page_without_any_context_still_says_whom_to_call(page: str) -> None:
    html = render_to_string(f"{page}.html")
    assert "In an emergency call your local emergency number." in html
    assert "tel:" not in html
    assert len(re.findall("<h1>", html)) == 1


def test_conflict_page_says_who_was_first() -> None:
    assert "Nurse Kim moved this at 10:04am." in render_to_string(
        "409.html", {"reason": "Nurse Kim moved this at 10:04am."}
    )


def test_refusal_says_its_own_reason() -> None:
    html = render_to_string("403.html", {"reason": "A second clinician must agree."})
    assert "A second clinician must agree." in html
    assert "Nothing was changed." in html
    assert "Your sign-in does not allow it." not in html
