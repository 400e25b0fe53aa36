"""A running dashboard and a headless Chromium that may only speak to it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)

from tests.browser.screen import Screen

ROOT = Path(__file__).parents[2]
NAMES = (os.environ.get("CHROMIUM", "chromium"), "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_SECONDS = 60
PROBED = re.compile(r"/\w+/_stcore/(health|host-config)$")

expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser; without one it is skipped, out loud."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="CHROMIUM IS NOT INSTALLED"))


@dataclass(frozen=True)
class Dashboard:
    """A server process and its address."""

    process: subprocess.Popen[bytes]
    address: str


def start_dashboard(var: Path, **environment: str) -> Dashboard:
    """Start `python app.py` on a free port of this machine and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    var.mkdir(parents=True, exist_ok=True)
    log = var / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**os.environ, "VAR": str(var), "PORT": str(port), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped: {log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return Dashboard(process, address)
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"The server did not answer within {START_SECONDS} s.")


def stop_dashboard(dashboard: Dashboard) -> None:
    """End the server process."""
    dashboard.process.terminate()
    try:
        dashboard.process.wait(10)
    except subprocess.TimeoutExpired:
        dashboard.process.kill()
        dashboard.process.wait(10)


@pytest.fixture(scope="session")
def dashboard(own_var: Path) -> Iterator[Dashboard]:
    """The dashboard with the sample data."""
    running = start_dashboard(own_var)
    yield running
    stop_dashboard(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@dataclass
class Visit:
    """A page with what it asked for from outside and what it complained about."""

    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        # On a deep link Streamlit itself first looks for its own server below the page's name.
        if message.type == "error" and not PROBED.search(url):
            self.complaints.append(f"{message.text} ({url})")

    def only_local(self, route: Route) -> None:
        """Let a request through to this machine; block and record any other."""
        if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1366, "height": 768}, locale="th-TH")
    yield made
    made.close()


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Visit]:
    """A new page; at the end it must have asked for nothing outside and complained of nothing."""
    page = context.new_page()
    one = Visit(page)
    one.watch(page)
    context.route("**/*", one.only_local)
    yield one
    assert one.outside == []
    assert one.complaints == []


@pytest.fixture
def screen(visit: Visit, dashboard: Dashboard) -> Screen:
    """A new page of the dashboard."""
    return Screen(visit.page, dashboard.address)
