"""What no page may do: break its own policy, complain, fail to load something, or ask another host."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# The browser says so itself; the event and the response below say it with the address.
TOLD_ELSEWHERE = ("Content Security Policy", "Failed to load resource")
REFUSALS = {409, 422}

# What axe does on a page does not count: it comes after everything that the page did itself.
LISTENER = """
document.addEventListener("securitypolicyviolation", (event) => {
  if (!window.axe) window.tellViolation(`${event.violatedDirective} ${event.blockedURI} at ${location.pathname}`);
});
"""


class Watch:
    """`seen` fills while pages are used, and `pages` counts those that were opened."""

    def __init__(self, own: str) -> None:
        self.own, self.seen, self.pages = own, list[str](), 0

    def over(self, context: BrowserContext, *, scripts: bool) -> None:
        if scripts:
            context.expose_function("tellViolation", self._violation)
            context.add_init_script(LISTENER)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"page error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _violation(self, words: str) -> None:
        self.seen.append(f"policy: {words}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in TOLD_ELSEWHERE):
            self.seen.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.own, "data:")):
            self.seen.append(f"third party: {request.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page before its icon has come is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        self.pages += response.request.resource_type == "document" and response.status == 200
        refused = response.request.resource_type == "document" and response.status in REFUSALS
        if response.status >= 400 and not refused:
            self.seen.append(f"{response.status}: {response.url}")
