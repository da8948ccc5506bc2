"""A script planted in every field that people can fill runs on no page of anybody, in a real browser (XSS-01)."""

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


def test_planted_script_runs_on_no_page(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> None:
    """One that ran, or was only stopped by the policy, is a violation: the watch over every page fails on it."""
    world = build()
    plant(world.rosa, SCRIPT)
    opened = []
    for who in ("patient", Role.CLINICIAN, Role.NURSE, Role.MANAGER):
        page = device(viewport=DESK)
        host, name = urlsplit(live_server.url).hostname, settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": world.sessions[who], "domain": host, "path": "/"}])
        for address in [world.address(route) for route in TABLE if reader_of(route) == who]:
            clock.shift(1)  # nobody opens so many pages within a minute
            answer = page.request.get(address)
            if answer.ok and "text/html" in answer.headers["content-type"] and AS_TEXT in answer.text():
                page.goto(address)
                opened.append(address)
    assert len(opened) > 30, opened
