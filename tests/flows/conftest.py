"""The browser of the stories: this machine's Chromium, a server whose clock we set, and a watch on every page."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.builders import NOW
from tests.flows.watch import Watch

# The driver keeps an event loop in this thread, and Django would then refuse the tests' own queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

# How long a story waits for what must come: on a busy machine a page takes many times longer, and that is no fault.
PATIENCE = 30_000  # ms

NewPage = Callable[..., Page]
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = "No Chromium on this machine: the browser stories were not walked."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The server's clock, a Tuesday at 10; `clock.shift` and `clock.move_to` let days pass."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    assert watch.seen == []


@pytest.fixture
def device(clock: time_machine.Traveller, browser: Browser, live_server: Any, watch: Watch) -> Iterator[NewPage]:
    """Opens a page in a browser of its own, watched. Takes what `Browser.new_context` takes; a phone unless told, and
    one that asks for less motion: each picture on the way costs as much as a page."""
    # Tries to sign in are counted by the minute, and every story begins in the same one.
    cache.clear()
    contexts: list[BrowserContext] = []

    def new_page(**options: Any) -> Page:
        ours = {"viewport": PHONE, "has_touch": True, "locale": "en-GB", "reduced_motion": "reduce"}
        options = {**ours, "base_url": live_server.url, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context, scripts=options.get("java_script_enabled", True))
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def phone(device: NewPage) -> Page:
    return device()


@pytest.fixture
def desk(device: NewPage) -> Page:
    return device(viewport=DESK)
