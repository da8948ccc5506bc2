"""A device that holds passkeys, made by the browser's own tool for tests."""

from playwright.sync_api import Page


def with_a_passkey_inside(page: Page) -> None:
    """It has just seen the right finger."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": device})
