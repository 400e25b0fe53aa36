"""Servers and pages that the browser benches measure, timed by clocks inside the page."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lib.settings import ROOT

CHROMIUM = next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", "chromium"),))), None)
# Names of outside hosts do not resolve, so that nothing can come from outside. (Intercepting
# requests instead would switch off the browser's cache.)
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
START_SECONDS = 120
SCREEN = {"width": 1366, "height": 768}

# The clocks: when was the last click, when was the frame on the screen in which the map shows
# another picture, when did the run of the script end. PAINTED is a test of the records of a
# MutationObserver in the frame of the map; that frame is followed from its load event on, as
# scripts that are added to every new document see its blank forerunner only.
CLOCKS = """(() => {
    if (window !== top) return;
    const now = () => performance.timeOrigin + performance.now();
    window.bench = { clicked: 0, painted: 0, finished: 0, paints: 0 };
    const painted = () => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { bench.painted = now(); bench.paints += 1; };
        port2.postMessage(0);
    });
    const isPainted = PAINTED;
    document.addEventListener("click", () => { bench.clicked = now(); }, true);
    new MutationObserver(() => {
        const app = document.querySelector("[data-testid=stApp]");
        if (app?.dataset.testScriptState === "notRunning") bench.finished = now();
    }).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });
    document.addEventListener("load", ({ target }) => {
        const map = target.nodeName === "IFRAME" && target.contentDocument;
        if (!map) return;
        new MutationObserver((records) => { if (isPainted(records)) painted(); }).observe(
            map, { subtree: true, childList: true, attributeFilter: ["data-painted"] });
        if (map.querySelector("[data-painted], .leaflet-pane path")) painted();
    }, true);
})();"""
DASHBOARD = CLOCKS.replace("PAINTED", "(records) => records.some((one) => one.attributeName)")
CHOROPLETH = CLOCKS.replace(
    "PAINTED",
    """(records) => records.some((one) => [...one.addedNodes].some(
        (node) => node.nodeName === "path" && node.closest(".leaflet-pane")))""",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that reaches this machine only."""
    if CHROMIUM is None:
        raise SystemExit("This bench needs Chromium: apt install chromium, or set CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def new_page(browser: Browser, clocks: str = DASHBOARD) -> Page:
    """A page with nothing in its cache, which carries one of the clocks above."""
    page = browser.new_page(viewport=SCREEN, locale="th-TH")  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    page.add_init_script(clocks)
    return page


@contextmanager
def dashboard(var: Path | None = None) -> Iterator[str]:
    """The address of a dashboard of its own, with its stores under ``var``."""
    environment = {"VAR": str(var)} if var else {}
    with server([sys.executable, "app.py"], **environment) as address:
        yield address


@contextmanager
def choropleth(leaflet: str, var: Path) -> Iterator[str]:
    """The address of the usual page; ``leaflet`` is where it finds Leaflet."""
    script = str(Path(__file__).with_name("choropleth_page.py"))
    command = [sys.executable, "-m", "streamlit", "run", script]
    with server(command, LEAFLET=leaflet, VAR=str(var), PYTHONPATH=str(ROOT)) as address:
        yield address


@contextmanager
def server(command: Sequence[str], **environment: str) -> Iterator[str]:
    """The address of a server process, once it answers; it is stopped at the end."""
    port = str(free_port())
    given = {**os.environ, "PORT": port, "STREAMLIT_SERVER_PORT": port, **environment}
    process = subprocess.Popen(
        command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"The server did not start: {process.args!r}")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: what is asked for is not of interest."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        super().end_headers()


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """The address of a server of the files in ``folder``, which the browser may keep."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()


def wait_for_map(page: Page, least: int = 1) -> None:
    """Wait until pictures have been painted and the script is at rest."""
    page.wait_for_function("least => bench.paints >= least", arg=least)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
