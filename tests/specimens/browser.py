"""Web pages to PDF through Chromium's own printing: borders as filled quadrilaterals, rows cut by the page.

Each content once in a session. Refuses to go on without the browser: it names the package that brings it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

TIME_LIMIT = 120  # seconds for one page; it takes 1 to 3
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@cache
def print_to_pdf(page: bytes) -> bytes:
    """The PDF that the browser prints of the page, A4 upright."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise RuntimeError("Chromium is not on this machine; install chromium")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "page.html").write_bytes(page)
        command = [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={place}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={place}/page.pdf",
            f"file://{place}/page.html",
        ]
        done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
        if not (place / "page.pdf").exists():
            raise RuntimeError(f"the browser made no PDF: {done.stderr.decode()[-400:]}")
        return (place / "page.pdf").read_bytes()
