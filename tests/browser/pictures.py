"""`python -m tests.browser.pictures`: takes the picture in the README anew.

With `--all FOLDER` also the dark one and one of a phone's width, to look at while working on it.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.browser import chromium, days, desk
from tests.browser.desk import House
from tests.endtoend import programs as running
from tests.endtoend.programs import ROOT

PICTURE = ROOT / "docs" / "pictures" / "chat-page.png"
# Name, width, height, dark.
OTHERS = (("dark", 1600, 1000, True), ("phone", 390, 844, False), ("phone-dark", 360, 740, True))


async def _a_morning(house: House) -> None:
    """A day that went well, the next day's prompt, and a stranger."""
    async with house.window() as page:
        await page.opens()
        await days.alex_is_set_up(page, house)
        await days.sam_joins(page)
        await days.a_good_day(page)
        await page.to_next_until(page.alex, days.ASKS_TO_STOP)
        await page.phone("Mallory").root.get_by_role("button", name="Start the bot").click()
        await page.phone("Mallory").reads("private journal")


async def _take(house: House, file: Path, width: int, height: int, *, dark: bool) -> None:
    async with house.window(width, height, dark=dark) as page:
        await page.opens()
        await page.page.get_by_label("Times in").select_option(label="Berlin time")
        await page.alex.reads(days.ASKS_TO_STOP)
        await page.page.screenshot(path=file, animations="disabled")


async def _main(everything: Path | None) -> None:
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, running.forge() as forge:
        async with chromium.launched() as browser, desk.house(Path(name), forge, browser) as house:
            await _a_morning(house)
            await _take(house, PICTURE, 1600, 1000, dark=False)
            for other, width, height, dark in OTHERS if everything else ():
                file = Path(everything or ".") / f"{other}.png"
                await _take(house, file, width, height, dark=dark)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    asyncio.run(_main(parser.parse_args().all))
