"""Using the staff's screens: a desk at which the clock moves, and the pages of one journey."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from journey.domain.product_facts import Checkpoint
from journey.models import Journey
from tests.builders import LONDON, newest_cycle
from tests.flows.pages import go_on, heading, let_in


class Office:
    """Somebody of the clinic at a screen. A session of another day has ended, so `at` signs them in again."""

    def __init__(self, page: Page, who: User, clock: time_machine.Traveller, address: str) -> None:
        self.page, self.who, self.clock, self.address = page, who, clock, address
        let_in(page, who, address)

    @property
    def now(self) -> datetime:
        return timezone.now()

    def at(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        let_in(self.page, self.who, self.address)

    def open(self, journey: Journey, page: str = "change/") -> None:
        self.page.goto(f"/admin/journey/journey/{journey.pk}/{page}")

    def record(self, journey: Journey, what: str, moment: datetime) -> None:
        """A date of the session, through its page."""
        self.open(journey, f"dates/{what}/")
        local = moment.astimezone(ZoneInfo(LONDON))
        self.page.get_by_label("Date", exact=True).fill(f"{local:%Y-%m-%d}")
        self.page.get_by_label("Time", exact=True).fill(f"{local:%H:%M}")
        go_on(self.page, "Record")
        expect_done(self.page)

    def read_label(self, journey: Journey, point: Checkpoint, second: str) -> None:
        """A checkpoint of the product's identity, through its page."""
        cycle = newest_cycle(journey)
        if heading(self.page).inner_text() != "Product":
            self.open(journey, f"product/{cycle.pk}/")
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=f"Check {point}", exact=True).click()
        self.page.get_by_label("Full name and date of birth").check()
        self.page.get_by_label("Label: scan it").fill(cycle.product_id)
        self.page.get_by_label("Everything matches").check()
        self.page.get_by_label("Second person").select_option(label=second)
        go_on(self.page, "Record the check")
        expect_done(self.page)

    def do(self, journey: Journey, move: str) -> None:
        """The button of the move, then the same words on the page that says what will happen."""
        self.open(journey)
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=move, exact=True).click()
        expect(heading(self.page)).to_have_text(move)
        go_on(self.page, move)
        expect_done(self.page)


def expect_done(page: Page) -> None:
    expect(page.get_by_role("list").filter(has=page.locator("li.success"))).to_be_visible()


def check_line(page: Page, check: str) -> Locator:
    """The line of a gate check on the workspace."""
    return page.get_by_role("listitem").filter(has_text=check)


def expect_shut(page: Page, move: str, why: str) -> None:
    """The button of the move is there, cannot be pressed, and says why."""
    button = page.get_by_role("button", name=move, exact=True)
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description(why)
