"""One request of somebody in the world of the access table, undone afterwards."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from tests.meta.world import World


def ask(world: World, who: str, address: str, method: str = "GET", **options: Any) -> HttpResponse:
    """As `world.ask`, with headers or a body."""
    world.browser.cookies.clear()
    if world.sessions[who]:
        world.browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[who]
    undo = transaction.savepoint()
    try:
        return world.browser.generic(method, address, **options)
    finally:
        transaction.savepoint_rollback(undo)
