"""A script planted in every field that people can fill runs on no page of anybody, in a real browser (XSS-01)."""

from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings

from tests.attacks.planted import SHOWN_IN_A_BROWSER, plant
from tests.attacks.test_stored_text import AS_TEXT, SCRIPT, reader_of
from tests.flows.conftest import DESK, NewPage
from tests.meta.world import build

pytestmark = pytest.mark.browser


def test_planted_script_runs_on_no_page(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> None:
    """One that ran, or was only stopped by the policy, is a violation: the watch over every page fails on it.

    That each page holds it as text only is seen without a browser (`tests/attacks/test_stored_text.py`); here it meets
    what our own scripts do with a page, so a few pages stand for the others with the same scripts.
    """
    world = build()
    plant(world.rosa, SCRIPT)
    host, name = urlsplit(live_server.url).hostname, settings.SESSION_COOKIE_NAME
    for route in SHOWN_IN_A_BROWSER:
        who = reader_of(route)
        assert who is not None
        page = device(viewport=DESK)
        page.context.add_cookies([{"name": name, "value": world.sessions[who], "domain": host, "path": "/"}])
        answer = page.goto(world.address(route), wait_until="networkidle")
        assert answer is not None
        assert AS_TEXT in answer.text(), route
