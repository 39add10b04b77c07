"""The chat page as somebody in front of it has it: phones to tap and write on, and the clock."""

import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.endtoend.programs import PATIENCE, Program, Programs, Spawned
from tests.endtoend.world import FROZEN, LINK, start_sandbox

MS = PATIENCE * 1000
# What is due may be for somebody else: so often it goes on to the next thing.
MOST_STEPS = 12
expect.set_options(timeout=MS)


class Phone:
    """One of the phones."""

    def __init__(self, desk: "Desk", name: str) -> None:
        self.name = name
        self.root = desk.page.get_by_role("region", name=f"{name}’s phone")
        self.chat = self.root.get_by_role("log")

    def button(self, label: str) -> Locator:
        """The lowest one of that label under a message."""
        return self.chat.get_by_role("button", name=label, exact=True).last

    def said(self, text: str) -> Locator:
        """The lowest message with these words."""
        return self.chat.locator(".message").filter(has_text=text).last

    async def reads(self, text: str) -> Locator:
        """Wait for these words."""
        found = self.said(text)
        await expect(found).to_be_visible()
        return found

    async def taps(self, *labels: str) -> None:
        for label in labels:
            await self.button(label).click()

    async def says(self, text: str) -> None:
        await self.root.get_by_label(f"Message from {self.name}").fill(text)
        await self.root.get_by_role("button", name=f"Send as {self.name}").click()

    async def opens(self, link: str) -> None:
        """Paste a start link where an empty chat asks for it."""
        await self.chat.get_by_label("Start link").fill(link)
        await self.chat.get_by_role("button", name="Open").click()

    async def sends(self, label: str) -> None:
        """Something other than words."""
        await self.root.get_by_role("button", name="Send something").click()
        await self.root.get_by_role("button", name=label, exact=True).click()


class Desk:
    """The page in one browser's window, and whatever it should never do."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.alex, self.sam = self.phone("Alex"), self.phone("Sam")

    def phone(self, name: str) -> Phone:
        return Phone(self, name)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", f"blob:{self.url}/")):
            self.outside.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    async def opens(self, query: str = "") -> None:
        await self.page.goto(f"{self.url}/{query}")
        await expect(self.page.get_by_role("region").first).to_be_visible()

    # The clock

    @property
    def due(self) -> Locator:
        return self.page.locator("#due")

    async def passes(self, *buttons: str) -> None:
        for name in buttons:
            await self.page.get_by_role("button", name=name, exact=True).click()

    async def to_next_until(self, phone: Phone, text: str, times: int = 1) -> None:
        """Go from one thing due to the next, until these words are there so often."""
        found = phone.chat.locator(".message").filter(has_text=text)
        for _ in range(MOST_STEPS):
            await self._to_next()
            with contextlib.suppress(AssertionError):
                await expect(found.nth(times - 1)).to_be_visible(timeout=1500)
                return
        raise AssertionError(f"{phone.name} never reads {text!r}")

    async def _to_next(self) -> None:
        """As far as the bot has come through with it, and says what comes then."""
        await expect(self.due).to_contain_text("(in ")
        await self.passes("To the next thing due")
        await expect(self.due).not_to_contain_text("(now)")


class House:
    """The real programs, and windows to look into them."""

    def __init__(self, programs: Programs, browser: Browser) -> None:
        self.programs, self._browser = programs, browser
        self.sandbox: Spawned
        self.bot: Program

    async def __aenter__(self) -> "House":
        self.sandbox, self.url = await start_sandbox(self.programs, "--frozen", FROZEN.isoformat())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.programs.end()

    def starts(self) -> None:
        """A bot."""
        database = f"sqlite:///{self.programs.folder / 'baseline.db'}"
        self.bot = self.programs.fork("bot", "demo", "--sandbox", self.url, "--database", database)

    async def link(self) -> str:
        """What the host sees in the terminal."""
        return await self.bot.says(LINK)

    async def restarts_sandbox(self) -> None:
        """The same one, with all that it knew, at the same address."""
        port = int(self.url.rpartition(":")[2])
        self.sandbox, _ = await start_sandbox(self.programs, port=port)

    @contextlib.asynccontextmanager
    async def window(
        self, width: int = 1600, height: int = 1000, *, dark: bool = False, sharp: int = 1
    ) -> AsyncIterator[Desk]:
        """A browser's window with nothing in it yet, that remembers nothing of the others."""
        context = await self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            device_scale_factor=sharp,
            # What is looked at is not on its way from one colour to another.
            reduced_motion="reduce",
        )
        context.set_default_timeout(MS)
        try:
            yield Desk(await context.new_page(), self.url)
        finally:
            await context.close()


@contextlib.asynccontextmanager
async def house(
    folder: Path, forge: "subprocess.Popen[str]", browser: Browser
) -> AsyncIterator[House]:
    """A sandbox and a bot."""
    programs = Programs(folder, forge)
    async with House(programs, browser) as made:
        made.starts()
        yield made
    programs.check()
