"""What every story relies on: `check` finds words that are too pale on whichever page they stand first, and its other
rules on every page."""

import pytest
from playwright.sync_api import Page

from tests.flows.pages import check

pytestmark = pytest.mark.browser
PAGE = '<html lang="en"><title>Judged</title><body><main><h1>Judged</h1>{}</main>'
PALE = "color: rgb(187, 187, 188)"


@pytest.mark.parametrize(
    ("fine", "broken", "rule"),
    [
        ("<p>Dark words</p>", f'<p>Dark words</p><p style="{PALE}">Pale words</p>', "contrast"),
        (f'<p style="{PALE}" hidden>Pale</p>', f'<p style="{PALE}">Pale words</p>', "contrast"),
        (f'<button style="{PALE}" disabled>Pale</button>', f'<button style="{PALE}">Pale words</button>', "contrast"),
        ("<p>Dark words</p>", '<div style="background: #333; color: #000"><p>Dark words</p></div>', "contrast"),
        ('<label>Name <input></label><p style="color: #111">x</p>', "<input>", "label"),
    ],
    ids=["pale", "hidden before", "could not be used before", "another ground", "no label"],
)
def test_what_is_wrong_is_found_after_a_page_that_is_nearly_the_same(
    phone: Page, fine: str, broken: str, rule: str
) -> None:
    phone.set_content(PAGE.format(fine))
    check(phone, "Judged")
    for _ in range(2):
        phone.set_content(PAGE.format(broken))
        with pytest.raises(AssertionError, match=rule):
            check(phone, "Judged")
