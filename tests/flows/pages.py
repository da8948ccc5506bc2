"""Using the pages: signing in, answering a question, and what every page must be."""

import json
import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts.models import User

PASSWORD = "four-plain-words-here"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_TABS = 40
LOOKS = ("(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-reduced-motion: reduce)", "print")
# Every element with its attributes, and whether it holds words of its own; which words and numbers does not matter.
BUILD = """
() => {
  const changing = /^(value|href|src|action|content|datetime|title|alt|placeholder|d|[xy][12]?|c[xy]|points)$/;
  const plain = text => text.replace(/[0-9a-f-]{36}/g, "#");
  const attribute = ({name, value}) => `${name}=${changing.test(name) ? Boolean(value) : plain(value)}`;
  const words = each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const element = each =>
    `${each.parentElement?.tagName} ${each.tagName} ${[...each.attributes].map(attribute).sort()} ${words(each)}`;
  const looks = LOOKS.map(look => matchMedia(look).matches);
  const elements = [...document.querySelectorAll("*")].map(element);
  return [plain(location.pathname), innerWidth, innerHeight, looks.join(), elements.join()];
}
""".replace("LOOKS", json.dumps(LOOKS))
# Colours between two looks are nobody's: axe reads them when they have arrived.
SETTLED = "() => Promise.allSettled(document.getAnimations().map(each => each.finished)).then(() => true)"
# What axe finds. Most of its time goes to the contrast of each text with what lies below it, and pages share their
# colours: the texts of one kind (letters, what lies below them, whether they can be used) are judged once.
FINDINGS = r"""
async ([options, known]) => {
  const nothing = /^rgba\(0, 0, 0, 0\),none,1,(static|relative),none,normal$/;
  const below = each => {
    const {backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode} = getComputedStyle(each);
    return [backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode].join();
  };
  const chain = each => each ? [below(each), ...chain(each.parentElement)].filter(it => !nothing.test(it)) : [];
  const useless = ":disabled, :disabled *, [aria-disabled], [aria-disabled] *, [inert] *";
  const kind = each => {
    const {color, fontSize, fontWeight, textShadow, overflow, clip, clipPath, textIndent} = getComputedStyle(each);
    const off = each.matches(useless) || Boolean(each.closest("label")?.control?.disabled) || each.tagName === "SELECT";
    const sides = ["::before", "::after"].map(side => getComputedStyle(each, side).backgroundColor);
    const letters = [color, fontSize, fontWeight, textShadow, overflow, clip, clipPath, textIndent];
    return [...letters, off, ...sides, ...chain(each)].join();
  };
  const holdsWords = each => each.matches("input, select, textarea")
    || [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const shown = each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length;
  const kinds = new Set(known);
  const texts = [...document.body.querySelectorAll("*")].filter(each => holdsWords(each) && shown(each));
  const added = texts.map(each => [each, kind(each)]).filter(([each, found]) => !kinds.has(found));
  for (const [each] of added) each.setAttribute("data-new-colours", "");
  axe.configure({rules: [{id: "color-contrast", selector: "[data-new-colours]"}]});
  const {violations} = await axe.run(options);
  for (const [each] of added) each.removeAttribute("data-new-colours");
  return {violations, kinds: [...new Set(added.map(([, found]) => found))]};
}
"""
_judged: set[tuple[object, ...]] = set()
_colours: set[str] = set()


def check(page: Page, title: str, *, leave_out: tuple[str, ...] = ()) -> None:
    """The page's title, its one heading, no way sideways, and nothing that axe finds. `leave_out`: rules of axe.

    A page of the same build, seen in the same size and look as one before it, has the same findings and is not judged
    again: stories pass the same pages many times."""
    expect(page).to_have_title(re.compile(re.escape(title).replace(r"\ ", r"\s")))
    expect(page.locator("h1")).to_have_count(1)
    check_width(page)
    build = (*page.evaluate(BUILD), leave_out)
    if build in _judged:
        return
    page.evaluate(SETTLED)
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": False} for rule in leave_out},
        "resultTypes": ["violations"],
        "preload": False,
    }
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FINDINGS, [options, list(_colours)])
    assert not found["violations"], f"{page.url}\n{AxeResults(found).generate_report()}"
    _judged.add(build)
    if "color-contrast" not in leave_out:
        _colours.update(found["kinds"])


def check_width(page: Page) -> None:
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown, f"{page.url} is {wide} px wide on {shown} px"


def sign_in(page: Page, user: User | None) -> None:
    """Through the door, from the page that sent the person there or from its own address."""
    assert user is not None
    if "/accounts/login/" not in page.url:
        page.goto("/accounts/login/")
    page.get_by_label("E-mail address or sign-in name").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "/accounts/login/" not in url):
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("button", name="Sign out").click()
    expect(heading(page)).to_have_text("Sign in")


def let_in(page: Page, user: User | None, address: str) -> None:
    """Signed in already, for stories that are not about the door."""
    assert user is not None
    client = Client()
    client.force_login(user)
    host, key = urlsplit(address).hostname, settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": key, "value": client.cookies[key].value, "domain": host, "path": "/"}])


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def go_on(page: Page, button: str = "Continue") -> None:
    """Presses the button, and waits for the page after it."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=link, exact=True).click()


def tap(page: Page, *answers: str) -> None:
    """A finger on each answer, then on Continue."""
    for answer in answers:
        page.get_by_label(answer, exact=True).tap()
    with page.expect_navigation():
        page.get_by_role("button", name="Continue", exact=True).tap()


def press(page: Page, answer: str) -> None:
    """The same with nothing but a keyboard: Tab into the group, choose, Tab to the button, Enter."""
    wanted = page.get_by_label(answer, exact=True)
    if wanted.get_attribute("type") == "radio":
        _tab_to(page, page.get_by_role("radio").first)
        page.keyboard.press("Space")
        for _ in range(page.get_by_role("radio").count()):
            if wanted.is_checked():
                break
            page.keyboard.press("ArrowDown")
    else:
        _tab_to(page, wanted)
        page.keyboard.press("Space")
    expect(wanted).to_be_checked()
    _tab_to(page, page.get_by_role("button", name="Continue", exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _tab_to(page: Page, place: Locator) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if place.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab never reaches {place}")
