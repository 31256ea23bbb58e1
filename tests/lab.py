"""JupyterLab in headless Chromium, cut off from every other host, as a person would use it.

The server's settings, data and runtime folders lie in a folder of the test, so that nothing of the machine's own
Jupyter is read or changed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Closed without a question whether what was run is to be saved.
OPEN_BESIDE = """async (path) => {
    for (const one of [...window.jupyterapp.shell.widgets('main')]) one.dispose()
    await window.jupyterapp.commands.execute('docmanager:open', { path })
}"""
IDLE = """(path) => {
    const shown = window.jupyterapp?.shell.currentWidget
    return shown?.context?.path === path && shown.sessionContext?.session?.kernel?.status === 'idle'
}"""


@contextmanager
def browser() -> Iterator[tuple[Page, list[str]]]:
    """A page of Chromium, and the list of requests to other hosts that it tried (each is refused)."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1400, "height": 1500})
        outside: list[str] = []

        def only_here(route: Route) -> None:
            if route.request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:", "about:")):
                route.continue_()
            else:
                outside.append(route.request.url)
                route.abort()

        page.route("**/*", only_here)
        yield page, outside
        chromium.close()


@contextmanager
def jupyterlab(root: Path, home: Path) -> Iterator[str]:
    """The address of a JupyterLab that serves `root`; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.root_dir": root,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "IdentityProvider.token": "",
        "LabApp.expose_app_in_browser": True,
        "LabApp.news_url": "",
    }
    command = [sys.executable, "-m", "workbench.lab", *(f"--{key}={value}" for key, value in options.items())]
    home.mkdir(parents=True, exist_ok=True)
    log = (home / "lab.log").open("w")
    server = subprocess.Popen(command, env=_environment(home), stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status", server)
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def run_all(page: Page, address: str, notebook: str) -> None:
    """Opens the notebook, in place of the one that is open, and runs all its cells, as the menu does."""
    if page.url.startswith(address):
        page.evaluate(OPEN_BESIDE, notebook)
    else:
        page.goto(f"{address}/lab/tree/{notebook}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
    page.wait_for_function(IDLE, arg=notebook, timeout=90_000)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def _environment(home: Path) -> dict[str, str]:
    folders = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
        "IPYTHONDIR",
    )
    places = {name: str(home / name.lower()) for name in folders}
    settings = home / "settings"
    (settings / "@jupyterlab" / "apputils-extension").mkdir(parents=True)
    (settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    return {**os.environ, **places, "JUPYTERLAB_SETTINGS_DIR": str(settings), "HOME": str(home)}


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not start (exit code {server.poll()})")
