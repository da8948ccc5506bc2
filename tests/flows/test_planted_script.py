"""A script planted in every field that people can fill runs on no page of anybody, in a real browser (XSS-01)."""

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings

from accounts.roles import Role
from tests.attacks.planted import plant
from tests.attacks.test_stored_text import AS_TEXT, SCRIPT, reader_of
from tests.flows.conftest import DESK, NewPage
from tests.meta.access_table import TABLE
from tests.meta.world import build

pytestmark = pytest.mark.browser
OF_A_SCRIPT = re.compile(r'<script[^>]* src="([^"?]+)')
ENOUGH = 4


def test_planted_script_runs_on_no_page(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> None:
    """One that ran, or was only stopped by the policy, is a violation: the watch over every page fails on it.

    That each page holds it as text only is seen without a browser (`tests/attacks/test_stored_text.py`); here it meets
    what our own scripts do with a page, so a few pages with the same scripts stand for the others.
    """
    world = build()
    plant(world.rosa, SCRIPT)
    opened: Counter[frozenset[str]] = Counter()
    for who in ("patient", Role.CLINICIAN, Role.NURSE, Role.MANAGER):
        page = device(viewport=DESK)
        host, name = urlsplit(live_server.url).hostname, settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": world.sessions[who], "domain": host, "path": "/"}])
        for address in [world.address(route) for route in TABLE if reader_of(route) == who]:
            clock.shift(1)  # nobody opens so many pages within a minute
            answer = world.ask(who, "GET", address)
            text = b"".join(answer).decode() if answer["Content-Type"].startswith("text/html") else ""
            if answer.status_code != 200 or AS_TEXT not in text:
                continue
            scripts = frozenset(OF_A_SCRIPT.findall(text))
            if opened[scripts] < ENOUGH:
                page.goto(address)
                opened[scripts] += 1
    assert len(opened) > 4, opened
