"""Nobody but this machine: hosts, origins, headers, and a page that asks nobody outside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sandbox.pageside import PAGE
from tests.sandbox.driver import ALEX, TOKEN

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver

FOREIGN = "https://example.org"


@pytest.mark.parametrize("path", ["/", "/people", f"/bot{TOKEN}/getMe", "/clock"])
async def test_foreign_hosts(sandbox: Driver, path: str) -> None:
    for host, status in (
        ("example.org", 403),
        ("127.0.0.1.example.org", 403),
        ("[", 403),
        ("localhost:8081", 200),
        ("[::1]:8081", 200),
    ):
        async with sandbox.http.get(path, headers={"Host": host}) as response:
            assert (host, response.status) == (host, status)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": FOREIGN}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
async def test_foreign_pages(sandbox: Driver, headers: dict[str, str]) -> None:
    for path, body in (
        (f"/people/{ALEX}/messages", {"text": "forged"}),
        ("/clock", {"advance": 60}),
        ("/clock/due", {"at": None}),
        (f"/bot{TOKEN}/deleteWebhook", {}),
    ):
        async with sandbox.http.post(path, json=body, headers=headers) as response:
            assert (path, response.status) == (path, 403)
    assert await sandbox.ask("/updates") == {"pending": 0}
    assert (await sandbox.ask("/clock"))["version"] == 1


async def test_its_own_page(sandbox: Driver) -> None:
    headers = {"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"}
    async with sandbox.http.post("/clock", json={"advance": 1}, headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/people", "/nothing"])
async def test_headers(sandbox: Driver, path: str) -> None:
    async with sandbox.http.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy


async def test_every_file_of_the_page_is_served(sandbox: Driver) -> None:
    async with sandbox.http.get("/") as response:
        page = await response.text()
    for path in ["/page/page.js", *re.findall(r'(?:href|src)="(/[^"]+)"', page)]:
        async with sandbox.http.get(path) as response:
            assert (path, response.status) == (path, 200)
    scripts = "".join(path.read_text() for path in PAGE.glob("*.js"))
    for name in re.findall(r'from "\./([\w.]+)"', scripts):
        assert (PAGE / name).is_file()


def test_the_page_asks_nobody_outside_and_writes_no_html() -> None:
    for path in (path for path in PAGE.iterdir() if path.suffix in {".html", ".css", ".js"}):
        source = path.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|eval\(", source), path
        assert not re.search(r'(?:src|href|import|from|fetch\(|url\()\s*=?\s*["(]https?:', source)
    assert not re.search(r"\son\w+=|\sstyle=|<style|<script>", (PAGE / "index.html").read_text())
